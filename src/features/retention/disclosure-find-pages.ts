/** Finding the records that a demand reaches: the form of criteria, what was found class by class, and what was taken in. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import type { FoundRecord, RecordSource } from '#platform/record-source.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedList, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { DemandNow } from './disclosure-act-service.ts';
import type { EntryFilter, EntryRow } from './disclosure-entry-store.ts';
import { recordNumber } from './disclosure-numbers.ts';
import { back, bodyName, className, hasSealed } from './disclosure-parts.ts';
import {
  demandPath,
  entriesPath,
  entryPath,
  findPath,
  includePath,
  leaveOutPath,
  searchPath,
} from './disclosure-paths.ts';
import type { DeskPerson } from './disclosure-questions.ts';
import { searchWords } from './disclosure-demand-pages.ts';
import type { SearchLine } from './disclosure-reading.ts';
import { allowed } from './disclosure-progress.ts';

export type FindView = {
  demand: DemandNow;
  sources: readonly RecordSource[];
  people: readonly DeskPerson[];
  /** What was asked in the demand's own words; null when its key is gone. */
  asked: string | null;
};

export function findPage(page: Page, view: FindView, faults: readonly Refusal[] = []): Html {
  const { t } = page;
  return html`${back(page, view.demand)}<h1>${t('disclosure.find.title')}</h1>
${errorSummary(page, faults, ['words', 'bodyId', 'personId', 'from', 'to'])}
${view.asked ? html`<details class="st-fold"><summary>${t('disclosure.demand.asked')}</summary><p class="st-words">${view.asked}</p></details>` : null}
${searchForm(page, view, page.fields, faults)}`;
}

function searchForm(page: Page, { demand, sources, people }: FindView, typed: Typed, faults: readonly Refusal[]): Html {
  const { t } = page;
  const value = (name: string) => typedText(typed, name);
  const any = { value: '', label: t('disclosure.find.any') };
  const bodies = page.city.profile.bodies
    .filter((body) => body.kind !== 'partner')
    .map((body) => ({ value: body.id, label: page.say(body.name) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
  const chosen = new Set(typedList(typed, 'classIds'));
  const classes = sources.map(({ class: { id } }, index) => {
    const name = `class-${index}`;
    return html`<div class="usa-checkbox"><input class="usa-checkbox__input" id="${name}" type="checkbox" name="classIds" value="${id}"${chosen.has(id) ? html` checked` : null}><label class="usa-checkbox__label" for="${name}">${className(page, id)}</label></div>`;
  });
  const shared = { faults, isOptional: true };
  return html`<form class="usa-form usa-form--large st-form" action="${page.link(findPath.to({ id: demand.id }))}" method="post">${page.formToken()}
${textField(page, { ...shared, name: 'words', label: t('disclosure.find.words'), hint: t('disclosure.find.words-hint'), value: value('words'), type: 'search' })}
${selectField(page, { ...shared, name: 'bodyId', label: t('disclosure.find.body'), value: value('bodyId'), choices: [any, ...bodies] })}
${selectField(page, { ...shared, name: 'personId', label: t('disclosure.find.person'), hint: t('disclosure.find.person-hint'), value: value('personId'), choices: [any, ...people.map((one) => ({ value: one.personId, label: one.name }))] })}
${textField(page, { ...shared, name: 'from', label: t('disclosure.find.from'), value: value('from'), type: 'date' })}
${textField(page, { ...shared, name: 'to', label: t('disclosure.find.to'), value: value('to'), type: 'date' })}
<fieldset class="usa-fieldset"><legend class="usa-legend">${t('disclosure.find.classes')}</legend><span class="usa-hint">${t('disclosure.find.classes-hint')}</span>${classes}</fieldset>
${recordLine(page, 'retention.records_demand')}<button class="usa-button" type="submit">${t('disclosure.find.submit')}</button></form>`;
}

export type ResultView = {
  demand: DemandNow;
  search: SearchLine;
  names: ReadonlyMap<string, string>;
  sources: readonly RecordSource[];
  /** The class whose records are shown, and the page of them; null where nothing was found. */
  shown: { classId: string; records: readonly FoundRecord[]; next: string | null; isFirst: boolean } | null;
  /** Those of them that the demand holds already. */
  taken: ReadonlySet<string>;
};

export function resultPage(page: Page, view: ResultView, faults: readonly Refusal[] = []): Html {
  const { t } = page;
  const { demand, search, shown } = view;
  const total = Object.values(search.found).reduce((sum, one) => sum + one, 0);
  const at = { id: demand.id, search: search.id };
  const mayInclude = allowed.search.has(demand.progress.stage);
  const classes = Object.entries(search.found).filter(([, count]) => count > 0);
  return html`${back(page, demand)}<h1>${t('disclosure.find.result')}</h1>
<p class="usa-intro">${searchWords(page, search, view.names)}: ${t('disclosure.find.found', { count: total })}</p>
${errorSummary(page, faults, [])}
<p><a href="${page.link(findPath.to({ id: demand.id }))}">${t('disclosure.find.again')}</a> · <a href="${page.link(entriesPath.to({ id: demand.id }))}">${t('disclosure.find.to-records', { count: demand.records })}</a></p>
${total === 0 ? html`<p>${t('disclosure.find.nothing')}</p>` : null}
${sealedNote(page, view)}
${
  classes.length === 0
    ? null
    : html`<nav aria-label="${t('disclosure.find.by-class')}"><ul class="st-tabs">${classes.map(([id, count]) => html`<li><a href="${page.link(searchPath.to(at, { class: id }))}"${id === shown?.classId ? html` aria-current="page"` : null}>${className(page, id)} (${page.formats.number(count)})</a></li>`)}</ul></nav>`
}
${mayInclude && total > 0 ? includeAll(page, view, classes) : null}
${shown ? foundTable(page, view, shown, mayInclude) : null}`;
}

/** Words cannot look into what is sealed: say so, and offer all of it. */
function sealedNote(page: Page, { demand, search, sources }: ResultView): Html | null {
  const { t } = page;
  const sealed = sources.filter((source) => search.class_ids.includes(source.class.id) && hasSealed(source));
  if (!search.words || sealed.length === 0) return null;
  const hidden = { bodyId: search.body_id, personId: search.person_id, from: search.from_on, to: search.to_on };
  const inputs = Object.entries(hidden).flatMap(([name, value]) =>
    value ? [html`<input type="hidden" name="${name}" value="${value}">`] : [],
  );
  return html`<div class="usa-alert usa-alert--info usa-alert--slim"><div class="usa-alert__body"><p class="usa-alert__text">${t('disclosure.find.sealed', { classes: page.formats.list(sealed.map((one) => className(page, one.class.id))) })}</p>
<form action="${page.link(findPath.to({ id: demand.id }))}" method="post">${page.formToken()}${inputs}${sealed.map((one) => html`<input type="hidden" name="classIds" value="${one.class.id}">`)}<button class="usa-button usa-button--unstyled" type="submit">${t('disclosure.find.sealed-all')}</button></form></div></div>`;
}

function includeAll(page: Page, { demand, search, shown }: ResultView, classes: readonly [string, number][]): Html {
  const { t } = page;
  const form = (ids: readonly string[], word: string, isPrimary: boolean) =>
    html`<form action="${page.link(includePath.to({ id: demand.id, search: search.id }))}" method="post">${page.formToken()}${ids.map((id) => html`<input type="hidden" name="classId" value="${id}">`)}<button class="usa-button${isPrimary ? '' : ' usa-button--outline'}" type="submit">${word}</button></form>`;
  const all = classes.reduce((sum, [, count]) => sum + count, 0);
  const here = classes.find(([id]) => id === shown?.classId);
  return html`<p>${t('disclosure.find.freezes')}</p><div class="st-overview__doors">${form(
    classes.map(([id]) => id),
    t('disclosure.find.include-all', { count: all }),
    true,
  )}${here && classes.length > 1 ? form([here[0]], t('disclosure.find.include-class', { count: here[1], name: className(page, here[0]) }), false) : null}</div>`;
}

function foundTable(page: Page, view: ResultView, shown: NonNullable<ResultView['shown']>, mayInclude: boolean): Html {
  const { t } = page;
  const at = { id: view.demand.id, search: view.search.id };
  const rows = shown.records.map((record, index) => {
    const isTaken = view.taken.has(`${shown.classId}/${record.id}`);
    const id = `record-${index}`;
    const name = record.link ? html`<a href="${page.linkTo(record.link)}">${record.title}</a>` : html`${record.title}`;
    const box = isTaken
      ? html`<span class="usa-tag">${t('disclosure.find.taken')}</span>`
      : mayInclude
        ? html`<div class="usa-checkbox"><input class="usa-checkbox__input" id="${id}" type="checkbox" name="record" value="${shown.classId}/${record.id}"><label class="usa-checkbox__label" for="${id}">${t('disclosure.find.tick')}</label></div>`
        : null;
    return html`<tr><th scope="row">${name}</th><td>${bodyName(page, record.bodyId)}</td><td class="st-at">${page.formats.instant(record.recordedAt)}</td><td>${box}</td></tr>`;
  });
  const caption = className(page, shown.classId);
  return html`<form action="${page.link(includePath.to(at))}" method="post">${page.formToken()}<input type="hidden" name="classShown" value="${shown.classId}">
<section class="st-scroll" tabindex="0" aria-label="${caption}"><table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${caption}</caption><thead><tr><th scope="col">${t('disclosure.find.record')}</th><th scope="col">${t('disclosure.find.body')}</th><th scope="col">${t('disclosure.find.made')}</th><th scope="col">${t('disclosure.find.tick')}</th></tr></thead><tbody>${rows}</tbody></table></section>
${mayInclude ? html`<button class="usa-button usa-button--outline" type="submit">${t('disclosure.find.include-ticked')}</button>` : null}</form>
<nav class="st-pages" aria-label="${t('disclosure.pages.title')}">${shown.isFirst ? null : html`<a href="${page.link(searchPath.to(at, { class: shown.classId }))}">${t('disclosure.pages.first')}</a>`}${shown.next ? html`<a href="${page.link(searchPath.to(at, { class: shown.classId, after: shown.next }))}">${t('disclosure.pages.next')}</a>` : null}</nav>`;
}

export type EntriesView = {
  demand: DemandNow;
  filter: EntryFilter;
  rows: readonly EntryRow[];
  count: number;
  /** The position after which the next page begins. */
  next: number | null;
};

const states = ['all', 'unmarked', 'marked', 'privileged', 'left_out'] as const;

/** The records of a demand, in the order of their numbers. */
export function entriesPage(page: Page, view: EntriesView, faults: readonly Refusal[] = []): Html {
  const { t } = page;
  const { demand, filter } = view;
  const mayLeaveOut = allowed.search.has(demand.progress.stage) && filter.state !== 'left_out';
  const tabs = states.map(
    (state) =>
      html`<li><a href="${page.link(entriesPath.to({ id: demand.id }, { state }))}"${state === filter.state ? html` aria-current="page"` : null}>${t(`disclosure.entries-tab.${state}`)}</a></li>`,
  );
  const rows = view.rows.map((entry) => {
    const number = recordNumber(demand.number, entry.position);
    const id = `entry-${entry.position}`;
    const outcome = entry.version === 0 ? t('disclosure.outcome.unmarked') : t(`disclosure.outcome.${entry.outcome}`);
    const box = mayLeaveOut
      ? html`<td><div class="usa-checkbox"><input class="usa-checkbox__input" id="${id}" type="checkbox" name="entry" value="${entry.id}"><label class="usa-checkbox__label" for="${id}"><span class="usa-sr-only">${number}</span></label></div></td>`
      : null;
    return html`<tr><th scope="row"><a href="${page.link(entryPath.to({ id: demand.id, entry: entry.id }))}">${number}</a></th><td>${className(page, entry.class_id)}</td><td>${bodyName(page, entry.body_id)}</td><td class="st-at">${page.formats.instant(entry.recorded_at)}</td><td>${outcome}${entry.has_privileged ? html` <span class="usa-tag">${t('disclosure.decision.privileged')}</span>` : null}</td>${box}</tr>`;
  });
  const title = t('disclosure.entries.title', { number: demand.number });
  return html`${back(page, demand)}<h1>${title}</h1>
<p class="usa-intro">${t('disclosure.marked.sentence', { marked: demand.marked, records: demand.records })}</p>
${errorSummary(page, faults, [])}
<nav aria-label="${t('disclosure.entries.states')}"><ul class="st-tabs">${tabs}</ul></nav>
${
  rows.length === 0
    ? html`<p>${t('disclosure.entries.none')} <a href="${page.link(demandPath.to({ id: demand.id }))}">${t('disclosure.back.demand', { number: demand.number })}</a></p>`
    : html`<form action="${page.link(leaveOutPath.to({ id: demand.id }))}" method="post">${page.formToken()}
<section class="st-scroll" tabindex="0" aria-label="${title}"><table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${title}</caption><thead><tr><th scope="col">${t('disclosure.find.record')}</th><th scope="col">${t('disclosure.find.class')}</th><th scope="col">${t('disclosure.find.body')}</th><th scope="col">${t('disclosure.find.made')}</th><th scope="col">${t('disclosure.entries.outcome')}</th>${mayLeaveOut ? html`<th scope="col">${t('disclosure.entries.tick')}</th>` : null}</tr></thead><tbody>${rows}</tbody></table></section>
${mayLeaveOut ? html`<p>${t('disclosure.entries.leave-out-says')}</p><button class="usa-button usa-button--outline" type="submit">${t('disclosure.entries.leave-out')}</button>` : null}</form>`
}
${view.next === null ? null : html`<nav class="st-pages" aria-label="${t('disclosure.pages.title')}"><a href="${page.link(entriesPath.to({ id: demand.id }, { state: filter.state, after: view.next }))}">${t('disclosure.pages.next')}</a></nav>`}`;
}
