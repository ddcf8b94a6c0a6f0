/** What the pages of legal holds show, with what is under seal opened for those who may read it. */
import type { City } from '#platform/city.ts';
import { openField, openFields } from '#platform/sealed-fields.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { holdKind } from './legal-hold-service.ts';
import { coveredBy, listHolds, noticesOf, type SealedHold } from './legal-hold-store.ts';
import type { HoldWords, ListedHold } from './legal-hold-terms.ts';

export async function readHolds(city: City, mayReadReasons: boolean): Promise<ListedHold[]> {
  const holds = await listHolds(city);
  const sealed = holds.map((hold) => ({ id: hold.id, text: hold.sealed.matter }));
  const matters = mayReadReasons
    ? await openFields(city, city.db, holdKind, 'matter', sealed)
    : new Map<string, string | null>();
  return Promise.all(
    holds.map(async (hold) => {
      const notices = await noticesOf(city.db, hold.id);
      const open = notices.filter((one) => one.acknowledgedAt === null).length;
      return { ...hold, matter: matters.get(hold.id) ?? null, told: notices.length, open };
    }),
  );
}

export async function wordsOfHold(city: City, hold: SealedHold): Promise<HoldWords> {
  const record = { kind: holdKind, id: hold.id };
  const { matter, reason, liftReason } = hold.sealed;
  return {
    matter: await openField(city, city.db, record, 'matter', matter),
    reason: await openField(city, city.db, record, 'reason', reason),
    liftReason: liftReason ? await openField(city, city.db, record, 'lift_reason', liftReason) : null,
  };
}

/** How many records of each kind the hold covers at this moment. */
export async function coveredNow(
  city: City,
  sources: readonly RecordSource[],
  hold: SealedHold,
): Promise<{ classId: string; count: number }[]> {
  const { classIds } = hold.scope;
  const asked = sources.filter((source) => classIds.length === 0 || classIds.includes(source.class.id));
  const rows: { classId: string; count: number }[] = [];
  for (const source of asked) rows.push({ classId: source.class.id, count: await coveredBy(city.db, source, hold.id) });
  return rows;
}
