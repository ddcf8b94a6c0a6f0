/** Starts what Steward consists of in the right order, keeps it running, and stops it in the reverse order. */
import type { Config } from '#platform/config.ts';
import { openDataFolder } from './data-folder.ts';
import { keysOf, secretOf } from './evaluation-secret.ts';
import { demandFreePort } from './free-port.ts';
import { greeting } from './greeting.ts';
import { type Environment, keepRunning } from './kept-child.ts';
import { keepDatabase } from './kept-database.ts';
import { LaunchRefused } from './launch-refused.ts';
import { type Prepared, runPreparation } from './preparation.ts';
import { watchSources } from './watch-sources.ts';
import { waitForHealth } from './web-health.ts';

export type Launch = {
  config: Config;
  version: string;
  /** The repository's folder. */
  root: string;
  env: Environment;
  isWatching: boolean;
  /** Absolute paths; tests hand in small ones. */
  scripts: { prepare: string; web: string; worker: string };
  print(line: string): void;
  /** Writes one line to standard error, after `steward: `. */
  complain(line: string): void;
};

/** Runs until `signal` asks to stop (answers 0) or something is refused or falls too often (answers 1). */
export async function launch(options: Launch, signal: AbortSignal): Promise<number> {
  const closers: (() => unknown)[] = [];
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const giveUp = (reason: string) => failure.abort(new LaunchRefused(reason));
  try {
    await bringUp(options, either, giveUp, closers);
    await new Promise((settle) =>
      either.aborted ? settle(null) : either.addEventListener('abort', settle, { once: true }),
    );
    either.throwIfAborted();
  } catch (error) {
    const reason = failure.signal.aborted ? failure.signal.reason : error;
    if (!signal.aborted) complainOf(reason, options);
  } finally {
    if (signal.aborted) options.print('Stopping.');
    for (const close of closers.reverse()) await close();
  }
  return signal.aborted && !failure.signal.aborted ? 0 : 1;
}

function complainOf(reason: unknown, options: Launch): void {
  const isExpected = reason instanceof LaunchRefused;
  options.complain(reason instanceof Error ? reason.message : String(reason));
  if (!isExpected && options.config.logLevel === 'debug') console.error(reason);
}

type Closers = (() => unknown)[];

async function bringUp(
  options: Launch,
  signal: AbortSignal,
  onGiveUp: (reason: string) => void,
  closers: Closers,
): Promise<void> {
  const { config, complain, print } = options;
  const folder = openDataFolder(config.dataFolder, options.version);
  closers.push(() => folder.release());
  await demandFreePort(config.host, config.port);
  if (folder.isNew) print('First start: this takes some seconds, later ones are quick.');
  const secret = secretOf(config);
  const common = {
    ...options.env,
    STEWARD_DATA: config.dataFolder,
    STEWARD_SECRET: secret,
    STEWARD_KEYS: keysOf(config),
  };
  signal.throwIfAborted();

  const ownerUrl = config.databaseUrl ? null : await embeddedDatabase(options, signal, onGiveUp, closers);
  const prepareNow = () =>
    runPreparation({
      script: options.scripts.prepare,
      env: common,
      ownerUrl: ownerUrl ?? config.databaseOwnerUrl,
      print,
      signal,
    });
  let prepared = await prepareNow();

  const envOf = (from: Prepared): Environment => ({ ...withoutOwner(common), ...from.env });
  let isReady = false;
  const whenFallen = () => (isReady ? (options.isWatching ? 'wait' : 'restart') : 'give-up');
  const keep = (name: 'web' | 'worker') =>
    keepRunning({ name, script: options.scripts[name], env: envOf(prepared), whenFallen, complain, onGiveUp });
  const children = [keep('web'), keep('worker')];
  closers.push(() => Promise.all(children.map((child) => child.stop())));
  await waitForHealth(config.host, config.port, signal);
  isReady = true;

  for (const line of greeting(config, prepared.links, options.version)) print(line);
  if (!options.isWatching) return;
  closers.push(
    watchSources(options.root, async ({ needsPreparation }) => {
      try {
        if (needsPreparation) prepared = await prepareNow();
        await Promise.all(children.map((child) => child.restart(envOf(prepared))));
        print('Changed files are in use.');
      } catch (error) {
        if (!signal.aborted) complain(error instanceof Error ? error.message : String(error));
      }
    }),
  );
}

async function embeddedDatabase(
  options: Launch,
  signal: AbortSignal,
  onGiveUp: (reason: string) => void,
  closers: Closers,
): Promise<string> {
  const { config, complain, print } = options;
  const database = await keepDatabase({ dataFolder: config.dataFolder, log: print, signal, complain, onGiveUp });
  closers.push(() => database.stop());
  return database.ownerUrl;
}

/** Web and worker never hold the owner's password: what runs under requests cannot change tables or the audit. */
function withoutOwner(env: Environment): Environment {
  const { DATABASE_OWNER_URL: _owner, ...rest } = env;
  return rest;
}
