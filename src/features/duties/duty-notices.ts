/** What this wing gives people to be reminded of: open tasks, whose move each is, and what the office answered. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import { dateIn, endOfDay } from '#platform/clock.ts';
import type { NoticeSource } from '#platform/notice.ts';
import type { NoticeItem } from '#rules/reminders.ts';
import { bindingVerbs } from '#rules/bodies.ts';
import type { LegalStatus } from '#rules/obligations.ts';
import type { Role } from '#rules/permissions.ts';
import type { Outcome } from '#rules/task-progress.ts';
import { dutyActs } from './duty-acts.ts';
import { officeAnswers } from './duty-notice-store.ts';
import { tasksPath } from './duty-paths.ts';
import { handedOver } from './duty-store.ts';
import { readTasks, type Task } from './duty-view.ts';
import { officeStages } from './duty-work.ts';

/** Of the others there is nothing to remind of: done, refused with a reason, not tracked, or waiting for the world. */
const openOutcomes: ReadonlySet<Outcome> = new Set<Outcome>(['due', 'late', 'unanswered', 'standing']);
/** A clause that a court has stopped, or that has run out, is asked of nobody. */
const stoppedClauses: ReadonlySet<LegalStatus> = new Set<LegalStatus>(['enjoined', 'stayed', 'expired']);

const newsDays = 8;

export const dutyNotices: NoticeSource = async (city, today, ids) => {
  const open = (await readTasks(city, today, ids ? { taskIds: ids } : {})).filter(isOpen);
  const bodyIds = [...new Set(open.map((task) => task.view.bodyId))];
  const since = endOfDay(city.profile.timeZone, daysBefore(today, newsDays));
  const [handed, answers] = await Promise.all([
    handedOver(city.db, bodyIds, endOfDay(city.profile.timeZone, today)),
    officeAnswers(city.db, since),
  ]);
  const handedTo = new Map(handed.map((row) => [row.task_id, row.person_id]));
  const answered = new Map(answers.map((row) => [row.task_id, { what: row.kind, at: row.acted_at }]));
  return open.map((task) => itemOf(city, task, handedTo.get(task.row.id) ?? null, answered.get(task.row.id) ?? null));
};

function isOpen({ view }: Task): boolean {
  return openOutcomes.has(view.outcome) && !stoppedClauses.has(view.legalStatus);
}

function itemOf(city: City, task: Task, handedTo: string | null, answered: NoticeItem['answered']): NoticeItem {
  const { view, version } = task;
  const isOffices = officeStages.has(view.stage);
  return {
    id: task.row.id,
    title: named(view.title, view.occurrence),
    ask: version.document.duty.ask,
    bodyId: view.bodyId,
    path: tasksPath.to({ id: task.row.id }),
    dueOn: view.dueOn,
    isBinding: bindingVerbs.has(view.verb),
    turn: isOffices ? 'office' : 'body',
    waitsSince: isOffices ? dayOf(city, view.lastBodyActAt) : null,
    answered: isOffices ? null : answered,
    officeRoles: isOffices ? officeOf(task) : [],
    handedTo,
    seenBy: dutyActs.read,
  };
}

/** What is handed in goes to the reviewer whom the duty names; questions and wishes go to the office's reviewers. */
function officeOf({ view, version }: Task): readonly Role[] {
  if (view.stage !== 'submitted') return ['reviewer'];
  const { role } = version.document.duty.reviewer;
  return role === 'none' ? [] : [role];
}

/** With the month or the event where the same duty comes again. */
function named(title: LocalText, occurrence: string): LocalText {
  if (occurrence === 'once') return title;
  const parts = Object.entries(title).map(([tag, text]) => [tag, `${text} (${occurrence})`]);
  return Object.fromEntries(parts) as LocalText;
}

function dayOf(city: City, at: IsoInstant | null): IsoDate | null {
  return at && dateIn(city.profile.timeZone, at);
}

function daysBefore(day: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(day).subtract({ days }).toString() as IsoDate;
}
