/** Pieces that several pages of this wing show: a task's state in words, its date, a department's name. */
import type { IsoDate } from '#kit/dates.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';

/** Late in red, the rest quiet; the words alone say everything. */
const tones = {
  met: 'met',
  due: 'open',
  late: 'late',
  excused: 'quiet',
  unanswered: 'open',
  declined: 'quiet',
  standing: 'open',
  waiting: 'quiet',
  no_record: 'quiet',
} as const satisfies Record<TaskView['outcome'], string>;

export function stateTag(page: Page, task: TaskView): Html {
  return html`<span class="usa-tag st-tag st-tag--${tones[task.outcome]}">${stateText(page, task)}</span>`;
}

/** `Late by 3 days`, `Accepted`, `Waiting for the reviewer`. */
export function stateText(page: Page, task: TaskView): string {
  if (task.outcome === 'late') return page.t('duty.state.late', { days: task.daysLate });
  if (task.outcome === 'no_record' || task.outcome === 'met' || task.outcome === 'unanswered')
    return page.t(`duty.state.${task.outcome}`);
  if (task.stage === 'not_started') return page.t(`duty.state.${task.outcome}`);
  return page.t(`duty.stage.${task.stage}`);
}

/** `Fri 25 July 2025 (in 3 days)`, seen from the day of the page. */
export function dayWithDistance(page: Page, on: IsoDate): string {
  return `${page.formats.date(on)} (${page.formats.daysFrom(page.asOf, on)})`;
}

/** The date that holds and, after an extension, the one that the directive set. */
export function dueText(page: Page, task: TaskView): Html {
  if (!task.dueOn) return html`${page.t(task.outcome === 'waiting' ? 'duty.due.waiting' : 'duty.due.none')}`;
  const isMoved = task.originalDueOn !== null && task.originalDueOn !== task.dueOn;
  const was = isMoved
    ? html`, <span class="st-was">${page.t('duty.due.was', { day: page.formats.date(task.originalDueOn as IsoDate) })}</span>`
    : null;
  return html`<span class="st-date">${dayWithDistance(page, task.dueOn)}</span>${was}`;
}

export function bodyName(page: Page, bodyId: string): string {
  const body = page.city.profile.bodies.find((one) => one.id === bodyId);
  return body ? page.say(body.name) : bodyId;
}

/** `Monthly report, June 2025`: a task that comes again is told apart by what it is for. */
export function taskTitle(page: Page, task: { view: TaskView; row: { occurrence: string } }): string {
  const { occurrence } = task.row;
  const title = page.say(task.view.title);
  if (occurrence === 'once') return title;
  if (/^\d{4}-\d{2}$/.test(occurrence))
    return page.t('duty.title.for-month', { title, month: monthText(page, occurrence) });
  const event = /^event-(\d{4}-\d{2}-\d{2})-(\d+)$/.exec(occurrence);
  if (event)
    return page.t('duty.title.event', { title, day: page.formats.date(event[1] as IsoDate), number: Number(event[2]) });
  return page.t('duty.title.for', { title, what: occurrence });
}

function monthText(page: Page, month: string): string {
  const format = new Intl.DateTimeFormat(page.locale.tag, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return format.format(Date.parse(`${month}-01`));
}

/** `1.2 MB`; in kilobytes below one megabyte. */
export function sizeText(page: Page, bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  const value = isLarge ? bytes / 1_000_000 : Math.max(bytes / 1000, 0.1);
  const rounded = Math.round(value * 10) / 10;
  return page.t(isLarge ? 'duty.size.mb' : 'duty.size.kb', { size: page.formats.number(rounded) });
}
