/** Reminding: one mail for each department, one fact for each of its tasks, all in one transaction. */
import type { IsoInstant } from '#kit/dates.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { writeMail } from '#platform/mail.ts';
import type { BodyId } from '#rules/bodies.ts';
import { may } from '#rules/permissions.ts';
import type { TaskFilter } from '#rules/task-progress.ts';
import { factOf } from './duty-move-service.ts';
import { isPossible, moves } from './duty-moves.ts';
import { nudgeMail } from './duty-nudge-mail.ts';
import type { Contact, DutyQuestions } from './duty-questions.ts';
import { insertAct } from './duty-store.ts';
import { readTasks, type Task } from './duty-view.ts';

/** Tasks by id, or every task that is late today. */
export type NudgeTarget = { taskIds: readonly string[] } | 'late';
/** `at` names the round of mails; bodies in `withoutAddress` were not written to. */
export type Nudged = { at: IsoInstant; bodies: number; tasks: number; withoutAddress: BodyId[] };

/** Only tasks that wait for the body are reminded of; those that were met or answered meanwhile are passed over. */
function waitsForBody({ view }: Task): boolean {
  const isOpen = view.outcome !== 'met' && view.outcome !== 'no_record';
  return isOpen && isPossible('nudge', view.stage, view.verb);
}

export async function nudge(
  city: City,
  acting: Acting,
  target: NudgeTarget,
  questions: Pick<DutyQuestions, 'contactsOf' | 'linkFor' | 'wordsOf'>,
): Promise<Result<Nudged>> {
  return auditedChange<Result<Nudged>>(city, acting, async (tx) => {
    const stop = (key: string) => ({ value: refuse(key), note: [] });
    if (acting.actor && !may(acting.actor, moves.nudge.act)) return stop('task.refused.not-yours');
    const filter: TaskFilter = target === 'late' ? {} : { taskIds: target.taskIds };
    const found = (await readTasks(city, todayIn(city), filter, tx)).filter(waitsForBody);
    const tasks = target === 'late' ? found.filter((task) => task.view.outcome === 'late') : found;
    if (tasks.length === 0) return stop('task.refused.nothing-to-nudge');
    const at = city.clock.now();
    const notes: AuditNote[] = [];
    const withoutAddress: BodyId[] = [];
    for (const [bodyId, ofBody] of Map.groupBy(tasks, (task) => task.view.bodyId)) {
      const contact = (await questions.contactsOf({ ...city, db: tx }, bodyId)).find((one) => one.email);
      if (!contact) {
        withoutAddress.push(bodyId);
        continue;
      }
      await writeMail(city, tx, {
        ...nudgeMail(city, contact, bodyId, ofBody, questions),
        ...addressOf(contact, ofBody),
      });
      for (const { row } of ofBody) {
        await insertAct(tx, {
          ...factOf(city, acting, 'nudge', { taskId: row.id, toPersonId: contact.personId }),
          acted_at: at,
        });
        notes.push({
          event: 'duty.nudged',
          subject: { kind: 'task', id: row.id },
          bodyId,
          details: { toPersonId: contact.personId },
        });
      }
    }
    if (notes.length === 0) return stop('task.refused.nobody-to-nudge');
    const bodies = new Set(notes.map((note) => note.bodyId)).size;
    return { value: ok({ at, bodies, tasks: notes.length, withoutAddress }), note: notes };
  });
}

function addressOf(contact: Contact, [first]: readonly Task[]) {
  const about = first ? { kind: 'task' as const, id: first.row.id } : null;
  return { toPersonId: contact.personId, toAddress: contact.email as string, about, kind: 'reminder' as const };
}
