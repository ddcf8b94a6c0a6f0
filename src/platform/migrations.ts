/** Brings one city's schema to the version of this code: forward-only `.sql` files, each in its own transaction. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { sha256 } from '#kit/ids.ts';
import type { Database } from './database.ts';

/** The database holds migrations that this code does not know: it belongs to a newer version. */
export class DatabaseIsNewer extends Error {}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(
    files.map((name, index) => [
      name.replace(/\.sql$/, ''),
      { up: async (db: Kysely<unknown>) => void (await sql.raw(texts[index] as string).execute(db)) },
    ]),
  );
}

/** SHA-256 of each migration's text, by its name. */
export async function migrationHashes(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(files.map((name, index) => [name.replace(/\.sql$/, ''), sha256(texts[index] as string)]));
}

/** Names of migrations that the schema still lacks; for a process that may not apply them. */
export async function missingMigrations(db: Database, folder: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(db);
  const applied = new Set(rows.map((row) => row.name));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return files.map((name) => name.replace(/\.sql$/, '')).filter((name) => !applied.has(name));
}

/**
 * Applies what is missing in `schema`, as the owner to whom the connection belongs; in a transaction, within that.
 * `upTo` names the last to be applied, for a schema that takes in old rows. Returns the names applied.
 * Throws DatabaseIsNewer, or the database's own error with the file's name.
 */
export async function migrate(db: Database, schema: string, folder: string, upTo?: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  });
  const applied = (await migrator.getMigrations().catch(() => [])).filter((migration) => migration.executedAt);
  const unknown = await unknownMigrations(db, schema, migrations);
  if (unknown.length > 0) {
    throw new DatabaseIsNewer(
      `the database was made by a newer version of Steward (it has ${unknown.join(', ')}); start that version instead`,
    );
  }
  const { error, results } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
  if (error) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw new Error(`migration ${failed ?? ''} of schema ${schema} failed: ${String(error)}`, { cause: error });
  }
  const before = new Set(applied.map((migration) => migration.name));
  return (results ?? []).filter((result) => !before.has(result.migrationName)).map((result) => result.migrationName);
}

async function unknownMigrations(db: Database, schema: string, known: Record<string, Migration>): Promise<string[]> {
  const table = await sql<{
    found: string | null;
  }>`select to_regclass(${`${schema}.schema_migrations`})::text as found`.execute(db);
  if (!table.rows[0]?.found) return [];
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.id(schema, 'schema_migrations')} order by name`.execute(db);
  return rows.map((row) => row.name).filter((name) => !(name in known));
}
