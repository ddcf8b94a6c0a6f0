/** Makes the database cluster of a new data folder, whole or not at all. */
import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchRefused, onDisk } from './launch-refused.ts';
import { ownerUnder, spawnUnder, type StartRecipe } from './postgres-recipe.ts';

/** The major version that package-lock.json pins; a cluster of another one cannot be opened. */
export const major = '18';

export type ClusterOptions = {
  programs: string;
  /** Where the finished cluster lies. */
  cluster: string;
  /** The superuser's password. */
  password: string;
  recipe: StartRecipe;
  signal?: AbortSignal;
};

/** Works beside the final place and renames at the end: a start that was interrupted leaves nothing half-made. */
export async function initialiseCluster(options: ClusterOptions): Promise<void> {
  const { cluster, recipe } = options;
  const draft = `${cluster}.new`;
  const owner = ownerUnder(recipe);
  const passwordFile = join(draft, 'password');
  const files = join(draft, 'cluster');
  onDisk(draft, () => {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (owner) for (const path of [draft, passwordFile]) chownSync(path, owner.uid, owner.gid);
  });
  // The same ordering and case rules on every machine, whatever its own locales are.
  const args = [
    '-D',
    files,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await run(spawnUnder(recipe, join(options.programs, 'initdb'), args), options.signal);
    rmSync(passwordFile);
    renameSync(files, cluster);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function run(command: ReturnType<typeof spawnUnder>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(command.command, command.args, {
    ...command.account,
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const interrupt = () => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt);
  const code = await new Promise<number | string>((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', (exitCode, exitSignal) => settle(exitCode ?? exitSignal ?? 'nothing'));
  });
  signal?.removeEventListener('abort', interrupt);
  signal?.throwIfAborted();
  if (code === 0) return;
  if (/No space left on device/.test(said)) {
    throw new LaunchRefused('the database cannot be made because the disk is full; make room, then start again.');
  }
  const reason = said.match(/(?:FATAL|error|unshare|initdb): +(.+)/)?.[1] ?? String(code);
  throw new LaunchRefused(`the database cannot be made: ${reason.replace(/\.?$/, '.')}`);
}
