/** What the doctor asks a city's database. Reads alone. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from '#platform/database.ts';

export type DatabaseFacts = {
  version: string;
  versionNumber: number;
  role: string;
  isSuperuser: boolean;
  /** Milliseconds by which the database's clock is ahead of `now`. */
  skewMs: number;
  migrations: readonly string[];
  /** The newest beat of a worker, or null. */
  beatAt: IsoInstant | null;
  unsealed: number;
  oldestUnsealedAt: IsoInstant | null;
  /** Mail that was tried and neither arrived nor was given up. */
  stuckMails: number;
  oldestWaitingMailAt: IsoInstant | null;
};

export async function databaseFacts(db: Database, now: number): Promise<DatabaseFacts> {
  const askedAt = Date.now();
  const { rows } = await sql<{
    version: string;
    number: string;
    role: string;
    superuser: boolean;
    at: string;
    beat: IsoInstant | null;
    unsealed: number;
    oldest: IsoInstant | null;
    stuck: number;
    waiting: IsoInstant | null;
  }>`
    select current_setting('server_version') as version, current_setting('server_version_num') as number,
      current_user as role, (select rolsuper from pg_roles where rolname = current_user) as superuser,
      clock_timestamp() as at, (select max(beat_at) from worker_pulse) as beat,
      u.unsealed, u.oldest, o.stuck, o.waiting
    from (select count(*)::int as unsealed, min(at) as oldest from audit_entries e
          where not exists (select 1 from audit_seals s where s.entry_seq = e.seq)) u,
         (select count(*) filter (where tries > 0)::int as stuck, min(written_at) as waiting from outbox
          where sent_at is null and closed_at is null) o`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('the database answered nothing');
  const applied = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(db);
  const half = (Date.now() - askedAt) / 2;
  return {
    version: row.version,
    versionNumber: Number(row.number),
    role: row.role,
    isSuperuser: row.superuser,
    skewMs: Math.round(Date.parse(row.at) - now - half),
    migrations: applied.rows.map((one) => one.name),
    beatAt: row.beat,
    unsealed: row.unsealed,
    oldestUnsealedAt: row.oldest,
    stuckMails: row.stuck,
    oldestWaitingMailAt: row.waiting,
  };
}

/** SHA-256 of the files that rows name; with a limit, some of them by chance. */
export async function namedFiles(db: Database, limit: number | null): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and a.attname = 'file_sha256' and not a.attisdropped`.execute(db);
  const found = new Set<string>();
  for (const { name } of tables) {
    const some = limit === null ? sql`` : sql` order by random() limit ${limit}`;
    const { rows } = await sql<{ hash: string }>`select hash from (
      select distinct file_sha256 as hash from ${sql.id(name)} where file_sha256 ~ '^[0-9a-f]{64}$') f${some}`.execute(
      db,
    );
    for (const row of rows) found.add(row.hash);
  }
  return [...found].sort();
}
