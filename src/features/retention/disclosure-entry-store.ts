/** The records that a demand reaches: searches, what was found, marks and counsel's rulings. One statement each. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { Marks, Outcome } from './disclosure-terms.ts';

export type SearchRow = {
  id: string;
  demand_id: string;
  class_ids: string[];
  words_sealed: string | null;
  body_id: string | null;
  person_id: string | null;
  from_on: IsoDate | null;
  to_on: IsoDate | null;
  /** How many records of each class there were. */
  found: Record<string, number>;
  searched_at: IsoInstant;
  searched_by: string;
};

export type EntryRow = {
  id: string;
  demand_id: string;
  position: number;
  class_id: string;
  record_id: string;
  recorded_at: IsoInstant;
  body_id: string | null;
  left_out_at: IsoInstant | null;
  version: number;
  marks: Marks | null;
  outcome: Outcome | null;
  has_privileged: boolean;
  digest: string | null;
  note_sealed: string | null;
  marked_at: IsoInstant | null;
  marked_by: string | null;
};
const entryColumns = sql`e.id, e.demand_id, e.position, e.class_id, e.record_id, e.recorded_at, e.body_id, e.left_out_at, e.version,
  e.marks, e.outcome, e.has_privileged, e.digest, e.note_sealed, e.marked_at, e.marked_by`;

export async function insertSearch(tx: Tx, row: SearchRow): Promise<void> {
  await sql`insert into demand_searches (id, demand_id, class_ids, words_sealed, body_id, person_id, from_on, to_on, found, searched_at, searched_by)
    values (${row.id}, ${row.demand_id}, ${row.class_ids}::text[], ${row.words_sealed}, ${row.body_id}, ${row.person_id}, ${row.from_on},
      ${row.to_on}, ${JSON.stringify(row.found)}::jsonb, ${row.searched_at}, ${row.searched_by})`.execute(tx);
}

/** Newest first. */
export async function searchesOf(db: Database, demandId: string): Promise<SearchRow[]> {
  const { rows } = await sql<SearchRow>`
    select * from demand_searches where demand_id = ${demandId} order by searched_at desc, id desc`.execute(db);
  return rows;
}

export async function searchById(db: Database, demandId: string, id: string): Promise<SearchRow | null> {
  if (!isRowId(id)) return null;
  const { rows } = await sql<SearchRow>`
    select * from demand_searches where id = ${id} and demand_id = ${demandId}`.execute(db);
  return rows[0] ?? null;
}

export type NewEntry = { id: string; classId: string; recordId: string; recordedAt: IsoInstant; bodyId: string | null };

/** Takes the records in, each under the next number; those left out before come back. Answers how many are new or back. */
export async function includeEntries(
  tx: Tx,
  at: { demandId: string; searchId: string | null; now: IsoInstant; personId: string },
  entries: readonly NewEntry[],
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    insert into demand_records (id, demand_id, position, class_id, record_id, recorded_at, body_id, included_at, included_by, search_id)
    select n.id, ${at.demandId}, coalesce((select max(position) from demand_records where demand_id = ${at.demandId}), 0) + n.nth,
           n."classId", n."recordId", n."recordedAt", n."bodyId", ${at.now}, ${at.personId}, ${at.searchId}
    from (
      select r.*, row_number() over (order by r."recordedAt", r.id) as nth
      from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
        as r(id uuid, "classId" text, "recordId" text, "recordedAt" timestamptz, "bodyId" text)
      where not exists (select 1 from demand_records e
        where e.demand_id = ${at.demandId} and e.class_id = r."classId" and e.record_id = r."recordId" and e.left_out_at is null)) n
    on conflict (demand_id, class_id, record_id) do update set left_out_at = null, left_out_by = null
    returning id`.execute(tx);
  return rows.length;
}

/** Answers what was left out: those that were in. */
export async function leaveOutEntries(
  tx: Tx,
  demandId: string,
  ids: readonly string[],
  now: IsoInstant,
  personId: string,
): Promise<{ classId: string; recordId: string }[]> {
  const { rows } = await sql<{ classId: string; recordId: string }>`
    update demand_records set left_out_at = ${now}, left_out_by = ${personId}
    where demand_id = ${demandId} and id = any(${ids.filter(isRowId)}::uuid[]) and left_out_at is null
    returning class_id as "classId", record_id as "recordId"`.execute(tx);
  return rows;
}

export type EntryFilter = { state: 'all' | 'unmarked' | 'marked' | 'privileged' | 'left_out'; classId: string | null };

function narrowed(demandId: string, { state, classId }: EntryFilter) {
  const parts = [sql`e.demand_id = ${demandId}`];
  parts.push(state === 'left_out' ? sql`e.left_out_at is not null` : sql`e.left_out_at is null`);
  if (state === 'unmarked') parts.push(sql`e.version = 0`);
  if (state === 'marked') parts.push(sql`e.version > 0`);
  if (state === 'privileged') parts.push(sql`e.has_privileged`);
  if (classId) parts.push(sql`e.class_id = ${classId}`);
  return sql.join(parts, sql` and `);
}

/** In the order of their numbers, those after the position given. */
export async function entriesOf(
  db: Database,
  demandId: string,
  filter: EntryFilter,
  after: number,
  limit: number,
): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select ${entryColumns} from demand_records e where ${narrowed(demandId, filter)} and e.position > ${after}
    order by e.position limit ${limit}`.execute(db);
  return rows;
}

export async function countEntries(db: Database, demandId: string, filter: EntryFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from demand_records e where ${narrowed(demandId, filter)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function entryById(db: Database, demandId: string, id: string): Promise<EntryRow | null> {
  if (!isRowId(id) || !isRowId(demandId)) return null;
  const { rows } = await sql<EntryRow>`
    select ${entryColumns} from demand_records e where e.id = ${id} and e.demand_id = ${demandId}`.execute(db);
  return rows[0] ?? null;
}

/** The record before and after in the order of numbers, and the next one without marks (from there on, then from the start). */
export async function neighboursOf(
  db: Database,
  demandId: string,
  position: number,
): Promise<{ before: string | null; after: string | null; nextUnmarked: string | null }> {
  const { rows } = await sql<{ before: string | null; after: string | null; nextUnmarked: string | null }>`
    select (select id from demand_records where demand_id = ${demandId} and left_out_at is null and position < ${position} order by position desc limit 1) as before,
           (select id from demand_records where demand_id = ${demandId} and left_out_at is null and position > ${position} order by position limit 1) as after,
           coalesce(
             (select id from demand_records where demand_id = ${demandId} and left_out_at is null and version = 0 and position > ${position} order by position limit 1),
             (select id from demand_records where demand_id = ${demandId} and left_out_at is null and version = 0 and position < ${position} order by position limit 1)
           ) as "nextUnmarked"`.execute(db);
  return rows[0] ?? { before: null, after: null, nextUnmarked: null };
}

/** False when somebody else saved marks since `version`. */
export async function saveMarks(
  tx: Tx,
  entry: Pick<
    EntryRow,
    'id' | 'version' | 'marks' | 'outcome' | 'has_privileged' | 'digest' | 'note_sealed' | 'marked_at' | 'marked_by'
  >,
): Promise<boolean> {
  const { rows } = await sql`
    update demand_records set version = version + 1, marks = ${JSON.stringify(entry.marks)}::jsonb, outcome = ${entry.outcome},
      has_privileged = ${entry.has_privileged}, digest = ${entry.digest}, note_sealed = ${entry.note_sealed},
      marked_at = ${entry.marked_at}, marked_by = ${entry.marked_by}
    where id = ${entry.id} and version = ${entry.version} returning id`.execute(tx);
  return rows.length > 0;
}

/** Who made the marks that hold now. */
export async function markersOf(db: Database, demandId: string): Promise<string[]> {
  const { rows } = await sql<{ personId: string }>`
    select distinct marked_by as "personId" from demand_records
    where demand_id = ${demandId} and left_out_at is null and marked_by is not null`.execute(db);
  return rows.map((row) => row.personId);
}

export type RulingRow = {
  id: string;
  demand_id: string;
  entry_id: string;
  place: number;
  is_privileged: boolean;
  ruled_at: IsoInstant;
  ruled_by: string;
};

export async function insertRuling(tx: Tx, row: RulingRow): Promise<void> {
  await sql`insert into demand_rulings (id, demand_id, entry_id, place, is_privileged, ruled_at, ruled_by)
    values (${row.id}, ${row.demand_id}, ${row.entry_id}, ${row.place}, ${row.is_privileged}, ${row.ruled_at}, ${row.ruled_by})`.execute(
    tx,
  );
}

/** Counsel's newest word by the place of the text. */
export async function rulingsOf(db: Database, entryId: string): Promise<Map<number, boolean>> {
  const { rows } = await sql<{ place: number; is_privileged: boolean }>`
    select distinct on (place) place, is_privileged from demand_rulings where entry_id = ${entryId}
    order by place, ruled_at desc, id desc`.execute(db);
  return new Map(rows.map((row) => [row.place, row.is_privileged]));
}

/** Which of these records the demand holds, as `class/id`. */
export async function takenAmong(
  db: Database,
  demandId: string,
  classId: string,
  recordIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ record_id: string }>`
    select record_id from demand_records where demand_id = ${demandId} and class_id = ${classId}
      and record_id = any(${[...recordIds]}::text[]) and left_out_at is null`.execute(db);
  return new Set(rows.map((row) => `${classId}/${row.record_id}`));
}
