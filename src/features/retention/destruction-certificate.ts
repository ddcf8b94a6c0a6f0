/** The certificate of a destruction: which kinds, how many, under which rule, approved in which roles, and what proves it. */
import { csvText } from '#web/components/csv.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { tallyTable } from './destruction-pages.ts';
import type { AuditLine } from './destruction-audit-store.ts';
import type { Certificate } from './destruction-reading.ts';
import type { TombstoneRow } from './destruction-store.ts';
import { certificateCsvPath, destructionListPath } from './retention-paths.ts';

export function certificatePage(page: Page, certificate: Certificate): Html {
  const { t, formats, say } = page;
  const { list, tally, batches, files, entries } = certificate;
  const destroyed = tally.filter((one) => one.outcome === 'destroyed');
  const others = tally.filter((one) => one.outcome !== 'destroyed');
  const total = batches.reduce((sum, batch) => sum + batch.recordCount, 0);
  const law = page.city.profile.records;
  return html`<p class="st-back"><a href="${page.link(destructionListPath.to({ id: list.id }))}">${t('destruction.certificate.back')}</a></p>
<h1>${t('destruction.certificate.title', { number: list.number })}</h1>
<p class="usa-intro">${t('destruction.certificate.says', { city: say(page.city.profile.name), count: total, day: formats.instant(list.finishedAt ?? list.draftedAt) })}</p>
<p>${t('destruction.certificate.how')}</p>
${tallyTable(page, destroyed, t('destruction.certificate.destroyed'))}
${others.length > 0 ? tallyTable(page, others, t('destruction.certificate.others')) : null}
<dl class="st-facts"><dt>${t('destruction.certificate.proposed')}</dt><dd>${rolesOf(page, entries, 'retention.destruction_proposed')}</dd>
<dt>${t('destruction.certificate.approved')}</dt><dd>${rolesOf(page, entries, 'retention.destruction_approved')}${law ? html` <span class="st-cite">${law.destruction.citation}</span>` : null}</dd>
<dt>${t('destruction.certificate.files')}</dt><dd>${t('destruction.certificate.files-count', { removed: files.removed, shared: files.shared })}</dd>
<dt>${t('destruction.certificate.digest')}</dt><dd class="st-hash"><code>${batches.at(-1)?.digest ?? t('destruction.certificate.no-digest')}</code><br><span class="st-note">${t('destruction.certificate.digest-text')}</span></dd></dl>
<h2>${t('destruction.certificate.audit')}</h2><p>${t('destruction.certificate.audit-text')}</p>
<ul class="usa-list">${entries.map((entry) => html`<li>${t('destruction.certificate.entry', { seq: entry.seq, at: formats.instant(entry.at) })} ${t(`audit.event.${entry.event}`)}</li>`)}</ul>
<p><a href="${page.link(certificateCsvPath.to({ id: list.id }))}">${t('destruction.certificate.csv')}</a></p>`;
}

/** Roles, not names: the certificate may be given out. */
function rolesOf(page: Page, entries: readonly AuditLine[], event: AuditLine['event']): string {
  const entry = entries.findLast((one) => one.event === event);
  if (!entry) return page.t('destruction.certificate.nobody');
  const roles = [...new Set(entry.roles.split(' ').map((role) => role.replace(/@.*$/, '')))];
  return `${page.formats.list(roles.map((role) => page.t(`city.role.${role}`)))}, ${page.formats.instant(entry.at)}`;
}

/** One row a record: class, id, rule, batch, moment. No text of any record. */
export function certificateCsv(page: Page, certificate: Certificate, rows: readonly TombstoneRow[]): string {
  const { t } = page;
  const practice = page.city.profile.practice ? [t('destruction.certificate.csv-practice')] : [];
  const lead = [
    ...practice,
    `${t('destruction.certificate.title', { number: certificate.list.number })}, ${certificate.batches.at(-1)?.digest ?? ''}`,
  ];
  return csvText(
    lead,
    ['class', 'record', 'schedule', 'batch', 'destroyed_at'],
    rows.map((row) => [row.classId, row.recordId, row.scheduleId, row.batch, row.destroyedAt]),
  );
}
