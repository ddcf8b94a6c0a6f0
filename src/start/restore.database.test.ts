import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { sql } from 'kysely';
import tar from 'tar-stream';
import { sha256 } from '#kit/ids.ts';
import { type BackupOutcome, makeBackup } from '#features/operations/backup-service.ts';
import {
  checkBackup,
  restoreBackup,
  RestoreRefused,
  type RestoreRequest,
} from '#features/operations/restore-service.ts';
import { noteDrill } from '#features/operations/storage-service.ts';
import { sealAllAudit } from '#platform/audit-seal.ts';
import { parseKeys } from '#platform/city-keys.ts';
import { prepareCityDatabase } from '#platform/city-database.ts';
import { parseConfig } from '#platform/config.ts';
import { inTransaction, openDatabase, openPool } from '#platform/database.ts';
import { migrate, migrationHashes } from '#platform/migrations.ts';
import { openField, sealField } from '#platform/sealed-fields.ts';
import { diskTombstones } from '#platform/tombstones.ts';
import { testKeys, testSecret, type TestSite, testSite } from '#test/city.ts';
import { createDatabase, type TestDatabase } from '#test/database.ts';
import { pause } from '#test/installation.ts';
import { folders } from './folders.ts';
import { replayTombstones } from './operations-replay.ts';
import { restoreTarget } from './operations-tools.ts';

let site: TestSite;
let folder: string;
const dropped: TestDatabase[] = [];
const record = { kind: 'retention.legal_hold', id: '01900000-0000-7000-8000-00000000000a' };
let sealed: string;

before(async () => {
  site = await testSite();
  folder = await mkdtemp(join(tmpdir(), 'steward-restore-'));
  const city = site.city();
  sealed = await inTransaction(city.db, (tx) => sealField(city, tx, record, 'words', 'in confidence'));
});
after(async () => {
  await site.close();
  for (const database of dropped) await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const said: string[] = [];

async function backup(
  name: string,
  slugs: readonly ('practice' | 'los-angeles')[],
): Promise<BackupOutcome & { path: string }> {
  const path = join(folder, name);
  const outcome = await makeBackup({
    path,
    sources: slugs.map((slug) => ({ city: site.city(slug), connection: site.connections(slug).app })),
    secrets: [testSecret],
    keys: parseKeys(testKeys),
    version: '0.1.0',
    migrationHashes: await migrationHashes(folders.migrations),
    now: new Date(),
    say: (line) => said.push(line),
  });
  return { ...outcome, path };
}

/** One backup of Practice City for every test that only reads one. */
let quiet: ReturnType<typeof backup> | undefined;
const quietBackup = () => (quiet ??= backup('quiet.backup', ['practice']));

/** A new, empty installation on a database of its own; with another secret or other keys where they are given. */
async function emptyTarget(settings: { secret?: string; keys?: string; old?: string } = {}) {
  const database = await createDatabase();
  dropped.push(database);
  const dataFolder = await mkdtemp(join(folder, 'data-'));
  const config = parseConfig({
    STEWARD_DATA: dataFolder,
    STEWARD_SECRET: settings.secret ?? testSecret,
    STEWARD_KEYS: settings.keys ?? testKeys,
    STEWARD_OLD_SECRETS: settings.old,
    STEWARD_CITIES: 'los-angeles,practice',
  });
  return { target: restoreTarget(config, database.url), dataFolder, url: database.url };
}

async function request(
  path: string,
  target: RestoreRequest['target'],
  more: Partial<RestoreRequest> = {},
): Promise<RestoreRequest> {
  return {
    path,
    slug: null,
    target,
    ledgerOf: () => null,
    replay: replayTombstones,
    isWithoutSecrets: false,
    migrationHashes: await migrationHashes(folders.migrations),
    say: (line) => said.push(line),
    ...more,
  };
}

const refused = (wanted: RegExp) => (error: unknown) => error instanceof RestoreRefused && wanted.test(error.message);

test('a backup that is made while people work is one moment, and comes back as that', async () => {
  const city = site.city();
  const actor = await site.actor('administrator');
  let isOver = false;
  let written = 0;
  const writing = (async () => {
    // People pause; without it the backup waits for this loop's turns.
    for (; !isOver; written += 1, await pause(25))
      assert.ok((await noteDrill(city, { actor, requestId: null }, { on: '2025-01-01', outcome: 'done' })).ok);
  })();
  await city.files.put(Readable.from([Buffer.from('a file of nobody')]), 100);
  const made = await backup('busy.backup', ['practice']).finally(() => {
    isOver = true;
  });
  await writing;
  assert.ok(written > 0);
  assert.equal((await stat(made.path)).mode & 0o777, 0o600);
  assert.deepEqual(made.faultyFiles, []);

  const { target } = await emptyTarget();
  const restored = await restoreBackup(await request(made.path, target));
  assert.deepEqual(
    restored.map(({ slug, isIntact, hasHead, wasThere }) => ({ slug, isIntact, hasHead, wasThere })),
    [{ slug: 'practice', isIntact: true, hasHead: true, wasThere: false }],
  );
  const open = await target.openCity('practice', city.profile);
  try {
    const { rows } = await sql<{ drills: number; told: number; sessions: number; restored: string }>`select
      (select count(*)::int from operation_runs where kind = 'restore_drill') as drills,
      (select count(*)::int from audit_entries where event = 'operations.restore_drill_recorded') as told,
      (select count(*)::int from sessions) as sessions,
      (select details ->> 'tombstones' from audit_entries where event = 'operations.restored') as restored`.execute(
      open.city.db,
    );
    assert.equal(rows[0]?.drills, rows[0]?.told);
    assert.ok((rows[0]?.drills ?? 0) <= written);
    assert.deepEqual([rows[0]?.sessions, rows[0]?.restored], [0, 'not_replayed']);
    for (const table of made.cities[0]?.tables ?? []) {
      const found = await sql<{ count: number }>`select count(*)::int as count from ${sql.id(table.name)}`.execute(
        open.city.db,
      );
      assert.equal(
        found.rows[0]?.count,
        table.rows +
          (table.name === 'audit_entries'
            ? 1
            : table.name === 'audit_seals'
              ? (found.rows[0]?.count ?? 0) - table.rows
              : 0),
        table.name,
      );
    }
    const files = await Array.fromAsync(open.city.files.each());
    assert.deepEqual(files.map((file) => file.sha256).sort(), made.cities[0]?.files.map((file) => file.sha256).sort());
    assert.equal(await openField(open.city, open.city.db, record, 'words', sealed), 'in confidence');
    // Numbers that the database gives go on where they were, and the runtime role has its rights again.
    assert.ok((await noteDrill(open.city, { actor, requestId: null }, { on: '2025-01-02', outcome: 'done' })).ok);
    await assert.rejects(sql`delete from audit_entries`.execute(open.city.db), { code: '42501' });
  } finally {
    await open.close();
  }
  // Into what has rows now, nothing is restored again.
  await assert.rejects(
    restoreBackup(await request(made.path, target)),
    refused(/practice is not empty here: it has [\d,]+ rows/),
  );
});

test('no secret, no key and no password stands in a backup', async () => {
  const { path } = await quietBackup();
  const text = zstdDecompressSync(await readFile(path)).toString('latin1');
  const passwords = [site.connections().app, site.connections().public].map(({ url }) => new URL(url).password);
  assert.ok(passwords.every((one) => one.length > 20));
  for (const secret of [testSecret, 'k'.repeat(43), ...passwords, ...passwords.map(decodeURIComponent)])
    assert.equal(text.includes(secret), false);
  assert.match(text, /"id":"tests"/);
  // The session that this test is about to open, and links, stay out too.
  await site.signIn('administrator');
  assert.equal(text.includes('/tables/sessions/'), false);
  assert.equal(text.includes('/tables/sign_in_links/'), false);
});

test('without the old secret or a key that records need, nothing is begun, and the sentence says what to set', async () => {
  const { path } = await quietBackup();
  const other = 'another secret of at least 32 characters';
  const strange = await emptyTarget({ secret: other, keys: `other:${'o'.repeat(43)}` });
  await assert.rejects(
    restoreBackup(await request(path, strange.target)),
    refused(/STEWARD_OLD_SECRETS.*the key tests of restricted fields is not here.*STEWARD_KEYS/),
  );
  const sameName = await emptyTarget({ keys: `tests:${'x'.repeat(43)}` });
  await assert.rejects(
    restoreBackup(await request(path, sameName.target)),
    refused(/the key tests of restricted fields/),
  );
  assert.deepEqual(await readdir(strange.dataFolder), []);
});

test('a backup in which somebody rewrote rows and hashes alike is refused: its seal does not fit', async () => {
  const { path } = await quietBackup();
  const entries = new Map<string, Buffer>();
  for await (const entry of Readable.from([zstdDecompressSync(await readFile(path))]).pipe(tar.extract()))
    entries.set(entry.header.name, Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Buffer>)));
  const rewrite = (name: string, from: string, to: string) => {
    const before = entries.get(name) as Buffer;
    entries.set(name, Buffer.from(before.toString('latin1').replaceAll(from, to), 'latin1'));
    return [sha256(before), sha256(entries.get(name) as Buffer)] as const;
  };
  const table = rewrite('practice/tables/people/000001', '@example.org', '@example.net');
  const manifest = rewrite('practice/manifest.json', ...table);
  rewrite('manifest.json', ...manifest);
  const pack = tar.pack();
  for (const [name, content] of entries) pack.entry({ name }, content);
  pack.finalize();
  const forged = join(folder, 'forged.backup');
  await writeFile(forged, zstdCompressSync(Buffer.concat(await Array.fromAsync(pack as AsyncIterable<Buffer>))));
  assert.equal((await checkBackup(forged, [testSecret])).isSealed, false);
  const asked = await request(forged, (await emptyTarget()).target);
  await assert.rejects(restoreBackup(asked), refused(/the seal of the backup fits none/));
});

test('files in the store of the target, a city that is not served and one that the backup has not are refused', async () => {
  const { path } = await quietBackup();
  const { target } = await emptyTarget();
  await assert.rejects(
    restoreBackup(await request(path, target, { slug: 'los-angeles' })),
    refused(/does not hold the city los-angeles/),
  );
  await assert.rejects(
    restoreBackup(await request(path, { ...target, cities: ['los-angeles'] })),
    refused(/practice, which STEWARD_CITIES does not name/),
  );
  await target.prepareCity('practice');
  const open = await target.openCity('practice', site.city().profile);
  await open.city.files.put(Readable.from([Buffer.from('a stranger')]), 100).finally(open.close);
  await assert.rejects(restoreBackup(await request(path, target)), refused(/file store of practice is not empty/));
});

test('a migration that is unknown here, or another one than there, is refused', async () => {
  const { path } = await quietBackup();
  const { target } = await emptyTarget();
  const hashes = await migrationHashes(folders.migrations);
  const fewer = new Map([...hashes].slice(0, 5));
  await assert.rejects(
    restoreBackup(await request(path, target, { migrationHashes: fewer })),
    refused(/newer version of Steward.*0006/),
  );
  const changed = new Map(hashes).set('0002-city', '0'.repeat(64));
  await assert.rejects(
    restoreBackup(await request(path, target, { migrationHashes: changed })),
    refused(/0002-city is another one here/),
  );
});

test('what breaks in the middle leaves the city empty, and the next try ends it', async () => {
  const { path } = await backup('twice.backup', ['los-angeles', 'practice']);
  const { target, dataFolder } = await emptyTarget();
  const breaking = async () => {
    throw new Error('the power went');
  };
  const ledger = diskTombstones(join(folder, 'none.jsonl'));
  const ledgerOf = (slug: string) => (slug === 'practice' ? ledger : null);
  await assert.rejects(restoreBackup(await request(path, target, { replay: breaking, ledgerOf })), /the power went/);
  assert.ok((await readdir(dataFolder)).includes('restore-unfinished'));
  const restored = await restoreBackup(await request(path, target, { ledgerOf }));
  assert.deepEqual(
    restored.map(({ slug, wasThere, isIntact }) => ({ slug, wasThere, isIntact })),
    [
      { slug: 'los-angeles', wasThere: true, isIntact: true },
      { slug: 'practice', wasThere: false, isIntact: true },
    ],
  );
  assert.equal((await readdir(dataFolder)).includes('restore-unfinished'), false);
});

test('what was destroyed after the backup is destroyed again, with its key; ledgers of two machines stand in any order', async () => {
  const { path } = await quietBackup();
  const { target } = await emptyTarget();
  const { rows } = await sql<{ id: string }>`select id from outbox order by id limit 2`.execute(site.city().db);
  const [gone, kept] = rows.map((row) => row.id) as [string, string];
  const ledger = diskTombstones(join(folder, 'destroyed.jsonl'));
  const line = {
    kind: 'destroyed',
    listId: '01900000-0000-7000-8000-000000000009',
    scheduleId: 'work',
    at: new Date().toISOString(),
  } as const;
  await ledger.append([
    // The other machine's worker found a hold a minute after this one's had begun.
    { ...line, kind: 'kept', classId: 'city.mail', recordIds: [kept], at: new Date(Date.now() + 60_000).toISOString() },
    { ...line, classId: 'city.mail', recordIds: [gone, kept] },
    { ...line, classId: record.kind, recordIds: [record.id] },
  ]);
  await restoreBackup(await request(path, target, { ledgerOf: () => ledger }));
  const open = await target.openCity('practice', site.city().profile);
  try {
    const found = await sql<{
      id: string;
    }>`select id from outbox where id in (${gone}, ${kept})`.execute(open.city.db);
    assert.deepEqual(
      found.rows.map((row) => row.id),
      [kept],
    );
    assert.equal(await openField(open.city, open.city.db, record, 'words', sealed), null);
    assert.equal((await open.city.tombstones.read()).length, 3);
  } finally {
    await open.close();
  }
});

test('a file that the store lost or damaged is told of, and does not stop the backup', async () => {
  const city = site.city();
  const named = await sql<{
    hash: string;
  }>`select distinct file_sha256 as hash from submission_items where file_sha256 is not null order by 1`.execute(
    city.db,
  );
  const [lost, hurt] = named.rows.map((row) => row.hash) as [string, string];
  const pathOf = (hash: string) =>
    join(site.config.dataFolder, 'files', 'practice', hash.slice(0, 2), hash.slice(2, 4), hash);
  const [lostBytes, hurtBytes] = [await readFile(pathOf(lost)), await readFile(pathOf(hurt))];
  await rm(pathOf(lost));
  await rm(pathOf(hurt));
  await writeFile(pathOf(hurt), 'something else');
  const made = await backup('faulty.backup', ['practice']);
  assert.deepEqual(made.faultyFiles, [
    { slug: 'practice', name: lost, what: 'missing' },
    { slug: 'practice', name: hurt, what: 'damaged' },
  ]);
  assert.equal((await checkBackup(made.path, [testSecret])).isSealed, true);
  await city.files.put(Readable.from([lostBytes]), 10_000_000);
  await writeFile(pathOf(hurt), hurtBytes);
});

test('a backup of an older version comes back and is brought to today’s', async () => {
  const level = '0006-keys';
  const database = await createDatabase();
  dropped.push(database);
  const schema = 'practice';
  await prepareCityDatabase({
    schema,
    secret: testSecret,
    ownerUrl: database.url,
    databaseUrl: null,
    migrationsFolder: folders.migrations,
    queues: [],
  });
  const owner = openDatabase(
    openPool({ connectionString: database.url, max: 1, name: 'steward test', options: '-c search_path=practice' }),
  );
  await sql`drop schema practice cascade`.execute(owner);
  await sql`create schema practice`.execute(owner);
  await migrate(owner, schema, folders.migrations, level);
  await sql`insert into people (id, name, email, locale, added_at) values ('p1', 'A role', 'role@example.org', 'en', now())`.execute(
    owner,
  );
  await sql`insert into outbox (id, written_at, to_address, subject, body, tries) values (gen_random_uuid(), now(), 'a@example.org', ${'tab\tand\nline'}, ${'\\N "é'}, 0)`.execute(
    owner,
  );
  await owner.destroy();
  const path = join(folder, 'older.backup');
  const made = await makeBackup({
    path,
    sources: [{ city: site.city(), connection: { url: database.url, schema } }],
    secrets: [testSecret],
    keys: parseKeys(testKeys),
    version: '0.0.9',
    migrationHashes: await migrationHashes(folders.migrations),
    now: new Date(),
    say: () => {},
  });
  assert.equal(made.cities[0]?.auditHead, null);
  const { target } = await emptyTarget();
  const [restored] = await restoreBackup(await request(path, target));
  assert.equal(restored?.isIntact, true);
  const open = await target.openCity('practice', site.city().profile);
  try {
    await sealAllAudit(open.city);
    const { rows } =
      await sql`select subject, body, kind, (select count(*)::int from people) as people, (select count(*)::int from operation_runs) as runs,
      (select count(*)::int from schema_migrations) as migrations from outbox`.execute(open.city.db);
    const migrations = (await migrationHashes(folders.migrations)).size;
    assert.deepEqual(rows, [
      { subject: 'tab\tand\nline', body: '\\N "é', kind: 'other', people: 1, runs: 0, migrations },
    ]);
  } finally {
    await open.close();
  }
});
