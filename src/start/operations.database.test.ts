import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { dropOldBackups, operationsJobs } from '#features/operations/backup-nightly.ts';
import { type CityExam, examineCity } from '#features/operations/doctor-city.ts';
import { faultWords } from '#features/operations/failed-job-terms.ts';
import { keyUses, rotateKeys } from '#features/operations/key-commands.ts';
import { operationsAdminCards } from '#features/operations/operations-cards.ts';
import { checkBackup } from '#features/operations/restore-service.ts';
import { cityKeys, parseKeys } from '#platform/city-keys.ts';
import { inTransaction } from '#platform/database.ts';
import { outboxMails } from '#platform/mail.ts';
import { migrationHashes } from '#platform/migrations.ts';
import { openField, sealField } from '#platform/sealed-fields.ts';
import { testKeys, testSecret, type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { figuresOf } from './figures.ts';
import { folders } from './folders.ts';
import { queueNames } from './wings-jobs.ts';

let site: TestSite;
let folder: string;
before(async () => {
  site = await testSite();
  folder = await mkdtemp(join(tmpdir(), 'steward-nightly-'));
});
after(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

const city = () => site.city('los-angeles');

/** Nights pass between the backups of these tests. */
let ahead = 0;
const nextNight = () => void (ahead += 86_400_000);

function nightly(into: () => string) {
  const [backup] = operationsJobs({
    plan: async (of) => ({
      folder: into(),
      keepDays: 14,
      sources: [{ city: of, connection: site.connections('los-angeles').app }],
      secrets: [testSecret],
      keys: parseKeys(testKeys),
      version: '0.1.0',
      migrationHashes: await migrationHashes(folders.migrations),
      now: new Date(),
    }),
    administratorsOf: async () => [{ personId: 'los-angeles.administrator', email: 'admin@example.org', locale: 'es' }],
    wordsOf: () => (key) => key,
    linkFor: (_city, path) => `https://example.org${path}`,
    now: () => Date.now() + ahead,
  });
  assert.equal(backup?.name, 'operations.nightly-backup');
  return () => backup?.run(city());
}

test('two workers at the same time make one nightly backup, which reads well and is told of', async () => {
  const run = nightly(() => folder);
  await Promise.all([run(), run()]);
  const names = await readdir(folder);
  assert.equal(names.length, 1, names.join());
  const checked = await checkBackup(join(folder, names[0] as string), [testSecret]);
  assert.deepEqual([checked.isSealed, checked.manifests.map((one) => one.slug)], [true, ['los-angeles']]);
  const page = await (await site.signIn('administrator', { slug: 'los-angeles' })).get('/administration/storage');
  assert.equal(page.status, 200);
  assert.match(page.body, /The last backup was made on/);
  assert.deepEqual(await validHtml(page.body), []);
  const cards = await operationsAdminCards({ now: () => Date.now() })(city(), '2026-03-10');
  assert.deepEqual(
    cards.map(({ id, weight }) => ({ id, weight })),
    [
      { id: 'jobs', weight: 'fine' },
      { id: 'backup', weight: 'fine' },
    ],
  );
});

test('a nightly backup that fails is noted each time and mailed once, until one works again', async () => {
  const mails = async () =>
    (await outboxMails(city().db, 100)).filter((mail) => mail.subject.includes('backup-failed')).length;
  const nowhere = nightly(() => join(folder, 'not there'));
  nextNight();
  await assert.rejects(async () => nowhere(), /is not there or cannot be written/);
  await assert.rejects(async () => nowhere(), /is not there or cannot be written/);
  assert.equal(await mails(), 1);
  const cards = await operationsAdminCards({ now: () => Date.now() })(city(), '2026-03-10');
  assert.equal(cards[1]?.weight, 'act');
  const page = await (await site.signIn('auditor', { slug: 'los-angeles' })).get('/es/administration/storage');
  assert.match(page.body, /no funcionó/);
  assert.equal(page.body.includes('/administration/storage/drills'), false);
  nextNight();
  await nightly(() => folder)();
  nextNight();
  await assert.rejects(async () => nowhere());
  assert.equal(await mails(), 2);
  nextNight();
  await nightly(() => folder)();
});

test('old nightly backups go, the newest stays whatever its age, and nobody else’s file is touched', async () => {
  const own = await mkdtemp(join(folder, 'keep-'));
  const names = ['20260101', '20260210', '20260301'].map((day) => `los-angeles-${day}T014000000Z.steward-backup`);
  const strangers = [
    'los-angeles.txt',
    'practice-20200101T014000000Z.steward-backup',
    'los-angeles-notes.steward-backup',
  ];
  const broken = 'los-angeles-20260301T014000000Z.steward-backup.4711.part';
  for (const name of [...names, ...strangers, broken]) await writeFile(join(own, name), '');
  await utimes(join(own, broken), new Date('2026-03-01'), new Date('2026-03-01'));
  const at = (day: string) => Date.parse(`${day}T12:00:00Z`);
  assert.deepEqual(await dropOldBackups(own, 'los-angeles', 14, at('2026-03-05')), names.slice(0, 2));
  assert.deepEqual(await dropOldBackups(own, 'los-angeles', 14, at('2030-01-01')), []);
  assert.deepEqual((await readdir(own)).sort(), [...strangers, names[2] as string].sort());
});

async function onJobs<T>(act: (boss: PgBoss) => Promise<T>): Promise<T> {
  const { app, jobsSchema } = site.connections('los-angeles');
  const boss = new PgBoss({
    connectionString: app.url,
    schema: jobsSchema,
    createSchema: false,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  return act(boss).finally(() => boss.stop({ graceful: false }));
}

test('a job that failed is shown without what it quoted, and an administrator starts it again', async () => {
  const queue = 'session.drop-old-forms';
  const id = await onJobs(async (boss) => {
    await boss.schedule(queue, '17 3 * * *', {}, { tz: 'America/Los_Angeles' });
    const sent = await boss.send(queue, {}, { retryLimit: 0 });
    await boss.fetch(queue);
    await boss.fail(queue, sent as string, new Error('no room for "Maria Lopez" at maria@example.org, row 123456'));
    return sent as string;
  });
  const administrator = await site.signIn('administrator', { slug: 'los-angeles' });
  const page = await administrator.get('/administration/jobs');
  assert.equal(page.status, 200);
  assert.deepEqual(await validHtml(page.body), []);
  assert.match(page.body, /no room for …/);
  for (const text of ['Maria', 'maria@', '123456']) assert.equal(page.body.includes(text), false, text);
  assert.match(page.body, /Drop typed work that nobody came back for/);
  const state = async () =>
    (
      await sql<{ state: string }>`select state::text as state from los_angeles_jobs.job where id = ${id}`.execute(
        city().db,
      )
    ).rows[0]?.state;

  const auditor = await site.signIn('auditor', { slug: 'los-angeles' });
  assert.equal((await auditor.get('/administration/jobs')).body.includes(`/jobs/${id}/retry`), false);
  assert.equal((await auditor.post(`/administration/jobs/${id}/retry`)).status, 403);
  assert.equal(await state(), 'failed');
  const retried = await administrator.post(`/administration/jobs/${id}/retry`);
  assert.equal(retried.location, '/administration/jobs?done=operations.job_retried');
  assert.equal(await state(), 'retry');
  assert.equal((await administrator.post(`/administration/jobs/${id}/retry`)).status, 422);
  assert.equal((await administrator.post('/administration/jobs/scheduled/duties.none/start')).status, 422);

  const { rows } = await sql<{ event: string; queue: string }>`
    select event, details ->> 'queue' as queue from audit_entries where event like 'operations.job%'`.execute(
    city().db,
  );
  assert.deepEqual(rows, [{ event: 'operations.job_retried', queue }]);
});

test('when a job starts is said in words', async () => {
  await onJobs((boss) => boss.schedule('notices.answers', '*/2 * * * *', {}, { tz: 'America/Los_Angeles' }));
  const administrator = await site.signIn('administrator', { slug: 'los-angeles' });
  const english = (await administrator.get('/administration/jobs')).body;
  assert.match(english, /Every 2 minutes/);
  assert.match(english, /Every day at 03:17/);
  const spanish = (await administrator.get('/es/administration/jobs')).body;
  assert.match(spanish, /Cada 2 minutos/);
  for (const page of [english, spanish]) assert.equal(page.includes('* * *'), false);
});

test('jobs and storage stand in administration’s list, for those who may see them', async () => {
  const list = (await (await site.signIn('administrator', { slug: 'los-angeles' })).get('/administration')).body;
  for (const path of ['/administration/jobs', '/administration/storage'])
    assert.ok(list.includes(`href="/los-angeles${path}"`), path);
  assert.match(list, /The last good backup is of/);
  assert.equal(
    (await (await site.signIn('reviewer', { slug: 'los-angeles' })).get('/administration/jobs')).status,
    403,
  );
});

test('a monitor reads how old each city’s backup is; a practice city needs none', async () => {
  const opened = (['los-angeles', 'practice'] as const).map((slug) => ({
    city: site.city(slug),
    connections: site.connections(slug),
    pool: () => ({ inUse: 0, waiting: 0 }),
    refresh: async () => {},
    close: async () => {},
  }));
  const ages = (await figuresOf(opened)).cities.map(({ backupAgeSeconds }) => backupAgeSeconds);
  assert.equal(ages[1], null);
  assert.ok(ages[0] !== null && ages[0] !== undefined && ages[0] >= 0 && ages[0] < 600, String(ages[0]));
});

test('a scheduled job runs now at the press of a button, once', async () => {
  const queue = 'operations.sweep-incoming';
  await onJobs((boss) => boss.schedule(queue, '10 4 * * *', {}, { tz: 'America/Los_Angeles' }));
  const administrator = await site.signIn('administrator', { slug: 'los-angeles' });
  const path = `/administration/jobs/scheduled/${queue}/start`;
  assert.equal((await administrator.post(path)).location, '/administration/jobs?done=operations.job_started');
  assert.equal((await administrator.post(path)).status, 422);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from los_angeles_jobs.job where name = ${queue} and state::text = 'created'`.execute(
    city().db,
  );
  assert.equal(rows[0]?.count, 1);
});

test('every job of the house has a name in the languages', async () => {
  const words = (await import('../../locales/en/operations.json', { with: { type: 'json' } })).default as Record<
    string,
    string
  >;
  assert.deepEqual(
    queueNames.filter((name) => !words[`operations.job.${name}`]),
    [],
  );
});

test('the words of a fault hold nothing that was quoted, numbered or addressed', () => {
  const cases: [unknown, string][] = [
    [{ name: 'Error', message: 'x' }, 'x'],
    [{ name: 'error', code: '23505', message: "duplicate key 'a b'\n at line 2" }, 'error: 23505: duplicate key …'],
    [{ message: 'mail to jo@example.org (Jo Doe) 01234567' }, 'mail to … … …'],
    [{ value: 'gone 01900000-0000-7000-8000-00000000000a' }, 'gone …'],
    ['text', ''],
    [null, ''],
  ];
  for (const [output, wanted] of cases) assert.equal(faultWords(output), wanted);
});

test('a restore drill is noted by an administrator, for a day that has come', async () => {
  const administrator = await site.signIn('administrator', { slug: 'los-angeles' });
  const path = '/administration/storage/drills';
  const ahead = await administrator.post(path, { on: '2999-01-01', outcome: 'done' });
  assert.equal(ahead.status, 422);
  assert.match(ahead.body, /value="2999-01-01"/);
  assert.equal((await administrator.post(path, { on: 'soon', outcome: '' })).status, 422);
  const noted = await administrator.post(path, { on: '2026-01-15', outcome: 'done' });
  assert.equal(noted.location, '/administration/storage?done=operations.restore_drill_recorded');
  assert.match((await administrator.get('/administration/storage')).body, /15 Jan 2026.*it worked/s);
});

test('keys are rotated in batches, and the old one can go when nothing needs it', async () => {
  const old = site.city('practice');
  const record = { kind: 'retention.legal_hold', id: 'rotated' };
  const sealed = await inTransaction(old.db, (tx) => sealField(old, tx, record, 'words', 'in confidence'));
  const renewed = { ...old, keys: cityKeys(old.schema, parseKeys(`new:${'n'.repeat(43)},${testKeys}`)) };
  const records = (await keyUses([renewed])).find((use) => use.keyId === 'tests')?.records ?? 0;
  assert.ok(records > 0);
  assert.equal(await rotateKeys(renewed), records);
  assert.equal(await rotateKeys(renewed), 0);
  assert.deepEqual(await keyUses([renewed]), [
    { keyId: 'new', records, isCurrent: true, isKnown: true, mayGo: false },
    { keyId: 'tests', records: 0, isCurrent: false, isKnown: true, mayGo: true },
  ]);
  const without = { ...old, keys: cityKeys(old.schema, parseKeys(`new:${'n'.repeat(43)}`)) };
  assert.equal(await openField(without, old.db, record, 'words', sealed), 'in confidence');
  assert.deepEqual(
    (await keyUses([old])).map(({ keyId, isKnown }) => ({ keyId, isKnown })),
    [
      { keyId: 'tests', isKnown: true },
      { keyId: 'new', isKnown: false },
    ],
  );
});

test('the doctor finds what is wrong in a city and says what to do', async () => {
  const practice = site.city('practice');
  const exam: CityExam = {
    city: practice,
    now: Date.now(),
    isFull: true,
    migrations: [...(await migrationHashes(folders.migrations)).keys()],
    hasBackupFolder: false,
    hasMailServer: false,
    failedJobs: async () => 2,
    packNews: async () => [],
    ledger: null,
  };
  const state = async (changed: Partial<CityExam>, check: string) =>
    (await examineCity({ ...exam, ...changed })).find((one) => one.check === `practice/${check}`);
  assert.equal((await state({}, 'audit.chain'))?.state, 'ok');
  assert.equal((await state({}, 'jobs.failed'))?.state, 'warn');
  // Nobody works in this test's city, and the keys of the test before are not among those of the settings.
  assert.equal((await state({}, 'worker.beat'))?.state, 'fail');
  assert.match((await state({}, 'keys.known'))?.remedy ?? '', /STEWARD_KEYS/);
  assert.equal((await state({}, 'files.content'))?.state, 'ok');
  const { rows } = await sql<{
    hash: string;
  }>`select file_sha256 as hash from submission_items where file_sha256 is not null limit 1`.execute(practice.db);
  await practice.files.remove(rows[0]?.hash as string);
  const missing = await state({}, 'files.content');
  assert.equal(missing?.state, 'fail');
  assert.ok(missing?.says.includes(rows[0]?.hash as string));
  assert.equal((await state({ migrations: exam.migrations.slice(0, 5) }, 'database.migrations'))?.state, 'fail');
  const open = await state({ migrations: [...exam.migrations, '9999-next'] }, 'database.migrations');
  assert.deepEqual([open?.state, open?.says], ['fail', 'not applied yet: 9999-next']);
  assert.equal((await state({ packNews: async () => Promise.reject(new Error('no pack')) }, 'pack'))?.state, 'fail');
});
