/** The audit: what was done, by whom, to what, and whether the row is sealed. */
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { csvText } from '#web/components/csv.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { auditEvents } from '#rules/audit-events.ts';
import { type LinkKind, linkKinds } from '#rules/links.ts';
import type { AuditEntry } from './city-audit-store.ts';
import { auditCsvPath, auditPath } from './city-paths.ts';

/** What the filter's fields say, as typed. */
export type AuditQuery = {
  event: string;
  person: string;
  department: string;
  subject: string;
  from: string;
  to: string;
};

export type AuditView = {
  query: AuditQuery;
  entries: readonly AuditEntry[];
  counts: { rows: number; unsealed: number };
  /** The number before which the next page begins; null on the last. */
  nextBefore: number | null;
  isFirstPage: boolean;
  people: readonly { id: string; name: string }[];
  /** False when the database would let this process change rows. */
  isEnforced: boolean;
  isBadDay: boolean;
};

export function auditListPage(page: Page, view: AuditView): Html {
  const { t } = page;
  const { counts, query } = view;
  const warning = html`<div class="usa-alert usa-alert--warning"><div class="usa-alert__body"><p class="usa-alert__text">${t('audit.list.not-enforced')}</p></div></div>`;
  const faults = view.isBadDay ? [{ key: 'audit.filter.day-wrong', field: 'from' }] : [];
  return html`<h1>${t('audit.list.title')}</h1><p class="usa-intro">${t('audit.list.intro')}</p>
${view.isEnforced ? null : warning}
${errorSummary(page, faults, ['from', 'to'], 'audit')}
${filterForm(page, view, faults)}
<p>${t('audit.list.counts', { rows: counts.rows, unsealed: counts.unsealed })} <a href="${page.link(auditCsvPath.to({}, query))}">${t('audit.list.csv')}</a></p>
${view.entries.length > 0 ? entryTable(page, view.entries) : html`<p>${t('audit.list.empty')}</p>`}
${pager(page, view)}`;
}

function filterForm(page: Page, { query, people }: AuditView, faults: Parameters<typeof errorSummary>[1]): Html {
  const { t } = page;
  const anything = { value: '', label: t('audit.filter.all') };
  const idPrefix = 'audit';
  const events = auditEvents.map((event) => ({ value: event, label: t(`audit.event.${event}`) }));
  const persons = [
    { value: 'system', label: t('audit.list.system') },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const bodies = page.city.profile.bodies.map((body) => ({ value: body.id, label: page.say(body.name) }));
  const select = (name: 'event' | 'person' | 'department', choices: { value: string; label: string }[]) =>
    selectField(page, {
      name,
      label: t(`audit.filter.${name}`),
      value: query[name],
      choices: [anything, ...choices],
      isOptional: true,
      idPrefix,
    });
  const day = (name: 'from' | 'to') =>
    textField(page, {
      name,
      label: t(`audit.filter.${name}`),
      value: query[name],
      type: 'date',
      isOptional: true,
      idPrefix,
      faults,
    });
  return html`<form class="st-filter" action="${page.link(auditPath.to({}))}" method="get">
${select('event', events)}${select('person', persons)}${select('department', bodies)}
${textField(page, { name: 'subject', label: t('audit.filter.subject'), value: query.subject, isOptional: true, idPrefix })}${day('from')}${day('to')}
<button class="usa-button" type="submit">${t('audit.filter.show')}</button></form>`;
}

function entryTable(page: Page, entries: readonly AuditEntry[]): Html {
  const { t, formats } = page;
  const rows = entries.map((entry) => {
    const details = Object.entries(entry.details);
    return html`<tr id="seq-${entry.seq}"><th scope="row">${entry.seq}</th><td class="st-at">${formats.instant(entry.at)}</td>
<td>${t(`audit.event.${entry.event}`)}${details.length > 0 ? html`<details class="st-fold"><summary>${t('audit.list.details')}</summary><dl class="st-typed">${details.map(([name, value]) => html`<dt>${name}</dt><dd>${String(value)}</dd>`)}</dl></details>` : null}</td>
<td>${entry.actorName ?? entry.actorId ?? t('audit.list.system')}</td>
<td>${subject(page, entry)}</td><td>${bodyName(page, entry.bodyId)}</td>
<td class="st-at">${entry.sealNo === null ? t('audit.list.unsealed') : t('audit.list.sealed', { number: entry.sealNo })}</td></tr>`;
  });
  const heads = (['seq', 'at', 'event', 'who', 'subject', 'department', 'seal'] as const).map(
    (name) => html`<th scope="col">${t(`audit.column.${name}`)}</th>`,
  );
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('audit.list.title')}"><table class="usa-table usa-table--compact st-audit"><caption>${t('audit.list.caption')}</caption>
<thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

/** Long ids end alike only if they are the same: their end tells them apart. */
const shortId = (id: string) => (id.length > 24 ? `…${id.slice(-8)}` : id);

function subject(page: Page, { subjectKind, subjectId, subjectName }: AuditEntry): Html {
  const kind = linkKinds.find((one) => one === subjectKind) as LinkKind | undefined;
  if (!kind) return html`${subjectKind} ${subjectId}`;
  return html`<a href="${page.linkTo({ kind, id: subjectId })}">${subjectName ?? (kind === 'city' ? page.say(page.city.profile.name) : `${page.t(`audit.kind.${kind}`)} ${shortId(subjectId)}`)}</a>`;
}

function bodyName(page: Page, bodyId: string | null): string {
  if (bodyId === null) return '';
  const body = page.city.profile.bodies.find((one) => one.id === bodyId);
  return body ? page.say(body.name) : bodyId;
}

function pager(page: Page, { query, nextBefore, isFirstPage }: AuditView): Html | null {
  if (nextBefore === null && isFirstPage) return null;
  const { t } = page;
  const newest = isFirstPage
    ? null
    : html`<a href="${page.link(auditPath.to({}, query))}">${t('audit.list.newest')}</a>`;
  const older =
    nextBefore === null
      ? null
      : html`<a href="${page.link(auditPath.to({}, { ...query, before: nextBefore }))}">${t('audit.list.older')}</a>`;
  return html`<nav class="st-pager" aria-label="${t('audit.list.pages')}">${newest} ${older}</nav>`;
}

/** Column names are those of the database, so that the file means the same in every language. */
export function auditCsv(entries: readonly AuditEntry[], lead: readonly string[]): string {
  const head = [
    'seq',
    'at',
    'event',
    'actor_id',
    'actor',
    'actor_roles',
    'subject_kind',
    'subject_id',
    'body_id',
    'request_id',
    'details',
    'seal_no',
  ];
  const rows = entries.map((one) => [
    one.seq,
    one.at,
    one.event,
    one.actorId ?? 'system',
    one.actorName,
    one.actorRoles,
    one.subjectKind,
    one.subjectId,
    one.bodyId,
    one.requestId,
    JSON.stringify(one.details),
    one.sealNo,
  ]);
  return csvText(lead, head, rows);
}
