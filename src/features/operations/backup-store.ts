/** A city's database at one moment: one transaction that sees nothing of what is written while it reads. */
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { CityConnection } from '#platform/city-database.ts';
import { tablesLeftOut } from './backup-terms.ts';

export type SnapshotTable = { name: string; columns: readonly string[] };

export type Snapshot = {
  takenAt: string;
  migrations: readonly string[];
  tables: readonly SnapshotTable[];
  sequences: readonly { name: string; value: string }[];
  auditHead: { sealNo: number; chain: string } | null;
  keysInUse: readonly { keyId: string; records: number }[];
  /** What tables and indexes take on the disk. */
  byteLength: number;
  /** The rows of a table in PostgreSQL's text format, as they come. */
  rowsOf(table: SnapshotTable): AsyncIterable<Buffer>;
  /** SHA-256 of every file that a row names. */
  referencedFiles(): Promise<string[]>;
  countOf(table: string): Promise<number>;
  close(): Promise<void>;
};

/** What text and dates look like does not depend on the server's settings. */
const plainText =
  "set datestyle to 'ISO, YMD'; set timezone to 'UTC'; set intervalstyle to 'iso_8601'; set extra_float_digits to 1";

/** The role that serves requests may do all of it: no owner is needed. */
export async function openSnapshot(connection: CityConnection, schema: string): Promise<Snapshot> {
  const client = new pg.Client({ connectionString: connection.url, application_name: 'steward backup' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(plainText);
    await client.query(`set search_path to ${pg.escapeIdentifier(schema)}`);
    await client.query('begin isolation level repeatable read read only');
    return await snapshotOf(client, schema);
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function snapshotOf(client: pg.Client, schema: string): Promise<Snapshot> {
  const rows = async <T>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as T[];
  const [now] = await rows<{ at: Date }>('select clock_timestamp() as at');
  const head = await rows<{ seal_no: string; chain: string }>(
    'select seal_no, chain from audit_seals order by seal_no desc limit 1',
  );
  const named = (table: string) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
  const tables = await tablesOf(rows, schema);
  const [size] = await rows<{ bytes: string }>(
    `select coalesce(sum(pg_total_relation_size(oid)), 0) as bytes from pg_class where relnamespace = $1::regnamespace and relkind = 'r'`,
    [pg.escapeIdentifier(schema)],
  );
  return {
    takenAt: (now?.at ?? new Date(0)).toISOString(),
    migrations: (await rows<{ name: string }>('select name from schema_migrations order by name')).map(
      (one) => one.name,
    ),
    tables,
    sequences: await rows(
      `select sequencename as name, last_value::text as value from pg_sequences
       where schemaname = $1 and last_value is not null order by 1`,
      [schema],
    ),
    auditHead: head[0] ? { sealNo: Number(head[0].seal_no), chain: head[0].chain } : null,
    keysInUse: await rows(
      `select key_id as "keyId", count(*)::int as records from record_keys group by key_id order by key_id`,
    ),
    byteLength: Number(size?.bytes ?? 0),
    async *rowsOf({ name, columns }) {
      const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
      yield* client.query(copyTo(`copy ${named(name)} (${list}) to stdout`)) as AsyncIterable<Buffer>;
    },
    async referencedFiles() {
      const columns = await rows<{ table: string; column: string }>(
        `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
         where c.relnamespace = $1::regnamespace and c.relkind = 'r' and a.attname = 'file_sha256' and not a.attisdropped`,
        [pg.escapeIdentifier(schema)],
      );
      const found: string[] = [];
      for (const { table, column } of columns) {
        const name = pg.escapeIdentifier(column);
        const hashes = await rows<{ hash: string }>(
          `select distinct ${name} as hash from ${named(table)} where ${name} ~ '^[0-9a-f]{64}$'`,
        );
        found.push(...hashes.map((one) => one.hash));
      }
      return [...new Set(found)].sort();
    },
    countOf: async (table) =>
      Number((await rows<{ count: string }>(`select count(*) as count from ${named(table)}`))[0]?.count),
    async close() {
      await client.query('rollback').catch(() => {});
      await client.end().catch(() => {});
    },
  };
}

/** Columns that the database computes are left out: it computes them again. */
async function tablesOf(
  rows: <T>(text: string, values?: unknown[]) => Promise<T[]>,
  schema: string,
): Promise<SnapshotTable[]> {
  const found = await rows<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = $1::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
    [pg.escapeIdentifier(schema)],
  );
  return found.filter((table) => !tablesLeftOut.has(table.name));
}
