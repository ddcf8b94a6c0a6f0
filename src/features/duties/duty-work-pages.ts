/** The page "My work": one sentence, then the tasks of each of the reader's departments by what to do first. */
import { may } from '#rules/permissions.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { dutyActs } from './duty-acts.ts';
import { reviewPath, tasksPath } from './duty-paths.ts';
import { bodyName, dueText, stateTag, taskTitle } from './duty-state-parts.ts';
import type { LatestWork } from './duty-store.ts';
import type { Task } from './duty-view.ts';
import { type DepartmentWork, type WorkGroup, workGroups } from './duty-work.ts';

export type WorkView = {
  departments: readonly DepartmentWork[];
  latest: ReadonlyMap<string, LatestWork>;
  /** Task id to the name of the person to whom it was handed. */
  handedTo: ReadonlyMap<string, string>;
  mine: ReadonlySet<string>;
  /** How much waits in the review queue, for those who answer it; null for others. */
  queue: number | null;
};

export function myWorkPage(page: Page, view: WorkView): Html {
  const { t } = page;
  const several = view.departments.length > 1;
  const sections = view.departments.map((department) => departmentSection(page, view, department, several));
  const first = view.departments[0];
  const head = several || !first ? t('duty.work.title') : bodyName(page, first.bodyId);
  return html`<h1>${head}</h1>
${view.queue === null ? null : html`<p class="usa-intro">${t('duty.work.office', { count: view.queue })}</p><p><a class="usa-button" href="${page.link(reviewPath.to({}))}">${t('duty.work.to-queue')}</a></p><p><a href="${page.link('/overview')}">${t('duty.work.to-overview')}</a></p>`}
${view.departments.length === 0 && view.queue === null ? html`${may(page.actor, dutyActs.read) ? html`<p class="usa-intro">${t('duty.work.nobodys')}</p><p><a href="${page.link('/overview')}">${t('duty.work.to-overview')}</a></p>` : html`<p class="usa-intro">${t('duty.work.no-tasks')}</p>`}` : null}
${sections}`;
}

function departmentSection(page: Page, view: WorkView, department: DepartmentWork, isOneOfSeveral: boolean): Html {
  const { t } = page;
  const id = `work-${department.bodyId}`;
  const open = workGroups
    .filter((group) => group !== 'done')
    .flatMap((group) => groupSection(page, view, department, group) ?? []);
  const done = department.groups.get('done') ?? [];
  const sentence = department.count === 0 ? t('duty.work.nothing-now') : sumText(page, department);
  return html`<section class="st-section" aria-labelledby="${id}">${isOneOfSeveral ? html`<h2 id="${id}">${bodyName(page, department.bodyId)}</h2>` : html`<h2 class="usa-sr-only" id="${id}">${t('duty.work.title')}</h2>`}
<p class="usa-intro">${sentence}</p>
${open.length === 0 && done.length === 0 ? html`<p>${t('duty.work.empty')}</p>` : open}
${done.length > 0 ? html`<details class="st-fold"><summary>${t('duty.work.done', { count: done.length })}</summary>${taskList(page, view, done)}</details>` : null}</section>`;
}

/** Up to an hour and a half in minutes, more in hours. */
function sumText(page: Page, { count, minutes }: DepartmentWork): string {
  if (minutes <= 90) return page.t('duty.work.sum', { count, minutes });
  return page.t('duty.work.sum-hours', { count, hours: page.formats.number(Math.round(minutes / 30) / 2) });
}

function groupSection(page: Page, view: WorkView, department: DepartmentWork, group: WorkGroup): Html | null {
  const tasks = department.groups.get(group) ?? [];
  if (tasks.length === 0) return null;
  const id = `work-${department.bodyId}-${group}`;
  return html`<section aria-labelledby="${id}"><h3 id="${id}">${page.t(`duty.work-group.${group}`, { count: tasks.length })}</h3>${taskList(page, view, tasks)}</section>`;
}

function taskList(page: Page, view: WorkView, tasks: readonly Task[]): Html {
  return html`<ul class="usa-list usa-list--unstyled st-task-list">${tasks.map((task) => taskRow(page, view, task))}</ul>`;
}

function taskRow(page: Page, view: WorkView, task: Task): Html {
  const { t } = page;
  const points = task.view.stage === 'returned' ? (view.latest.get(task.row.id)?.points ?? 0) : 0;
  const isMine = view.mine.has(task.row.id);
  const name = view.handedTo.get(task.row.id);
  const extras = [
    html`${task.version.document.directiveShortTitle}, ${task.view.clauseId}`,
    dueText(page, task.view),
    task.view.stage === 'returned' ? html`${t('duty.work.returned', { points })}` : null,
    isMine ? html`${t('duty.work.handed-to-you')}` : name ? html`${t('duty.work.handed-to', { name })}` : null,
    html`${t('duty.work.minutes', { minutes: task.view.minutes })}`,
  ].filter((extra) => extra !== null);
  const facts = extras.map(
    (extra, index) => html`${index > 0 ? html` <span aria-hidden="true">·</span> ` : null}${extra}`,
  );
  return html`<li class="st-task"><p class="st-task__title"><a href="${page.link(tasksPath.to({ id: task.row.id }))}">${taskTitle(page, task)}</a> ${stateTag(page, task.view)}</p>
<p class="st-task__ask">${page.say(task.version.document.duty.ask)}</p>
<p class="st-task__facts">${facts}</p></li>`;
}
