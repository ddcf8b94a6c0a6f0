import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { dataFormat } from './data-folder.ts';
import { startOf } from './lock-file.mjs';
import { makeCluster, type MadeCluster } from './made-cluster.ts';
import { stopProcess } from './processes.ts';

/** The launcher's real supervisor, database and signals; only web, worker and preparation are tiny. */
const scripts = {
  'main.mjs': `
    import { parseConfig } from '${import.meta.resolve('#platform/config.ts')}';
    import { launch } from '${import.meta.resolve('./supervisor.ts')}';
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
    const here = import.meta.dirname;
    process.exitCode = await launch({
      config: parseConfig(process.env, here), version: '0.1.0', root: here, env: process.env,
      isWatching: process.argv.includes('--watch'),
      scripts: { prepare: here + '/prepare.mjs', web: here + '/web.mjs', worker: here + '/worker.mjs' },
      print: (line) => console.log(line), complain: (line) => console.error('steward: ' + line),
    }, stop.signal);`,
  'prepare.mjs': `
    import { readFileSync } from 'node:fs';
    process.once('message', ({ ownerUrl }) => {
      process.send({ kind: 'line', text: 'Prepared with ' + (ownerUrl ? new URL(ownerUrl).username : 'nothing') });
      const refusal = process.env.TEST_REFUSE;
      if (refusal) return process.send({ kind: 'refused', reason: refusal }, () => process.exit());
      const links = [{ role: 'Chief of staff', city: 'Practice City', url: 'http://localhost/in/1' }];
      process.send({ kind: 'done', prepared: { env: { TEST_URL: ownerUrl ?? '' }, links } }, () => process.exit());
    });`,
  'web.mjs': `
    import { createServer } from 'node:http';
    import { appendFileSync } from 'node:fs';
    import pg from '${import.meta.resolve('pg')}';
    appendFileSync(process.env.TEST_NOTES, 'web starts ' + process.pid + ' ' + (process.env.DATABASE_OWNER_URL ?? 'no owner') + '\\n');
    if (process.env.TEST_WEB_FALLS) process.exit(7);
    const pool = new pg.Pool({ connectionString: process.env.TEST_URL });
    pool.on('error', () => {});
    createServer(async (req, res) => {
      const alive = await pool.query('select 1').then(() => true, () => false);
      res.statusCode = alive ? 200 : 503;
      res.end();
    }).listen(Number(process.env.STEWARD_PORT), '127.0.0.1');
    process.on('SIGTERM', async () => {
      await pool.query('select 1').then(() => appendFileSync(process.env.TEST_NOTES, 'web ends with its database\\n'), () => {});
      process.exit();
    });`,
  'worker.mjs': `
    import { appendFileSync } from 'node:fs';
    appendFileSync(process.env.TEST_NOTES, 'worker starts ' + process.pid + '\\n');
    setInterval(() => {}, 1000);
    process.on('SIGTERM', () => process.exit());`,
};

let made: MadeCluster;
before(async () => {
  made = await makeCluster();
});
after(() => made.remove());

type Trial = {
  folder: string;
  data: string;
  port: number;
  env: Record<string, string | undefined>;
  launchers: ChildProcess[];
};

async function trial(context: TestContext, { isFirstStart = false } = {}): Promise<Trial> {
  const base = mkdtempSync(join(tmpdir(), 'steward-start-'));
  const folder = join(base, 'scripts');
  chmodSync(base, 0o711);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, name), text);
  const data = join(base, 'var');
  const port = await freePort();
  const notes = join(base, 'notes');
  writeFileSync(notes, '');
  const launchers: ChildProcess[] = [];
  if (!isFirstStart) {
    mkdirSync(data);
    made.copyTo(data);
  }
  context.after(async () => {
    for (const launcher of launchers) await stopProcess(launcher, ['SIGTERM', 'SIGKILL'], 5_000);
    killLeftovers(data, notes);
    rmSync(base, { recursive: true, force: true });
  });
  return {
    folder,
    data,
    port,
    env: { PATH: process.env['PATH'], STEWARD_DATA: data, STEWARD_PORT: String(port), TEST_NOTES: notes },
    launchers,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((settle) => server.once('listening', settle));
  const { port } = server.address() as { port: number };
  await new Promise((settle) => server.close(settle));
  return port;
}

type Run = {
  child: ChildProcess;
  out(): string;
  err(): string;
  ended: Promise<number | null>;
  says(pattern: RegExp): Promise<void>;
};

function start(of: Trial, env: Record<string, string> = {}, args: string[] = []): Run {
  const child = spawn(process.execPath, [join(of.folder, 'main.mjs'), ...args], {
    env: { ...of.env, ...env },
    stdio: 'pipe',
  });
  of.launchers.push(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<number | null>((settle) => child.once('close', (code) => settle(code)));
  const says = async (pattern: RegExp) => {
    for (let waited = 0; !pattern.test(out + err); waited += 20) {
      if (waited > 20_000 || child.exitCode !== null) assert.fail(`never said ${pattern}: ${out}${err}`);
      await pause(20);
    }
  };
  return { child, out: () => out, err: () => err, ended, says };
}

const pause = (milliseconds: number) => new Promise((settle) => setTimeout(settle, milliseconds));

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    if (await isTrue()) return;
    await pause(50);
  }
  assert.fail(`never came true: ${what}`);
}

const notesOf = (of: Trial) => readFileSync(of.env['TEST_NOTES'] as string, 'utf8');
const pidsIn = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`${name} starts (\\d+)`, 'g'))].map((match) => Number(match[1]));
const databasePid = (of: Trial) =>
  Number.parseInt(readFileSync(join(of.data, 'postgres', 'postmaster.pid'), 'utf8'), 10);

/** Every process of the trial: web and worker by their notes, the server and its helpers by the cluster. */
function everyPid(of: Trial): number[] {
  const server = databasePid(of);
  const helpers = spawnSync('ps', ['-o', 'pid=', '--ppid', String(server)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean)
    .map(Number);
  return [...pidsIn(notesOf(of), 'web'), ...pidsIn(notesOf(of), 'worker'), server, ...helpers];
}

function killLeftovers(data: string, notes: string): void {
  const text = existsSync(notes) ? readFileSync(notes, 'utf8') : '';
  const pidFile = join(data, 'postgres', 'postmaster.pid');
  const pids = [...pidsIn(text, 'web'), ...pidsIn(text, 'worker')];
  if (existsSync(pidFile)) pids.push(Number.parseInt(readFileSync(pidFile, 'utf8'), 10));
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
}

const answersAt = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    (answer) => answer.status === 200,
    () => false,
  );

test('starts everything, says where to go, and Ctrl-C stops everything in order', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context, { isFirstStart: true });
  const first = start(of);
  await first.says(/Next: open/);
  assert.match(first.out(), /First start.*\nMaking the database\.\nPrepared with postgres\n/);
  assert.match(first.out(), new RegExp(`Steward 0.1.0 runs: http://localhost:${of.port}`));
  assert.match(first.out(), / {2}Practice City\n {4}Chief of staff {2}http:\/\/localhost\/in\/1/);
  assert.equal(first.err(), '');
  for (const name of ['secret', 'postgres-password']) {
    assert.equal(statSync(join(of.data, name)).mode & 0o777, 0o600, name);
  }
  const pids = everyPid(of);
  assert.ok(pids.length > 4 && pids.every((pid) => startOf(pid) !== null));
  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  assert.equal(await first.ended, 0);
  assert.deepEqual(
    pids.filter((pid) => startOf(pid) !== null),
    [],
  );
  assert.match(notesOf(of), /web ends with its database/);
  assert.deepEqual(readdirSync(of.data).sort(), [
    'keys',
    'postgres',
    'postgres-password',
    'postgres.log',
    'secret',
    'socket',
    'version.json',
  ]);

  const begun = Date.now();
  const secret = readFileSync(join(of.data, 'secret'), 'utf8');
  const second = start(of);
  await second.says(/Next: open/);
  assert.ok(Date.now() - begun < 5_000, 'a second start is quick');
  assert.doesNotMatch(second.out(), /First start|Making/);
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
  assert.equal(readFileSync(join(of.data, 'secret'), 'utf8'), secret);
});

test('what falls is started again: web, worker and database', { timeout: 60_000 }, async (context) => {
  const of = await trial(context);
  const run = start(of);
  await run.says(/Next: open/);
  for (const name of ['web', 'worker']) {
    process.kill(pidsIn(notesOf(of), name)[0] as number, 'SIGKILL');
    await until(() => pidsIn(notesOf(of), name).length === 2, `${name} again`);
  }
  const before = databasePid(of);
  process.kill(before, 'SIGKILL');
  await until(
    () => existsSync(join(of.data, 'postgres', 'postmaster.pid')) && databasePid(of) !== before,
    'database again',
  );
  await until(() => answersAt(of.port), 'web answers with its database');
  assert.match(run.err(), /steward: web ended with SIGKILL and is started again\./);
  assert.match(run.err(), /steward: the database ended and is started again\./);
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0);
});

test('a launcher that is killed takes web and worker along, and the next start finds its way', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context);
  const first = start(of);
  await first.says(/Next: open/);
  const pids = [...pidsIn(notesOf(of), 'web'), ...pidsIn(notesOf(of), 'worker')];
  first.child.kill('SIGKILL');
  await until(() => pids.every((pid) => startOf(pid) === null), 'web and worker ended');
  const second = start(of);
  await second.says(/Next: open/);
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 0);
});

test('a web process that cannot start is not tried again, and takes everything down', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context);
  const run = start(of, { TEST_WEB_FALLS: 'yes' });
  assert.equal(await run.ended, 1);
  assert.equal(pidsIn(notesOf(of), 'web').length, 1);
  assert.match(run.err(), /^steward: web did not start \(it ended with 7\); the lines above say why\.\n$/);
  assert.deepEqual(
    pidsIn(notesOf(of), 'worker').filter((pid) => startOf(pid) !== null),
    [],
  );
  assert.equal(existsSync(join(of.data, 'postgres', 'postmaster.pid')), false);
});

test('a worker that falls again and again is given up after the fifth restart', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context);
  const run = start(of);
  await run.says(/Next: open/);
  for (let fall = 1; fall <= 6; fall++) {
    await until(() => pidsIn(notesOf(of), 'worker').length === fall, `worker ${fall}`);
    process.kill(pidsIn(notesOf(of), 'worker').at(-1) as number, 'SIGKILL');
  }
  assert.equal(await run.ended, 1);
  assert.match(run.err(), /steward: worker ended again and again \(last with SIGKILL\)/);
  assert.equal(existsSync(join(of.data, 'postgres', 'postmaster.pid')), false);
});

test('Ctrl-C in the middle of the first start leaves nothing behind, and the next start works', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context, { isFirstStart: true });
  const run = start(of);
  await run.says(/Making the database/);
  await pause(300);
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0);
  assert.equal(existsSync(join(of.data, 'postgres.new')), false);
  assert.equal(existsSync(join(of.data, 'steward.lock')), false);
  assert.equal(run.err(), '');
  const next = start(of);
  await next.says(/Next: open/);
  next.child.kill('SIGINT');
  assert.equal(await next.ended, 0);
});

test('refuses in one sentence, with exit 1, no stack and nothing left running', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context);
  const refusal = async (pattern: RegExp, env: Record<string, string> = {}) => {
    const run = start(of, env);
    assert.equal(await run.ended, 1);
    assert.match(run.err(), pattern);
    assert.match(run.err(), /^steward: [^\n]+\.\n$/);
  };
  const stranger = createServer().listen(of.port, '127.0.0.1');
  await new Promise((settle) => stranger.once('listening', settle));
  await refusal(new RegExp(`port ${of.port} is in use .* STEWARD_PORT`));
  await new Promise((settle) => stranger.close(settle));
  await refusal(/cannot listen on 192\.0\.2\.1 .* STEWARD_HOST/, { STEWARD_HOST: '192.0.2.1' });
  await refusal(/the database was made by a newer version/, {
    TEST_REFUSE: 'the database was made by a newer version of Steward.',
  });

  const running = start(of);
  await running.says(/Next: open/);
  await refusal(new RegExp(`already runs on the data folder ${of.data} \\(process ${running.child.pid}\\)`), {
    STEWARD_PORT: String(await freePort()),
  });
  running.child.kill('SIGINT');
  assert.equal(await running.ended, 0);

  writeFileSync(join(of.data, 'version.json'), JSON.stringify({ format: dataFormat + 1, version: '9.9.9' }));
  await refusal(/belongs to a newer version of Steward \(9\.9\.9\)/);
});

test('with DATABASE_URL no database is started, and web and worker never see the owner', {
  timeout: 60_000,
}, async (context) => {
  const of = await trial(context, { isFirstStart: true });
  const run = start(of, {
    DATABASE_URL: 'postgres://app@127.0.0.1:9/steward',
    DATABASE_OWNER_URL: 'postgres://owner@127.0.0.1:9/steward',
  });
  await run.says(/Prepared with owner/);
  await until(() => pidsIn(notesOf(of), 'web').length === 1, 'web started');
  assert.match(notesOf(of), /web starts \d+ no owner/);
  assert.equal(existsSync(join(of.data, 'postgres')), false);
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0);
});

test('under --watch a changed file restarts web and worker', { timeout: 60_000 }, async (context) => {
  const of = await trial(context);
  mkdirSync(join(of.folder, 'locales'));
  mkdirSync(join(of.folder, 'packs'));
  const run = start(of, {}, ['--watch']);
  await run.says(/Next: open/);
  writeFileSync(join(of.folder, 'locales', 'en.json'), '{}');
  await run.says(/Changed files are in use/);
  await until(() => pidsIn(notesOf(of), 'web').length === 2, 'web started anew');
  assert.equal(run.out().match(/Prepared/g)?.length, 1);
  writeFileSync(join(of.folder, 'packs', 'city.yaml'), '');
  await until(() => run.out().match(/Changed files/g)?.length === 2, 'packs in use');
  assert.equal(run.out().match(/Prepared/g)?.length, 2);
  await until(() => pidsIn(notesOf(of), 'web').length === 3, 'web started with the packs');
  assert.equal(run.err(), '');
  const web = pidsIn(notesOf(of), 'web').at(-1) as number;
  process.kill(web, 'SIGKILL');
  await run.says(/steward: web ended with SIGKILL and waits for a change\./);
  writeFileSync(join(of.folder, 'locales', 'es.json'), '{}');
  await until(() => answersAt(of.port), 'web again after a change');
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0);
});
