/** The review queue: counts that are links, two filters, and one table, oldest first. */
import { dateIn } from '#platform/clock.ts';
import { fileTag } from '#web/components/file-state.ts';
import type { ShownState } from '#platform/file-scans.ts';
import { selectField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { withQuery } from '#web/path.ts';
import { kindsOfWork, type QueueQuery } from './duty-forms.ts';
import { reviewPath, tasksPath } from './duty-paths.ts';
import { narrowQueue, queueCounts, type Waiting } from './duty-review.ts';
import { bodyName, dueText, taskTitle } from './duty-state-parts.ts';

/** By task: each state that a file of its newest submission is in. */
export type QueueFiles = ReadonlyMap<string, readonly ShownState[]>;

export function reviewPage(page: Page, waiting: readonly Waiting[], query: QueueQuery, files: QueueFiles): Html {
  const { t } = page;
  const shown = narrowQueue(waiting, query);
  return html`<h1>${t('review.page.title')}</h1>
<p class="usa-intro">${waiting.length === 0 ? t('review.page.empty') : t('review.page.sum', { count: waiting.length })}</p>
${waiting.length === 0 ? html`<p>${t('review.page.empty-next')} <a href="${page.link('/overview')}">${t('review.page.overview')}</a></p>` : html`${kinds(page, waiting, query)}${filters(page, waiting, query)}${shown.length === 0 ? html`<p>${t('review.page.none-here')} <a href="${page.link(reviewPath.to({}))}">${t('review.page.show-all')}</a></p>` : queueTable(page, shown, files)}`}`;
}

/** Each count leads to its part of the queue. */
function kinds(page: Page, waiting: readonly Waiting[], query: QueueQuery): Html {
  const counts = queueCounts(narrowQueue(waiting, { ...query, kind: undefined }));
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const link = (kind: QueueQuery['kind'], label: string, count: number) => {
    const isHere = query.kind === kind;
    const href = page.link(
      withQuery(reviewPath.to({}), { kind, department: query.department, directive: query.directive }),
    );
    return html`<li><a href="${href}"${isHere ? html` aria-current="true"` : null}><span class="st-count">${count}</span> ${label}</a></li>`;
  };
  return html`<nav aria-label="${page.t('review.page.kinds')}"><ul class="st-kinds">${link(undefined, page.t('review.kind.all'), all)}${kindsOfWork.map((kind) => link(kind, page.t(`review.kind.${kind}`), counts[kind]))}</ul></nav>`;
}

function filters(page: Page, waiting: readonly Waiting[], query: QueueQuery): Html {
  const { t } = page;
  const bodies = [...new Set(waiting.map((one) => one.task.view.bodyId))]
    .map((id) => ({ value: id, label: bodyName(page, id) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const directives = new Map(
    waiting.map((one) => [one.task.view.directiveId, one.task.version.document.directiveShortTitle]),
  );
  const every = { value: '', label: t('review.filter.every') };
  return html`<form class="st-filters" action="${page.link(reviewPath.to({}))}" method="get">${query.kind ? html`<input type="hidden" name="kind" value="${query.kind}">` : null}
${selectField(page, { name: 'department', label: t('review.filter.department'), value: query.department ?? '', choices: [every, ...bodies], idPrefix: 'filter', isOptional: true })}
${selectField(page, { name: 'directive', label: t('review.filter.directive'), value: query.directive ?? '', choices: [every, ...[...directives].map(([value, label]) => ({ value, label }))], idPrefix: 'filter', isOptional: true })}
<button class="usa-button usa-button--outline" type="submit">${t('review.filter.apply')}</button></form>`;
}

function queueTable(page: Page, waiting: readonly Waiting[], files: QueueFiles): Html {
  const { t } = page;
  const rows = waiting.map((one) => {
    const { task } = one;
    const version =
      one.number === null
        ? null
        : html` <span class="st-by">${t('review.table.version', { number: one.number })}</span>`;
    const wish = one.wishedOn
      ? html` <span class="st-by">${t('review.table.wished', { day: page.formats.date(one.wishedOn) })}</span>`
      : null;
    const states = files.get(task.row.id) ?? [];
    const marks =
      states.length === 0
        ? null
        : html`<br><span class="st-by">${t('review.table.files')}</span> ${states.map((state) => fileTag(page, state))}`;
    return html`<tr><th scope="row"><a href="${page.link(tasksPath.to({ id: task.row.id }))}#do">${taskTitle(page, task)}</a><br><span class="st-by">${task.version.document.directiveShortTitle}, ${task.view.clauseId}</span></th>
<td>${bodyName(page, task.view.bodyId)}</td><td>${t(`review.waits-as.${one.kind}`)}${version}${wish}${marks}</td><td class="st-at" data-label="${t('review.table.since')}">${page.formats.instant(one.since)}<br><span class="st-by">${waitsSince(page, one)}</span></td><td data-label="${t('review.table.due')}">${dueText(page, task.view)}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('review.table.caption')}"><table class="usa-table usa-table--borderless st-stack st-table">
<caption>${t('review.table.caption')}</caption>
<thead><tr><th scope="col">${t('review.table.task')}</th><th scope="col">${t('review.table.department')}</th><th scope="col">${t('review.table.what')}</th><th scope="col">${t('review.table.since')}</th><th scope="col">${t('review.table.due')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

/** `yesterday`, `3 days ago`, by the city's own days. */
function waitsSince(page: Page, { since }: Waiting): string {
  return page.formats.daysFrom(page.asOf, dateIn(page.city.profile.timeZone, since));
}
