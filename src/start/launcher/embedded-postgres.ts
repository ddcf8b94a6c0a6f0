/** Starts and stops the PostgreSQL that npm delivered: on a unix socket only, with passwords, with little memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { LaunchRefused, onDisk } from './launch-refused.ts';
import { initialiseCluster, major } from './postgres-cluster.ts';
import { handOver, postgresPrograms, preparePrivateFolder, socketFolder, superuserPassword } from './postgres-files.ts';
import { chooseRecipe, factsOfThisMachine, type RecipeFacts, spawnUnder, withPassage } from './postgres-recipe.ts';
import { stopOrphan } from './postgres-orphan.ts';
import { hasEnded, stopProcess } from './processes.ts';

export type EmbeddedPostgresOptions = {
  /** Absolute, and held by this process (see data-folder.ts). */
  dataFolder: string;
  /** Receives a plain sentence where something takes time. */
  log(line: string): void;
  /** Stops a start that is under way. */
  signal?: AbortSignal;
  /** Injected by tests; otherwise asked of this machine. */
  facts?: RecipeFacts;
};

export type EmbeddedPostgres = {
  /** A superuser's connection string; its path is the database, so `new URL(ownerUrl)` may be changed and used. */
  ownerUrl: string;
  pid: number;
  /** Ends all connections, writes everything down and waits until the server is gone. */
  stop(): Promise<void>;
  /** Called once if the server ends without `stop`. */
  onExit(listener: () => void): void;
};

/** What an idle evaluation needs; safety of data (fsync, full_page_writes) stays at PostgreSQL's own defaults. */
const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  wal_buffers: '1MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers: '2',
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
} as const;

/**
 * Makes the cluster if needed, starts the server and waits until it answers.
 * Throws LaunchRefused with one sentence when the machine does not allow it or the disk is full.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, signal } = options;
  const programs = postgresPrograms();
  const facts = options.facts ?? factsOfThisMachine();
  const chosen = chooseRecipe(facts);
  const cluster = join(dataFolder, 'postgres');
  const socket = socketFolder(dataFolder);
  // The other account must pass through the data folder; it still cannot list or read what lies in it.
  if (chosen.kind === 'other-account') chmodSync(dataFolder, 0o711);
  const recipe = withPassage(chosen, [dataFolder, join(programs, 'postgres')], facts.passages);
  const password = onDisk(dataFolder, () => superuserPassword(dataFolder));
  await stopOrphan(cluster);
  if (!existsSync(cluster)) {
    options.log('Making the database.');
    await initialiseCluster({ programs, cluster, password, recipe, ...(signal ? { signal } : {}) });
  }
  demandMajor(cluster);
  handOver(cluster, recipe);
  onDisk(dataFolder, () => preparePrivateFolder(socket, recipe));
  const ownerUrl = `postgres://postgres:${password}@localhost/postgres?host=${encodeURIComponent(socket)}`;
  const values = { ...settings, unix_socket_directories: socket };
  const args = ['-D', cluster, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  return startServer(spawnUnder(recipe, join(programs, 'postgres'), args), ownerUrl, dataFolder, signal);
}

function demandMajor(cluster: string): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === major) return;
  throw new LaunchRefused(
    `the database in ${cluster} was made by PostgreSQL ${found} and this is PostgreSQL ${major}; start the version of Steward that made it.`,
  );
}

type ServerCommand = ReturnType<typeof spawnUnder>;

async function startServer(
  command: ServerCommand,
  ownerUrl: string,
  dataFolder: string,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPostgres> {
  const logPath = join(dataFolder, 'postgres.log');
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const from = onDisk(dataFolder, () => beginLog(logPath));
    const log = openSync(logPath, 'a', 0o600);
    // A session of its own: Ctrl-C in the terminal must reach web and worker first, and this server last.
    const child = spawn(command.command, command.args, {
      ...command.account,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const answer = await firstAnswer(child, ownerUrl, signal);
    if (answer === 'ready') return handleOf(child, ownerUrl);
    await stopProcess(child, ['SIGINT', 'SIGQUIT', 'SIGKILL']);
    signal?.throwIfAborted();
    if (answer === 'wrong-password') {
      throw new LaunchRefused(
        `the database does not accept the password in ${join(dataFolder, 'postgres-password')}; restore that file from a backup.`,
      );
    }
    const said = readFileSync(logPath, 'utf8').slice(from);
    // After a kill -9 the old server's last processes need a moment to notice and let go of the shared memory.
    const isTransient = /pre-existing shared memory block|lock file .* already exists/.test(said);
    if (isTransient && attempt < 40) await new Promise((settle) => setTimeout(settle, 250));
    else throw refusalFrom(said, logPath);
  }
}

/** Starts a new log file when the old one has grown; answers the length from which new lines follow. */
function beginLog(path: string): number {
  if (!existsSync(path)) return 0;
  const { size } = statSync(path);
  if (size < 5_000_000) return size;
  rmSync(`${path}.1`, { force: true });
  renameSync(path, `${path}.1`);
  return 0;
}

type FirstAnswer = 'ready' | 'wrong-password' | 'none';

/** Waits until the server answers a query; recovery after a crash may take it a while. */
async function firstAnswer(
  child: ChildProcess,
  ownerUrl: string,
  signal: AbortSignal | undefined,
): Promise<FirstAnswer> {
  const until = Date.now() + 180_000;
  let isFailed = false;
  child.once('error', () => {
    isFailed = true;
  });
  while (!isFailed && !hasEnded(child) && !signal?.aborted && Date.now() < until) {
    const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return 'ready';
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') return 'wrong-password';
      await new Promise((settle) => setTimeout(settle, 20));
    } finally {
      await client.end().catch(() => {});
    }
  }
  return 'none';
}

function handleOf(child: ChildProcess, ownerUrl: string): EmbeddedPostgres {
  let isStopping = false;
  const listeners: (() => void)[] = [];
  child.once('exit', () => {
    if (!isStopping) for (const listener of listeners) listener();
  });
  return {
    ownerUrl,
    pid: child.pid as number,
    async stop() {
      isStopping = true;
      await stopProcess(child, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 20_000);
    },
    onExit(listener) {
      if (hasEnded(child)) queueMicrotask(listener);
      else listeners.push(listener);
    },
  };
}

function refusalFrom(said: string, logPath: string): LaunchRefused {
  if (/No space left on device/.test(said)) {
    return new LaunchRefused('the database cannot start because the disk is full; make room, then start again.');
  }
  const reason = said.match(/(?:FATAL|PANIC|error|unshare): +(.+)/)?.[1] ?? 'it ended without a word';
  return new LaunchRefused(`the embedded database did not start: ${reason.replace(/\.?$/, '')} (more in ${logPath}).`);
}
