/** What a person finds under "My work": each open task of a department in one group. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { Stage } from '#rules/task-progress.ts';
import type { Task } from './duty-view.ts';

/** In the order of the page. `handed`: what a colleague handed to this person, and waits for the department. */
export const workGroups = ['late', 'week', 'returned', 'handed', 'waiting', 'later', 'undated', 'done'] as const;
export type WorkGroup = (typeof workGroups)[number];

/** Groups that the first sentence of the page counts. */
const countedGroups: ReadonlySet<WorkGroup> = new Set<WorkGroup>(['late', 'week', 'returned', 'handed']);
export const officeStages: ReadonlySet<Stage> = new Set<Stage>([
  'submitted',
  'question_open',
  'more_time_asked',
  'exemption_claimed',
]);

const soonDays = 7;

export function workGroupOf({ view }: Task, today: IsoDate, isMine: boolean): WorkGroup | null {
  if (view.outcome === 'no_record' || view.outcome === 'waiting') return null;
  if (view.outcome === 'met' || view.outcome === 'excused' || view.outcome === 'declined') return 'done';
  if (officeStages.has(view.stage)) return 'waiting';
  if (view.outcome === 'late') return 'late';
  if (view.stage === 'returned') return 'returned';
  const weekEndsOn = Temporal.PlainDate.from(today).add({ days: soonDays }).toString();
  if (view.dueOn !== null && view.dueOn <= weekEndsOn) return 'week';
  if (isMine) return 'handed';
  return view.dueOn === null ? 'undated' : 'later';
}

export type DepartmentWork = {
  bodyId: string;
  groups: ReadonlyMap<WorkGroup, readonly Task[]>;
  count: number;
  minutes: number;
};

/** `mine`: tasks that were handed to the reader. Within a group the oldest date comes first. */
export function departmentWork(
  bodyId: string,
  tasks: readonly Task[],
  mine: ReadonlySet<string>,
  today: IsoDate,
): DepartmentWork {
  const groups = new Map<WorkGroup, Task[]>(workGroups.map((group) => [group, []]));
  for (const task of tasks) {
    const group = workGroupOf(task, today, mine.has(task.row.id));
    if (group) groups.get(group)?.push(task);
  }
  for (const [group, list] of groups) list.sort(group === 'done' ? newestFirst : byDate);
  const counted = [...countedGroups].flatMap((group) => groups.get(group) ?? []);
  return { bodyId, groups, count: counted.length, minutes: counted.reduce((sum, task) => sum + task.view.minutes, 0) };
}

const byDate = (a: Task, b: Task) =>
  (a.view.dueOn ?? '9999').localeCompare(b.view.dueOn ?? '9999') || a.row.clause_id.localeCompare(b.row.clause_id);
const newestFirst = (a: Task, b: Task) => (b.view.lastActAt ?? '').localeCompare(a.view.lastActAt ?? '');
