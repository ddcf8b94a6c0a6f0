/** One move on a task: one permission, one transaction, one audit event. What is possible stands in duty-moves.ts. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { may } from '#rules/permissions.ts';
import { dutyActs } from './duty-acts.ts';
import { actOf, isPossible, type Move, type MoveName, moves } from './duty-moves.ts';
import { sealedAdvice } from './duty-advice.ts';
import { insertAct, lockTask, type NewDutyAct, submissionsOf } from './duty-store.ts';
import type { ReviewPoint, SubmissionRow } from './duty-tables.ts';
import { isStandingForEvents, readTasks, type Task } from './duty-view.ts';

/** Later than any act: to read everything that there is. */
export const always = '9999-12-31T00:00:00.000Z' as IsoInstant;

/** The longest text that one move may carry, in characters. */
export const longestText = 5000;

export type MoveInput = {
  taskId: string;
  text?: string;
  points?: readonly ReviewPoint[];
  newDueOn?: IsoDate | null;
  wishedOn?: IsoDate | null;
  toPersonId?: string | null;
  /** The submission that the mover looked at: the move is refused when another has come since. */
  submissionId?: string | null;
};

export type Made = { task: Task; submissionId: string | null };
/** What a move does beside its fact: writes a submission, checks a date. */
export type Beside = (
  tx: Tx,
  task: Task,
) => Promise<Result<{ submissionId?: string | null; details?: AuditNote['details'] }>>;

/**
 * Makes one move. Refused with a sentence key when the task is unknown, the mover may not, the stage does not allow it,
 * words are missing, or somebody else moved in between.
 */
export async function makeMove(
  city: City,
  acting: Acting,
  name: MoveName,
  input: MoveInput,
  beside: Beside = async () => ok({}),
): Promise<Result<Made>> {
  const move: Move = moves[name];
  const text = (input.text ?? '').trim();
  if (move.text === 'required' && text.length === 0) return refuse(`task.text-missing.${name}`, 'text');
  if (text.length > longestText) return refuse('task.refused.text-long', 'text', { longest: longestText });
  return auditedChange<Result<Made>>(city, acting, async (tx) => {
    const stop = (value: Result<never>) => ({ value, note: [] });
    if (!(await lockTask(tx, input.taskId))) return stop(refuse('task.refused.unknown'));
    const [task] = await readTasks(city, todayIn(city), { taskIds: [input.taskId] }, tx);
    if (!task) return stop(refuse('task.refused.unknown'));
    const [current] = await submissionsOf(tx, input.taskId, always);
    const refused = refusalOf(acting, name, input, task, current);
    if (refused) return stop(refused);
    const done = await beside(tx, task);
    if (!done.ok) return stop(done);
    const reviewed = move.side === 'office' && task.view.stage === 'submitted' ? (current?.id ?? null) : null;
    const submissionId = done.value.submissionId ?? reviewed;
    const fact = { ...factOf(city, acting, name, { ...input, text }), submission_id: submissionId };
    await insertAct(tx, name === 'advise' ? await sealedAdvice(city, tx, fact) : fact);
    const details = {
      ...(submissionId ? { submissionId } : {}),
      ...(input.newDueOn ? { newDueOn: input.newDueOn } : {}),
      ...done.value.details,
    };
    const note: AuditNote = {
      event: move.event,
      subject: { kind: 'task', id: input.taskId },
      bodyId: task.view.bodyId,
      details,
    };
    const also = name === 'submit' ? await acceptUnreviewed(city, tx, task, submissionId) : [];
    return { value: ok({ task, submissionId }), note: [note, ...also] };
  });
}

function refusalOf(
  acting: Acting,
  name: MoveName,
  input: MoveInput,
  task: Task,
  current: SubmissionRow | undefined,
): Result<never> | null {
  const { actor } = acting;
  const { bodyId, stage, verb } = task.view;
  const isReview = name === 'accept' || name === 'return';
  if (actor && !may(actor, actOf(name, task.version.document.duty.reviewer.role), bodyId))
    return refuse('task.refused.not-yours');
  const from: Move['from'] = moves[name].from;
  if (!from[stage]) return refuse('task.refused.stage', undefined, { stage });
  if (!isPossible(name, stage, verb)) return refuse('task.refused.binding');
  if (name === 'submit' && isStandingForEvents(task)) return refuse('task.refused.event-first');
  if (task.answeredBy && name !== 'take_back' && name !== 'advise') return refuse('task.refused.joint-met');
  if (input.submissionId && current?.id !== input.submissionId) return refuse('task.refused.newer-submission');
  if (isReview && actor && current?.submitted_by === actor.personId) return refuse('task.refused.own-submission');
  if (input.newDueOn && actor && !may(actor, dutyActs.decideDate, bodyId))
    return refuse('task.refused.not-yours', 'newDueOn');
  return null;
}

export function factOf(city: City, acting: Acting, name: MoveName, input: MoveInput): NewDutyAct {
  return {
    id: newId(),
    assignment_id: input.taskId,
    kind: moves[name].kind,
    acted_at: city.clock.now(),
    acted_by: acting.actor?.personId ?? null,
    side: moves[name].side,
    submission_id: input.submissionId ?? null,
    new_due_on: input.newDueOn ?? null,
    wished_on: input.wishedOn ?? null,
    to_person_id: input.toPersonId ?? null,
    text: input.text ?? '',
    points: input.points ?? [],
  };
}

/** Where the directive names no reviewer, handing in is enough: the system accepts, and the audit says so. */
async function acceptUnreviewed(city: City, tx: Tx, task: Task, submissionId: string | null): Promise<AuditNote[]> {
  if (task.version.document.duty.reviewer.role !== 'none') return [];
  const asSystem = { actor: null, requestId: null };
  await insertAct(tx, { ...factOf(city, asSystem, 'accept', { taskId: task.row.id }), submission_id: submissionId });
  return [
    {
      event: 'duty.accepted',
      subject: { kind: 'task', id: task.row.id },
      bodyId: task.view.bodyId,
      details: { reviewer: 'none' },
    },
  ];
}
