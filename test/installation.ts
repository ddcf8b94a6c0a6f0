/** A whole installation as `npm start` makes it, in a folder and on a port of its own: for what only real processes show. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '#start/folders.ts';

export type Installation = {
  readonly url: string;
  readonly dataFolder: string;
  /** The launcher: everything else descends from it. */
  readonly pid: number;
  /** Everything that it wrote so far. */
  said(): string;
  /** Sends SIGINT, as Ctrl-C does, and waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
};

/** A folder for `startInstallation`; `remove` after the last stop. */
export async function installationFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'steward-installation-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

// The shell outlives a killed test just long enough to send the launcher's signal: its standard input ends then.
const keeper = `exec 3<&0
"$0" "$@" & pid=$!
echo "launcher $pid"
( cat <&3 >/dev/null; kill -INT $pid 2>/dev/null ) >/dev/null 2>&1 & watcher=$!
wait $pid; code=$?
kill $watcher 2>/dev/null
exit $code`;

/** Runs the launcher in `dataFolder` on a free port. Does not wait until it is ready. */
export async function startInstallation(dataFolder: string, env: Record<string, string> = {}): Promise<Installation> {
  const port = await freePort();
  const launcher = join(root, 'src/start/launcher');
  const child = spawn(
    'sh',
    ['-c', keeper, process.execPath, join(launcher, 'bootstrap.mjs'), join(launcher, 'main.ts')],
    {
      cwd: root,
      env: {
        ...process.env,
        STEWARD_DATA: dataFolder,
        STEWARD_PORT: String(port),
        STEWARD_HOST: '127.0.0.1',
        STEWARD_MODE: 'evaluation',
        DATABASE_URL: '',
        DATABASE_OWNER_URL: '',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const pid = await launcherPid(child, () => said);
  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    pid,
    said: () => said,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      try {
        process.kill(pid, 'SIGINT');
      } catch {
        // It has ended by itself; the process around it follows.
      }
      const [code] = await ended;
      return code as number | null;
    },
  };
}

async function launcherPid(child: ChildProcess, said: () => string): Promise<number> {
  for (;;) {
    const found = /^launcher (\d+)$/m.exec(said());
    if (found) return Number(found[1]);
    if (child.exitCode !== null) throw new Error(`the launcher did not start: ${said()}`);
    await pause(5);
  }
}

/** Waits until /health answers 200 and `isSo` holds too; answers the seconds that it took. Throws after `seconds`. */
export async function untilHealthy(
  { url, said }: Pick<Installation, 'url' | 'said'>,
  isSo: () => Promise<boolean> = async () => true,
  seconds = 120,
): Promise<number> {
  const startedAt = performance.now();
  const passed = () => (performance.now() - startedAt) / 1000;
  for (;;) {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer?.status === 200 && (await isSo().catch(() => false))) return passed();
    if (passed() > seconds) throw new Error(`not healthy after ${seconds} seconds: ${said().slice(-2000)}`);
    await pause(20);
  }
}

/** The process that serves the embedded database. */
export async function databasePid(dataFolder: string): Promise<number | null> {
  const text = await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[0]) || null;
}

/** The launcher's child that runs `src/start/<name>.ts`; null while there is none. */
export async function childPid(launcher: number, name: 'web' | 'worker'): Promise<number | null> {
  const children = await readFile(`/proc/${launcher}/task/${launcher}/children`, 'utf8').catch(() => '');
  for (const pid of children.split(' ').filter(Boolean)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`/src/start/${name}.ts`)) return Number(pid);
  }
  return null;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
