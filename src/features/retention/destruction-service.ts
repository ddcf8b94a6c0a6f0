/** Acts of destruction: one person proposes a list, another approves or refuses it. Nothing is destroyed in these acts. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { type Act, may } from '#rules/permissions.ts';
import { type ListState, listState } from './destruction-law.ts';
import { type DestructionList, listById, writeDecided, writeProposed } from './destruction-store.ts';
import { retentionActs } from './retention-acts.ts';

const longestRefusal = 2000;

/** The records officer has looked through the list and puts it forward. */
export function proposeList(city: City, acting: Acting, listId: string): Promise<Result<null>> {
  return decide(
    city,
    acting,
    { listId, act: retentionActs.proposeDestruction, from: 'drafted' },
    async (tx, list, by) => {
      await writeProposed(tx, list.id, city.clock.now(), by);
      return 'retention.destruction_proposed';
    },
  );
}

/** Counsel approves what somebody else proposed: from now on the worker destroys it, batch by batch. */
export function approveList(city: City, acting: Acting, listId: string): Promise<Result<null>> {
  const asked = { listId, act: retentionActs.approveDestruction, from: 'proposed' as const, isSecond: true };
  return decide(city, acting, asked, async (tx, list, by) => {
    await writeDecided(tx, list.id, { at: city.clock.now(), by, decision: 'approved', refusal: null });
    return 'retention.destruction_approved';
  });
}

/** With a reason; its records are not listed again for a while. */
export async function refuseList(
  city: City,
  acting: Acting,
  { listId, reason }: { listId: string; reason: string },
): Promise<Result<null>> {
  const text = reason.trim();
  if (text === '') return refuse('destruction.refused.reason-missing', 'reason');
  if (text.length > longestRefusal)
    return refuse('destruction.refused.text-long', 'reason', { longest: longestRefusal });
  const asked = { listId, act: retentionActs.approveDestruction, from: 'proposed' as const, isSecond: true };
  return decide(city, acting, asked, async (tx, list, by) => {
    await writeDecided(tx, list.id, { at: city.clock.now(), by, decision: 'refused', refusal: text });
    return 'retention.destruction_refused';
  });
}

type Asked = { listId: string; act: Act; from: ListState; isSecond?: boolean };

async function decide(
  city: City,
  acting: Acting,
  { listId, act, from, isSecond }: Asked,
  write: (tx: Tx, list: DestructionList, by: string) => Promise<AuditNote['event']>,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, act)) return refuse('destruction.refused.not-allowed');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    const stop = (value: Result<never>) => ({ value, note: [] });
    const list = await listById(tx, listId, true);
    if (!list) return stop(refuse('destruction.refused.unknown'));
    if (listState(list) !== from) return stop(refuse('destruction.refused.state'));
    if (isSecond && list.proposedBy === actor.personId) return stop(refuse('destruction.refused.same-person'));
    const event = await write(tx, list, actor.personId);
    return {
      value: ok(null),
      note: { event, subject: { kind: 'destruction', id: list.id }, details: { number: list.number } },
    };
  });
}
