/** Everything that the page of one task shows, as it stood at the end of a day, and what the reader may do now. */
import type { IsoDate } from '#kit/dates.ts';
import type { Refusal } from '#kit/result.ts';
import { endOfDay } from '#platform/clock.ts';
import type { City } from '#platform/city.ts';
import { type ShownState, statesOf } from '#platform/file-scans.ts';
import type { Body } from '#rules/bodies.ts';
import type { Reason } from '#rules/obligations.ts';
import { type Actor, may, type Role } from '#rules/permissions.ts';
import { dutyActs } from './duty-acts.ts';
import { openAdvice } from './duty-advice.ts';
import { actOf, isPossible } from './duty-moves.ts';
import { movePaths, type PageMove } from './duty-paths.ts';
import type { DutyQuestions } from './duty-questions.ts';
import { taskFile, type TaskFile } from './duty-service.ts';
import { tasksWithSubmissions } from './duty-store.ts';
import { isStandingForEvents, readTasks, reasonsOf, type Task } from './duty-view.ts';

/** A move that was refused: what is wrong, so that the form shows it beside what was typed. */
export type Attempt = { move: PageMove | 'event'; faults: readonly Refusal[] };

export type TaskReading = {
  task: Task;
  body: Body | null;
  reasons: readonly Reason[];
  file: TaskFile;
  names: ReadonlyMap<string, string>;
  /** What the scanner said of each file, by its hash. */
  fileStates: ReadonlyMap<string, ShownState>;
  /** False where the duty's evidence is restricted and the reader is not among those who see it. */
  mayReadEvidence: boolean;
  mayReadAdvice: boolean;
  mayNudge: boolean;
  /** True where an event opens the task and the reader may record one. */
  mayRecordEvent: boolean;
  /** What the reader can do now. */
  moves: ReadonlySet<PageMove>;
  /** The reader's roles in the body, to sign as. */
  signingRoles: readonly Role[];
  colleagues: readonly { personId: string; name: string }[];
  /** Other tasks of the body with something handed in, to point to. */
  records: readonly Task[];
};

/** Null when there is no such task on that day. Whether the reader may read it is asked before. */
export async function readTaskFile(
  city: City,
  actor: Actor,
  day: { asOf: IsoDate; isPast: boolean },
  task: Task,
  questions: DutyQuestions,
): Promise<TaskReading> {
  const { bodyId } = task.view;
  const { duty } = task.version.document;
  const [reasons, file] = await Promise.all([
    reasonsOf(city, day.asOf, [task.row.id]),
    taskFile(city, task.row.id, endOfDay(city.profile.timeZone, day.asOf)),
  ]);
  const mayReadAdvice = may(actor, dutyActs.readAdvice, bodyId);
  const moves = day.isPast ? new Set<PageMove>() : movesNow(actor, task, file);
  const people = file.acts.flatMap((act) => [act.acted_by, act.to_person_id]).filter((id) => id !== null);
  const hashes = file.submissions.flatMap((one) => one.items.flatMap((item) => item.file_sha256 ?? []));
  const [names, fileStates, colleagues, records] = await Promise.all([
    questions.nameOf(city, [...new Set(people)]),
    statesOf(city, [...new Set(hashes)]),
    moves.has('hand_over') ? questions.colleaguesOf(city, bodyId).then(oncePerPerson) : [],
    moves.has('submit') && duty.proof.includes('record') ? recordsOf(city, day.asOf, task) : [],
  ]);
  return {
    task,
    body: city.profile.bodies.find((one) => one.id === bodyId) ?? null,
    reasons: reasons.get(task.row.id) ?? [],
    file: mayReadAdvice ? { ...file, acts: await openAdvice(city, file.acts) } : file,
    names,
    fileStates,
    mayReadEvidence: mayReadEvidence(actor, task),
    mayReadAdvice,
    mayNudge:
      !day.isPast &&
      task.view.outcome !== 'met' &&
      may(actor, dutyActs.nudge, bodyId) &&
      isPossible('nudge', task.view.stage, task.view.verb),
    mayRecordEvent: !day.isPast && isStandingForEvents(task) && may(actor, dutyActs.recordEvent, bodyId),
    moves,
    signingRoles: signingRolesOf(actor, bodyId),
    colleagues,
    records,
  };
}

/** Somebody with two roles stands once in the list. */
function oncePerPerson(people: readonly { personId: string; name: string }[]) {
  return [...new Map(people.map((person) => [person.personId, person])).values()];
}

/** What was handed in is open to those who read the task, unless the directive keeps it restricted. */
export function mayReadEvidence(actor: Actor | null, { view, version }: Task): boolean {
  const act = version.document.duty.publicity === 'restricted' ? dutyActs.readRestricted : dutyActs.read;
  return may(actor, act, view.bodyId);
}

export function signingRolesOf(actor: Actor, bodyId: string): Role[] {
  const roles = actor.grants
    .filter((grant) => grant.bodyId === bodyId && grant.role in dutyActs.submit.who)
    .map((grant) => grant.role);
  return [...new Set(roles)];
}

function movesNow(actor: Actor, task: Task, file: TaskFile): Set<PageMove> {
  const { stage, verb, bodyId } = task.view;
  const isOwn = file.submissions[0]?.submitted_by === actor.personId;
  const possible = (Object.keys(movePaths) as PageMove[]).filter((name) => {
    if (task.answeredBy && name !== 'take_back' && name !== 'advise') return false;
    if (name === 'submit' && isStandingForEvents(task)) return false;
    if (isOwn && (name === 'accept' || name === 'return')) return false;
    if ((name === 'extend' || name === 'ask_more_time') && !task.view.dueOn) return false;
    return isPossible(name, stage, verb) && may(actor, actOf(name, task.version.document.duty.reviewer.role), bodyId);
  });
  return new Set(possible);
}

async function recordsOf(city: City, asOf: IsoDate, task: Task): Promise<Task[]> {
  const ids = (await tasksWithSubmissions(city.db, task.view.bodyId)).filter((id) => id !== task.row.id);
  return ids.length === 0 ? [] : readTasks(city, asOf, { taskIds: ids });
}
