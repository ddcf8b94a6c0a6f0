/** The page "What this system holds": for everybody, printable, without a count; and the staff's version with counts. */
import { may, rolesThatMay } from '#rules/permissions.ts';
import type { RecordClass, RecordField } from '#rules/record-classes.ts';
import { anchorOf } from '#web/components/record-line.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type CountedHolding, type Holding, mostToReview } from './record-reading.ts';
import { classKey, disclosureText, periodText } from './record-words.ts';
import { retentionActs } from './retention-acts.ts';
import { destructionPath, holdingsPath, holdsPath, recordsPath } from './retention-paths.ts';

export function holdingsPage(page: Page, rows: readonly Holding[]): Html {
  const { t } = page;
  const law = page.city.profile.records;
  const staff = may(page.actor, retentionActs.readHoldings)
    ? html`<p class="st-back"><a href="${page.link(recordsPath.to({}))}">${t('records.holdings.staff')}</a></p>`
    : null;
  return html`${staff}<h1>${t('records.holdings.title')}</h1>
<p class="usa-intro">${t('records.holdings.intro')}</p>
${law ? statutes(page) : html`<p>${t('records.holdings.no-law')}</p>`}
<h2>${t('records.holdings.kinds')}</h2>
<nav aria-label="${t('records.holdings.kinds')}"><ul class="usa-list st-record-index">${rows.map((row) => html`<li><a href="#${anchorOf(row.class.id)}">${t(classKey(row.class.id, 'name'))}</a></li>`)}</ul></nav>
${rows.map((row) => oneClass(page, row))}`;
}

function statutes(page: Page): Html | null {
  const { t, say } = page;
  const law = page.city.profile.records;
  if (!law) return null;
  const clock = law.answerClock;
  const isOpen = [...law.statutes, law.destruction].some((one) => one.textStatus === 'unverified');
  return html`<section aria-labelledby="law"><h2 id="law">${t('records.law.title')}</h2>
${isOpen ? html`<div class="usa-alert usa-alert--info usa-alert--slim"><div class="usa-alert__body"><p class="usa-alert__text">${t('records.law.unverified')}</p></div></div>` : null}
<ul class="usa-list">${law.statutes.map((one) => html`<li>${say(one.name)} <span class="st-cite">${one.citation}</span> ${status(page, one.textStatus)}</li>`)}</ul>
${clock ? html`<p>${t(`records.law.clock-${clock.unit}`, { days: clock.days })} <span class="st-cite">${clock.citation}</span>${clock.extension ? html` ${t('records.law.extension', { days: clock.extension.days })} <span class="st-cite">${clock.extension.citation}</span>` : null}</p>` : html`<p>${t('records.law.no-clock')}</p>`}
<p>${t('records.law.approval', { who: say(law.destruction.approval) })} <span class="st-cite">${law.destruction.citation}</span></p></section>`;
}

function status(page: Page, textStatus: string): Html {
  return html`<span class="usa-tag">${page.t(`records.text-status.${textStatus}`)}</span>`;
}

function oneClass(page: Page, { class: one, schedule }: Holding): Html {
  const { t, say } = page;
  const rule = schedule
    ? html`${periodText(page, schedule)} <span class="st-cite">${schedule.citation}</span> ${status(page, schedule.textStatus)}<br><span class="st-note">${say(schedule.title)}. ${t(one.isShortLived ? 'records.outcome.by-itself' : `records.outcome.${schedule.outcome}`)}</span>`
    : html`${periodText(page, null)}`;
  const keptWith = one.keptWith
    ? html`<br><span class="st-note">${t('records.holdings.kept-with', { other: t(classKey(one.keptWith, 'name')) })}</span>`
    : null;
  return html`<section class="st-record-class" aria-labelledby="${anchorOf(one.id)}"><h3 id="${anchorOf(one.id)}">${t(classKey(one.id, 'name'))}</h3>
<dl class="st-facts"><dt>${t('records.fact.why')}</dt><dd>${t(classKey(one.id, 'why'))}</dd>
<dt>${t('records.fact.seen-by')}</dt><dd>${seenBy(page, one)}</dd>
<dt>${t('records.fact.becomes')}</dt><dd>${becomes(page, one)}</dd>
<dt>${t('records.fact.kept')}</dt><dd>${rule}${keptWith}</dd>
<dt>${t('records.fact.subpoena')}</dt><dd>${t(classKey(one.id, 'subpoena'))}</dd></dl></section>`;
}

function seenBy(page: Page, { seenBy: acts, isOpenToAll }: RecordClass): string {
  const roles = [...new Set(acts.flatMap((act) => rolesThatMay(act)))];
  if (isOpenToAll) return page.t('records.seen-by.everybody');
  if (acts.length === 0) return page.t('records.seen-by.person');
  return page.formats.list(roles.map((role) => page.t(`city.role.${role}`)));
}

/** Fields with the same fate stand in one line. */
function becomes(page: Page, { fields }: RecordClass): Html {
  const { t } = page;
  if (fields.length === 0) return html`${t('records.disclosure.no-text')}`;
  const lines = new Map<string, RecordField[]>();
  for (const field of fields) {
    const line = disclosureText(page, field.disclosure, page.city.profile.records);
    lines.set(line, [...(lines.get(line) ?? []), field]);
  }
  return html`<ul class="usa-list usa-list--unstyled">${[...lines].map(
    ([line, own]) =>
      html`<li><strong>${page.formats.list(own.map((field) => t(`records.field.${field.name}`)))}:</strong> ${line}${own.some((field) => field.isRestricted) ? html` <span class="usa-tag">${t('records.holdings.encrypted')}</span>` : null}</li>`,
  )}</ul>`;
}

export function recordsStaffPage(page: Page, rows: readonly CountedHolding[]): Html {
  const { t, formats } = page;
  const lines = rows.map(({ class: one, schedule, count, oldest, holds, toReview }) => {
    const review =
      toReview === null || toReview === 0
        ? null
        : html`<br><span class="st-note">${t(toReview >= mostToReview ? 'records.staff.review-many' : 'records.staff.review', { count: toReview })}</span>`;
    return html`<tr><th scope="row"><a href="${page.link(holdingsPath.to({}))}#${anchorOf(one.id)}">${t(classKey(one.id, 'name'))}</a></th>
<td data-label="${t('records.staff.count')}">${formats.number(count)}</td><td data-label="${t('records.staff.oldest')}">${oldest ? formats.instant(oldest) : t('records.staff.none')}</td>
<td data-label="${t('records.staff.kept')}">${periodText(page, schedule)}${review}</td><td data-label="${t('records.staff.holds')}">${holds}</td></tr>`;
  });
  return html`<h1>${t('records.staff.title')}</h1><p class="usa-intro">${t('records.staff.intro')}</p>
<p class="st-overview__doors"><a href="${page.link(holdingsPath.to({}))}">${t('records.staff.public')}</a> <a href="${page.link(holdsPath.to({}))}">${t('records.staff.to-holds')}</a> <a href="${page.link(destructionPath.to({}))}">${t('records.staff.to-destruction')}</a></p>
<section class="st-scroll" tabindex="0" aria-label="${t('records.staff.caption')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('records.staff.caption')}</caption>
<thead><tr><th scope="col">${t('records.staff.kind')}</th><th scope="col">${t('records.staff.count')}</th><th scope="col">${t('records.staff.oldest')}</th><th scope="col">${t('records.staff.kept')}</th><th scope="col">${t('records.staff.holds')}</th></tr></thead><tbody>${lines}</tbody></table></section>`;
}
