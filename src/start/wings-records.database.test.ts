import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { locales } from '#i18n/locales.ts';
import { anyRecord } from '#platform/record-tables.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { noRecords, recordSources } from './wings-records.ts';

describe('every kind of record', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());

  const tables = async (): Promise<string[]> => {
    const { db, schema } = site.city();
    const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = ${schema} and table_type = 'BASE TABLE' order by 1`.execute(db);
    return rows.map((row) => row.name);
  };

  it('has a class: each table of the database belongs to one, or to the list of those that hold no record', async () => {
    const named = [...recordSources.flatMap((source) => source.class.tables), ...noRecords.map((one) => one.table)];
    assert.deepEqual(
      named.filter((name, index) => named.indexOf(name) !== index),
      [],
      'tables with two classes',
    );
    const known = await tables();
    assert.deepEqual(
      known.filter((name) => !named.includes(name)),
      [],
      'tables without a class: add a source to the wing’s <x>-records.ts, or a reason to its list of no records',
    );
    assert.deepEqual(
      named.filter((name) => !known.includes(name)),
      [],
      'classes of tables that are not there',
    );
    const ids = recordSources.map((source) => source.class.id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('is guarded in the database: a trigger on every one of its tables asks the legal holds', async () => {
    const { db, schema } = site.city();
    const { rows } = await sql<{ table: string; trigger: string }>`select c.relname as table, t.tgname as trigger
      from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = ${schema}::regnamespace`.execute(
      db,
    );
    const has = (table: string, trigger: string) => rows.some((row) => row.table === table && row.trigger === trigger);
    for (const { class: one, guard } of recordSources) {
      assert.deepEqual(
        guard.tables.map((table) => table.name).toSorted(),
        [...one.tables].toSorted(),
        `${one.id}: the tables of class and guard are the same`,
      );
      for (const table of one.tables)
        for (const trigger of ['hold_keeps_row', 'hold_keeps_table'])
          assert.ok(has(table, trigger), `${trigger} on ${table}`);
    }
  });

  it('can be found, counted, read and asked for what ended; a text comes under a field of its class', async () => {
    for (const slug of ['practice', 'los-angeles'] as const) {
      const city = site.city(slug);
      for (const source of recordSources) {
        const { id, fields } = source.class;
        const found = await source.find(city, anyRecord, 40, null);
        const next = found[1] ? await source.find(city, anyRecord, 2, found[1].id) : [];
        assert.deepEqual(
          next.map((one) => one.id),
          found.slice(2, 4).map((one) => one.id),
          `${id}: pages follow one another`,
        );
        assert.ok((await source.count(city, anyRecord)) >= found.length, id);
        assert.equal(await source.count(city, { ...anyRecord, words: 'no-such-word-anywhere' }), 0, id);
        assert.equal(await source.count(city, { ...anyRecord, to: '1999-12-31' }), 0, id);
        const read = await source.read(
          city,
          found.map((one) => one.id),
        );
        assert.deepEqual(
          read.map((one) => one.id),
          found.map((one) => one.id),
          id,
        );
        const names = new Set(fields.map((field) => field.name));
        for (const text of read.flatMap((one) => one.texts)) assert.ok(names.has(text.field), `${id}: ${text.field}`);
        for (const event of source.events)
          await source.endedBy(city, { after: event, day: '2999-12-31', limit: 5, beyond: null });
        await source.parts?.(
          city.db,
          found.map((one) => one.id),
        );
      }
    }
  });

  it('is said in every language: what it is, why it is held, what a subpoena would reach, each of its fields', () => {
    for (const { tag } of locales) {
      const words = site.site.catalog.get(tag);
      for (const { class: one } of recordSources) {
        for (const part of ['name', 'why', 'subpoena']) {
          const key = `records.class.${one.id.replace(/[.-]/g, '_')}.${part}`;
          assert.ok(words?.has(key), `${key} in ${tag}`);
        }
        for (const field of one.fields)
          assert.ok(words?.has(`records.field.${field.name}`), `records.field.${field.name} in ${tag}`);
      }
    }
  });

  it('has one rule in the law of each real city, and one in Practice City', () => {
    for (const slug of ['practice', 'los-angeles'] as const) {
      const law = site.city(slug).profile.records;
      for (const { class: one } of recordSources) {
        const own = law?.schedules.filter((schedule) => schedule.classes.includes(one.id)) ?? [];
        assert.equal(own.length, one.keptWith ? 0 : 1, `${one.id} in ${slug}`);
      }
    }
  });
});
