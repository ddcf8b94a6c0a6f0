import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { LaunchRefused } from './launch-refused.ts';
import { makeCluster, type MadeCluster } from './made-cluster.ts';
import { socketFolder } from './postgres-files.ts';
import { canUnshare, chooseRecipe } from './postgres-recipe.ts';
import { startOf } from './lock-file.mjs';

const isRoot = process.geteuid?.() === 0;
const silent = () => {};

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-pg-'));
  chmodSync(folder, 0o711);
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let made: MadeCluster;
before(async () => {
  made = await makeCluster();
});
after(() => made.remove());

async function query(server: EmbeddedPostgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.ownerUrl });
  client.on('error', silent);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('root and an account without a name ask for a user namespace; an ordinary account is never asked', () => {
  const never = () => assert.fail('was asked');
  const [yes, no] = [() => true, () => false];
  assert.deepEqual(chooseRecipe({ uid: 1000, isNamed: true, canUnshare: never }), { kind: 'plain' });
  assert.deepEqual(chooseRecipe({ uid: 0, isNamed: true, canUnshare: yes }), { kind: 'user-namespace' });
  assert.deepEqual(chooseRecipe({ uid: 0, isNamed: true, canUnshare: no }), {
    kind: 'other-account',
    uid: 65534,
    gid: 65534,
  });
  assert.deepEqual(chooseRecipe({ uid: 1234, isNamed: false, canUnshare: yes }), { kind: 'user-namespace' });
  assert.deepEqual(chooseRecipe({ uid: 1234, isNamed: false, canUnshare: no }), { kind: 'plain' });
});

test('a socket path never exceeds what a socket may have, and two folders never share one', () => {
  assert.equal(socketFolder('/srv/steward/var'), '/srv/steward/var/socket');
  const long = `/srv/${'very-long-name/'.repeat(12)}`;
  const short = socketFolder(`${long}a`);
  assert.match(short, /^\/tmp\/steward-\d+-[0-9a-f]{12}$/);
  assert.notEqual(short, socketFolder(`${long}b`));
  assert.ok(Buffer.byteLength(`${socketFolder(`${long}a`, `/x${long}`)}/.s.PGSQL.5432`) <= 107);
  assert.ok(Buffer.byteLength(`${socketFolder(`/srv/${'ñ'.repeat(60)}`)}/.s.PGSQL.5432`) <= 107);
});

const ways = isRoot
  ? [
      {
        name: 'in a user namespace',
        canUnshare: () => true,
        skip: !canUnshare() && 'this machine forbids user namespaces',
      },
      { name: 'as another account where user namespaces are forbidden', canUnshare: () => false, skip: false as const },
    ]
  : [{ name: 'as the account that started it', canUnshare, skip: false as const }];

for (const way of ways) {
  test(`starts, answers, keeps its promises and stops ${way.name}`, {
    skip: way.skip,
    timeout: 60_000,
  }, async (context) => {
    const dataFolder = temporaryFolder(context);
    const facts = { uid: process.geteuid?.() ?? 1, isNamed: true, canUnshare: way.canUnshare };
    const server = await startEmbeddedPostgres({ dataFolder, log: silent, facts });
    context.after(() => server.stop());
    const [found] = await query(
      server,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
        current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding,
        (select datlocprovider::text || datlocale from pg_database where datname = 'template1') as locale,
        (select rolpassword like 'SCRAM-SHA-256%' from pg_authid where rolname = 'postgres') as scram`,
    );
    assert.deepEqual(found, {
      fsync: 'on',
      pages: 'on',
      listens: '',
      encoding: 'UTF8',
      locale: 'bC.UTF-8',
      scram: true,
    });
    assert.equal(statSync(join(dataFolder, 'socket')).mode & 0o777, 0o700);
    assert.equal(statSync(join(dataFolder, 'postgres-password')).mode & 0o777, 0o600);
    assert.equal(statSync(join(dataFolder, 'postgres')).mode & 0o077, 0);
    const wrong = new URL(server.ownerUrl);
    wrong.password = 'guess';
    await assert.rejects(new pg.Client({ connectionString: wrong.href }).connect(), { code: '28P01' });
    await server.stop();
    assert.equal(startOf(server.pid), null);
    assert.equal(existsSync(join(dataFolder, 'postgres', 'postmaster.pid')), false);
  });
}

test('a cluster survives a change of recipe in both directions', {
  skip: (!isRoot || !canUnshare()) && 'only root changes recipes',
  timeout: 60_000,
}, async (context) => {
  const dataFolder = temporaryFolder(context);
  made.copyTo(dataFolder);
  for (const [round, can] of [true, false, true].entries()) {
    const server = await startEmbeddedPostgres({
      dataFolder,
      log: silent,
      facts: { uid: 0, isNamed: true, canUnshare: () => can },
    });
    try {
      if (round === 0) await query(server, 'create table kept (id int)');
      await query(server, `insert into kept values (${round})`);
      assert.equal((await query(server, 'select id from kept')).length, round + 1);
    } finally {
      await server.stop();
    }
  }
});

test('after kill -9 the next start recovers every acknowledged row', { timeout: 60_000 }, async (context) => {
  const dataFolder = temporaryFolder(context);
  made.copyTo(dataFolder);
  const first = await startEmbeddedPostgres({ dataFolder, log: silent });
  await query(first, 'create table kept (id int)');
  await query(first, 'insert into kept select generate_series(1, 1000)');
  const ended = new Promise<void>((settle) => first.onExit(settle));
  process.kill(first.pid, 'SIGKILL');
  await ended;
  const second = await startEmbeddedPostgres({ dataFolder, log: silent });
  context.after(() => second.stop());
  assert.equal(second.ownerUrl, first.ownerUrl);
  assert.deepEqual(await query(second, 'select count(*)::int as rows from kept'), [{ rows: 1000 }]);
});

test('a server that a killed launcher left behind is stopped before the next start', {
  timeout: 60_000,
}, async (context) => {
  const dataFolder = temporaryFolder(context);
  made.copyTo(dataFolder);
  const orphan = await startEmbeddedPostgres({ dataFolder, log: silent });
  const next = await startEmbeddedPostgres({ dataFolder, log: silent });
  context.after(() => next.stop());
  assert.equal(startOf(orphan.pid), null);
  assert.notEqual(next.pid, orphan.pid);
  await query(next, 'select 1');
});

test('an interrupted creation leaves nothing half-made', { timeout: 60_000 }, async (context) => {
  const dataFolder = temporaryFolder(context);
  const stop = new AbortController();
  const start = startEmbeddedPostgres({
    dataFolder,
    log: () => setTimeout(() => stop.abort(), 150),
    signal: stop.signal,
  });
  await assert.rejects(start, { name: 'AbortError' });
  assert.equal(existsSync(join(dataFolder, 'postgres')), false);
  assert.equal(existsSync(join(dataFolder, 'postgres.new')), false);
});

test('a cluster of another PostgreSQL is refused by its number', async (context) => {
  const dataFolder = temporaryFolder(context);
  mkdirSync(join(dataFolder, 'postgres'));
  writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '17\n');
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder, log: silent }),
    (error) => error instanceof LaunchRefused && /made by PostgreSQL 17 and this is PostgreSQL 18/.test(error.message),
  );
});

test('a lost password is one sentence, and no server stays behind', { timeout: 60_000 }, async (context) => {
  const dataFolder = temporaryFolder(context);
  made.copyTo(dataFolder);
  await (await startEmbeddedPostgres({ dataFolder, log: silent })).stop();
  writeFileSync(join(dataFolder, 'postgres-password'), 'another\n');
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder, log: silent }),
    /does not accept the password in .*postgres-password/,
  );
  assert.equal(existsSync(join(dataFolder, 'postgres', 'postmaster.pid')), false);
});

test('the other account passes through a private folder, and is refused in one sentence where it may not', {
  skip: !isRoot && 'only root needs another account',
  timeout: 60_000,
}, async (context) => {
  const hidden = join(temporaryFolder(context), 'private');
  const dataFolder = join(hidden, 'var');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  chmodSync(hidden, 0o700);
  const facts = { uid: 0, isNamed: true, canUnshare: () => false };
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder, log: silent, facts: { ...facts, passages: [] } }),
    (error) =>
      error instanceof LaunchRefused &&
      /account 65534 cannot reach .*; start Steward as an ordinary account, .* set DATABASE_URL/.test(error.message),
  );
  made.copyTo(dataFolder);
  const server = await startEmbeddedPostgres({ dataFolder, log: silent, facts });
  context.after(() => server.stop());
  assert.equal((await query(server, 'select 1')).length, 1);
});

test('works from a folder with a long path', { timeout: 60_000 }, async (context) => {
  const dataFolder = join(temporaryFolder(context), 'a-folder-with-a-long-name-'.repeat(5));
  mkdirSync(dataFolder, { mode: 0o700 });
  made.copyTo(dataFolder);
  const server = await startEmbeddedPostgres({ dataFolder, log: silent });
  const socket = socketFolder(dataFolder);
  context.after(async () => {
    await server.stop();
    rmSync(socket, { recursive: true, force: true });
  });
  assert.equal(statSync(socket).mode & 0o777, 0o700);
  await query(server, 'select 1');
});

for (const account of [
  { name: 'an ordinary account', uid: 1, skip: false as const },
  { name: 'an account without a name', uid: 12345, skip: !canUnshare() && 'this machine forbids user namespaces' },
]) {
  const skip = isRoot ? account.skip : 'this run is an ordinary account already';
  test(`${account.name} can start and stop it`, { skip, timeout: 60_000 }, async (context) => {
    const dataFolder = temporaryFolder(context);
    const here = new URL('.', import.meta.url).pathname;
    const as = { uid: account.uid, gid: account.uid, encoding: 'utf8', cwd: dataFolder } as const;
    if (spawnSync('/bin/sh', ['-c', 'test -r "$1"', 'sh', `${here}embedded-postgres.ts`], as).status !== 0) {
      return context.skip('this copy of Steward is not readable by other accounts');
    }
    const folder = join(dataFolder, 'var');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, account.uid, account.uid);
    const script = join(dataFolder, 'try.mjs');
    writeFileSync(
      script,
      `import { startEmbeddedPostgres } from ${JSON.stringify(`${here}embedded-postgres.ts`)};
       const server = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(folder)}, log() {} });
       await server.stop();
       console.log('done as', process.getuid());`,
    );
    const run = spawnSync(process.execPath, [script], as);
    assert.equal(run.stdout, `done as ${account.uid}\n`, run.stderr);
    assert.equal(statSync(join(folder, 'postgres')).uid, account.uid);
  });
}
