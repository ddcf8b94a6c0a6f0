/** Tasks with their progress on a day: what this wing and, as answers, every other wing reads. */
import type { IsoDate } from '#kit/dates.ts';
import { endOfDay } from '#platform/clock.ts';
import type { City } from '#platform/city.ts';
import type { Database } from '#platform/database.ts';
import type { Reason } from '#rules/obligations.ts';
import type { TaskFilter, TaskView } from '#rules/task-progress.ts';
import { type Fact, progressOf } from './duty-progress.ts';
import { dutyVersions, factsBefore, reasonsBefore, type TaskRow, tasksBefore } from './duty-store.ts';
import type { DutyVersionRow } from './duty-tables.ts';

/** A task with the words of its duty, for the pages of this wing. */
export type Task = {
  row: TaskRow;
  view: TaskView;
  version: DutyVersionRow;
  /** The body that answered for all, where bodies hold the duty together and another one's answer was accepted. */
  answeredBy?: string;
};

/** The tasks as they stood at the end of `asOf` in the city's zone; `db` may be a transaction. */
export async function readTasks(
  city: City,
  asOf: IsoDate,
  filter: TaskFilter,
  db: Database = city.db,
): Promise<Task[]> {
  const tasks = await readAlone(city, asOf, filter, db);
  const joint = tasks.filter((task) => task.row.is_joint);
  if (joint.length === 0) return tasks;
  const isNarrow = filter.bodyIds !== undefined || filter.taskIds !== undefined;
  return shareJointAnswers(tasks, isNarrow ? await allHolders(city, asOf, joint, db) : joint);
}

async function readAlone(city: City, asOf: IsoDate, filter: TaskFilter, db: Database): Promise<Task[]> {
  const until = endOfDay(city.profile.timeZone, asOf);
  const [rows, facts, versions] = await Promise.all([
    tasksBefore(db, until, filter),
    factsBefore(db, until, filter),
    dutyVersions(db),
  ]);
  const versionById = new Map(versions.map((version) => [version.id, version]));
  const factsByTask = new Map<string, Fact[]>();
  for (const { assignment_id, kind, acted_at, side, new_due_on } of facts) {
    const fact = { kind, at: acted_at, side, newDueOn: new_due_on };
    const known = factsByTask.get(assignment_id);
    if (known) known.push(fact);
    else factsByTask.set(assignment_id, [fact]);
  }
  return rows.flatMap((row) => {
    const version = versionById.get(row.duty_version_id);
    return version
      ? [
          {
            row,
            version,
            view: viewOf(row, version, factsByTask.get(row.id) ?? [], asOf, city.profile.dutiesTrackedFrom),
          },
        ]
      : [];
  });
}

/** The tasks of everybody who holds these duties together with others. */
async function allHolders(city: City, asOf: IsoDate, joint: readonly Task[], db: Database): Promise<Task[]> {
  const clauses = new Map(
    joint.map(({ row }) => [
      `${row.directive_id}/${row.clause_id}`,
      { directiveId: row.directive_id, clauseId: row.clause_id },
    ]),
  );
  const found: Task[] = [];
  for (const filter of clauses.values()) found.push(...(await readAlone(city, asOf, filter, db)));
  return found;
}

function viewOf(
  row: TaskRow,
  version: DutyVersionRow,
  facts: readonly Fact[],
  asOf: IsoDate,
  trackedFrom: IsoDate | null,
): TaskView {
  const { duty } = version.document;
  return {
    taskId: row.id,
    directiveId: row.directive_id,
    clauseId: row.clause_id,
    dutyId: row.duty_id,
    bodyId: row.body_id,
    occurrence: row.occurrence,
    title: duty.title,
    verb: row.verb,
    deliverable: duty.deliverable,
    legalStatus: row.legal_status,
    minutes: duty.minutes,
    ...progressOf({ verb: row.verb, dueState: row.due_state, dueOn: row.due_on }, facts, asOf, trackedFrom),
  };
}

/** Where bodies hold a duty together, one accepted answer serves for all of them. */
function shareJointAnswers(tasks: Task[], holders: readonly Task[]): Task[] {
  const key = ({ row }: Task) => [row.directive_id, row.clause_id, row.duty_id, row.occurrence].join('/');
  const met = new Map(
    holders.filter((task) => task.row.is_joint && task.view.outcome === 'met').map((task) => [key(task), task]),
  );
  return tasks.map((task) => {
    const answer = task.row.is_joint ? met.get(key(task)) : undefined;
    if (!answer || answer.row.id === task.row.id) return task;
    return {
      ...task,
      answeredBy: answer.row.body_id,
      view: { ...task.view, outcome: 'met', acceptedAt: answer.view.acceptedAt, daysLate: 0 },
    };
  });
}

/** A task that waits for its event: what is handed in belongs to the task that an event opens. */
export function isStandingForEvents({ row, version }: Task): boolean {
  return version.document.duty.trigger.kind === 'event' && row.occurrence === 'once';
}

export async function tasksAsOf(city: City, asOf: IsoDate, filter: TaskFilter = {}): Promise<TaskView[]> {
  return (await readTasks(city, asOf, filter)).map((task) => task.view);
}

/** Why a task is due when it is, per task. */
export async function reasonsOf(
  city: City,
  asOf: IsoDate,
  taskIds: readonly string[],
): Promise<Map<string, readonly Reason[]>> {
  const rows = await reasonsBefore(city.db, endOfDay(city.profile.timeZone, asOf), taskIds);
  return new Map(rows.map((row) => [row.task_id, row.reasons]));
}
