/** A restore that somebody tried out is noted, so that the page can say when that was last done. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { endOfDay } from '#platform/clock.ts';
import { may } from '#rules/permissions.ts';
import { operationsActs } from './operations-acts.ts';
import { insertRun } from './operations-store.ts';

export type Drill = { on: IsoDate; outcome: 'done' | 'failed' };

/** The day is one that has come in the city. */
export async function noteDrill(city: City, acting: Acting, { on, outcome }: Drill): Promise<Result<null>> {
  if (!acting.actor || !may(acting.actor, operationsActs.noteDrill)) return refuse('operations.refused.not-allowed');
  if (on > todayIn(city)) return refuse('operations.refused.drill-ahead', 'on');
  const noon = new Date(Date.parse(endOfDay(city.profile.timeZone, on)) - 12 * 3_600_000).toISOString() as IsoInstant;
  const notedBy = acting.actor.personId;
  await auditedChange(city, acting, async (tx) => {
    const run = await insertRun(tx, {
      kind: 'restore_drill',
      outcome,
      beganAt: noon,
      endedAt: noon,
      byteLength: null,
      archiveHash: null,
      rowCount: null,
      fileCount: null,
      verifiedAt: null,
      faultyFileCount: 0,
      fault: null,
      notedBy,
    });
    const note = {
      event: 'operations.restore_drill_recorded',
      subject: { kind: 'city', id: city.slug },
      details: { run, on, outcome },
    } as const;
    return { value: null, note };
  });
  return ok(null);
}
