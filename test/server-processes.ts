/** Several web and worker processes on one database and one file store, as several machines run them: no shared folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '#platform/config.ts';
import { openCities } from '#start/cities.ts';
import { connectionsOf } from '#start/connections.ts';
import { root } from '#start/folders.ts';
import { testKeys, testSecret } from './city.ts';
import { createDatabase } from './database.ts';
import { freePort, pause } from './installation.ts';

export type ServerProcess = {
  readonly kind: 'web' | 'worker';
  readonly url: string;
  readonly pid: number;
  said(): string;
  isRunning(): boolean;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
};

export type Servers = {
  env: Readonly<Record<string, string>>;
  /** Starts one more; a web process answers when this resolves. */
  start(kind: 'web' | 'worker', env?: Record<string, string>): Promise<ServerProcess>;
  /** Runs a command of the line tool; answers what it printed and its exit code. */
  steward(args: readonly string[], env?: Record<string, string>): Promise<{ code: number | null; said: string }>;
  /** The city as a process beside the others holds it. */
  beside(): ReturnType<typeof openBeside>;
  close(): Promise<void>;
};

type Options = {
  env?: Record<string, string>;
  /** The folder with the code; the repository's own by default. */
  codeFolder?: string;
  /** The program that runs it. */
  cities?: string;
};

/** Makes a database of its own; nothing is prepared or started yet. */
export async function serverProcesses({
  env = {},
  codeFolder = root,
  cities = 'practice',
}: Options = {}): Promise<Servers> {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'steward-servers-'));
  const running = new Set<ServerProcess>();
  const common: Record<string, string> = {
    STEWARD_CITIES: cities,
    STEWARD_SECRET: testSecret,
    STEWARD_KEYS: testKeys,
    STEWARD_HOST: '127.0.0.1',
    STEWARD_LOG: 'info',
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.url,
    STEWARD_DATA: join(folder, 'shared'),
    ...env,
  };
  await mkdir(common['STEWARD_DATA'] as string, { recursive: true, mode: 0o700 });
  const bare = () => {
    const given = { ...process.env };
    for (const name of Object.keys(given)) if (/^(STEWARD_|DATABASE_)/.test(name)) delete given[name];
    return given;
  };
  const run = (args: readonly string[], more: Record<string, string>) =>
    spawn(process.execPath, [join(codeFolder, 'src/start/cli.ts'), ...args], {
      cwd: codeFolder,
      env: { ...bare(), ...common, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    env: common,
    async start(kind, more = {}) {
      const port = await freePort();
      // What runs under requests never holds the owner's address.
      const child = run([kind], { DATABASE_OWNER_URL: '', STEWARD_PORT: String(port), ...more });
      const one = processOf(kind, child, `http://127.0.0.1:${port}`);
      running.add(one);
      child.once('exit', () => running.delete(one));
      await untilSaid(one, kind === 'web' ? 'web.listens' : 'worker.runs');
      return one;
    },
    async steward(args, more = {}) {
      const child = run(args, more);
      const said = collected(child);
      const [code] = (await once(child, 'exit')) as [number | null];
      return { code, said: said() };
    },
    beside: () => openBeside(common),
    async close() {
      await Promise.all([...running].map((one) => one.kill('SIGKILL')));
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openBeside(env: Record<string, string>) {
  const config = parseConfig(env);
  const [open] = await openCities(config, await connectionsOf(config), 4);
  if (!open) throw new Error('no city is served');
  return open;
}

function collected(child: ChildProcess): () => string {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return () => said;
}

function processOf(kind: 'web' | 'worker', child: ChildProcess, url: string): ServerProcess {
  const said = collected(child);
  const ended = new Promise<number | null>((settle) => child.once('exit', (code) => settle(code)));
  return {
    kind,
    url,
    pid: child.pid as number,
    said,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

async function untilSaid(one: ServerProcess, what: string): Promise<void> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    if (one.said().includes(what)) return;
    if (!one.isRunning()) break;
    await pause(20);
  }
  throw new Error(`${one.kind} did not start: ${one.said().slice(-2000)}`);
}
