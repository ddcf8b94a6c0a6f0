/** The form with which a department says that something happened: it opens a task with its own clock. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { textField } from '#web/components/field.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { eventPath } from './duty-paths.ts';

export function eventForm(page: Page, taskId: string, faults: readonly Refusal[] | null): Html {
  const { t } = page;
  const typed = faults ? page.fields : {};
  const shared = { faults: faults ?? [], idPrefix: 'event' };
  return html`<div class="st-do__primary"><h3>${t('task.event.title')}</h3><form class="usa-form usa-form--large st-form" action="${page.link(eventPath.to({ id: taskId }))}" method="post">${page.formToken()}
<p>${t('task.event.says')}</p>
${textField(page, { ...shared, name: 'happenedOn', label: t('task.event.day'), type: 'date', value: typedText(typed, 'happenedOn') || page.today })}
${textField(page, { ...shared, name: 'happenedTime', label: t('task.event.time'), hint: t('task.event.time-hint'), value: typedText(typed, 'happenedTime') })}
${recordLine(page, 'duties.assignment')}<button class="usa-button" type="submit">${t('task.event.button')}</button></form></div>`;
}
