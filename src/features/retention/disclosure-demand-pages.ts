/** The page of one demand: what is asked, by when and why, what to do now, its records, searches, productions and history. */
import { recordLine } from '#web/components/record-line.ts';
import { may } from '#rules/permissions.ts';
import { dueReason } from '#web/components/due-reason.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { typedText } from '#web/form.ts';
import { type Html, html, type HtmlPart } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { type Attempt, type DemandView, doSection } from './disclosure-do-parts.ts';
import { back, bodyName, className, dayWithDistance, facts, stageTag } from './disclosure-parts.ts';
import { demandFilePath, entriesPath, extendPath, productionPath, searchPath } from './disclosure-paths.ts';
import { allowed } from './disclosure-progress.ts';
import type { DemandReading, SearchLine } from './disclosure-reading.ts';

export function demandPage(page: Page, view: DemandView): Html {
  const { t } = page;
  const { reading, attempt } = view;
  const { now } = reading;
  const mayRead = reading.opened !== null;
  const fields = attempt?.door === 'other' ? [] : ['text', 'newDueOn', 'isConfirmed'];
  return html`${back(page)}<h1>${t(`disclosure.kind.${now.kind}`)} ${now.number}</h1>
<p>${stageTag(page, now.progress)}</p>
${attempt ? errorSummary(page, attempt.faults, fields, attempt.door) : null}
${dates(page, view)}
${mayRead ? doSection(page, view) : html`<p class="st-note">${t('disclosure.demand.register-only')}</p>`}
${asked(page, view)}
${mayRead ? recordsSection(page, reading) : null}
${mayRead ? searchesSection(page, view) : null}
${productionsSection(page, view, mayRead)}
${historySection(page, view)}`;
}

function dates(page: Page, { reading, attempt }: DemandView): Html {
  const { t } = page;
  const { row, now, acts } = reading;
  const extension = acts.findLast((act) => act.new_due_on);
  const reasons = [...row.due_reasons, ...acts.flatMap((act) => act.reasons ?? [])];
  const { dueOn } = now.progress;
  const due: HtmlPart = dueOn
    ? dueReason(page, {
        summary: dayWithDistance(page, dueOn),
        reasons,
        unless: extension ? null : t('disclosure.due.unless'),
      })
    : t('disclosure.due.none-why');
  return html`${facts([
    [
      t('disclosure.demand.received'),
      `${page.formats.date(row.received_on)}, ${t(`disclosure.channel.${row.channel}`)}`,
    ],
    [t('disclosure.demand.due'), due],
  ])}${
    allowed.extend.has(now.progress.stage) && may(page.actor, disclosureActs.handle) && dueOn
      ? extendForm(page, reading, attempt)
      : null
  }`;
}

function extendForm(page: Page, { row }: DemandReading, attempt: Attempt | null): Html {
  const { t } = page;
  const isOpen = attempt?.door === 'extend';
  const faults = isOpen ? attempt.faults : [];
  const value = (name: string) => (isOpen ? typedText(page.fields, name) : '');
  return html`<details class="st-fold"${isOpen ? html` open` : null}><summary>${t('disclosure.extend.title')}</summary>
<form class="usa-form usa-form--large st-form" action="${page.link(extendPath.to({ id: row.id }))}" method="post">${page.formToken()}
<p>${t(row.kind === 'records_request' ? 'disclosure.extend.by-law' : 'disclosure.extend.agreed')}</p>
${textField(page, { name: 'text', idPrefix: 'extend', label: t('disclosure.extend.ground'), value: value('text'), faults, rows: 3 })}
${textField(page, { name: 'newDueOn', idPrefix: 'extend', type: 'date', label: t('disclosure.extend.newDueOn'), hint: t('disclosure.extend.newDueOn-hint'), value: value('newDueOn'), faults, isOptional: row.kind === 'records_request' })}
${recordLine(page, 'retention.records_demand')}<button class="usa-button usa-button--outline" type="submit">${t('disclosure.extend.submit')}</button></form></details>`;
}

function asked(page: Page, { reading }: DemandView): Html | null {
  const { t } = page;
  const { opened, row } = reading;
  if (!opened) return null;
  const gone = t('disclosure.demand.sealed-gone');
  const paper = row.file_name
    ? html`<a href="${page.link(demandFilePath.to({ id: row.id }))}">${row.file_name}</a>`
    : t('disclosure.demand.no-paper');
  return html`<section class="st-section" aria-labelledby="asked"><h2 id="asked">${t('disclosure.demand.asked')}</h2>
<p class="st-words">${opened.asked ?? gone}</p>
${facts([
  [t('disclosure.demand.asker'), opened.asker ?? gone],
  [t('disclosure.demand.contact'), html`<span class="st-words">${opened.contact || '—'}</span>`],
  [t('disclosure.demand.paper'), paper],
])}<p class="st-note">${t('disclosure.demand.sealed')}</p></section>`;
}

function recordsSection(page: Page, { now, leftOut, privileged }: DemandReading): Html {
  const { t } = page;
  const to = (state: string) => page.link(entriesPath.to({ id: now.id }, { state }));
  const link = (state: string, count: number) =>
    html`<li><a href="${to(state)}">${t(`disclosure.entries.${state}`, { count })}</a></li>`;
  return html`<section class="st-section" aria-labelledby="records"><h2 id="records">${t('disclosure.demand.records')}</h2>
${
  now.records + leftOut === 0
    ? html`<p>${t('disclosure.demand.no-records')}</p>`
    : html`<p>${t('disclosure.marked.sentence', { marked: now.marked, records: now.records })}</p><ul class="usa-list">
${link('all', now.records)}${link('unmarked', now.records - now.marked)}${privileged > 0 ? link('privileged', privileged) : null}${leftOut > 0 ? link('left_out', leftOut) : null}</ul>`
}</section>`;
}

function searchesSection(page: Page, { reading, names }: DemandView): Html {
  const { t } = page;
  const { searches, row } = reading;
  const line = (search: SearchLine) => {
    const found = Object.values(search.found).reduce((sum, one) => sum + one, 0);
    return html`<li><a href="${page.link(searchPath.to({ id: row.id, search: search.id }))}">${searchWords(page, search, names)}</a>: ${t('disclosure.find.found', { count: found })}, ${page.formats.instant(search.searched_at)}</li>`;
  };
  return html`<section class="st-section" aria-labelledby="searches"><h2 id="searches">${t('disclosure.demand.searches')}</h2>
${searches.length === 0 ? html`<p>${t('disclosure.demand.no-searches')}</p>` : html`<ul class="usa-list">${searches.map(line)}</ul>`}</section>`;
}

/** The criteria of a search in one line. */
export function searchWords(page: Page, search: SearchLine, names: ReadonlyMap<string, string>): string {
  const { t } = page;
  const parts = [
    search.words ? `“${search.words}”` : t('disclosure.find.any-words'),
    search.class_ids.length === 1 ? className(page, search.class_ids[0] as string) : null,
    search.body_id ? bodyName(page, search.body_id) : null,
    search.person_id ? (names.get(search.person_id) ?? search.person_id) : null,
    search.from_on ? t('disclosure.find.since', { day: page.formats.date(search.from_on) }) : null,
    search.to_on ? t('disclosure.find.until', { day: page.formats.date(search.to_on) }) : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function productionsSection(page: Page, { reading }: DemandView, mayRead: boolean): Html {
  const { t } = page;
  const { productions, row } = reading;
  if (productions.length === 0) return html``;
  const rows = productions.map((one) => {
    const to = (part: string) => page.link(productionPath.to({ id: row.id, production: String(one.number), part }));
    const own = one.parts.filter((part) => !part.isRecordFile);
    const files = one.parts.length - own.length;
    return html`<article class="st-choice"><h3>${t('disclosure.production.title', { number: one.number })}</h3>
<p>${page.formats.instant(one.made_at)} · ${t('disclosure.production.counts', { records: one.released_count, kept: one.withheld_count, files })}</p>
${mayRead ? html`<ul class="usa-list">${own.map((part) => html`<li><a href="${to(part.name)}">${part.name}</a></li>`)}<li><a href="${to('production.tar')}">${t('disclosure.production.all')}</a></li></ul>` : null}
<p class="st-note">${t('disclosure.production.hash')} <code>${one.content_hash.slice(0, 16)}</code></p></article>`;
  });
  return html`<section class="st-section" aria-labelledby="productions"><h2 id="productions">${t('disclosure.demand.productions')}</h2><div class="st-choices">${rows}</div></section>`;
}

function historySection(page: Page, { reading, names }: DemandView): Html {
  const { t } = page;
  const { row, acts } = reading;
  const who = (id: string) => names.get(id) ?? t('disclosure.history.system');
  const first = html`<li><strong>${t('disclosure.history.registered')}</strong> <span class="st-by">${who(row.registered_by)}, ${page.formats.instant(row.registered_at)}</span></li>`;
  const rows = acts.map((act) => {
    const moved = act.new_due_on ? html` ${page.formats.date(act.new_due_on)}` : null;
    return html`<li><strong>${t(`disclosure.history.${act.kind}`)}</strong>${moved} <span class="st-by">${who(act.acted_by)}, ${page.formats.instant(act.acted_at)}</span>${act.text ? html`<br><span class="st-words">${act.text}</span>` : null}</li>`;
  });
  return html`<section class="st-section" aria-labelledby="history"><h2 id="history">${t('disclosure.demand.history')}</h2><ol class="usa-list">${first}${rows}</ol></section>`;
}
