import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { City } from '#platform/city.ts';
import { receiveFile, scanOf } from '#platform/file-scans.ts';
import { createLog } from '#platform/log.ts';
import { createServer } from '#web/server.ts';
import { type TestSite, testSite } from './city.ts';
import { objectStore, type TestObjectStore } from './object-store.ts';
import { TestVisitor } from './visitor.ts';

for (const kind of ['on disk', 'in object storage'] as const) {
  describe(`two cities of one installation, files ${kind}`, () => {
    let site: TestSite;
    let store: TestObjectStore | undefined;
    let practice: City;
    let real: City;
    before(async () => {
      store = kind === 'on disk' ? undefined : await objectStore();
      site = await testSite({
        env: {
          STEWARD_METRICS_TOKEN: 'a-token-of-the-tests-alone',
          ...(store ? { STEWARD_FILES: store.address() } : {}),
        },
      });
      [practice, real] = [site.city('practice'), site.city('los-angeles')];
    });
    after(async () => {
      await site?.close();
      await store?.close();
    });

    test('hold the same content as two files, and what one destroys the other keeps', async () => {
      const put = async (city: City) => {
        const stored = await city.files.put(Readable.from(['the same words']), 100);
        await receiveFile(city, stored);
        return stored.sha256;
      };
      const hash = await put(practice);
      assert.equal(await real.files.has(hash), false);
      assert.equal(await scanOf(real.db, hash), undefined);
      await put(real);
      await real.files.remove(hash);
      assert.deepEqual([await practice.files.has(hash), await real.files.has(hash)], [true, false]);
    });
  });
}

describe('two cities of one installation', () => {
  let site: TestSite;
  let practice: City;
  let real: City;
  before(async () => {
    site = await testSite({ env: { STEWARD_METRICS_TOKEN: 'a-token-of-the-tests-alone' } });
    [practice, real] = [site.city('practice'), site.city('los-angeles')];
  });
  after(() => site?.close());

  test('cannot read or write each other’s tables, scans and jobs by their database roles', async () => {
    for (const [own, other] of [
      [practice, real],
      [real, practice],
    ] as const) {
      const { jobsSchema } = site.connections(own === practice ? 'practice' : 'los-angeles');
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(`${jobsSchema}.queue`)}`.execute(own.db);
      assert.ok((rows[0]?.n ?? 0) > 0);
      for (const table of [
        `${other.schema}.file_scans`,
        `${other.schema}.record_keys`,
        `${other.schema}_jobs.job`,
        `${other.schema}_jobs.queue`,
      ]) {
        await assert.rejects(sql`select 1 from ${sql.table(table)}`.execute(own.db), /permission denied/, table);
        await assert.rejects(sql`delete from ${sql.table(table)}`.execute(own.db), /permission denied/, table);
        await assert.rejects(sql`select 1 from ${sql.table(table)}`.execute(own.publicDb), /permission denied/, table);
      }
    }
  });

  test('derive different keys from the same secret and keys', () => {
    assert.notDeepEqual(practice.auditKey, real.auditKey);
    for (const [id, key] of practice.keys.byId) assert.notDeepEqual(key, real.keys.byId.get(id));
  });

  test('do not know each other’s sessions and files, and each line and figure names its own', async () => {
    const lines: string[] = [];
    const server = await createServer({ ...site.site, log: createLog('web', 'debug', (line) => lines.push(line)) });
    const session = (await site.signIn('administrator')).cookie('steward_session');
    assert.equal((await new TestVisitor(server, 'practice', session).get('/uploads')).status, 200);
    assert.equal((await new TestVisitor(server, 'los-angeles', session).get('/uploads')).status, 303);
    const { rows } = await sql<{
      id: string;
    }>`select id from submission_items where file_sha256 is not null limit 1`.execute(practice.db);
    assert.ok(rows[0]);
    const here = await site.signIn('administrator', { slug: 'los-angeles' });
    assert.equal((await here.get(`/files/${rows[0].id}`)).status, 404);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)).map(({ city, route, code }) => [city, route, code]),
      [
        ['practice', '/uploads', 200],
        ['los-angeles', '/uploads', 303],
      ],
    );
    const text = (
      await server.inject({ url: '/metrics', headers: { authorization: 'Bearer a-token-of-the-tests-alone' } })
    ).body;
    await server.close();
    for (const slug of ['practice', 'los-angeles'])
      assert.match(text, new RegExp(`^steward_database_up\\{city="${slug}"\\} 1$`, 'm'));
    assert.doesNotMatch(text, /city="[^"]*,/);
  });
});
