/** What was backed up, checked and tried out: rows are added and never changed. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';

export const runKinds = ['nightly_backup', 'backup', 'restore_drill'] as const;
export type RunKind = (typeof runKinds)[number];

/** Why a backup failed. */
export const runFaults = ['disk_full', 'refused', 'damaged', 'database', 'unknown'] as const;
export type RunFault = (typeof runFaults)[number];

export type OperationRun = {
  id: string;
  kind: RunKind;
  outcome: 'done' | 'failed';
  beganAt: IsoInstant;
  endedAt: IsoInstant;
  byteLength: number | null;
  archiveHash: string | null;
  rowCount: number | null;
  fileCount: number | null;
  verifiedAt: IsoInstant | null;
  faultyFileCount: number;
  fault: RunFault | null;
  notedBy: string | null;
};

type RunTable = {
  id: string;
  kind: RunKind;
  outcome: 'done' | 'failed';
  began_at: IsoInstant;
  ended_at: IsoInstant;
  byte_length: number | null;
  archive_hash: string | null;
  row_count: number | null;
  file_count: number | null;
  verified_at: IsoInstant | null;
  faulty_file_count: number;
  fault: RunFault | null;
  noted_by: string | null;
};
type Tables = { operation_runs: RunTable };

export async function insertRun(tx: Tx, run: Omit<OperationRun, 'id'>): Promise<string> {
  const id = newId();
  await tx
    .withTables<Tables>()
    .insertInto('operation_runs')
    .values({
      id,
      kind: run.kind,
      outcome: run.outcome,
      began_at: run.beganAt,
      ended_at: run.endedAt,
      byte_length: run.byteLength,
      archive_hash: run.archiveHash,
      row_count: run.rowCount,
      file_count: run.fileCount,
      verified_at: run.verifiedAt,
      faulty_file_count: run.faultyFileCount,
      fault: run.fault,
      noted_by: run.notedBy,
    })
    .execute();
  return id;
}

/** Newest first. */
export async function runsOf(db: Database, kinds: readonly RunKind[], limit: number): Promise<OperationRun[]> {
  const rows = await db
    .withTables<Tables>()
    .selectFrom('operation_runs')
    .selectAll()
    .where('kind', 'in', kinds)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(runFrom);
}

/** What the page and its card say first: the last that worked, the last that did not, the last drill. */
export async function lastRuns(db: Database): Promise<{
  done: OperationRun | null;
  /** Only when it is newer than the last that worked. */
  failed: OperationRun | null;
  drill: OperationRun | null;
}> {
  const { rows } = await sql<RunTable>`
    select distinct on (kind = 'restore_drill', outcome) * from operation_runs
    order by kind = 'restore_drill', outcome, ended_at desc, id desc`.execute(db);
  const newest = (isDrill: boolean, outcome: 'done' | 'failed') => {
    const row = rows.find((one) => (one.kind === 'restore_drill') === isDrill && one.outcome === outcome);
    return row ? runFrom(row) : null;
  };
  const [done, failed] = [newest(false, 'done'), newest(false, 'failed')];
  const drills = [newest(true, 'done'), newest(true, 'failed')].filter((one) => one !== null);
  return {
    done,
    failed: failed && (!done || failed.endedAt > done.endedAt) ? failed : null,
    drill: drills.toSorted((a, b) => (a.endedAt < b.endedAt ? 1 : -1))[0] ?? null,
  };
}

function runFrom(row: RunTable): OperationRun {
  return {
    id: row.id,
    kind: row.kind,
    outcome: row.outcome,
    beganAt: row.began_at,
    endedAt: row.ended_at,
    byteLength: row.byte_length,
    archiveHash: row.archive_hash,
    rowCount: row.row_count,
    fileCount: row.file_count,
    verifiedAt: row.verified_at,
    faultyFileCount: row.faulty_file_count,
    fault: row.fault,
    notedBy: row.noted_by,
  };
}

/** One holder in the whole city, however many workers there are; null when another holds it. Ends with the connection at the latest. */
export async function whileAlone<T>(db: Database, what: string, act: () => Promise<T>): Promise<T | null> {
  return db.connection().execute(async (held) => {
    const key = sql`hashtext(${`operations.${what}`}), hashtext(current_schema())`;
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}) as got`.execute(held);
    if (!rows[0]?.got) return null;
    try {
      return await act();
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(held);
    }
  });
}
