import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { sealAllAudit, verifyAudit } from '#platform/audit-seal.ts';
import type { City } from '#platform/city.ts';
import { practiceState } from '#platform/practice.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { applyDirectivesAndDuties, loadPack } from './apply.ts';
import { ensurePractice, fillPractice } from './practice-city.ts';
import { practiceTables } from './wings-practice.ts';

const asSystem = { actor: null, requestId: null };
const baseUrl = 'http://localhost:8080';
/** What belongs to people and to the installation, and stays. */
const staying = [
  'audit_entries',
  'audit_seals',
  'destroyed_records',
  'destruction_batches',
  'city_packs',
  // what was found in a file holds for its content, wherever it is handed in again
  'file_scans',
  'identity_attempts',
  'identity_links',
  'invitations',
  'kept_forms',
  'language_reviews',
  'operation_runs',
  'passkey_challenges',
  'passkeys',
  'people',
  'practice_state',
  'rate_buckets',
  'role_grants',
  'schema_migrations',
  'schema_migrations_lock',
  'sessions',
  'sign_in_links',
  'worker_pulse',
];
/** A production names its records, and its manifest hashes what names them. */
const hashOverIds = /(?<="(sha256|content_hash|byte_length)": )("[0-9a-f]{64}"|\d+)/g;
const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

describe('Practice City', () => {
  let site: TestSite;
  let city: City;
  before(async () => {
    site = await testSite();
    city = site.city('practice');
  });
  after(() => site.close());

  const rowsOf = async (table: string) =>
    (await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} t`.execute(city.db)).rows.map(
      (one) => one.row,
    );
  const tables = async () =>
    (
      await sql<{
        name: string;
      }>`select tablename as name from pg_tables where schemaname = ${city.schema} order by 1`.execute(city.db)
    ).rows.map((one) => one.name);
  /** Everything that the seed makes, with ids and the places in a row of numbers taken out. */
  async function content(): Promise<Record<string, string[]>> {
    const entries = await Promise.all(
      practiceTables.map(async (name) => {
        const rows = (await rowsOf(name)).map((row) =>
          row
            .replace(anyId, 'id')
            .replace(/"seq": \d+/, '"seq": n')
            .replace(/"terms_hash": "[^"]*"/, '"terms_hash": "over ids"')
            .replace(/"v1\.[^"]*"/g, '"sealed"')
            .replace(name.startsWith('demand_production') ? hashOverIds : /$^/, '"over ids"')
            // What was made within one millisecond is found in the order of its ids.
            .replace(name === 'demand_records' ? /"position": \d+/ : /$^/, '"position": n'),
        );
        return [name, rows.sort()] as const;
      }),
    );
    return Object.fromEntries(entries);
  }
  /** Names the first row that differs: a whole table would fill the screen. */
  function same(found: readonly string[] = [], expected: readonly string[] = [], name: string): void {
    assert.equal(
      found.find((row, index) => row !== expected[index]),
      undefined,
      name,
    );
    assert.equal(found.length, expected.length, name);
  }
  async function sameContent(expected: Record<string, string[]>): Promise<void> {
    const found = await content();
    for (const name of practiceTables) same(found[name], expected[name], name);
  }
  const kept = async () =>
    Object.fromEntries(
      await Promise.all(
        ['people', 'role_grants', 'sessions', 'sign_in_links', 'city_packs'].map(
          async (name) => [name, (await rowsOf(name)).sort()] as const,
        ),
      ),
    );

  it('puts back every table of its wings: each one either stays or is emptied', async () => {
    assert.deepEqual((await tables()).filter((name) => !staying.includes(name)).sort(), [...practiceTables].sort());
  });

  it('is put back although somebody at work holds a table and waits for another', async () => {
    const before = await practiceState(city.db);
    let putBack: Promise<void> = Promise.resolve();
    await city.db.transaction().execute(async (tx) => {
      await sql`lock table outbox in row exclusive mode`.execute(tx);
      putBack = fillPractice(city, asSystem, baseUrl);
      putBack.catch(() => {});
      const waits = async () =>
        (
          await sql`select 1 from pg_locks where not granted and relation = 'outbox'::regclass and database =
          (select oid from pg_database where datname = current_database())`.execute(tx)
        ).rows.length > 0;
      while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 20));
      await sql`lock table duty_acts in row exclusive mode`.execute(tx);
    });
    await putBack;
    assert.notEqual((await practiceState(city.db))?.started_at, before?.started_at);
  });

  it('has the same content each time it is filled, down to the minute', async () => {
    const first = await content();
    for (const name of ['directive_versions', 'assignments', 'submissions', 'duty_acts', 'outbox'])
      assert.ok((first[name]?.length ?? 0) > 0, name);
    await fillPractice(city, asSystem, baseUrl);
    const second = await content();
    for (const name of practiceTables) same(second[name], first[name], name);
  });

  it('loses what people did in it, and keeps people, sessions and the audit', async () => {
    const visitor = await site.signIn('chief_of_staff');
    const clean = await content();
    const people = await kept();
    const audit = await rowsOf('audit_entries');
    await sql`update submissions set note = 'changed by hand' where not is_held('duties.submission', id::text)`.execute(
      city.db,
    );
    await sql`delete from duty_acts where seq in (select seq from duty_acts order by seq desc limit 1)`.execute(
      city.db,
    );
    await sql`insert into overview_looks (person_id, looked_at) values ('evaluation.reviewer', now())`.execute(city.db);
    await fillPractice(city, { actor: await site.actor('chief_of_staff'), requestId: 'r' }, baseUrl);
    await sameContent(clean);
    assert.deepEqual(await kept(), people);
    const after = new Set(await rowsOf('audit_entries'));
    assert.ok(audit.every((row) => after.has(row)));
    assert.equal(
      [...after].filter((row) => row.includes('city.practice_reset') && row.includes('evaluation.chief-of-staff'))
        .length,
      1,
    );
    assert.equal((await visitor.get('/me')).status, 200);
    await sealAllAudit(city);
    assert.deepEqual((await verifyAudit(city)).faults, []);
  });

  it('is put back whole when two ask at once', async () => {
    const clean = await content();
    await Promise.all([fillPractice(city, asSystem, baseUrl), fillPractice(city, asSystem, baseUrl)]);
    await sameContent(clean);
  });

  it('begins its day again when it is put back', async () => {
    const before = await practiceState(city.db);
    await fillPractice(city, asSystem, baseUrl);
    const now = await practiceState(city.db);
    assert.ok(Date.parse(now?.started_at ?? '') > Date.parse(before?.started_at ?? ''));
  });

  it('stays as it was when the filling fails half way', async () => {
    const before = await content();
    const put = () => Promise.reject(new Error('no room left'));
    await assert.rejects(fillPractice({ ...city, files: { ...city.files, put } }, asSystem, baseUrl), /no room/);
    await sameContent(before);
  });

  it('is filled by the first start alone', async () => {
    assert.equal(await ensurePractice(city, baseUrl), false);
  });

  it('is the only city that is ever emptied', async () => {
    const real = site.city('los-angeles');
    const count = async () =>
      (await sql<{ n: number }>`select count(*) as n from assignments`.execute(real.db)).rows[0]?.n;
    const before = await count();
    await assert.rejects(fillPractice(real, asSystem, baseUrl), /only a practice city/);
    assert.equal(await ensurePractice(real, baseUrl), false);
    assert.equal(await count(), before);
  });
});

describe('the pack of a real city', () => {
  it('lands with its duties or not at all, and twice changes nothing', async () => {
    const site = await testSite();
    const city = site.city('los-angeles');
    const pack = await loadPack(city.packDir);
    const count = async () =>
      (
        await sql<{ directives: number; assignments: number; audit: number }>`
      select (select count(*) from directive_versions) as directives, (select count(*) from assignments) as assignments, (select count(*) from audit_entries) as audit`.execute(
          city.db,
        )
      ).rows[0];
    const before = await count();
    await applyDirectivesAndDuties(city, asSystem, pack.sources);
    assert.deepEqual(await count(), before);
    // Duties that cannot be computed take the new version of the directive with them.
    const changed = pack.sources.map((source, index) =>
      index > 0 ? source : { ...source, directive: { ...source.directive, shortTitle: 'Changed' } },
    );
    const broken = {
      ...city,
      profile: {
        ...city.profile,
        get bodies(): never {
          throw new Error('the bodies cannot be read');
        },
      },
    };
    await assert.rejects(applyDirectivesAndDuties(broken, asSystem, changed));
    assert.deepEqual(await count(), before);
    await site.close();
  });
});
