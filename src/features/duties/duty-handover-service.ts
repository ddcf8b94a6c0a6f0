/** Giving one person's open work to a colleague in one act, and giving it back. */
import { newId } from '#kit/ids.ts';
import { ok, type Refusal, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { writeMail } from '#platform/mail.ts';
import { type Actor, may } from '#rules/permissions.ts';
import { dutyActs } from './duty-acts.ts';
import { handoverMail } from './duty-handover-mail.ts';
import type { HandoverQuestions, OpenWork, PersonOf, WorkKind } from './duty-handover-questions.ts';
import { openWorkOf } from './duty-handover-reading.ts';
import {
  type HandoverRow,
  handoverRows,
  insertHandovers,
  isGivenBack,
  lockHandovers,
  reviewHands,
} from './duty-handover-store.ts';
import { factOf } from './duty-move-service.ts';
import { isPossible } from './duty-moves.ts';
import { handedOver, insertAct, lockTask } from './duty-store.ts';
import { readTasks } from './duty-view.ts';

export type HandoverInput = {
  fromPersonId: string;
  toPersonId: string;
  items: readonly { taskId: string; kind: WorkKind }[];
};

const later = '9999-12-31T00:00:00.000Z' as const;
const stop = (...why: Parameters<typeof refuse>) => ({ value: refuse(...why), note: [] });

/**
 * Everything or nothing: refused when nothing was chosen, when some of it is not in that person's hands any more, or when
 * the colleague may not do all of it (`values`: how many of how many). The colleague gets one mail.
 */
export async function handOverWork(
  city: City,
  acting: Acting,
  input: HandoverInput,
  ask: HandoverQuestions,
): Promise<Result<{ handoverId: string; count: number }>> {
  if (acting.actor && !may(acting.actor, dutyActs.handOverFor)) return refuse('city.refused.not-allowed');
  return auditedChange<Result<{ handoverId: string; count: number }>>(city, acting, async (tx) => {
    const inside = { ...city, db: tx };
    if (input.items.length === 0) return stop('admin.work.none-chosen', 'items');
    const to = await ask.personOf(inside, input.toPersonId);
    if (!to || input.toPersonId === input.fromPersonId) return stop('admin.work.no-colleague', 'toPersonId');
    await lockHandovers(tx);
    for (const taskId of [...new Set(input.items.map((item) => item.taskId))].sort()) await lockTask(tx, taskId);
    const open = await openWorkOf(inside, input.fromPersonId, tx);
    const chosen = open.filter((work) =>
      input.items.some((item) => item.taskId === work.taskId && item.kind === work.kind),
    );
    if (chosen.length < input.items.length) return stop('admin.work.changed', 'items');
    const impossible = whatCannot(to.actor, chosen);
    if (impossible) return { value: { ok: false, refusals: [impossible] }, note: [] };
    const handoverId = newId();
    await give(inside, tx, acting, { ...input, handoverId, undoes: null, items: chosen });
    const about = { kind: 'person', id: input.toPersonId } as const;
    const mail = handoverMail(inside, to, chosen, ask);
    await writeMail(inside, tx, { toPersonId: input.toPersonId, toAddress: to.email, ...mail, about });
    const note = notesOf('duty.work_handed_over', input, handoverId, chosen);
    return { value: ok({ handoverId, count: chosen.length }), note };
  });
}

function whatCannot(to: Actor, chosen: readonly OpenWork[]): Refusal | null {
  const refused = chosen.filter((work) => !may(to, work.act, work.bodyId)).length;
  if (refused === 0) return null;
  return { key: 'admin.work.may-not', field: 'toPersonId', values: { count: refused, all: chosen.length } };
}

type Given = {
  handoverId: string;
  undoes: string | null;
  fromPersonId: string;
  toPersonId: string;
  items: readonly { taskId: string; kind: WorkKind }[];
};

async function give(city: City, tx: Tx, acting: Acting, given: Given): Promise<void> {
  const { handoverId, undoes, fromPersonId, toPersonId } = given;
  const handedAt = city.clock.now();
  // The office gives it away: the department itself has not spoken.
  for (const { taskId, kind } of given.items)
    if (kind === 'task')
      await insertAct(tx, { ...factOf(city, acting, 'hand_over', { taskId, toPersonId }), side: 'office' });
  await insertHandovers(
    tx,
    given.items.map(({ taskId, kind }) => ({
      id: newId(),
      handover_id: handoverId,
      undoes,
      assignment_id: taskId,
      kind,
      from_person_id: fromPersonId,
      to_person_id: toPersonId,
      handed_at: handedAt,
      handed_by: acting.actor?.personId ?? null,
    })),
  );
}

/** One event for the act, and one for each task, so that the history of a task names it. */
function notesOf(
  event: 'duty.work_handed_over' | 'duty.work_handed_back',
  { fromPersonId, toPersonId }: Pick<HandoverInput, 'fromPersonId' | 'toPersonId'>,
  handoverId: string,
  items: readonly { taskId: string; kind: WorkKind; bodyId: string }[],
): AuditNote[] {
  const details = { handover: handoverId, toPersonId };
  return [
    { event, subject: { kind: 'person', id: fromPersonId }, details: { ...details, count: items.length } },
    ...items.map(
      ({ taskId, kind, bodyId }): AuditNote => ({
        event: 'duty.handed_over',
        subject: { kind: 'task', id: taskId },
        bodyId,
        details: { ...details, kind },
      }),
    ),
  ];
}

/**
 * Gives back what one act gave, as far as it is still where that act put it. Refused when it was given back before, when
 * the first person cannot sign in or may not do it any more, and when nothing is left to give back.
 */
export async function handBackWork(
  city: City,
  acting: Acting,
  handoverId: string,
  personOf: PersonOf,
): Promise<Result<{ fromPersonId: string; count: number; of: number }>> {
  if (acting.actor && !may(acting.actor, dutyActs.handOverFor)) return refuse('city.refused.not-allowed');
  return auditedChange<Result<{ fromPersonId: string; count: number; of: number }>>(city, acting, async (tx) => {
    const inside = { ...city, db: tx };
    await lockHandovers(tx);
    const rows = await handoverRows(tx, handoverId);
    const [first] = rows;
    if (!first || first.undoes) return stop('admin.work.unknown-handover');
    if (await isGivenBack(tx, handoverId)) return stop('admin.work.given-back-already');
    const back = await ask(personOf, inside, first.from_person_id);
    if (!back) return stop('admin.work.cannot-return');
    for (const row of rows) await lockTask(tx, row.assignment_id);
    const left = await stillThere(inside, tx, rows);
    if (left.length === 0) return stop('admin.work.nothing-left');
    if (left.some((item) => item.kind === 'task' && !may(back, dutyActs.submit, item.bodyId)))
      return stop('admin.work.cannot-return');
    const people = { fromPersonId: first.to_person_id, toPersonId: first.from_person_id };
    const id = newId();
    await give(inside, tx, acting, { ...people, handoverId: id, undoes: handoverId, items: left });
    const value = { fromPersonId: first.from_person_id, count: left.length, of: rows.length };
    return { value: ok(value), note: notesOf('duty.work_handed_back', people, id, left) };
  });
}

async function ask(personOf: PersonOf, city: City, personId: string): Promise<Actor | null> {
  return (await personOf(city, personId))?.actor ?? null;
}

/** Those that nobody gave on, and that are not finished. */
async function stillThere(city: City, tx: Tx, rows: readonly HandoverRow[]) {
  const tasks = await readTasks(city, todayIn(city), { taskIds: rows.map((row) => row.assignment_id) }, tx);
  const bodyIds = [...new Set(tasks.map((task) => task.view.bodyId))];
  const hands = new Map((await handedOver(tx, bodyIds, later)).map((row) => [row.task_id, row.person_id]));
  const reviews = new Map((await reviewHands(tx)).map((row) => [row.task_id, row.person_id]));
  return rows.flatMap((row) => {
    const task = tasks.find((one) => one.row.id === row.assignment_id);
    if (!task) return [];
    const isHis = (row.kind === 'task' ? hands : reviews).get(row.assignment_id) === row.to_person_id;
    const isOpen = row.kind === 'review' || isPossible('hand_over', task.view.stage, task.view.verb);
    return isHis && isOpen ? [{ taskId: row.assignment_id, kind: row.kind, bodyId: task.view.bodyId }] : [];
  });
}
