/** The matrix of departments by clauses. Built as plain text in one pass: a city of 450 departments stays quick. */
import { shorten } from '#kit/text.ts';
import { escapeHtml, type Html, html, trustedHtml } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type Cell, type Matrix, matrixOf } from './overview-matrix.ts';
import {
  bar,
  bodyName,
  clauseHref,
  clauseTitle,
  linkHtml,
  shareText,
  type StateWords,
  stateWords,
} from './overview-parts.ts';
import { departmentPath, listPath } from './overview-paths.ts';
import { carriedDay, type Reading } from './overview-reading.ts';
import type { FigureId } from './overview-terms.ts';

const longestHead = 40;
/** With more columns than this the matrix is set smaller. */
const fewColumns = 8;

export function matrixFor(page: Page, reading: Reading): Matrix {
  const shown = reading.chosen ? [reading.chosen] : reading.directives.toReversed();
  const columns = shown.flatMap(({ directive }) =>
    directive.clauses.map((clause) => ({ directiveId: directive.id, clauseId: clause.id })),
  );
  const bodies = [...reading.figures.byBody.keys()]
    .map((id) => ({ id, name: bodyName(page, reading, id) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return matrixOf(
    reading.tasks,
    columns,
    bodies.map(({ id }) => id),
  );
}

export function matrixHtml(page: Page, reading: Reading): Html {
  const { t } = page;
  const matrix = matrixFor(page, reading);
  const words = stateWords(page);
  const asOf = carriedDay(page);
  const none = `<td class="st-cell st-cell--none"><span aria-hidden="true">—</span><span class="usa-sr-only">${escapeHtml(t('overview.cell.not-asked'))}</span></td>`;
  const head = matrix.columns.map(({ clauseId }) => {
    const title = clauseTitle(page, reading, clauseId);
    const short = shorten(title, longestHead);
    const full = short === title ? '' : ` title="${escapeHtml(title)}"`;
    return `<th scope="col"><a href="${escapeHtml(clauseHref(page, reading, clauseId))}"${full}>${escapeHtml(short)}</a></th>`;
  });
  const rows = matrix.rows.map(({ bodyId, cells }) => {
    const bodyHref = page.link(departmentPath.to({ id: bodyId }, { asOf }));
    const listFor = (clause: string) =>
      page.link(
        listPath.to(
          { figure: 'all' },
          { directive: reading.chosen?.directive.id ?? 'all', department: bodyId, clause, asOf },
        ),
      );
    const tally = reading.figures.byBody.get(bodyId);
    const total = tally?.counted.length ?? 0;
    const met = total > 0 ? words.share(tally?.met.length ?? 0, total) : '—';
    const tds = cells.map((cell) => (cell ? cellHtml(page, words, cell, listFor) : none));
    return `<tr><th scope="row"><a href="${escapeHtml(bodyHref)}">${escapeHtml(bodyName(page, reading, bodyId))}</a></th>${tds.join('')}<td class="st-cell st-cell--sum">${escapeHtml(met)}</td></tr>`;
  });
  return trustedHtml(`<section class="st-scroll" tabindex="0" aria-label="${escapeHtml(t('overview.matrix.caption'))}">
<table class="usa-table usa-table--compact st-matrix${matrix.columns.length > fewColumns ? ' st-matrix--many' : ''}"><caption>${escapeHtml(t('overview.matrix.caption'))}</caption>
<thead><tr><th scope="col">${escapeHtml(t('overview.matrix.department'))}</th>${head.join('')}<th scope="col">${escapeHtml(t('overview.matrix.accepted'))}</th></tr></thead>
<tbody>${allRow(page, reading, matrix)}
${rows.join('\n')}</tbody></table></section>`);
}

/** By clause, over all departments: a bar, the share in words, and what is late. */
function allRow(page: Page, reading: Reading, matrix: Matrix): string {
  const { t } = page;
  const cells = matrix.columns.map(({ clauseId }) => {
    const tally = reading.figures.byClause.get(clauseId);
    if (!tally) return '<td></td>';
    const href = (figure: FigureId) =>
      page.link(listPath.to({ figure }, { directive: tally.directiveId, clause: clauseId, asOf: carriedDay(page) }));
    if (tally.counted.length === 0) {
      const text = t(tally.noRecord.length > 0 ? 'overview.cell.no-record' : 'overview.clauses.uncounted');
      return html`<td class="st-cell st-cell--none">${linkHtml(href('all'), text)}</td>`.text;
    }
    const late = tally.late.length;
    return html`<td>${bar(tally.met.length, tally.counted.length)}${linkHtml(href('all'), shareText(page, tally))}${late > 0 ? html` <a class="st-late" href="${href('late')}">${t('overview.clauses.late', { count: late })}</a>` : null}</td>`
      .text;
  });
  const counted = [...reading.figures.byBody.values()].reduce((sum, tally) => sum + tally.counted.length, 0);
  const sum = t('overview.matrix.of', { met: reading.figures.met.length, total: counted });
  return `<tr class="st-matrix__all"><th scope="row">${escapeHtml(t('overview.matrix.all'))}</th>${cells.join('')}<td class="st-cell st-cell--sum">${escapeHtml(sum)}</td></tr>`;
}

/** One task: the way to it. Several: the one that most needs a look, and the way to their list. */
function cellHtml(
  page: Page,
  words: StateWords,
  { lead, word, taskIds }: Cell,
  listFor: (clause: string) => string,
): string {
  const isOne = taskIds.length === 1;
  const href = isOne ? page.linkTo({ kind: 'task', id: lead.taskId }) : listFor(lead.clauseId);
  const more = isOne ? '' : ` <span class="st-cell__more">${escapeHtml(words.more(taskIds.length - 1))}</span>`;
  return `<td class="st-cell st-cell--${word}"><a href="${escapeHtml(href)}">${escapeHtml(words.of(lead))}${more}</a></td>`;
}
