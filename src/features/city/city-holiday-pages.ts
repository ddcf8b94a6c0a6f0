/** The city's calendars year by year, the days that it proclaimed, and what a proclaimed day would move. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { holidaysIn, isWeekend } from '#rules/calendar.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { cityActs } from './city-acts.ts';
import type { DueMove } from './city-admin-questions.ts';
import { type ProclaimedDay, proclaimedId } from './city-holiday-terms.ts';
import { administrationPath, daysPath, newDayPath, takeBackDayPath } from './city-paths.ts';

const mayManageDays = (page: Page) => may(page.actor, cityActs.manageDays);

export function daysPage(page: Page, year: number, days: readonly ProclaimedDay[]): Html {
  const { t } = page;
  const to = (one: number, label: string) => html`<a href="${page.link(daysPath.to({}, { year: one }))}">${label}</a>`;
  return html`<p class="st-back"><a href="${page.link(administrationPath.to({}))}">${t('admin.page.back')}</a></p><h1>${t('admin.days.title')}</h1><p class="usa-intro">${t('admin.days.intro')}</p>
${mayManageDays(page) ? html`<p><a class="usa-button" href="${page.link(newDayPath.to({}))}">${t('admin.days.add')}</a></p>` : null}
${proclaimedSection(page, days)}
<section class="st-section" aria-labelledby="calendars"><h2 id="calendars">${t('admin.days.year', { year: String(year) })}</h2>
<nav class="st-pager" aria-label="${t('admin.days.years')}">${to(year - 1, String(year - 1))} <strong>${year}</strong> ${to(year + 1, String(year + 1))}</nav>
${page.city.profile.calendars.length === 0 ? html`<p>${t('admin.days.no-calendar')}</p>` : page.city.profile.calendars.map((calendar, index) => calendarTable(page, calendar, year, index === 0))}</section>`;
}

function proclaimedSection(page: Page, days: readonly ProclaimedDay[]): Html {
  const { t, formats } = page;
  const rows = days.toReversed().map((day) => {
    const calendar = page.city.profile.calendars.find((one) => one.id === day.calendarId);
    const state = day.takenBackAt
      ? html`${t('admin.days.taken-back', { at: formats.instant(day.takenBackAt), name: day.takenBackBy ?? t('city.person.by-system') })}<br><span class="st-by">${day.takenBackWhy}</span>`
      : mayManageDays(page)
        ? html`<a href="${page.link(takeBackDayPath.to({ day: day.id }))}">${t('admin.days.take-back')}<span class="usa-sr-only"> ${formats.date(day.on)}</span></a>`
        : t('admin.days.counts');
    return html`<tr><th scope="row">${formats.date(day.on)}</th><td>${page.say(day.name)}<br><cite class="st-by">${day.citation}</cite></td><td>${calendar ? page.say(calendar.name) : day.calendarId}</td><td>${formats.instant(day.proclaimedAt)}, ${day.proclaimedBy ?? t('city.person.by-system')}</td><td>${state}</td></tr>`;
  });
  const heads = ['day', 'name', 'calendar', 'proclaimed', 'state'].map(
    (name) => html`<th scope="col">${t(`admin.days.${name}`)}</th>`,
  );
  return html`<section class="st-section" aria-labelledby="proclaimed"><h2 id="proclaimed">${t('admin.days.proclaimed-title')}</h2>${rows.length > 0 ? html`<div class="st-scroll" tabindex="0" role="group" aria-label="${t('admin.days.proclaimed-title')}"><table class="usa-table usa-table--borderless"><caption class="usa-sr-only">${t('admin.days.proclaimed-title')}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>` : html`<p>${t('admin.days.none')}</p>`}</section>`;
}

function calendarTable(
  page: Page,
  calendar: Page['city']['profile']['calendars'][number],
  year: number,
  isFirst: boolean,
): Html {
  const { t, formats } = page;
  const rows = holidaysIn(calendar, year).map((holiday) => {
    const isMoved = holiday.on !== holiday.fallsOn;
    const why = proclaimedId(holiday.id)
      ? t('admin.days.why-proclaimed')
      : isMoved
        ? t('admin.days.why-moved', { day: formats.date(holiday.fallsOn) })
        : isWeekend(holiday.on, calendar)
          ? t('admin.days.why-weekend')
          : t('admin.days.why-rule');
    return html`<tr><th scope="row">${formats.date(holiday.on)}</th><td>${page.say(holiday.name)}</td><td>${why}</td><td><cite class="st-by">${holiday.citation}</cite></td></tr>`;
  });
  const name = page.say(calendar.name);
  const weekend = calendar.weekend.map((day) => formats.list([weekdayWord(page, day)]));
  const heads = ['observed', 'name', 'why', 'source'].map(
    (one) => html`<th scope="col">${t(`admin.days.${one}`)}</th>`,
  );
  return html`<h3>${name}${isFirst ? html` <span class="usa-tag st-tag st-tag--quiet">${t('admin.days.own')}</span>` : null}</h3><p class="st-note">${t('admin.days.weekend', { days: formats.list(weekend) })} ${t(`admin.days.text-${calendar.textStatus}`)}</p>
<div class="st-scroll" tabindex="0" role="group" aria-label="${name}"><table class="usa-table usa-table--borderless"><caption>${t('admin.days.count', { count: rows.length })}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** 1 January 2024 was a Monday. */
function weekdayWord(page: Page, weekday: number): string {
  return new Intl.DateTimeFormat(page.locale.tag, { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, weekday),
  );
}

export const dayFields = ['calendarId', 'on', 'nameEn', 'nameEs', 'citation'] as const;

export type NewDayView = {
  typed: Typed;
  faults: readonly Refusal[];
  /** What would move, once the form was filled in; null before. */
  effect: { moves: readonly DueMove[]; hash: string } | null;
};

/** The form asks first what would move (GET); the button that does it stands below the answer. */
export function newDayPage(page: Page, { typed, faults, effect }: NewDayView): Html {
  const { t } = page;
  const field = (name: (typeof dayFields)[number], more: object = {}) =>
    textField(page, { name, label: t(`admin.new-day.${name}`), value: typedText(typed, name), faults, ...more });
  const calendars = page.city.profile.calendars.map((one) => ({ value: one.id, label: page.say(one.name) }));
  const sent = dayFields.map((name) => html`<input type="hidden" name="${name}" value="${typedText(typed, name)}">`);
  return html`<p class="st-back"><a href="${page.link(daysPath.to({}))}">${t('admin.days.back')}</a></p><h1>${t('admin.new-day.title')}</h1><p class="usa-intro">${t('admin.new-day.intro')}</p>
${errorSummary(page, faults, dayFields)}
<form class="usa-form usa-form--large" action="${page.link(newDayPath.to({}))}" method="get">
${field('on', { type: 'date' })}${selectField(page, { name: 'calendarId', label: t('admin.new-day.calendarId'), value: typedText(typed, 'calendarId'), faults, choices: calendars })}
${field('nameEn', { hint: t('admin.new-day.name-hint') })}${field('nameEs', { isOptional: true })}${field('citation', { hint: t('admin.new-day.citation-hint'), rows: 2 })}
<button class="usa-button${effect ? ' usa-button--outline' : ''}" type="submit">${t('admin.new-day.preview')}</button></form>
${
  effect
    ? html`<section class="st-section" aria-labelledby="effect"><h2 id="effect">${t('admin.effect.title')}</h2>${effectTable(page, effect.moves)}
<form action="${page.link(daysPath.to({}))}" method="post">${page.formToken()}${sent}<input type="hidden" name="hash" value="${effect.hash}">${recordLine(page, 'city.proclaimed_day')}<button class="usa-button" type="submit">${t('admin.new-day.save')}</button></form></section>`
    : null
}`;
}

export function takeBackPage(
  page: Page,
  view: {
    day: ProclaimedDay;
    effect: { moves: readonly DueMove[]; hash: string };
    typed: Typed;
    faults: readonly Refusal[];
  },
): Html {
  const { t, formats } = page;
  const { day, effect, typed, faults } = view;
  return html`<p class="st-back"><a href="${page.link(daysPath.to({}))}">${t('admin.days.back')}</a></p><h1>${t('admin.take-back.title', { day: formats.date(day.on) })}</h1><p class="usa-intro">${page.say(day.name)}. ${day.citation}</p>
${errorSummary(page, faults, ['why'])}<h2>${t('admin.effect.title')}</h2>${effectTable(page, effect.moves)}
<form class="usa-form usa-form--large" action="${page.link(takeBackDayPath.to({ day: day.id }))}" method="post">${page.formToken()}<input type="hidden" name="hash" value="${effect.hash}">
${textField(page, { name: 'why', label: t('admin.take-back.why'), hint: t('admin.take-back.why-hint'), value: typedText(typed, 'why'), faults, rows: 2 })}${recordLine(page, 'city.proclaimed_day')}<button class="usa-button" type="submit">${t('admin.take-back.save')}</button></form>`;
}

function effectTable(page: Page, moves: readonly DueMove[]): Html {
  const { t, formats } = page;
  const open = moves.filter((move) => move.effect === 'open').length;
  if (moves.length === 0)
    return html`<p>${t('admin.effect.none')}</p><p class="st-note">${t('admin.effect.events')}</p>`;
  const rows = moves.map((move) => {
    const body = page.city.profile.bodies.find((one) => one.id === move.bodyId);
    return html`<tr><th scope="row"><a href="${page.linkTo({ kind: 'task', id: move.taskId })}">${page.say(move.title)}</a><br><span class="st-by">${move.directive}, ${move.clauseId}</span></th><td>${body ? page.say(body.name) : move.bodyId}</td>
<td><del class="st-diff st-diff--before">${formats.date(move.from)}</del></td><td><ins class="st-diff st-diff--after">${formats.date(move.to)}</ins></td><td>${t(`admin.effect.${move.effect}`)}</td></tr>`;
  });
  const heads = ['task', 'department', 'from', 'to', 'what'].map(
    (name) => html`<th scope="col">${t(`admin.effect.${name}`)}</th>`,
  );
  return html`<p>${t('admin.effect.count', { count: open })} ${t('admin.effect.events')}</p><div class="st-scroll" tabindex="0" role="group" aria-label="${t('admin.effect.title')}"><table class="usa-table usa-table--borderless"><caption>${t('admin.effect.caption', { count: moves.length })}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
