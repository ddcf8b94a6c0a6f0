/** Destruction lists as the database holds them. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import { type Database, inTransaction, type Tx } from '#platform/database.ts';
import type { RecordSource } from '#platform/record-source.ts';

export type DestructionList = {
  id: string;
  number: number;
  asOf: IsoDate;
  draftedAt: IsoInstant;
  proposedAt: IsoInstant | null;
  proposedBy: string | null;
  decidedAt: IsoInstant | null;
  decidedBy: string | null;
  decision: 'approved' | 'refused' | null;
  refusal: string | null;
  finishedAt: IsoInstant | null;
};

const listColumns = sql`l.id, l.number, l.as_of as "asOf", l.drafted_at as "draftedAt", l.proposed_at as "proposedAt",
  l.proposed_by as "proposedBy", l.decided_at as "decidedAt", l.decided_by as "decidedBy", l.decision, l.refusal,
  l.finished_at as "finishedAt"`;

/** For what is no act of its own, such as taking a file out of the store after the act that let go of it. */
export function inOneTransaction<T>(city: City, act: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(city.db, act);
}

export async function lockDrafting(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(current_schema() || ' destruction lists'))`.execute(tx);
}

/** Newest first. */
export async function listsOf(db: Database): Promise<DestructionList[]> {
  const { rows } =
    await sql<DestructionList>`select ${listColumns} from destruction_lists l order by l.number desc`.execute(db);
  return rows;
}

export async function listById(db: Database, id: string, isLocked = false): Promise<DestructionList | null> {
  if (!isRowId(id)) return null;
  const lock = isLocked ? sql`for update` : sql``;
  const { rows } =
    await sql<DestructionList>`select ${listColumns} from destruction_lists l where l.id = ${id} ${lock}`.execute(db);
  return rows[0] ?? null;
}

export async function openLists(db: Database): Promise<DestructionList[]> {
  const { rows } = await sql<DestructionList>`select ${listColumns} from destruction_lists l
    where l.finished_at is null and l.decision is distinct from 'refused' order by l.number`.execute(db);
  return rows;
}

export async function insertList(tx: Tx, list: { id: string; asOf: IsoDate; draftedAt: IsoInstant }): Promise<number> {
  const { rows } = await sql<{ number: number }>`insert into destruction_lists (id, number, as_of, drafted_at)
    select ${list.id}, coalesce(max(number), 0) + 1, ${list.asOf}, ${list.draftedAt} from destruction_lists returning number`.execute(
    tx,
  );
  return rows[0]?.number ?? 1;
}

export type Item = {
  classId: string;
  recordId: string;
  /** The record with which it is kept; null for one with a schedule of its own. */
  wholeClass: string | null;
  wholeId: string | null;
  endedOn: IsoDate;
  dueOn: IsoDate;
  scheduleId: string;
};

export async function insertItems(tx: Tx, listId: string, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return;
  const column = (name: keyof Item) => items.map((item) => item[name]);
  await sql`insert into destruction_items (list_id, class_id, record_id, whole_class, whole_id, ended_on, due_on, schedule_id)
    select ${listId}::uuid, x.* from unnest(${column('classId')}::text[], ${column('recordId')}::text[], ${column('wholeClass')}::text[],
      ${column('wholeId')}::text[], ${column('endedOn')}::date[], ${column('dueOn')}::date[], ${column('scheduleId')}::text[]) x
    on conflict do nothing`.execute(tx);
}

/** Those of the records that are on a list that waits, or on one that was refused since the day. */
export async function listedAmong(
  db: Database,
  classId: string,
  ids: readonly string[],
  refusedSince: IsoInstant,
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select i.record_id as id from destruction_items i
    join destruction_lists l on l.id = i.list_id
    where i.class_id = ${classId} and i.record_id = any(${[...ids]}::text[])
      and ((l.decision = 'refused' and l.decided_at > ${refusedSince})
        or (l.decision is distinct from 'refused' and l.finished_at is null and i.outcome is null))`.execute(db);
  return new Set(rows.map((row) => row.id));
}

export async function writeProposed(tx: Tx, id: string, at: IsoInstant, by: string): Promise<void> {
  await sql`update destruction_lists set proposed_at = ${at}, proposed_by = ${by} where id = ${id}`.execute(tx);
}

export async function writeDecided(
  tx: Tx,
  id: string,
  decided: { at: IsoInstant; by: string; decision: 'approved' | 'refused'; refusal: string | null },
): Promise<void> {
  await sql`update destruction_lists set decided_at = ${decided.at}, decided_by = ${decided.by}, decision = ${decided.decision},
    refusal = ${decided.refusal} where id = ${id}`.execute(tx);
}

export async function writeFinished(tx: Tx, id: string, at: IsoInstant): Promise<void> {
  await sql`update destruction_lists set finished_at = ${at} where id = ${id}`.execute(tx);
}

/** The next records with a schedule of their own that nothing was done with yet. */
export async function nextWholes(tx: Tx, listId: string, limit: number): Promise<Item[]> {
  const { rows } =
    await sql<Item>`select class_id as "classId", record_id as "recordId", null as "wholeClass", null as "wholeId",
      ended_on as "endedOn", due_on as "dueOn", schedule_id as "scheduleId"
    from destruction_items where list_id = ${listId} and outcome is null and whole_id is null
    order by class_id, due_on, record_id limit ${limit}`.execute(tx);
  return rows;
}

export type Outcome = 'destroyed' | 'held' | 'gone' | 'kept';

/** For the records of a class and everything on the list that is kept with them. */
export async function writeOutcome(
  tx: Tx,
  listId: string,
  classId: string,
  ids: readonly string[],
  outcome: Outcome,
  at: IsoInstant,
): Promise<void> {
  await sql`update destruction_items set outcome = ${outcome}, done_at = ${at}
    where list_id = ${listId} and outcome is null
      and ((class_id = ${classId} and record_id = any(${[...ids]}::text[]))
        or (whole_class = ${classId} and whole_id = any(${[...ids]}::text[])))`.execute(tx);
}

export type Tally = {
  classId: string;
  scheduleId: string;
  outcome: Outcome | null;
  count: number;
  from: IsoDate;
  to: IsoDate;
};

export async function tallyOf(db: Database, listId: string): Promise<Tally[]> {
  const { rows } =
    await sql<Tally>`select class_id as "classId", schedule_id as "scheduleId", outcome, count(*)::int as count,
      min(ended_on) as "from", max(ended_on) as "to"
    from destruction_items where list_id = ${listId} group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

export async function insertTombstones(
  tx: Tx,
  batch: { listId: string; batch: number; at: IsoInstant },
  records: readonly { classId: string; recordId: string; scheduleId: string }[],
): Promise<void> {
  await sql`insert into destroyed_records (list_id, class_id, record_id, schedule_id, batch, destroyed_at)
    select ${batch.listId}::uuid, x.*, ${batch.batch}::int, ${batch.at}::timestamptz
    from unnest(${records.map((one) => one.classId)}::text[], ${records.map((one) => one.recordId)}::text[],
      ${records.map((one) => one.scheduleId)}::text[]) x on conflict do nothing`.execute(tx);
}

export type BatchRow = { batch: number; destroyedAt: IsoInstant; recordCount: number; digest: string };

/** Oldest first. */
export async function batchesOf(db: Database, listId: string): Promise<BatchRow[]> {
  const { rows } =
    await sql<BatchRow>`select batch, destroyed_at as "destroyedAt", record_count as "recordCount", digest
    from destruction_batches where list_id = ${listId} order by batch`.execute(db);
  return rows;
}

export async function insertBatch(tx: Tx, listId: string, row: BatchRow): Promise<void> {
  await sql`insert into destruction_batches (list_id, batch, destroyed_at, record_count, digest)
    values (${listId}, ${row.batch}, ${row.destroyedAt}, ${row.recordCount}, ${row.digest})`.execute(tx);
}

export type TombstoneRow = {
  classId: string;
  recordId: string;
  scheduleId: string;
  batch: number;
  destroyedAt: IsoInstant;
};

/** In the order in which they were destroyed. */
export async function tombstonesOf(db: Database, listId: string, limit: number): Promise<TombstoneRow[]> {
  const { rows } =
    await sql<TombstoneRow>`select class_id as "classId", record_id as "recordId", schedule_id as "scheduleId",
      batch, destroyed_at as "destroyedAt"
    from destroyed_records where list_id = ${listId} order by batch, class_id, record_id limit ${limit}`.execute(db);
  return rows;
}

export async function recordFiles(tx: Tx, listId: string, hashes: readonly string[]): Promise<void> {
  await sql`insert into destruction_files (list_id, sha256) select ${listId}::uuid, x from unnest(${[...hashes]}::text[]) x
    on conflict do nothing`.execute(tx);
}

export async function nextFile(tx: Tx, listId: string): Promise<string | null> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from destruction_files
    where list_id = ${listId} and looked_at is null order by sha256 limit 1`.execute(tx);
  return rows[0]?.sha256 ?? null;
}

export async function writeFileLooked(
  tx: Tx,
  listId: string,
  sha256: string,
  at: IsoInstant,
  isRemoved: boolean,
): Promise<void> {
  await sql`update destruction_files set looked_at = ${at}, is_removed = ${isRemoved} where list_id = ${listId} and sha256 = ${sha256}`.execute(
    tx,
  );
}

export async function fileCounts(db: Database, listId: string): Promise<{ removed: number; shared: number }> {
  const { rows } = await sql<{
    removed: number;
    shared: number;
  }>`select count(*) filter (where is_removed)::int as removed,
      count(*) filter (where not is_removed)::int as shared from destruction_files where list_id = ${listId}`.execute(
    db,
  );
  return rows[0] ?? { removed: 0, shared: 0 };
}

/** The files of these records, as their tables name them. */
export async function filesOf(db: Database, source: RecordSource, ids: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const table of source.guard.tables) {
    if (!table.file || !/^[a-z0-9_]+$/.test(table.recordId)) continue;
    const { rows } = await sql<{
      file: string;
    }>`select distinct ${sql.id(table.file)} as file from ${sql.id(table.name)}
      where ${sql.id(table.recordId)}::text = any(${[...ids]}::text[]) and ${sql.id(table.file)} is not null`.execute(
      db,
    );
    for (const row of rows) found.add(row.file);
  }
  return [...found];
}

/** True while any record of any kind refers to the file. */
export async function isReferred(db: Database, sources: readonly RecordSource[], hash: string): Promise<boolean> {
  for (const source of sources) {
    for (const table of source.guard.tables) {
      if (!table.file) continue;
      const { rows } =
        await sql`select 1 from ${sql.id(table.name)} where ${sql.id(table.file)} = ${hash} limit 1`.execute(db);
      if (rows.length > 0) return true;
    }
  }
  return false;
}

/** Those of the ids of which there still is a record. */
export async function existingAmong(db: Database, source: RecordSource, ids: readonly string[]): Promise<string[]> {
  const { facts, key, keyType } = source.guard;
  const { rows } = await sql<{ record_id: string }>`select x.record_id from (${sql.raw(facts)}
    where ${sql.raw(key)} = any(${[...ids]}::${sql.raw(keyType)}[])) x`.execute(db);
  return rows.map((row) => row.record_id);
}
