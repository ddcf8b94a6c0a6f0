/** What the commands of operations work on: the installation that runs, or one that stands still. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupTools } from '#features/operations/backup-commands.ts';
import type { BackupSource } from '#features/operations/backup-service.ts';
import type { ReplayTombstones, RestoreTarget } from '#features/operations/operations-questions.ts';
import { type NamedKey, parseKeys } from '#platform/city-keys.ts';
import { type CityConnections, ownerConnection, prepareCityDatabase } from '#platform/city-database.ts';
import { CommandRefused } from '#platform/command.ts';
import { type Config, parseConfig } from '#platform/config.ts';
import { migrationHashes } from '#platform/migrations.ts';
import { diskTombstones } from '#platform/tombstones.ts';
import { openCity, type OpenCity } from './cities.ts';
import { type Connections, connectionsOf } from './connections.ts';
import { folders, root } from './folders.ts';
import { openDataFolder } from './launcher/data-folder.ts';
import { startEmbeddedPostgres } from './launcher/embedded-postgres.ts';
import { keptSecret, keysOf, secretOf } from './launcher/evaluation-secret.ts';
import { LaunchRefused } from './launcher/launch-refused.ts';
import { versionHere } from './version.ts';
import { queueNames } from './wings-jobs.ts';

type Say = (line: string) => void;

/** Where a city's ledger of destroyed records lies (cities.ts opens it there). */
export function ledgerPath(dataFolder: string, slug: string): string {
  return join(dataFolder, 'destroyed', `${slug}.jsonl`);
}

export function backupTools(replay: ReplayTombstones, env: NodeJS.ProcessEnv = process.env): BackupTools {
  const config = () => parseConfig(env, root);
  return {
    withSources: (slug, say, run) =>
      withOpenCities(config(), slug, say, (opened, { secrets, keys }) =>
        run({
          sources: opened.map(({ city, connections }): BackupSource => ({ city, connection: connections.app })),
          cities: opened.map((one) => one.city),
          secrets,
          keys,
          version: versionHere(),
        }),
      ),
    withTarget: (say, run) => {
      const settings = config();
      return withDatabase(settings, say, (ownerUrl) => run(restoreTarget(settings, ownerUrl)));
    },
    knownSecrets: () => knownSecrets(config()),
    replay,
    ledger(slug, named) {
      if (named === null) return existing(ledgerPath(config().dataFolder, slug));
      const isFolder = existsSync(named) && statSync(named).isDirectory();
      return existing(isFolder ? join(named, `${slug}.jsonl`) : named);
    },
    migrationHashes: () => migrationHashes(folders.migrations),
    now: () => Date.now(),
  };
}

const existing = (path: string) => (existsSync(path) ? diskTombstones(path) : null);

export function knownSecrets({ secret, dataFolder, oldSecrets }: Config): string[] {
  const current = secret ?? keptSecret(dataFolder);
  return [...(current ? [current] : []), ...oldSecrets];
}

export type Unlocked = { secrets: readonly string[]; keys: readonly NamedKey[]; connections: Connections };

/**
 * The cities of an installation that was started here once: beside the running one, or with its embedded database
 * started for as long as `run` takes.
 */
export async function withOpenCities<T>(
  config: Config,
  slug: string | undefined,
  say: Say,
  run: (opened: readonly OpenCity[], unlocked: Unlocked) => Promise<T>,
): Promise<T> {
  const connections = await connectionsOf(config);
  const addresses = config.cities.filter((one) => slug === undefined || one.slug === slug);
  if (addresses.length === 0)
    throw new CommandRefused(
      `the city ${slug} is not served here; there are: ${config.cities.map((one) => one.slug).join(', ')}`,
    );
  const unlocked = { secrets: [connections.secret, ...config.oldSecrets], keys: connections.keys, connections };
  const openAll = async () => {
    const opened: OpenCity[] = [];
    try {
      for (const address of addresses) opened.push(await openFrom(config, connections, address));
      return opened;
    } catch (error) {
      await Promise.all(opened.map((one) => one.close()));
      throw error;
    }
  };
  const use = async () => {
    const opened = await openAll();
    return run(opened, unlocked).finally(() => Promise.all(opened.map((one) => one.close())));
  };
  if (config.databaseUrl !== null || (await answers(openAll))) return use().catch(asRefusal);
  return withDatabase(config, say, use);
}

async function answers(openAll: () => Promise<OpenCity[]>): Promise<boolean> {
  const opened = await openAll().catch(() => null);
  await Promise.all((opened ?? []).map((one) => one.close()));
  return opened !== null;
}

function asRefusal(error: NodeJS.ErrnoException): never {
  if (/^(ECONNREFUSED|ENOTFOUND|ETIMEDOUT|57P03|28P01)$/.test(error.code ?? ''))
    throw new CommandRefused(`the database does not answer (${error.message})`);
  throw error;
}

export function openFrom(
  config: Config,
  connections: Connections,
  address: Config['cities'][number],
): Promise<OpenCity> {
  const connection = connections.cities[address.slug];
  if (!connection) throw new CommandRefused(`the city ${address.slug} was not started here yet: run npm start first`);
  return openCity({
    ...address,
    connections: connection,
    secret: connections.secret,
    oldSecrets: config.oldSecrets,
    keys: connections.keys,
    dataFolder: config.dataFolder,
    objectStore: config.objectStore,
    packDir: join(folders.packs, address.slug),
    poolSize: 2,
  });
}

/** Holds the data folder, so that no start comes between. `ownerUrl` is null where DATABASE_URL names a server. */
export async function withDatabase<T>(
  config: Config,
  say: Say,
  run: (ownerUrl: string | null) => Promise<T>,
): Promise<T> {
  const closers: (() => unknown)[] = [];
  try {
    const folder = openDataFolder(config.dataFolder, versionHere());
    closers.push(() => folder.release());
    if (config.databaseUrl) return await run(null);
    const database = await startEmbeddedPostgres({ dataFolder: config.dataFolder, log: say });
    closers.push(() => database.stop());
    return await run(database.ownerUrl);
  } catch (error) {
    throw error instanceof LaunchRefused ? new CommandRefused(error.message) : error;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

export function restoreTarget(config: Config, ownerUrl: string | null): RestoreTarget {
  const owner = ownerUrl ?? config.databaseOwnerUrl;
  const addressOf = (slug: string) => {
    const found = config.cities.find((one) => one.slug === slug);
    if (!found) throw new Error(`no city ${slug}`);
    return found;
  };
  // An evaluation makes its secret here, once nothing speaks against the restore.
  const prepared = new Map<string, CityConnections>();
  const prepare = async (schema: string) => {
    const connections = await prepareCityDatabase({
      schema,
      ownerUrl: owner,
      databaseUrl: config.databaseUrl,
      secret: secretOf(config),
      migrationsFolder: folders.migrations,
      queues: queueNames,
    });
    prepared.set(schema, connections);
    return connections;
  };
  return {
    async prepareCity(slug) {
      const { schema } = addressOf(slug);
      await prepare(schema);
      return {
        slug,
        schema,
        owner: await ownerConnection({ schema, ownerUrl: owner, databaseUrl: config.databaseUrl }),
      };
    },
    async openCity(slug, profile) {
      const address = addressOf(slug);
      const connections = prepared.get(address.schema) ?? (await prepare(address.schema));
      const open = await openCity({
        ...address,
        connections,
        secret: secretOf(config),
        oldSecrets: config.oldSecrets,
        keys: parseKeys(keysOf(config)),
        dataFolder: config.dataFolder,
        objectStore: config.objectStore,
        packDir: join(folders.packs, slug),
        poolSize: 2,
        profile,
      });
      return { city: open.city, connection: connections.app, close: open.close };
    },
    cities: config.cities.map((one) => one.slug),
    dataFolder: config.dataFolder,
    migrationsFolder: folders.migrations,
    secrets: knownSecrets(config),
    keys: config.keys ?? (existsSync(join(config.dataFolder, 'keys')) ? parseKeys(keysOf(config)) : []),
  };
}
