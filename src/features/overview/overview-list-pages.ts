/** The list that a figure opens: each row the way to its task, sorted by links, narrowed by a form, taken along as CSV. */
import type { TaskView } from '#rules/task-progress.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { OverviewQuery, SortKey } from './overview-forms.ts';
import { rowsPerPage } from './overview-list.ts';
import { directiveName, nudgeForm } from './overview-pages.ts';
import {
  bodyName,
  clauseHref,
  clauseTitle,
  dateWithDistance,
  linkHtml,
  type StateWords,
  stateWords,
} from './overview-parts.ts';
import { departmentPath, listCsvPath, listPath, overviewPath } from './overview-paths.ts';
import type { NudgeDoor } from './overview-questions.ts';
import { carriedDay, type Names, type Reading } from './overview-reading.ts';
import { type FigureId, wordOf } from './overview-terms.ts';

export type ListParts = {
  reading: Reading;
  figure: FigureId;
  query: OverviewQuery;
  /** All of the list, in order. */
  tasks: readonly TaskView[];
  nudge: NudgeDoor;
};

export function listTitle(page: Page, figure: FigureId): string {
  return page.t(`overview.figure.${figure}`);
}

export function listPage(page: Page, parts: ListParts): Html {
  const { t } = page;
  const { reading, figure, query, tasks } = parts;
  const shown = tasks.slice((query.page - 1) * rowsPerPage, query.page * rowsPerPage);
  const again = (more: Partial<OverviewQuery>) =>
    page.link(listPath.to({ figure }, { ...asked(page, parts), ...more }));
  const back = page.link(overviewPath.to({}, { directive: query.directive, asOf: carriedDay(page) }));
  const late = tasks.flatMap((task) => (task.outcome === 'late' ? [task.taskId] : []));
  return html`<p class="st-back">${linkHtml(back, t('overview.list.back'))}</p>
<h1>${listTitle(page, figure)}</h1>
<p class="usa-intro">${t('overview.list.count', { count: tasks.length })} · ${directiveName(page, reading)}</p>
<p class="st-note"><strong>${t('overview.list.how')}</strong> ${t(`overview.rule.${figure}`)} ${t('overview.matrix.as-of', { day: page.formats.date(page.asOf) })}</p>
${filterForm(page, parts)}
${
  tasks.length === 0
    ? html`<p>${t('overview.list.empty')}</p>`
    : html`<div class="st-overview__doors">${nudgeForm(page, parts.nudge, figure === 'late' ? late : [])}<p>${linkHtml(page.link(listCsvPath.to({ figure }, asked(page, parts))), t('overview.tools.csv'))}</p></div>
${taskTable(page, reading, shown, { caption: listTitle(page, figure), sort: { key: query.sort, href: (sort) => again({ sort, page: 1 }) } })}
${pages(page, parts, again)}`
}`;
}

function asked(page: Page, { query }: Pick<ListParts, 'query'>) {
  const { directive, clause, department, kind, verb, sort } = query;
  return { directive, clause, department, kind, verb, sort: sort === 'due' ? undefined : sort, asOf: carriedDay(page) };
}

function filterForm(page: Page, { reading, figure, query }: ListParts): Html {
  const { t } = page;
  const hidden = Object.entries({
    directive: query.directive,
    kind: query.kind,
    verb: query.verb,
    asOf: carriedDay(page),
  }).flatMap(([name, value]) => (value ? [html`<input type="hidden" name="${name}" value="${value}">`] : []));
  const clauses = [...reading.figures.byClause.keys()].map((id) => ({ id, name: clauseTitle(page, reading, id) }));
  const bodies = [...reading.figures.byBody.keys()].map((id) => ({ id, name: bodyName(page, reading, id) }));
  return html`<form class="st-filter" action="${page.link(listPath.to({ figure }))}" method="get">${hidden}
${choice(
  page,
  'department',
  t('overview.list.department'),
  bodies.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  query.department,
)}
${choice(page, 'clause', t('overview.list.clause'), clauses, query.clause)}
<button class="usa-button usa-button--outline" type="submit">${t('overview.list.filter')}</button></form>`;
}

function choice(
  page: Page,
  name: string,
  label: string,
  options: readonly { id: string; name: string }[],
  chosen: string | undefined,
): Html {
  return html`<div><label class="usa-label" for="filter-${name}">${label}</label><select class="usa-select" id="filter-${name}" name="${name}"><option value="">${page.t('overview.list.any')}</option>
${options.map((option) => html`<option value="${option.id}"${option.id === chosen ? html` selected` : null}>${option.name}</option>`)}</select></div>`;
}

type TableOptions = {
  caption: string;
  sort?: { key: SortKey; href(sort: SortKey): string };
  withoutDepartment?: boolean;
};

/** Tasks as a table; the department's page shows it without the column of departments. */
export function taskTable(page: Page, names: Names, tasks: readonly TaskView[], options: TableOptions): Html {
  const words = stateWords(page);
  const columns: readonly SortKey[] = options.withoutDepartment
    ? ['task', 'clause', 'due', 'state', 'last']
    : ['task', 'department', 'clause', 'due', 'state', 'last'];
  return html`<section class="st-scroll" tabindex="0" aria-label="${options.caption}"><table class="usa-table usa-table--borderless st-stack st-task-table"><caption class="usa-sr-only">${options.caption}</caption>
<thead><tr>${columns.map((key) => headCell(page, key, options.sort))}</tr></thead>
<tbody>${tasks.map((task) => taskRow(page, names, task, words, options.withoutDepartment ?? false))}</tbody></table></section>`;
}

function headCell(page: Page, key: SortKey, sort: TableOptions['sort']): Html {
  const text = page.t(`overview.list.${key}`);
  if (!sort) return html`<th scope="col">${text}</th>`;
  const isHere = sort.key === key;
  const order = key === 'last' ? 'descending' : 'ascending';
  return html`<th scope="col"${isHere ? html` aria-sort="${order}"` : null}><a href="${sort.href(key)}">${text}${isHere ? html` <span aria-hidden="true">${key === 'last' ? '▼' : '▲'}</span>` : null}</a></th>`;
}

function taskRow(page: Page, names: Names, task: TaskView, words: StateWords, withoutDepartment: boolean): Html {
  const { t } = page;
  const department = html`<td>${linkHtml(page.link(departmentPath.to({ id: task.bodyId }, { asOf: carriedDay(page) })), bodyName(page, names, task.bodyId))}</td>`;
  return html`<tr><th scope="row">${linkHtml(page.linkTo({ kind: 'task', id: task.taskId }), taskName(page, task))}</th>${withoutDepartment ? null : department}
<td>${linkHtml(clauseHref(page, names, task.clauseId), clauseTitle(page, names, task.clauseId))}</td>
<td data-label="${t('overview.list.due')}">${dueHtml(page, task)}</td><td class="st-cell st-cell--${wordOf(task)}">${words.of(task)}</td>
<td class="st-last" data-label="${t('overview.list.last')}">${task.lastActAt ? page.formats.instant(task.lastActAt) : t('overview.list.no-act')}${task.nudgedAt ? html`<br><small>${t('overview.list.nudged', { at: page.formats.instant(task.nudgedAt) })}</small>` : null}</td></tr>`;
}

/** The title, with the month or the event where the same duty comes again. */
export function taskName(page: Page, task: TaskView): string {
  const title = page.say(task.title);
  return task.occurrence === 'once' ? title : `${title} (${task.occurrence})`;
}

function dueHtml(page: Page, task: TaskView): Html {
  const { t } = page;
  if (!task.dueOn) return html`${t('overview.list.no-date')}`;
  const isMoved = task.originalDueOn !== null && task.originalDueOn !== task.dueOn;
  return html`${dateWithDistance(page, task.dueOn)}${isMoved ? html`<br><small>${t('overview.list.was-due', { on: page.formats.date(task.originalDueOn ?? task.dueOn) })}</small>` : null}`;
}

function pages(page: Page, { query, tasks }: ListParts, again: (more: Partial<OverviewQuery>) => string): Html | null {
  const last = Math.ceil(tasks.length / rowsPerPage);
  if (last <= 1) return null;
  const { t } = page;
  return html`<nav class="st-pages" aria-label="${t('overview.list.pages')}">${query.page > 1 ? linkHtml(again({ page: query.page - 1 }), t('overview.list.previous')) : null}
<span>${t('overview.list.page', { page: query.page, last })}</span>
${query.page < last ? linkHtml(again({ page: query.page + 1 }), t('overview.list.next')) : null}</nav>`;
}
