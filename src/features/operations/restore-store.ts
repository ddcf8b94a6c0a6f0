/** Puts a city's rows back: its tables made at the backup's own version, filled, brought to today's, in one transaction. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Database, openDatabase, openPool, type Tx } from '#platform/database.ts';
import { migrate } from '#platform/migrations.ts';
import type { TargetCity } from './operations-questions.ts';
import type { BackupCity, CityManifest } from './backup-terms.ts';

/** The number of rows in the city's tables, without those that every fresh schema has. */
export async function rowsIn(target: TargetCity): Promise<number> {
  return withOwner(target, async (client) => {
    const tables = await tableNames(client, target.schema);
    let rows = 0;
    for (const table of tables.filter((name) => !name.startsWith('schema_migrations'))) {
      rows += Number((await client.query(`select count(*) as count from ${pg.escapeIdentifier(table)}`)).rows[0].count);
    }
    return rows;
  });
}

/** True when this very backup was restored here before: a restore of several cities goes on where it was cut off. */
export async function wasRestoredFrom(target: TargetCity, backupId: string): Promise<boolean> {
  return withOwner(target, async (client) => {
    const { rows } = await client.query(
      `select 1 from audit_entries where event = 'operations.restored' and details ->> 'backup' = $1 limit 1`,
      [backupId],
    );
    return rows.length > 0;
  });
}

export type Loading = {
  /** Rows of one table, in the order of the archive. */
  load(table: string, columns: readonly string[], chunks: AsyncIterable<Buffer>): Promise<void>;
  /** After the last row: keys and references hold again, sequences go on, today's migrations are applied. */
  complete(manifest: CityManifest): Promise<void>;
  tx: Tx;
};

/** One transaction: what `fill` throws leaves the city as it was, empty. Answers what `fill` answers. */
export async function refillCity<T>(
  target: TargetCity,
  from: BackupCity,
  migrationsFolder: string,
  fill: (loading: Loading) => Promise<T>,
): Promise<T> {
  const pool = openPool({
    connectionString: target.owner.url,
    options: target.owner.options,
    max: 1,
    name: 'steward restore',
  });
  const client = await pool.connect();
  const db = openDatabase(poolOf(client));
  try {
    return await db.transaction().execute(async (tx) => {
      await client.query(
        "set local datestyle to 'ISO, YMD'; set local timezone to 'UTC'; set local intervalstyle to 'iso_8601'",
      );
      await dropAll(client, target.schema);
      const level = from.migrations.at(-1)?.name;
      await migrate(tx as unknown as Database, target.schema, migrationsFolder, level);
      await demandTables(client, target.schema, from);
      const references = await looseReferences(client, target.schema);
      return fill({
        tx,
        load: (table, columns, chunks) => load(client, table, columns, chunks),
        async complete(manifest) {
          await tieReferences(client, target.schema, references, from);
          for (const { name, value } of manifest.sequences) {
            await client.query('select setval($1::regclass, $2)', [pg.escapeIdentifier(name), value]);
          }
          await demandCounts(client, manifest);
          await migrate(tx as unknown as Database, target.schema, migrationsFolder);
        },
      });
    });
  } finally {
    client.release();
    await pool.end();
  }
}

/** The planner knows nothing of tables that were filled at once. */
export async function analyse(target: TargetCity): Promise<void> {
  await withOwner(target, async (client) => {
    for (const table of await tableNames(client, target.schema))
      await client.query(`analyze ${pg.escapeIdentifier(table)}`);
  });
}

/** The link of the audit's chain at that number, or null. */
export async function sealAt(db: Database, sealNo: number): Promise<string | null> {
  const { rows } = await sql<{ chain: string }>`select chain from audit_seals where seal_no = ${sealNo}`.execute(db);
  return rows[0]?.chain ?? null;
}

async function withOwner<T>(target: TargetCity, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: target.owner.url, options: target.owner.options });
  await client.connect();
  return act(client).finally(() => client.end());
}

/** Kysely over this one connection, so that COPY and queries share a transaction. */
function poolOf(client: pg.PoolClient): pg.Pool {
  const shared = new Proxy(client, {
    get: (of, name) => {
      if (name === 'release') return () => {};
      const value = Reflect.get(of, name) as unknown;
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(of) : value;
    },
  });
  return { connect: async () => shared, end: async () => {} } as unknown as pg.Pool;
}

type Client = pg.Client | pg.PoolClient;

async function tableNames(client: Client, schema: string): Promise<string[]> {
  const { rows } = await client.query(
    `select relname from pg_class where relnamespace = $1::regnamespace and relkind = 'r' order by relname`,
    [pg.escapeIdentifier(schema)],
  );
  return rows.map((row) => row.relname as string);
}

/** What today's preparation made; it holds no row, which was asked before. */
async function dropAll(client: Client, schema: string): Promise<void> {
  const { rows } = await client.query(
    `select relname, relkind from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'v', 'm') order by relkind desc`,
    [pg.escapeIdentifier(schema)],
  );
  const kinds: Record<string, string> = { r: 'table', v: 'view', m: 'materialized view' };
  for (const { relname, relkind } of rows)
    await client.query(`drop ${kinds[relkind]} if exists ${pg.escapeIdentifier(relname)} cascade`);
  const routines = await client.query(
    `select oid::regprocedure::text as name from pg_proc where pronamespace = $1::regnamespace`,
    [pg.escapeIdentifier(schema)],
  );
  for (const { name } of routines.rows) await client.query(`drop function if exists ${name} cascade`);
}

async function demandTables(client: Client, schema: string, from: BackupCity): Promise<void> {
  const { rows } = await client.query(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = $1::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`,
    [pg.escapeIdentifier(schema)],
  );
  const known = new Set(rows.map((row) => `${row.table}.${row.column}`));
  const strange = from.tables
    .flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`))
    .find((one) => !known.has(one));
  if (strange) throw new Error(`the migrations here make no ${strange}, which the backup holds`);
}

type Reference = { table: string; name: string; definition: string };

/** References are taken off while rows come in, and put back, which checks every row: the order of tables does not matter. */
async function looseReferences(client: Client, schema: string): Promise<Reference[]> {
  const { rows } = await client.query(
    `select c.relname as table, f.conname as name, pg_get_constraintdef(f.oid) as definition
     from pg_constraint f join pg_class c on c.oid = f.conrelid where f.connamespace = $1::regnamespace and f.contype = 'f'`,
    [pg.escapeIdentifier(schema)],
  );
  for (const { table, name } of rows)
    await client.query(`alter table ${pg.escapeIdentifier(table)} drop constraint ${pg.escapeIdentifier(name)}`);
  for (const table of await tableNames(client, schema))
    await client.query(`alter table ${pg.escapeIdentifier(table)} disable trigger user`);
  return rows as Reference[];
}

async function tieReferences(client: Client, schema: string, references: readonly Reference[], _from: BackupCity) {
  for (const { table, name, definition } of references)
    await client.query(
      `alter table ${pg.escapeIdentifier(table)} add constraint ${pg.escapeIdentifier(name)} ${definition}`,
    );
  for (const table of await tableNames(client, schema))
    await client.query(`alter table ${pg.escapeIdentifier(table)} enable trigger user`);
}

async function load(client: Client, table: string, columns: readonly string[], chunks: AsyncIterable<Buffer>) {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  await pipeline(
    Readable.from(chunks),
    client.query(copyFrom(`copy ${pg.escapeIdentifier(table)} (${list}) from stdin`)),
  );
}

async function demandCounts(client: Client, manifest: CityManifest): Promise<void> {
  for (const { name, rows } of manifest.tables) {
    const found = await client.query(`select count(*) as count from ${pg.escapeIdentifier(name)}`);
    if (Number(found.rows[0].count) !== rows)
      throw new Error(
        `${name} of ${manifest.slug} has ${found.rows[0].count} rows after the restore, and the backup has ${rows}`,
      );
  }
}
