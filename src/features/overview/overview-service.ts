/** The one act of this wing: a person says that they have seen the overview. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { may } from '#rules/permissions.ts';
import { overviewActs } from './overview-acts.ts';
import { writeLook } from './overview-store.ts';

/** From now on "since you last looked" begins at this moment, for this person alone. */
export async function markSeen(city: City, acting: Acting): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, overviewActs.markSeen)) return refuse('overview.refused.not-allowed');
  await auditedChange(city, acting, async (tx) => {
    await writeLook(tx, actor.personId, city.clock.now());
    return { value: null, note: { event: 'overview.marked_seen', subject: { kind: 'person', id: actor.personId } } };
  });
  return ok(null);
}
