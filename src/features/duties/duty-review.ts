/** The queue of what waits for the office: oldest first, each entry with its kind. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { endOfDay } from '#platform/clock.ts';
import type { City } from '#platform/city.ts';
import { type Actor, may } from '#rules/permissions.ts';
import type { Stage } from '#rules/task-progress.ts';
import { dutyActs } from './duty-acts.ts';
import { kindsOfWork, type QueueQuery, type WorkKind } from './duty-forms.ts';
import { actOf } from './duty-moves.ts';
import { latestWork } from './duty-store.ts';
import { readTasks, type Task } from './duty-view.ts';

const kindOfStage: Partial<Record<Stage, WorkKind>> = {
  submitted: 'handed_in',
  question_open: 'question',
  more_time_asked: 'more_time',
  exemption_claimed: 'exemption',
};

export type Waiting = {
  task: Task;
  kind: WorkKind;
  /** Since when it waits. */
  since: IsoInstant;
  /** The version that waits, of what was handed in. */
  number: number | null;
  wishedOn: IsoDate | null;
};

/** Everything that waits for an act of this person, oldest first; counsel sees what counsel reviews or advises on. */
export async function waitingFor(city: City, actor: Actor, asOf: IsoDate): Promise<Waiting[]> {
  const tasks = (await readTasks(city, asOf, {})).filter((task) => !task.answeredBy && isFor(actor, task));
  const latest = new Map(
    (
      await latestWork(
        city.db,
        tasks.map((task) => task.row.id),
        endOfDay(city.profile.timeZone, asOf),
      )
    ).map((row) => [row.task_id, row]),
  );
  const waiting = tasks.flatMap((task): Waiting[] => {
    const kind = kindOfStage[task.view.stage];
    if (!kind) return [];
    const found = latest.get(task.row.id);
    const isHandedIn = kind === 'handed_in';
    const since = isHandedIn ? task.view.submittedAt : task.view.lastBodyActAt;
    return since
      ? [
          {
            task,
            kind,
            since,
            number: isHandedIn ? (found?.submission_number ?? null) : null,
            wishedOn: kind === 'more_time' ? (found?.wished_on ?? null) : null,
          },
        ]
      : [];
  });
  return waiting.sort((a, b) => a.since.localeCompare(b.since) || a.task.row.id.localeCompare(b.task.row.id));
}

function isFor(actor: Actor, task: Task): boolean {
  const kind = kindOfStage[task.view.stage];
  if (!kind) return false;
  const { bodyId } = task.view;
  if (kind === 'handed_in') return may(actor, actOf('accept', task.version.document.duty.reviewer.role), bodyId);
  if (kind === 'question') return may(actor, dutyActs.answer, bodyId);
  if (kind === 'exemption') return may(actor, dutyActs.decideDate, bodyId) || may(actor, dutyActs.advise, bodyId);
  return may(actor, dutyActs.decideDate, bodyId);
}

export function narrowQueue(waiting: readonly Waiting[], { kind, department, directive }: QueueQuery): Waiting[] {
  return waiting.filter((one) => {
    const { bodyId, directiveId } = one.task.view;
    return (
      (!kind || one.kind === kind) &&
      (!department || bodyId === department) &&
      (!directive || directiveId === directive)
    );
  });
}

export function queueCounts(waiting: readonly Waiting[]): Record<WorkKind, number> {
  const counts = Object.fromEntries(kindsOfWork.map((kind) => [kind, 0])) as Record<WorkKind, number>;
  for (const one of waiting) counts[one.kind] += 1;
  return counts;
}
