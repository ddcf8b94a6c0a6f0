/** The pages on which anybody reads what the city has published: the list, one document with its history. */
import { csvText } from '#web/components/csv.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { PublicDocument, PublicTable } from '#platform/publishable.ts';
import { documentHtml, kindName, listTable, rowNames } from './publication-parts.ts';
import { publishedCsvPath, publishedJsonPath, publishedListPath, publishedPath } from './publication-paths.ts';
import type { PublicListed } from './publication-public-store.ts';
import type { PublicHistory, PublicPublication } from './publication-schema.ts';

export function publishedListPage(page: Page, documents: readonly PublicListed[]): Html {
  const { t, formats } = page;
  const rows = documents.map(({ kind, subject_id: subject, title, as_of: asOf, withdrawn_at: withdrawnAt }) => {
    const name = title ? page.say(title) : `${kindName(page, kind)}: ${subject}`;
    return html`<tr><th scope="row"><a href="${page.link(publishedPath.to({ kind, subject }))}">${name}</a></th><td>${kindName(page, kind)}</td>
<td data-label="${t('publication.list.as-of')}">${withdrawnAt ? t('publication.public.withdrawn-word') : formats.date(asOf)}</td></tr>`;
  });
  const head = ['document', 'kind', 'as-of'].map((name) => t(`publication.list.${name}`));
  return html`<h1>${t('publication.public.title')}</h1><p class="usa-intro">${t('publication.public.intro')}</p>
${rows.length > 0 ? listTable(t('publication.public.caption'), head, rows) : html`<p>${t('publication.public.empty')}</p>`}`;
}

export function publishedTitle(page: Page, { document, kind }: PublicPublication): string {
  return document
    ? page.say(document.title)
    : page.t('publication.public.withdrawn-title', { kind: kindName(page, kind) });
}

export function publishedPage(page: Page, publication: PublicPublication): Html {
  const { t, formats } = page;
  const { document, kind, subject_id: subject, number, as_of: asOf, published_at: publishedAt } = publication;
  const back = html`<p class="st-back"><a href="${page.link(publishedListPath.to({}))}">${t('publication.public.back')}</a></p>`;
  if (!document) {
    const withdrawnAt = publication.withdrawn_at ?? publishedAt;
    return html`${back}<h1>${publishedTitle(page, publication)}</h1>
<div class="usa-alert usa-alert--warning"><div class="usa-alert__body"><h2 class="usa-alert__heading">${t('publication.public.withdrawn', { at: formats.instant(withdrawnAt) })}</h2><p class="usa-alert__text">${publication.withdrawn_note ?? ''}</p></div></div>
${historyHtml(page, publication.history)}`;
  }
  const tables = document.sections.flatMap((section) => (section.kind === 'table' ? [section] : []));
  const downloads = html`<section aria-labelledby="data"><h2 id="data">${t('publication.public.data')}</h2><ul class="usa-list">
${tables.map(({ id, table }) => html`<li><a download href="${page.link(publishedCsvPath.to({ kind, subject, table: `${id}.csv` }))}">${t('publication.public.csv', { table: page.say(table.caption) })}</a></li>`)}
<li><a download href="${page.link(publishedJsonPath.to({ kind, subject }))}">${t('publication.public.json')}</a></li></ul></section>`;
  return html`${back}<h1>${page.say(document.title)}</h1><p class="usa-intro">${page.say(document.summary)}</p>
<p class="st-note">${t('publication.public.version', { number, asOf: formats.date(asOf), at: formats.instant(publishedAt) })}</p>
${documentHtml(page, document)}
${downloads}
${historyHtml(page, publication.history)}
<p class="st-note">${t('publication.public.fingerprint')} <code class="st-hash">${publication.hash ?? ''}</code></p>`;
}

function historyHtml(page: Page, history: readonly PublicHistory[]): Html {
  const { t, formats } = page;
  const rows = history.map((one, index) => {
    const next = history[index - 1];
    const then = one.withdrawnAt
      ? html`<p><strong>${t('publication.history.withdrawn', { at: formats.instant(one.withdrawnAt) })}</strong> ${one.withdrawnNote ?? ''}</p>`
      : next
        ? html`<p>${t(next.change === 'correction' ? 'publication.history.was-corrected' : 'publication.history.was-replaced', { number: next.number })}</p>`
        : null;
    const values = { number: one.number, at: formats.instant(one.publishedAt), asOf: formats.date(one.asOf) };
    return html`<li class="st-history__row"><p><strong>${t(`publication.history.${one.change}`, values)}</strong></p>${one.note ? html`<p>${one.note}</p>` : null}${then}</li>`;
  });
  return html`<section aria-labelledby="history"><h2 id="history">${t('publication.history.title')}</h2><ol class="usa-list usa-list--unstyled st-history" reversed>${rows}</ol></section>`;
}

/** The frozen table as CSV. In a practice city its first line says so. */
export function tableCsv(page: Page, document: PublicDocument, table: PublicTable, number: number): string {
  const { t } = page;
  const lead = [
    ...(page.city.profile.practice ? [t('publication.public.practice')] : []),
    page.say(document.title),
    t('publication.public.csv-about', { asOf: document.asOf, number }),
  ];
  const head = [...table.dimensions, ...table.measures].map(({ label }) => page.say(label));
  const rows = table.rows.map((row) => [
    ...rowNames(page, table, row),
    ...table.measures.map((measure) => {
      const cell = row.cells[measure.id] ?? null;
      return cell === 'hidden' ? t('publication.document.hidden') : cell;
    }),
  ]);
  return csvText(lead, head, rows);
}
