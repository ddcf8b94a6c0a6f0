/** The days that the city proclaimed: each with its proclamation, and when it was taken back. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import { type City, schemaOf } from '#platform/city.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { ProclaimedDay } from './city-holiday-terms.ts';

const columns = sql`d.id, d.calendar_id as "calendarId", d.on_date as on, d.name, d.citation,
  d.proclaimed_at as "proclaimedAt", by_whom.name as "proclaimedBy",
  d.taken_back_at as "takenBackAt", back_by.name as "takenBackBy", d.taken_back_why as "takenBackWhy"`;
const joined = sql`proclaimed_days d left join people by_whom on by_whom.id = d.proclaimed_by
  left join people back_by on back_by.id = d.taken_back_by`;

/** All of them, also those that were taken back, by day. */
export async function proclaimedDays(db: Database): Promise<ProclaimedDay[]> {
  const { rows } = await sql<ProclaimedDay>`select ${columns} from ${joined} order by d.on_date, d.id`.execute(db);
  return rows;
}

/** Those that count now. */
export async function daysInForce(db: Database): Promise<ProclaimedDay[]> {
  return (await proclaimedDays(db)).filter((day) => day.takenBackAt === null);
}

export async function proclaimedDay(db: Database, id: string): Promise<ProclaimedDay | null> {
  if (!isRowId(id)) return null;
  const { rows } = await sql<ProclaimedDay>`select ${columns} from ${joined} where d.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** One change of the calendar at a time; the lock ends with the transaction. */
export async function lockDays(tx: Tx, city: City): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${schemaOf(city.slug)} days`}, 0))`.execute(tx);
}

export type NewProclaimedDay = Pick<
  ProclaimedDay,
  'id' | 'calendarId' | 'on' | 'name' | 'citation' | 'proclaimedAt'
> & {
  proclaimedById: string | null;
};

/** False when the day is proclaimed in that calendar already. */
export async function insertDay(tx: Tx, day: NewProclaimedDay): Promise<boolean> {
  const { numAffectedRows } =
    await sql`insert into proclaimed_days (id, calendar_id, on_date, name, citation, proclaimed_at, proclaimed_by)
    values (${day.id}, ${day.calendarId}, ${day.on}, ${JSON.stringify(day.name)}::jsonb, ${day.citation}, ${day.proclaimedAt}, ${day.proclaimedById})
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows) > 0;
}

/** False when it was taken back before, or never was. */
export async function endDay(
  tx: Tx,
  id: string,
  end: { at: IsoInstant; byId: string | null; why: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update proclaimed_days
    set taken_back_at = ${end.at}, taken_back_by = ${end.byId}, taken_back_why = ${end.why}
    where id = ${id} and taken_back_at is null`.execute(tx);
  return Number(numAffectedRows) > 0;
}
