import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createDatabase, type TestDatabase } from '#test/database.ts';
import { migrationsFolder } from '#test/empty-city.ts';
import { type Database, openDatabase, openPool } from './database.ts';
import { DatabaseIsNewer, migrate } from './migrations.ts';

describe('migrations', () => {
  let database: TestDatabase;
  let folder: string;
  const opened: Database[] = [];
  before(async () => {
    database = await createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'steward-migrations-'));
  });
  after(async () => {
    await Promise.all(opened.map((db) => db.destroy()));
    await database.drop();
    await rm(folder, { recursive: true });
  });

  async function fresh(schema: string): Promise<Database> {
    const db = openDatabase(openPool({ connectionString: database.url, schema, max: 2, name: 'test' }));
    opened.push(db);
    await sql`create schema ${sql.id(schema)}`.execute(db);
    return db;
  }
  /** Every column, index and view of a schema, in words. */
  const picture = async (db: Database, schema: string) =>
    (
      await sql<{ line: string }>`
        select table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable as line from information_schema.columns where table_schema = ${schema}
        union all select indexdef from pg_indexes where schemaname = ${schema}
        union all select viewname || ' ' || definition from pg_views where schemaname = ${schema} order by 1`.execute(
        db,
      )
    ).rows.map((row) => row.line);

  it('of this version are numbered one by one, and say what they are about', async () => {
    const names = (await readdir(migrationsFolder)).sort();
    assert.ok(names.length > 0);
    for (const [index, name] of names.entries())
      assert.match(name, new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z-]+\\.sql$`));
  });

  it('are applied once; a second time changes nothing', async () => {
    const db = await fresh('once');
    const names = (await readdir(migrationsFolder)).sort().map((name) => name.replace('.sql', ''));
    assert.deepEqual(await migrate(db, 'once', migrationsFolder), names);
    const before = await picture(db, 'once');
    assert.deepEqual(await migrate(db, 'once', migrationsFolder), []);
    assert.deepEqual(await picture(db, 'once'), before);
  });

  it('make the same tables in any schema', async () => {
    const db = await fresh('another');
    await migrate(db, 'another', migrationsFolder);
    const strip = (lines: string[], schema: string) => lines.map((line) => line.replaceAll(`${schema}.`, ''));
    assert.deepEqual(strip(await picture(db, 'another'), 'another'), strip(await picture(db, 'once'), 'once'));
  });

  it('of a newer version stop an older one with a sentence', async () => {
    const db = await fresh('newer');
    await migrate(db, 'newer', migrationsFolder);
    await sql`insert into newer.schema_migrations (name, timestamp) values ('9999-tomorrow', 'x')`.execute(db);
    const before = await picture(db, 'newer');
    await assert.rejects(
      migrate(db, 'newer', migrationsFolder),
      (error: Error) =>
        error instanceof DatabaseIsNewer &&
        /newer version of Steward \(it has 9999-tomorrow\); start that version instead/.test(error.message),
    );
    assert.deepEqual(await picture(db, 'newer'), before);
  });

  it('that fail are named, leave nothing behind, and are applied once they are mended', async () => {
    const db = await fresh('failing');
    await writeFile(join(folder, '0001-bread.sql'), 'create table bread (id int);');
    await writeFile(join(folder, '0002-oven.sql'), 'create table oven (id int); insert into nothing values (1);');
    await assert.rejects(migrate(db, 'failing', folder), /0002-oven of schema failing failed: .*nothing/);
    assert.equal(
      (await picture(db, 'failing')).some((line) => line.startsWith('oven')),
      false,
    );
    await writeFile(join(folder, '0002-oven.sql'), 'create table oven (id int);');
    await migrate(db, 'failing', folder);
    assert.deepEqual(
      (await picture(db, 'failing')).filter((line) => /^(bread|oven) /.test(line)),
      ['bread id integer YES', 'oven id integer YES'],
    );
  });
});
