/** Legal holds as the database holds them, and what they cover now. */
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import { dateIn, endOfDay } from '#platform/clock.ts';
import type { City } from '#platform/city.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { RecordSource } from '#platform/record-source.ts';
import type { HoldNotice, HoldScope, LegalHold } from './legal-hold-terms.ts';

type HoldRow = {
  id: string;
  number: number;
  class_ids: string[];
  body_ids: string[];
  record_ids: string[];
  from_at: IsoInstant | null;
  until_at: IsoInstant | null;
  words: string[];
  matter_sealed: string;
  reason_sealed: string;
  placed_at: IsoInstant;
  placed_by: string;
  lift_asked_at: IsoInstant | null;
  lift_asked_by: string | null;
  lift_reason_sealed: string | null;
  lifted_at: IsoInstant | null;
  lifted_by: string | null;
};
export type SealedHold = LegalHold & { sealed: { matter: string; reason: string; liftReason: string | null } };

/** Whoever places a hold waits for a destruction in the middle of a batch, and the other way round. */
export async function lockHolds(tx: Tx, how: 'to_place' | 'to_destroy'): Promise<void> {
  const key = sql`hashtext(current_schema() || ' legal holds')`;
  if (how === 'to_place') await sql`select pg_advisory_xact_lock(${key})`.execute(tx);
  else await sql`select pg_advisory_xact_lock_shared(${key})`.execute(tx);
}

export async function nextHoldNumber(tx: Tx): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(number), 0) + 1 as next from legal_holds`.execute(
    tx,
  );
  return rows[0]?.next ?? 1;
}

export type NewHold = {
  id: string;
  number: number;
  scope: HoldScope;
  matterSealed: string;
  reasonSealed: string;
  placedBy: string;
};

export async function insertHold(city: City, tx: Tx, hold: NewHold): Promise<void> {
  const { scope } = hold;
  const zone = city.profile.timeZone;
  const from = scope.from ? endOfDay(zone, dayBefore(scope.from)) : null;
  const until = scope.to ? endOfDay(zone, scope.to) : null;
  await sql`insert into legal_holds (id, number, class_ids, body_ids, record_ids, from_at, until_at, words,
      matter_sealed, reason_sealed, placed_at, placed_by)
    values (${hold.id}, ${hold.number}, ${[...scope.classIds]}, ${[...scope.bodyIds]}, ${[...scope.recordIds]}, ${from},
      ${until}, ${[...scope.words]}, ${hold.matterSealed}, ${hold.reasonSealed}, ${city.clock.now()}, ${hold.placedBy})`.execute(
    tx,
  );
}

/** Newest first. */
export async function listHolds(city: City): Promise<SealedHold[]> {
  const { rows } = await sql<HoldRow>`select * from legal_holds order by number desc`.execute(city.db);
  return rows.map((row) => holdOf(city, row));
}

export async function holdById(city: City, db: Database, id: string): Promise<SealedHold | null> {
  if (!isRowId(id)) return null;
  const { rows } = await sql<HoldRow>`select * from legal_holds where id = ${id}`.execute(db);
  return rows[0] ? holdOf(city, rows[0]) : null;
}

/** Null when there is none; the row stays locked until the transaction ends. */
export async function lockHold(city: City, tx: Tx, id: string): Promise<SealedHold | null> {
  if (!isRowId(id)) return null;
  const { rows } = await sql<HoldRow>`select * from legal_holds where id = ${id} for update`.execute(tx);
  return rows[0] ? holdOf(city, rows[0]) : null;
}

export async function writeLiftAsked(
  tx: Tx,
  id: string,
  at: IsoInstant,
  by: string,
  reasonSealed: string,
): Promise<void> {
  await sql`update legal_holds set lift_asked_at = ${at}, lift_asked_by = ${by}, lift_reason_sealed = ${reasonSealed} where id = ${id}`.execute(
    tx,
  );
}

export async function writeLifted(tx: Tx, id: string, at: IsoInstant, by: string): Promise<void> {
  await sql`update legal_holds set lifted_at = ${at}, lifted_by = ${by} where id = ${id}`.execute(tx);
}

/** How many records of the source the hold covers at this moment, one that was lifted none. */
export async function coveredBy(db: Database, source: RecordSource, holdId: string): Promise<number> {
  const { rows } = await sql<{ covered: number }>`
    select count(*)::int as covered from legal_holds h
    cross join lateral (${sql.raw(source.guard.facts)}) f
    where h.id = ${holdId} and hold_covers(h, ${source.class.id}, f.record_id, f.link_id, f.body_id, f.recorded_at, f.words)`.execute(
    db,
  );
  return rows[0]?.covered ?? 0;
}

/** Those of the records of a class that a hold or a freeze covers. */
export async function heldAmong(db: Database, classId: string, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select wanted.id from unnest(${[...ids]}::text[]) wanted (id) where is_held(${classId}, wanted.id)`.execute(db);
  return new Set(rows.map((row) => row.id));
}

export type Part = { classId: string; id: string; of: string };

/** Those of the records that a hold covers themselves, or in something that is kept with them. */
export async function heldWholes(
  db: Database,
  classId: string,
  ids: readonly string[],
  parts: readonly Part[],
): Promise<Set<string>> {
  const held = await heldAmong(db, classId, ids);
  for (const partClass of new Set(parts.map((part) => part.classId))) {
    const own = parts.filter((part) => part.classId === partClass);
    const heldParts = await heldAmong(
      db,
      partClass,
      own.map((part) => part.id),
    );
    for (const part of own) if (heldParts.has(part.id)) held.add(part.of);
  }
  return held;
}

/** How many holds stand whose scope names the class, or no class at all. */
export async function standingHolds(db: Database, classId: string): Promise<number> {
  const { rows } = await sql<{ holds: number }>`select count(*)::int as holds from legal_holds
    where lifted_at is null and (class_ids = '{}' or ${classId} = any (class_ids))`.execute(db);
  return rows[0]?.holds ?? 0;
}

/** Practice City, before it is put back: its holds end and its records go. In a real city nothing calls this. */
export async function endPracticeHolds(tx: Tx): Promise<void> {
  await sql`lock table legal_holds in share row exclusive mode`.execute(tx);
  await sql`update legal_holds set lift_asked_at = placed_at, lift_asked_by = 'practice', lifted_at = placed_at, lifted_by = 'reset'
    where lifted_at is null and exists (select 1 from practice_state)`.execute(tx);
  await sql`delete from record_freezes where exists (select 1 from practice_state)`.execute(tx);
}

export async function insertNotice(tx: Tx, notice: Omit<HoldNotice, 'acknowledgedAt'>): Promise<void> {
  await sql`insert into legal_hold_notices (id, hold_id, body_id, person_id, mailed_at)
    values (${notice.id}, ${notice.holdId}, ${notice.bodyId}, ${notice.personId}, ${notice.mailedAt}) on conflict do nothing`.execute(
    tx,
  );
}

/** In the order in which they were written. */
export async function noticesOf(db: Database, holdId: string): Promise<HoldNotice[]> {
  const { rows } = await sql<HoldNotice>`select id, hold_id as "holdId", body_id as "bodyId", person_id as "personId",
      mailed_at as "mailedAt", acknowledged_at as "acknowledgedAt"
    from legal_hold_notices where hold_id = ${holdId} order by body_id, id`.execute(db);
  return rows;
}

/** The holds of which a person was told, with those that still wait for the person's word first. */
export async function holdsToldTo(
  city: City,
  personId: string,
): Promise<(SealedHold & { acknowledgedAt: IsoInstant | null })[]> {
  const { rows } = await sql<HoldRow & { acknowledged_at: IsoInstant | null }>`
    select h.*, n.acknowledged_at from legal_holds h
    join (select hold_id, min(acknowledged_at) as acknowledged_at from legal_hold_notices where person_id = ${personId} group by hold_id) n
      on n.hold_id = h.id
    order by n.acknowledged_at is not null, h.number desc`.execute(city.db);
  return rows.map((row) => ({ ...holdOf(city, row), acknowledgedAt: row.acknowledged_at }));
}

/** Answers how many of the person's notices of the hold were open. */
export async function writeAcknowledged(tx: Tx, holdId: string, personId: string, at: IsoInstant): Promise<number> {
  const result = await sql`update legal_hold_notices set acknowledged_at = ${at}
    where hold_id = ${holdId} and person_id = ${personId} and acknowledged_at is null`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

function holdOf(city: City, row: HoldRow): SealedHold {
  const zone = city.profile.timeZone;
  const lastDay = row.until_at ? dayBefore(dateIn(zone, row.until_at)) : null;
  return {
    id: row.id,
    number: row.number,
    scope: {
      classIds: row.class_ids,
      bodyIds: row.body_ids,
      recordIds: row.record_ids,
      from: row.from_at ? dateIn(zone, row.from_at) : null,
      to: lastDay,
      words: row.words,
    },
    placedAt: row.placed_at,
    placedBy: row.placed_by,
    liftAskedAt: row.lift_asked_at,
    liftAskedBy: row.lift_asked_by,
    liftedAt: row.lifted_at,
    liftedBy: row.lifted_by,
    sealed: { matter: row.matter_sealed, reason: row.reason_sealed, liftReason: row.lift_reason_sealed },
  };
}

function dayBefore(day: IsoDate): IsoDate {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString() as IsoDate;
}
