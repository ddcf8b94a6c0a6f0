/** The register of demands: every one with its dates and where it stands, and the form that registers another. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { csvText } from '#web/components/csv.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { DemandNow } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { readRegisterQuery, type RegisterQuery } from './disclosure-forms.ts';
import { back, dayWithDistance, stageTag } from './disclosure-parts.ts';
import { demandPath, demandsCsvPath, demandsPath, newDemandPath } from './disclosure-paths.ts';
import { stages } from './disclosure-progress.ts';
import { demandChannels, demandKinds } from './disclosure-terms.ts';

const perPage = 50;

/** Those that the reader asked for, in the order asked for. */
export function narrowed(demands: readonly DemandNow[], query: RegisterQuery): DemandNow[] {
  const words = query.q.toLowerCase();
  const kept = demands.filter(
    (one) =>
      (!words || one.number.toLowerCase().includes(words)) &&
      (!query.kind || one.kind === query.kind) &&
      isOf(one, query.stage),
  );
  if (query.sort === 'number') return kept.toSorted((a, b) => (a.number < b.number ? -1 : 1));
  if (query.sort === 'received') return kept.toSorted((a, b) => (a.received_on < b.received_on ? 1 : -1));
  return kept.toSorted((a, b) => dueKey(a).localeCompare(dueKey(b)));
}

/** What still waits comes first, by its day. */
function dueKey({ progress, number }: DemandNow): string {
  const isDone = progress.stage === 'closed' || progress.hasProduction;
  return `${isDone ? 1 : 0} ${progress.dueOn ?? '9999'} ${number}`;
}

function isOf({ progress }: DemandNow, stage: string): boolean {
  if (stage === '') return true;
  if (stage === 'open') return progress.stage !== 'closed';
  if (stage === 'late') return progress.isLate;
  if (stage === 'due') return progress.isDueSoon;
  return progress.stage === stage;
}

export function registerPage(page: Page, demands: readonly DemandNow[]): Html {
  const { t } = page;
  const query = readRegisterQuery(page.query);
  const found = narrowed(demands, query);
  const shown = found.slice((query.page - 1) * perPage, query.page * perPage);
  const count = (stage: string) => demands.filter((one) => isOf(one, stage)).length;
  const sums = { open: count('open'), late: count('late'), due: count('due'), counsel: count('with_counsel') };
  const head = (key: RegisterQuery['sort'], name: string) =>
    html`<th scope="col"${query.sort === key ? html` aria-sort="${key === 'received' ? 'descending' : 'ascending'}"` : null}><a href="${page.link(demandsPath.to({}, { ...query, sort: key, page: null }))}">${name}</a></th>`;
  return html`<h1>${t('disclosure.register.title')}</h1>
<p class="usa-intro">${demands.length === 0 ? t('disclosure.register.none') : t('disclosure.register.sum', sums)}</p>
${may(page.actor, disclosureActs.handle) ? html`<p><a class="usa-button" href="${page.link(newDemandPath.to({}))}">${t('disclosure.register.new')}</a></p>` : null}
${
  demands.length === 0
    ? html`<p>${t('disclosure.register.none-next')}</p>`
    : html`${filterForm(page, query)}
<p>${t('disclosure.register.count', { count: found.length })} · <a href="${page.link(demandsCsvPath.to({}, { ...query, page: null }))}">${t('disclosure.register.csv')}</a></p>
<section class="st-scroll" tabindex="0" aria-label="${t('disclosure.register.caption')}"><table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${t('disclosure.register.caption')}</caption>
<thead><tr>${head('number', t('disclosure.register.number'))}<th scope="col">${t('disclosure.register.kind')}</th>${head('received', t('disclosure.register.received'))}${head('due', t('disclosure.register.due'))}<th scope="col">${t('disclosure.register.state')}</th><th scope="col">${t('disclosure.register.marked')}</th></tr></thead>
<tbody>${shown.map((one) => row(page, one))}</tbody></table></section>${pages(page, query, found.length)}`
}`;
}

function row(page: Page, demand: DemandNow): Html {
  const { t } = page;
  const { progress } = demand;
  return html`<tr><th scope="row"><a href="${page.link(demandPath.to({ id: demand.id }))}">${demand.number}</a></th>
<td>${t(`disclosure.kind.${demand.kind}`)}</td><td data-label="${t('disclosure.register.received')}">${page.formats.date(demand.received_on)}</td>
<td data-label="${t('disclosure.register.due')}">${progress.dueOn ? dayWithDistance(page, progress.dueOn) : t('disclosure.due.none')}</td>
<td>${stageTag(page, progress)}</td><td data-label="${t('disclosure.register.marked')}">${demand.records === 0 ? '—' : t('disclosure.marked.of', { marked: demand.marked, records: demand.records })}</td></tr>`;
}

function filterForm(page: Page, query: RegisterQuery): Html {
  const { t } = page;
  const any = { value: '', label: t('disclosure.register.any') };
  return html`<form class="st-filter" action="${page.link(demandsPath.to({}))}" method="get">
${textField(page, { name: 'q', label: t('disclosure.register.number'), value: query.q, isOptional: true, type: 'search' })}
${selectField(page, { name: 'stage', label: t('disclosure.register.state'), value: query.stage, isOptional: true, choices: [any, ...['open', 'due', 'late', ...stages].map((value) => ({ value, label: t(`disclosure.stage.${value}`) }))] })}
${selectField(page, { name: 'kind', label: t('disclosure.register.kind'), value: query.kind, isOptional: true, choices: [any, ...demandKinds.map((value) => ({ value, label: t(`disclosure.kind.${value}`) }))] })}
<button class="usa-button usa-button--outline" type="submit">${t('disclosure.register.filter')}</button></form>`;
}

function pages(page: Page, query: RegisterQuery, count: number): Html | null {
  const last = Math.ceil(count / perPage);
  if (last <= 1) return null;
  const to = (number: number) => page.link(demandsPath.to({}, { ...query, page: number }));
  return html`<nav class="st-pages" aria-label="${page.t('disclosure.pages.title')}">${query.page > 1 ? html`<a href="${to(query.page - 1)}">${page.t('disclosure.pages.previous')}</a>` : null}
<span>${page.t('disclosure.pages.page', { page: query.page, last })}</span>${query.page < last ? html`<a href="${to(query.page + 1)}">${page.t('disclosure.pages.next')}</a>` : null}</nav>`;
}

export function registerCsv(page: Page, demands: readonly DemandNow[]): string {
  const { t } = page;
  const rows = narrowed(demands, readRegisterQuery(page.query)).map((one) => [
    one.number,
    t(`disclosure.kind.${one.kind}`),
    one.received_on,
    one.progress.dueOn,
    t(`disclosure.stage.${one.progress.stage}`),
    one.progress.isLate ? t('disclosure.stage.late') : '',
    one.marked,
    one.records,
  ]);
  const head = ['number', 'kind', 'received', 'due', 'state', 'late', 'marked', 'records'];
  const lead = page.city.profile.practice ? [t('disclosure.export.practice')] : [];
  return csvText(
    lead,
    head.map((name) => t(`disclosure.csv.${name}`)),
    rows,
  );
}

/** The form for another demand; what was typed stays. */
export function newDemandPage(page: Page, faults: readonly Refusal[] = []): Html {
  const { t } = page;
  const value = (name: string) => typedText(page.fields, name);
  const choose = { value: '', label: t('disclosure.new.choose') };
  const fields = ['kind', 'channel', 'receivedOn', 'asker', 'contact', 'asked', 'returnOn', 'file'];
  const text = (name: string, more: Partial<Parameters<typeof textField>[1]> = {}) =>
    textField(page, { name, label: t(`disclosure.new.${name}`), value: value(name), faults, ...more });
  return html`${back(page)}<h1>${t('disclosure.new.title')}</h1>
${errorSummary(page, faults, fields)}
<p class="usa-intro">${t('disclosure.new.intro')}</p>
<form class="usa-form usa-form--large st-form" action="${page.link(demandsPath.to({}))}" method="post" enctype="multipart/form-data">${page.formToken()}
${selectField(page, { name: 'kind', label: t('disclosure.new.kind'), value: value('kind'), faults, choices: [choose, ...demandKinds.map((one) => ({ value: one, label: t(`disclosure.kind.${one}`) }))] })}
${selectField(page, { name: 'channel', label: t('disclosure.new.channel'), value: value('channel'), faults, choices: [choose, ...demandChannels.map((one) => ({ value: one, label: t(`disclosure.channel.${one}`) }))] })}
${text('receivedOn', { type: 'date' })}
${text('asker', { hint: t('disclosure.new.sealed') })}
${text('contact', { hint: t('disclosure.new.contact-hint'), rows: 3, isOptional: true })}
${text('asked', { hint: t('disclosure.new.asked-hint'), rows: 8 })}
${text('returnOn', { type: 'date', hint: t('disclosure.new.returnOn-hint'), isOptional: true })}
<div class="usa-form-group"><label class="usa-label" for="field-file">${t('disclosure.new.file')}</label><span class="usa-hint" id="field-file-hint">${t('disclosure.new.file-hint')}</span><input class="usa-file-input" id="field-file" type="file" name="file" aria-describedby="field-file-hint"></div>
${recordLine(page, 'retention.records_demand')}<button class="usa-button" type="submit">${t('disclosure.new.submit')}</button></form>`;
}
