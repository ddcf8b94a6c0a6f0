/** Drops what is kept for days alone, such as sessions and typed forms; what a legal hold covers stays, and nothing fails. */
import { auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { destroyRecordKeys } from '#platform/sealed-fields.ts';
import { scheduleOn } from '#rules/record-classes.ts';
import { destroyableOn, latestEnd, mayDestroyBy } from './destruction-law.ts';
import { heldAmong, lockHolds } from './legal-hold-store.ts';

const pageSize = 500;

/** Answers how many records went. One transaction a page, so that a long absence does not make a long lock. */
export async function dropShortLived(city: City, sources: readonly RecordSource[]): Promise<number> {
  let dropped = 0;
  for (const source of sources.filter((one) => one.class.isShortLived)) {
    for (;;) {
      const page = await dropPage(city, source);
      dropped += page;
      if (page === 0) break;
    }
  }
  return dropped;
}

function dropPage(city: City, source: RecordSource): Promise<number> {
  const today = todayIn(city);
  const schedule = scheduleOn(city.profile.records, source.class.id, today);
  const day = mayDestroyBy(schedule, today) ? latestEnd(schedule, today) : null;
  if (!schedule || !day) return Promise.resolve(0);
  return auditedChange<number>(city, { actor: null, requestId: null }, async (tx) => {
    await lockHolds(tx, 'to_destroy');
    const inside = { ...city, db: tx };
    let beyond: { id: string; endedOn: typeof today } | null = null;
    for (;;) {
      const found = await source.endedBy(inside, { after: schedule.after, day, limit: pageSize, beyond });
      const due = found
        .filter(({ endedOn }) => (destroyableOn(schedule, endedOn) ?? '9999') <= today)
        .map(({ id }) => id);
      const held = await heldAmong(tx, source.class.id, due);
      const going = due.filter((id) => !held.has(id));
      if (going.length > 0) {
        await source.destroy(tx, going);
        await destroyRecordKeys(tx, source.class.id, going);
        const details = { class: source.class.id, records: going.length };
        const subject = { kind: 'city', id: city.slug } as const;
        return { value: going.length, note: { event: 'retention.short_lived_dropped', subject, details } };
      }
      if (found.length < pageSize) return { value: 0, note: [] };
      beyond = found.at(-1) ?? null;
    }
  });
}
