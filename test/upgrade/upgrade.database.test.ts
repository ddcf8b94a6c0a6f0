import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import { peopleOfRole } from '#features/city/city-people-store.ts';
import { verifyAudit } from '#platform/audit-seal.ts';
import { type Config, parseConfig } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { migrationHashes } from '#platform/migrations.ts';
import { openSession } from '#platform/sessions.ts';
import { openCities, type OpenCity } from '#start/cities.ts';
import { readConnections } from '#start/connections.ts';
import { folders } from '#start/folders.ts';
import { prepare } from '#start/prepare.ts';
import { createSite } from '#start/site.ts';
import { createServer } from '#web/server.ts';
import { startTestServer, type TestServer } from '#test/database.ts';
import { TestVisitor } from '#test/visitor.ts';
import { loadPreviousDatabase, loadPreviousFiles, previousSecret } from './previous-release.ts';

// A server of its own: the roles of a city are one for the whole server, and their passwords follow the secret.
let server: TestServer;
let config: Config;
let opened: OpenCity[] = [];
let web: FastifyInstance;
const newSecret = 'the secret to which the city changed with the upgrade';

before(async () => {
  server = await startTestServer();
  const dataFolder = await mkdtemp(join(tmpdir(), 'steward-upgrade-'));
  await loadPreviousDatabase(server.url);
  await loadPreviousFiles(dataFolder);
  config = parseConfig({
    STEWARD_DATA: dataFolder,
    STEWARD_SECRET: newSecret,
    STEWARD_OLD_SECRETS: await previousSecret(),
    STEWARD_KEYS: `upgrade:${'u'.repeat(43)}`,
    STEWARD_LOG: 'error',
  });
  await prepare(config, server.url, () => {});
  opened = await openCities(config, readConnections(dataFolder), 3);
  web = await createServer(
    createSite({ config, opened, secret: newSecret, version: '0.2.0', log: createLog('test', 'error') }),
  );
  await web.ready();
});
after(async () => {
  await web?.close();
  await Promise.all(opened.map((one) => one.close()));
  await server?.stop();
  await rm(config.dataFolder, { recursive: true, force: true });
});

const cityOf = (slug: string) => (opened.find((one) => one.city.slug === slug) as OpenCity).city;

test('every row of the release before is there, under today’s migrations', async () => {
  const counts = async (slug: string) => {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from assignments) as tasks, (select count(*)::int from assignment_terms) as terms,
      (select count(*)::int from submissions) as submissions, (select count(*)::int from submission_items) as items,
      (select count(*)::int from duty_acts) as acts, (select count(*)::int from directive_versions) as versions,
      (select count(*)::int from directive_receipts) as receipts, (select count(*)::int from outbox) as mails`.execute(
      cityOf(slug).db,
    );
    return rows[0];
  };
  assert.deepEqual(await counts('los-angeles'), {
    tasks: 894,
    terms: 894,
    submissions: 0,
    items: 0,
    acts: 0,
    versions: 2,
    receipts: 0,
    mails: 0,
  });
  assert.deepEqual(await counts('practice'), {
    tasks: 77,
    terms: 77,
    submissions: 40,
    items: 57,
    acts: 98,
    versions: 2,
    receipts: 10,
    mails: 3,
  });
  const { rows } = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(
    cityOf('practice').db,
  );
  assert.deepEqual(
    rows.map((row) => row.name),
    [...(await migrationHashes(folders.migrations)).keys()],
  );
});

test('the audit of both cities verifies with the secret of that time, and not without it', async () => {
  for (const { city } of opened) {
    const verdict = await verifyAudit(city);
    assert.deepEqual(verdict.faults, []);
    assert.ok(verdict.sealed >= (city.slug === 'practice' ? 175 : 37));
    const forgotten = await verifyAudit({ ...city, oldAuditKeys: [] });
    assert.ok(forgotten.faults.length > 0);
  }
});

test('files that were handed in are there, word for word', async () => {
  const city = cityOf('practice');
  const { rows } = await sql<{
    hash: string;
  }>`select distinct file_sha256 as hash from submission_items where file_sha256 is not null`.execute(city.db);
  assert.ok(rows.length > 20);
  for (const { hash } of rows) assert.equal(await city.files.has(hash), true, hash);
});

test('people of the release before open their pages', async () => {
  const city = cityOf('practice');
  for (const [role, paths] of [
    ['chief_of_staff', ['/overview', '/directives', '/audit']],
    ['administrator', ['/people', '/administration/jobs', '/administration/storage']],
    ['liaison', ['/my-work']],
  ] as const) {
    const [person] = await peopleOfRole(city.db, role);
    const visitor = new TestVisitor(web, 'practice', await openSession(city.db, person?.personId ?? '', Date.now()));
    for (const path of paths) {
      const reply = await visitor.get(path);
      assert.equal(reply.status, 200, `${role} ${path}: ${reply.body.slice(0, 200)}`);
    }
  }
});
