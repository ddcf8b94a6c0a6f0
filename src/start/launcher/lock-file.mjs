/**
 * A lock that a process holds by a file with its pid and its start; a dead holder's lock is taken over.
 * Plain JavaScript, because the bootstrap runs it under whatever Node (18 or newer) the machine has.
 */
import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';

/**
 * Takes the lock at `path`. Answers `{ release }`, or `{ heldBy: pid }` while a living process has it.
 * Throws what the file system throws (no space, read-only, not allowed).
 */
export function takeLock(path) {
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) });
  const draft = `${path}.${process.pid}`;
  for (let attempt = 0; attempt < 20; attempt++) {
    if (createWhole(path, draft, mine)) return { release: () => releaseIfMine(path, mine) };
    const found = readText(path);
    if (found === null) continue;
    const holder = parse(found);
    if (holder && isAlive(holder)) return { heldBy: holder.pid };
    removeStale(path, `${draft}.stale`, found);
  }
  return { heldBy: parse(readText(path) ?? '')?.pid ?? 0 };
}

/** Links a finished draft into place, so that nobody ever reads half a lock. */
function createWhole(path, draft, text) {
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    // A file system without hard links: an exclusive create is the next best.
    return createExclusive(path, text);
  } finally {
    unlinkSync(draft);
  }
}

function createExclusive(path, text) {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock aside; if another start was quicker and this is already its lock, puts it back. */
function removeStale(path, aside, found) {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== found) {
    try {
      linkSync(aside, path);
    } catch {
      // Yet another start has the lock by now.
    }
  }
  unlinkSync(aside);
}

function releaseIfMine(path, mine) {
  if (readText(path) === mine) unlinkSync(path);
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function parse(text) {
  try {
    const { pid, startedAt } = JSON.parse(text);
    return Number.isInteger(pid) && pid > 0 ? { pid, startedAt } : null;
  } catch {
    return null;
  }
}

/** True while the process that wrote the lock lives; a reused pid has another start. */
function isAlive({ pid, startedAt }) {
  const start = startOf(pid);
  return start !== null && start === startedAt;
}

/** When a living process started, in the system's own words, else null: clock ticks since boot on Linux, `ps` elsewhere. */
export function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      // The command name in parentheses may hold blanks: count from the last parenthesis.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended; only its parent has not noticed yet.
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${fields[19]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}
