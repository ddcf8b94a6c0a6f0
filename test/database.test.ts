import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { createDatabase, onDatabase, templateDatabase, testServer } from './database.ts';

const opened: { drop: () => Promise<void> }[] = [];
after(() => Promise.all(opened.map((database) => database.drop())));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function fresh(template?: string) {
  const database = await createDatabase(template);
  opened.push(database);
  return database;
}

test('two test databases share nothing', async () => {
  const [one, other] = [await fresh(), await fresh()];
  await query(one.url, 'create table bread (id int)');
  assert.deepEqual(await query(other.url, "select to_regclass('bread') as found"), [{ found: null }]);
});

test('a template is built once, however many ask at once, and copied whole', async () => {
  let built = 0;
  const build = async (url: string) => {
    built += 1;
    await query(url, "create table loaf as select 'rye' as kind");
  };
  const name = `own_${process.pid}`;
  const names = await Promise.all([1, 2, 3].map(() => templateDatabase(name, build)));
  assert.equal(built, 1);
  assert.equal(new Set(names).size, 1);
  const copies = await Promise.all([fresh(names[0]), fresh(names[0])]);
  for (const copy of copies) assert.deepEqual(await query(copy.url, 'select kind from loaf'), [{ kind: 'rye' }]);
  const { url } = await testServer();
  await query(url, `alter database ${names[0]} is_template false`);
  await query(url, `drop database ${names[0]}`);
});

test('a template whose making failed is made again', async () => {
  const name = `broken_${process.pid}`;
  await assert.rejects(
    templateDatabase(name, () => Promise.reject(new Error('no flour'))),
    /no flour/,
  );
  const full = await templateDatabase(name, (url) => query(url, 'create table oven (id int)').then(() => {}));
  const copy = await fresh(full);
  assert.deepEqual(await query(copy.url, 'select count(*)::int as n from oven'), [{ n: 0 }]);
  const { url } = await testServer();
  await query(url, `alter database ${full} is_template false`);
  await query(url, `drop database ${full}`);
});

test('an address keeps role, password and socket when the database changes', () => {
  const url = 'postgres://postgres:secret@localhost/postgres?host=%2Frun%2Fdb&port=5433';
  assert.equal(onDatabase(url, 'other'), 'postgres://postgres:secret@localhost/other?host=%2Frun%2Fdb&port=5433');
});
