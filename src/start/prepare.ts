/** Before web and worker start: roles, schemas, migrations, packs, Practice City, for every city of the configuration. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { endEvaluationPeople, ensureEvaluationPeople } from '#features/city/city-evaluation.ts';
import { recordCityPack } from '#features/city/city-service.ts';
import { profileOf } from '#features/city/city-store.ts';
import { newestDirectives } from '#features/directives/directive-store.ts';
import { sealOldAdvice } from '#features/duties/duty-advice.ts';
import { installWhenNone } from '#features/publication/publication-service.ts';
import { unfinishedRestore } from '#features/operations/restore-service.ts';
import { prepareCityDatabase, type CityConnections } from '#platform/city-database.ts';
import type { City } from '#platform/city.ts';
import { inTransaction } from '#platform/database.ts';
import type { NamedKey } from '#platform/city-keys.ts';
import type { Config } from '#platform/config.ts';
import { guardStatements } from '#platform/record-guards.ts';
import { applyDirectivesAndDuties, loadPack, type LoadedPack } from './apply.ts';
import { openCity } from './cities.ts';
import { writeConnections } from './connections.ts';
import { folders } from './folders.ts';
import { ensurePractice } from './practice-city.ts';
import { queueNames } from './wings-jobs.ts';
import { recordSources } from './wings-records.ts';
import { packNews } from './pack-news.ts';
import { publishables } from './wings-publishables.ts';

const asSystem = { actor: null, requestId: null };

/**
 * Prepares every city and answers what web and worker get in their environment.
 * `ownerUrl`: the embedded server's owner, or null where DATABASE_URL names a server.
 * Throws one sentence when the secret is missing, a pack is unsound or a database is newer.
 */
export async function prepare(
  config: Config,
  ownerUrl: string | null,
  print: (line: string) => void,
): Promise<Record<string, string>> {
  if (existsSync(join(config.dataFolder, unfinishedRestore)))
    throw new Error('a restore into this data folder was cut off: run steward restore again with the same file first');
  const { secret } = config;
  if (!secret) throw new Error('STEWARD_SECRET is missing');
  const { keys } = config;
  if (!keys) throw new Error('STEWARD_KEYS is missing');
  const adminUrl = ownerUrl ?? config.databaseOwnerUrl ?? config.databaseUrl;
  return oneAtATime(adminUrl, async () => {
    const cities = await prepareCities(config, { ownerUrl, secret, keys }, print);
    writeConnections(config.dataFolder, { runId: randomUUID(), secret, keys, baseUrl: config.baseUrl, cities });
    return {};
  });
}

type Given = { ownerUrl: string | null; secret: string; keys: readonly NamedKey[] };

async function prepareCities(
  config: Config,
  { ownerUrl, secret, keys }: Given,
  print: (line: string) => void,
): Promise<Record<string, CityConnections>> {
  const { oldSecrets } = config;
  const cities: Record<string, CityConnections> = {};
  for (const { slug, schema, host } of config.cities) {
    const packDir = join(folders.packs, slug);
    if (!existsSync(packDir))
      throw new Error(`there is no pack for the city ${slug}: STEWARD_CITIES names a folder of packs/`);
    const pack = await loadPack(packDir);
    const connections = await prepareCityDatabase({
      schema,
      secret,
      ownerUrl: ownerUrl ?? config.databaseOwnerUrl,
      databaseUrl: config.databaseUrl,
      migrationsFolder: folders.migrations,
      queues: queueNames,
      afterMigrations: guardStatements(recordSources),
    });
    cities[slug] = connections;
    const request = {
      slug,
      schema,
      host,
      connections,
      secret,
      oldSecrets,
      keys,
      dataFolder: config.dataFolder,
      objectStore: config.objectStore,
      scanner: config.scanner,
      packDir,
      poolSize: 3,
      profile: profileOf(pack.city),
    };
    const open = await openCity(request);
    try {
      await fillCity(open.city, pack, config, print);
    } finally {
      await open.close();
    }
  }
  return cities;
}

/** Two processes that prepare the same database follow one another; the lock goes with its connection. */
async function oneAtATime<T>(adminUrl: string | null, act: () => Promise<T>): Promise<T> {
  if (!adminUrl) throw new Error('a city needs a database address');
  const lock = new pg.Client({ connectionString: adminUrl, application_name: 'steward prepare' });
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('steward.prepare'))`);
    return await act();
  } finally {
    await lock.end();
  }
}

/** The first time a pack is applied as it is; later a changed pack is shown, and a person applies it. */
async function fillCity(
  city: City,
  pack: LoadedPack,
  { isProduction, baseUrl }: Config,
  print: (line: string) => void,
): Promise<void> {
  await inTransaction(city.db, (tx) => sealOldAdvice(city, tx));
  const isFirst = (await newestDirectives(city.db)).length === 0;
  if (isFirst) {
    print(`Loading ${city.profile.name.en}.`);
    await recordCityPack(city, asSystem, pack.city);
    if (isProduction) await endEvaluationPeople(city, Date.now());
    else await ensureEvaluationPeople(city);
    if (city.profile.practice) await ensurePractice(city, baseUrl);
    else await applyDirectivesAndDuties(city, asSystem, pack.sources);
    return;
  }
  if (isProduction) await endEvaluationPeople(city, Date.now());
  else await ensureEvaluationPeople(city);
  // A folder of a version that knew no publication: the texts that anybody could read until now.
  await installWhenNone(city, publishables);
  for (const line of await packNews(city, pack)) print(line);
}
