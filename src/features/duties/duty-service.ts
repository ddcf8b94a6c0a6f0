/** The acts on a task: each one permission, one transaction, one audit event. What is possible stands in duty-moves.ts. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange, type AuditNote } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { may } from '#rules/permissions.ts';
import { actOf, isPossible, type Move, type MoveName, moves } from './duty-moves.ts';
import { actsOf, insertAct, insertSubmission, itemsOf, lockTask, nextSubmissionNumber, submissionsOf } from './duty-store.ts';
import type { ReviewPoint, SubmissionItemRow, SubmissionRow } from './duty-tables.ts';
import { readTasks, type Task } from './duty-view.ts';

/** Later than any act: to read everything that there is. */
export const always = '9999-12-31T00:00:00.000Z' as IsoInstant;

export type NewItem = Partial<Omit<SubmissionItemRow, 'id' | 'submission_id' | 'position'>> & { kind: SubmissionItemRow['kind'] };

type MoveInput = {
  taskId: string;
  text?: string;
  points?: readonly ReviewPoint[];
  newDueOn?: IsoDate | null;
  toPersonId?: string | null;
  /** The submission that the mover looked at: the move is refused when another has come since. */
  submissionId?: string | null;
};

type Made = { task: Task; submissionId: string | null };
/** What a move does beside its fact: writes a submission, checks a date. */
type Beside = (tx: Tx, task: Task) => Promise<Result<{ submissionId?: string | null; details?: AuditNote['details'] }>>;

/**
 * Makes one move. Refused with a sentence key when the task is unknown, the mover may not, the stage does not allow it,
 * words are missing, or somebody else moved in between.
 */
async function move(city: City, acting: Acting, name: MoveName, input: MoveInput, beside: Beside = async () => ok({})): Promise<Result<Made>> {
  const row: Move = moves[name];
  const text = (input.text ?? '').trim();
  if (row.text === 'required' && text.length === 0) return refuse(`task.refused.text-${name.replaceAll('_', '-')}`, 'text');
  let refused: Result<never> | null = null;
  const made = await auditedChange<Made | null>(city, acting, async (tx) => {
    const stop = (result: Result<never>) => {
      refused = result;
      return { value: null, note: [] };
    };
    if (!(await lockTask(tx, input.taskId))) return stop(refuse('task.refused.unknown'));
    const [task] = await readTasks(city, todayIn(city), { taskIds: [input.taskId] }, tx);
    if (!task) return stop(refuse('task.refused.unknown'));
    const { bodyId, stage, verb } = task.view;
    const act = actOf(name, task.version.document.duty.reviewer.role);
    if (acting.actor && !may(acting.actor, act, bodyId)) return stop(refuse('task.refused.not-yours'));
    if (!isPossible(name, stage, verb)) return stop(refuse('task.refused.stage', undefined, { stage }));
    const [current] = await submissionsOf(tx, input.taskId, always);
    if (input.submissionId && current?.id !== input.submissionId) return stop(refuse('task.refused.newer-submission'));
    if ((name === 'accept' || name === 'return') && acting.actor && current?.submitted_by === acting.actor.personId) return stop(refuse('task.refused.own-submission'));
    const done = await beside(tx, task);
    if (!done.ok) return stop(done);
    const submissionId = done.value.submissionId ?? (row.side === 'office' && stage === 'submitted' ? (current?.id ?? null) : null);
    await insertAct(tx, {
      id: newId(),
      assignment_id: input.taskId,
      kind: moves[name].kind,
      acted_at: city.clock.now(),
      acted_by: acting.actor?.personId ?? null,
      side: row.side,
      submission_id: submissionId,
      new_due_on: input.newDueOn ?? null,
      to_person_id: input.toPersonId ?? null,
      text,
      points: input.points ?? [],
    });
    const details = { ...(submissionId ? { submissionId } : {}), ...(input.newDueOn ? { newDueOn: input.newDueOn } : {}), ...done.value.details };
    return { value: { task, submissionId }, note: { event: row.event, subject: { kind: 'task', id: input.taskId }, bodyId, details } };
  });
  return made ? ok(made) : (refused ?? refuse('task.refused.unknown'));
}

/** Hands in an answer with its evidence. Something must be there: a signature, a file, a link, a form or a record. */
export function submit(city: City, acting: Acting, input: { taskId: string; note: string; items: readonly NewItem[] }): Promise<Result<Made>> {
  return move(city, acting, 'submit', { taskId: input.taskId, text: input.note }, async (tx, task) => {
    const { proof } = task.version.document.duty;
    if (input.items.length === 0) return refuse('task.refused.no-proof', 'proof');
    if (!input.items.some((item) => proof.includes(item.kind))) return refuse('task.refused.other-proof', 'proof');
    const submission: SubmissionRow = {
      id: newId(),
      assignment_id: input.taskId,
      number: await nextSubmissionNumber(tx, input.taskId),
      submitted_at: city.clock.now(),
      submitted_by: acting.actor?.personId ?? 'system',
      note: input.note.trim(),
    };
    await insertSubmission(tx, submission, input.items.map((item, index) => itemRow(submission.id, index, item)));
    return ok({ submissionId: submission.id, details: { number: submission.number, items: input.items.length } });
  });
}

const emptyItem = {
  statement_version: null,
  statement_text: null,
  signed_role: null,
  file_sha256: null,
  file_name: null,
  byte_length: null,
  media_type: null,
  url: null,
  form: null,
  link_kind: null,
  link_id: null,
};

function itemRow(submissionId: string, position: number, item: NewItem): SubmissionItemRow {
  return { ...emptyItem, ...item, id: newId(), submission_id: submissionId, position };
}

export function takeBack(city: City, acting: Acting, input: { taskId: string; text?: string }) {
  return move(city, acting, 'take_back', input);
}

export function askQuestion(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'ask_question', input);
}

/** `newDueOn` is what the body asks for; nothing moves until the office decides. */
export function askMoreTime(city: City, acting: Acting, input: { taskId: string; text: string; wishedOn: IsoDate }) {
  return move(city, acting, 'ask_more_time', { taskId: input.taskId, text: input.text }, async (_tx, task) => {
    if (task.view.dueOn && input.wishedOn <= task.view.dueOn) return refuse('task.refused.wish-not-later', 'wishedOn');
    return ok({ details: { wishedOn: input.wishedOn } });
  });
}

export function claimExemption(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'claim_exemption', input);
}

export function decline(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'decline', input);
}

export function handOver(city: City, acting: Acting, input: { taskId: string; text?: string; toPersonId: string }) {
  return move(city, acting, 'hand_over', input);
}

export function accept(city: City, acting: Acting, input: { taskId: string; text?: string; submissionId?: string | null }) {
  return move(city, acting, 'accept', input);
}

/** Returns what was handed in, point by point; a new date may come with it. */
export function returnSubmission(
  city: City,
  acting: Acting,
  input: { taskId: string; text?: string; points: readonly ReviewPoint[]; newDueOn?: IsoDate | null; submissionId?: string | null },
) {
  return move(city, acting, 'return', input, async () => {
    if (input.points.length === 0) return refuse('task.refused.no-points', 'points');
    if (input.newDueOn && input.newDueOn < todayIn(city)) return refuse('task.refused.date-passed', 'newDueOn');
    return ok({ details: { points: input.points.length } });
  });
}

/** Sets a later date, with the reason. The date that the directive set stays visible. */
export function extend(city: City, acting: Acting, input: { taskId: string; text: string; newDueOn: IsoDate }) {
  return move(city, acting, 'extend', input, async (_tx, task) => {
    if (!task.view.dueOn) return refuse('task.refused.no-date-to-extend', 'newDueOn');
    if (input.newDueOn <= task.view.dueOn) return refuse('task.refused.wish-not-later', 'newDueOn');
    if (input.newDueOn < todayIn(city)) return refuse('task.refused.date-passed', 'newDueOn');
    return ok({});
  });
}

export function refuseMoreTime(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'refuse_more_time', input);
}

/** Excuses the body from the task, or agrees that it does not apply. */
export function excuse(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'excuse', input);
}

export function refuseExemption(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'refuse_exemption', input);
}

export function answerQuestion(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'answer_question', input);
}

export function advise(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return move(city, acting, 'advise', input);
}

/** Writes to each body whose task is late (or those named): one mail a body, one fact a task. */
export async function nudge(
  city: City,
  acting: Acting,
  input: { taskIds: readonly string[]; writeTo(tx: Tx, bodyId: string, tasks: readonly Task[]): Promise<boolean> },
): Promise<Result<{ bodies: number; tasks: number; withoutAddress: string[] }>> {
  return auditedChange(city, acting, async (tx) => {
    const none = { note: [] as AuditNote[] };
    if (acting.actor && !may(acting.actor, moves.nudge.act)) return { ...none, value: refuse('task.refused.not-yours') };
    const tasks = (await readTasks(city, todayIn(city), { taskIds: input.taskIds }, tx)).filter((task) => isPossible('nudge', task.view.stage, task.view.verb));
    if (tasks.length === 0) return { ...none, value: refuse('task.refused.nothing-to-nudge') };
    const byBody = Map.groupBy(tasks, (task) => task.view.bodyId);
    const notes: AuditNote[] = [];
    const withoutAddress: string[] = [];
    for (const [bodyId, ofBody] of byBody) {
      if (!(await input.writeTo(tx, bodyId, ofBody))) {
        withoutAddress.push(bodyId);
        continue;
      }
      for (const task of ofBody) {
        const bare = { submission_id: null, new_due_on: null, to_person_id: null, text: '', points: [] };
        await insertAct(tx, { id: newId(), assignment_id: task.row.id, kind: 'nudged', acted_at: city.clock.now(), acted_by: acting.actor?.personId ?? null, side: 'office', ...bare });
        notes.push({ event: 'duty.nudged', subject: { kind: 'task', id: task.row.id }, bodyId });
      }
    }
    if (notes.length === 0) return { ...none, value: refuse('task.refused.nobody-to-nudge') };
    return { value: ok({ bodies: byBody.size - withoutAddress.length, tasks: notes.length, withoutAddress }), note: notes };
  });
}

/** Everything about one task for its page, as it stood before `until`. */
export async function taskFile(city: City, taskId: string, until: IsoInstant) {
  const [acts, submissions] = await Promise.all([actsOf(city.db, taskId, until), submissionsOf(city.db, taskId, until)]);
  const items = await itemsOf(city.db, submissions.map((submission) => submission.id));
  return { acts, submissions: submissions.map((submission) => ({ ...submission, items: items.filter((item) => item.submission_id === submission.id) })) };
}
