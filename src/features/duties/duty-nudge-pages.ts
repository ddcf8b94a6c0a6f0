/** After reminding: who was written to, about which tasks, and which departments have no address. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Refusal } from '#kit/result.ts';
import { tasksPath } from './duty-paths.ts';
import { bodyName, dueText, taskTitle } from './duty-state-parts.ts';
import type { Task } from './duty-view.ts';

export type WrittenTo = { bodyId: string; name: string; tasks: readonly Task[] };

export function nudgedPage(page: Page, written: readonly WrittenTo[], withoutAddress: readonly string[]): Html {
  const { t } = page;
  const rows = written.map(
    ({ bodyId, name, tasks }) =>
      html`<tr><th scope="row">${bodyName(page, bodyId)}</th><td>${name}</td><td><ul class="usa-list usa-list--unstyled">${tasks.map((task) => html`<li><a href="${page.link(tasksPath.to({ id: task.row.id }))}">${taskTitle(page, task)}</a>, ${dueText(page, task.view)}</li>`)}</ul></td></tr>`,
  );
  const table = html`<section class="st-scroll" tabindex="0" aria-label="${t('task.nudged.caption')}"><table class="usa-table usa-table--borderless st-table"><caption>${t('task.nudged.caption')}</caption>
<thead><tr><th scope="col">${t('task.nudged.department')}</th><th scope="col">${t('task.nudged.person')}</th><th scope="col">${t('task.nudged.tasks')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
  const missing = html`<div class="usa-alert usa-alert--warning"><div class="usa-alert__body"><h2 class="usa-alert__heading">${t('task.nudged.missing', { count: withoutAddress.length })}</h2><p class="usa-alert__text">${page.formats.list(withoutAddress.map((id) => bodyName(page, id)))}. ${t('task.nudged.missing-next')}</p></div></div>`;
  return html`<h1>${t('task.nudged.title')}</h1>
<p class="usa-intro">${written.length === 0 ? t('task.nudged.none') : t('task.nudged.sum', { count: written.length })}</p>
${withoutAddress.length > 0 ? missing : null}${written.length > 0 ? table : null}
<p><a href="${page.link('/overview')}">${t('task.nudged.overview')}</a></p>`;
}

export function nudgeRefusedPage(page: Page, faults: readonly Refusal[]): Html {
  const { t } = page;
  return html`<h1>${t('task.nudged.refused')}</h1><div class="usa-alert usa-alert--error" role="alert"><div class="usa-alert__body">${faults.map((fault) => html`<p class="usa-alert__text">${t(fault.key, fault.values)}</p>`)}</div></div>
<p><a href="${page.link('/overview')}">${t('task.nudged.overview')}</a></p>`;
}
