/**
 * The first thing that runs: `node bootstrap.mjs SCRIPT.ts ARGS…`. Plain JavaScript without packages, because a fresh
 * clone has none and may have only Node 18. It installs what the lock file names, then hands over to Node 24.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installWhenNeeded, mendPlatformPackages } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const [script, ...args] = process.argv.slice(2);

try {
  if (!script) throw new Error('give the script to run: node bootstrap.mjs SCRIPT.ts');
  await installWhenNeeded(root);
  mendPlatformPackages(root);
  await handOver(candidates(root), [resolve(root, script), ...args]);
} catch (error) {
  process.stderr.write(`steward: ${error.message}\n`);
  process.exitCode = 1;
}

/** The Node that the lock file brought, then the running one if it is new enough. */
function candidates(folder) {
  const brought = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return Number.parseInt(process.versions.node, 10) >= 24 ? [brought, process.execPath] : [brought];
}

/** Runs the first Node that starts, as this process where that is possible, else as a child that gets our signals. */
async function handOver([node, ...others], rest) {
  if (node === undefined) {
    throw new Error(
      `Steward needs Node 24, which is not delivered for ${process.platform} ${process.arch}; ` +
        'install Node 24 and start again, or run Steward in a Linux container.',
    );
  }
  if (typeof process.execve === 'function' && isSameFile(node, process.execPath)) {
    process.removeAllListeners('warning');
    process.execve(node, [node, ...rest], process.env);
  }
  const child = spawn(node, rest, { stdio: 'inherit' });
  const started = await new Promise((settle) => {
    child.once('spawn', () => settle(true));
    child.once('error', () => settle(false));
  });
  if (!started) return handOver(others, rest);
  await passSignalsUntilExit(child);
}

/** A terminal sends Ctrl-C to both; sent on once, because the child answers the first and ignores the next. */
function passSignalsUntilExit(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    let isPassed = false;
    process.on(signal, () => {
      if (!isPassed) child.kill(signal);
      isPassed = true;
    });
  }
  return new Promise((settle) => {
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
      settle();
    });
  });
}

function isSameFile(left, right) {
  try {
    return realpathSync(left) === realpathSync(right);
  } catch {
    return false;
  }
}
