/** The acts on a task. What each needs beside its words is checked here; everything else in duty-move-service.ts. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import type { Acting } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { type Made, makeMove } from './duty-move-service.ts';
import type { ColleaguesOf } from './duty-questions.ts';
import { actsOf, insertSubmission, itemsOf, nextSubmissionNumber, submissionsOf } from './duty-store.ts';
import type { DutyActRow, ReviewPoint, SubmissionItemRow, SubmissionRow } from './duty-tables.ts';

export type NewItem = Partial<Omit<SubmissionItemRow, 'id' | 'submission_id' | 'position'>> & {
  kind: SubmissionItemRow['kind'];
};

/** Hands in an answer with its evidence. Something must be there: a signature, a file, a link, a form or a record. */
export function submit(
  city: City,
  acting: Acting,
  input: { taskId: string; note: string; items: readonly NewItem[] },
): Promise<Result<Made>> {
  return makeMove(city, acting, 'submit', { taskId: input.taskId, text: input.note }, async (tx, task) => {
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
    await insertSubmission(
      tx,
      submission,
      input.items.map((item, index) => itemRow(submission.id, index, item)),
    );
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
  return makeMove(city, acting, 'take_back', input);
}

export function askQuestion(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'ask_question', input);
}

/** `wishedOn` is what the body asks for; nothing moves until the office decides. */
export function askMoreTime(city: City, acting: Acting, input: { taskId: string; text: string; wishedOn: IsoDate }) {
  return makeMove(city, acting, 'ask_more_time', input, async (_tx, task) => {
    if (!task.view.dueOn) return refuse('task.refused.no-date-to-extend', 'wishedOn');
    if (input.wishedOn <= task.view.dueOn) return refuse('task.refused.wish-not-later', 'wishedOn');
    if (input.wishedOn < todayIn(city)) return refuse('task.refused.date-passed', 'wishedOn');
    return ok({ details: { wishedOn: input.wishedOn } });
  });
}

export function claimExemption(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'claim_exemption', input);
}

export function decline(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'decline', input);
}

/** Hands a task to a colleague of the same body: its tasks stay its own, whoever works on them. */
export function handOver(
  city: City,
  acting: Acting,
  input: { taskId: string; text?: string; toPersonId: string },
  colleaguesOf: ColleaguesOf,
) {
  return makeMove(city, acting, 'hand_over', input, async (tx, task) => {
    const colleagues = await colleaguesOf({ ...city, db: tx }, task.view.bodyId);
    if (!colleagues.some((one) => one.personId === input.toPersonId))
      return refuse('task.refused.no-colleague', 'toPersonId');
    return ok({ details: { toPersonId: input.toPersonId } });
  });
}

export function accept(
  city: City,
  acting: Acting,
  input: { taskId: string; text?: string; submissionId?: string | null },
) {
  return makeMove(city, acting, 'accept', input);
}

type ReturnInput = {
  taskId: string;
  text?: string;
  points: readonly ReviewPoint[];
  newDueOn?: IsoDate | null;
  submissionId?: string | null;
};

/** Returns what was handed in, point by point; a later date may come with it. */
export function returnSubmission(city: City, acting: Acting, input: ReturnInput) {
  return makeMove(city, acting, 'return', input, async (_tx, task) => {
    if (input.points.length === 0) return refuse('task.refused.no-points', 'points');
    if (input.newDueOn && !task.view.dueOn) return refuse('task.refused.no-date-to-extend', 'newDueOn');
    if (input.newDueOn && task.view.dueOn && input.newDueOn <= task.view.dueOn)
      return refuse('task.refused.wish-not-later', 'newDueOn');
    if (input.newDueOn && input.newDueOn < todayIn(city)) return refuse('task.refused.date-passed', 'newDueOn');
    return ok({ details: { points: input.points.length } });
  });
}

/** Sets a later date, with the reason. The date that the directive set stays visible. */
export function extend(city: City, acting: Acting, input: { taskId: string; text: string; newDueOn: IsoDate }) {
  return makeMove(city, acting, 'extend', input, async (_tx, task) => {
    if (!task.view.dueOn) return refuse('task.refused.no-date-to-extend', 'newDueOn');
    if (input.newDueOn <= task.view.dueOn) return refuse('task.refused.wish-not-later', 'newDueOn');
    if (input.newDueOn < todayIn(city)) return refuse('task.refused.date-passed', 'newDueOn');
    return ok({});
  });
}

export function refuseMoreTime(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'refuse_more_time', input);
}

/** Excuses the body from the task, or agrees that it does not apply. */
export function excuse(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'excuse', input);
}

export function refuseExemption(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'refuse_exemption', input);
}

export function answerQuestion(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'answer_question', input);
}

export function advise(city: City, acting: Acting, input: { taskId: string; text: string }) {
  return makeMove(city, acting, 'advise', input);
}

export type SubmissionFile = SubmissionRow & { items: SubmissionItemRow[] };
export type TaskFile = { acts: DutyActRow[]; submissions: SubmissionFile[] };

/** Everything about one task for its page, as it stood before `until`: acts oldest first, submissions newest first. */
export async function taskFile(city: City, taskId: string, until: IsoInstant): Promise<TaskFile> {
  const [acts, submissions] = await Promise.all([
    actsOf(city.db, taskId, until),
    submissionsOf(city.db, taskId, until),
  ]);
  const items = await itemsOf(
    city.db,
    submissions.map((submission) => submission.id),
  );
  return {
    acts,
    submissions: submissions.map((submission) => ({
      ...submission,
      items: items.filter((item) => item.submission_id === submission.id),
    })),
  };
}
