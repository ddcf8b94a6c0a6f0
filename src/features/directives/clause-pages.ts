/** One clause: its words and where they come from, its standing in law, its duties, and how far each department is. */
import type { TaskView } from '#rules/task-progress.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { figuresOf } from './directive-figures.ts';
import { clauseEffects } from './effect-pages.ts';
import { conditionSection } from './condition-pages.ts';
import {
  breadcrumb,
  dayLink,
  dayWords,
  fact,
  figureWords,
  legalTag,
  pageFor,
  saidIn,
  scrollTable,
  sourceList,
  textNote,
  verbWord,
} from './directive-parts.ts';
import { clausePath, directivePath } from './directive-paths.ts';
import type { ClauseView } from './directive-reading.ts';
import { dutySection } from './duty-section.ts';

export function clausePage(page: Page, view: ClauseView) {
  const { t } = page;
  const { clause, shown } = view;
  const { directive } = shown;
  const title = `${clause.id}: ${page.say(clause.title)}`;
  const legalNote = saidIn(page, clause.legalStatusNote);
  const main = html`${breadcrumb(page, [{ label: directive.shortTitle, to: directivePath.to({ id: directive.id }) }], clause.id)}<h1>${title}</h1>
${textNote(page, [clause])}
<blockquote class="st-clause"><p>${page.say(clause.text)}</p></blockquote>
<dl class="st-facts">${fact(t('directive.page.legal'), html`${legalTag(page, clause.legalStatus)}${legalNote ? html` ${legalNote}` : null}`)}</dl>
${conditionSection(page, view)}
<section aria-labelledby="duties"><h2 id="duties">${t('directive.clause.duties')}</h2>
${clause.duties.length > 0 ? clause.duties.map((duty) => dutySection(page, view, duty)) : html`<p>${t('directive.clause.no-duties')}</p>`}</section>
${
  view.progress
    ? taskSection(
        page,
        view,
        view.progress.tasks.filter((task) => task.clauseId === clause.id),
      )
    : null
}
${clauseEffects(page, view)}
<section aria-labelledby="sources"><h2 id="sources">${t('directive.page.sources')}</h2>${sourceList(page, directive, clause.sources)}</section>`;
  return pageFor(view, title, main, view.faults.length > 0 ? 422 : 200);
}

/** Latest dates first, so that this month's report stands above last year's; undated tasks at the end. */
function taskSection(page: Page, { shown, clause }: ClauseView, tasks: readonly TaskView[]): Html {
  const { t } = page;
  const names = new Map(page.city.profile.bodies.map((body) => [body.id, page.say(body.name)]));
  const here = dayLink(page, `${clausePath.to({ id: shown.directive.id, clause: clause.id })}#tasks`);
  const inOrder = tasks.toSorted(
    (a, b) =>
      (b.dueOn ?? '').localeCompare(a.dueOn ?? '') ||
      (names.get(a.bodyId) ?? '').localeCompare(names.get(b.bodyId) ?? ''),
  );
  const rows = inOrder.map((task) => {
    const due = task.dueOn ? dayWords(page, task.dueOn) : t('directive.clause.no-date');
    return html`<tr><th scope="row"><a href="${page.linkTo({ kind: 'department', id: task.bodyId })}">${names.get(task.bodyId) ?? task.bodyId}</a></th>
<td><a href="${page.linkTo({ kind: 'task', id: task.taskId })}">${page.say(task.title)}</a></td><td>${verbWord(page, task.verb)}</td><td>${due}</td>
<td><span class="usa-tag st-tag st-tag--${task.outcome}">${t(`directive.outcome.${task.outcome}`)}</span></td></tr>`;
  });
  const head = ['department', 'task', 'addressed', 'due', 'outcome'].map((name) => t(`directive.clause.${name}`));
  return html`<section aria-labelledby="tasks"><h2 id="tasks">${t('directive.clause.tasks')}</h2>
<p>${figureWords(page, figuresOf(tasks), here)}</p>${rows.length > 0 ? scrollTable(t('directive.clause.tasks-caption', { count: rows.length }), head, rows) : html`<p>${t('directive.clause.no-tasks')}</p>`}</section>`;
}
