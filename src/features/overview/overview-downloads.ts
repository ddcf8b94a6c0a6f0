/** The overview to take along: the matrix and the lists as CSV, the due dates as iCalendar. */
import type { IsoDate } from '#kit/dates.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { csvText } from '#web/components/csv.ts';
import type { Page } from '#web/page.ts';
import { type CalendarEvent, calendarText } from './overview-calendar.ts';

import { taskName } from './overview-list-pages.ts';
import { bodyName, clauseTitle, stateWords } from './overview-parts.ts';
import type { Reading } from './overview-reading.ts';

/** One row a task: the matrix as a long table. Dates are ISO, so that a program can read them. */
export function tasksCsv(page: Page, reading: Reading, tasks: readonly TaskView[], mark: readonly string[]): string {
  const { t } = page;
  const words = stateWords(page);
  const head = (
    [
      'department-id',
      'department',
      'directive',
      'clause-id',
      'clause',
      'task',
      'occurrence',
      'verb',
      'due-on',
      'original-due-on',
      'outcome',
      'state',
      'days-late',
      'last-act-at',
    ] as const
  ).map((column) => t(`overview.csv.${column}`));
  const rows = tasks.map((task) => [
    task.bodyId,
    bodyName(page, reading, task.bodyId),
    task.directiveId,
    task.clauseId,
    clauseTitle(page, reading, task.clauseId),
    page.say(task.title),
    task.occurrence,
    t(`overview.verb.${task.verb}`),
    task.dueOn,
    task.originalDueOn,
    task.outcome,
    words.of(task),
    task.outcome === 'late' ? task.daysLate : null,
    task.lastActAt,
  ]);
  return csvText([...mark, t('overview.csv.as-of', { day: page.asOf })], head, rows);
}

/** Due dates that still matter to a calendar: not those that nothing is said of, nor what was excused. */
const inCalendar: ReadonlySet<TaskView['outcome']> = new Set(['due', 'late', 'met', 'unanswered', 'declined']);

/**
 * One event for each duty and date, with its departments and their states in the description. The UID is the same
 * whenever the calendar is fetched again, as long as the date stands.
 */
export function dueEvents(page: Page, reading: Reading): CalendarEvent[] {
  const words = stateWords(page);
  const byDate = new Map<string, { on: IsoDate; tasks: TaskView[] }>();
  for (const task of reading.tasks) {
    if (task.dueOn === null || !inCalendar.has(task.outcome)) continue;
    const key = [task.directiveId, task.clauseId, task.dutyId, task.occurrence, task.dueOn].join('.');
    const event = byDate.get(key);
    if (event) event.tasks.push(task);
    else byDate.set(key, { on: task.dueOn, tasks: [task] });
  }
  const events = [...byDate].map(([key, { on, tasks }]) => {
    const [first] = tasks as [TaskView];
    const title = taskName(page, first);
    const lines = tasks.map((task) => `${bodyName(page, reading, task.bodyId)}: ${words.of(task)}`);
    return {
      uid: `${key}@${page.city.slug}.steward`,
      on,
      summary: page.t('overview.calendar.event', { title, count: tasks.length }),
      description: [clauseTitle(page, reading, first.clauseId), ...lines].join('\n'),
      url: null,
    };
  });
  return events.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.uid < b.uid ? -1 : 1));
}

export function dueCalendar(page: Page, reading: Reading, mark: readonly string[]): string {
  const name = [...mark, page.t('overview.calendar.name', { city: page.say(page.city.profile.name) })].join(' · ');
  return calendarText({ name, madeAt: page.city.clock.now(), events: dueEvents(page, reading) });
}
