/** Operations as web and worker hold them: what the pages ask, and how the nightly backup reaches a city. */
import { statfs } from 'node:fs/promises';
import { cityUrl } from '#features/city/city-address.ts';
import { peopleOfRole } from '#features/city/city-people-store.ts';
import { type NightlyTools, operationsJobs } from '#features/operations/backup-nightly.ts';
import { operationsRoutes } from '#features/operations/operations-routes.ts';
import { readCatalog, translator } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import { type Config, parseConfig } from '#platform/config.ts';
import { type Job, type JobDesk, jobDesk } from '#platform/jobs.ts';
import { migrationHashes } from '#platform/migrations.ts';
import type { Route } from '#web/route.ts';
import type { OpenCity } from './cities.ts';
import { connectionsOf } from './connections.ts';
import { folders, root } from './folders.ts';
import { versionHere } from './version.ts';

const catalogOf = () => readCatalog(folders.locales);

export function operationsSite(config: Config, opened: readonly OpenCity[]): readonly Route[] {
  const desks = new Map(opened.map(({ city, connections }): [City, JobDesk] => [city, jobDesk(connections)]));
  const words = [...(catalogOf().get('en')?.keys() ?? [])];
  return operationsRoutes({
    deskOf: (city) => desks.get(city) as JobDesk,
    namedQueues: new Set(words.flatMap((key) => (key.startsWith(jobKey) ? [key.slice(jobKey.length)] : []))),
    filesOf: rememberedFor(600_000, countFiles),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(config.dataFolder);
      return bavail * bsize;
    },
    hasBackupFolder: config.backupFolder !== null,
    backupDays: config.backupDays,
    now: () => Date.now(),
  });
}

const jobKey = 'operations.job.';

async function countFiles(city: City): Promise<{ count: number; byteLength: number }> {
  const sum = { count: 0, byteLength: 0 };
  for await (const file of city.files.each()) {
    sum.count += 1;
    sum.byteLength += file.byteLength;
  }
  return sum;
}

/** A large store is not counted for every reader. */
function rememberedFor<T>(milliseconds: number, ask: (city: City) => Promise<T>): (city: City) => Promise<T> {
  const known = new Map<City, { at: number; answer: Promise<T> }>();
  return (city) => {
    const found = known.get(city);
    if (found && Date.now() - found.at < milliseconds) return found.answer;
    const answer = ask(city);
    known.set(city, { at: Date.now(), answer });
    answer.catch(() => known.delete(city));
    return answer;
  };
}

/** The settings are read when a job runs: the list of jobs itself needs none. */
export function nightlyJobs(): readonly Job[] {
  const config = () => parseConfig(process.env, root);
  const tools: NightlyTools = {
    async plan(city) {
      const { backupFolder: folder, backupDays: keepDays, oldSecrets } = config();
      if (!folder) return null;
      const { secret, keys, cities } = await connectionsOf(config());
      const connection = cities[city.slug]?.app;
      if (!connection) return null;
      return {
        folder,
        keepDays,
        sources: [{ city, connection }],
        secrets: [secret, ...oldSecrets],
        keys,
        version: versionHere(),
        migrationHashes: await migrationHashes(folders.migrations),
        now: new Date(),
      };
    },
    async administratorsOf(city) {
      return peopleOfRole(city.db, 'administrator');
    },
    wordsOf: (tag) => translator(catalogOf(), tag),
    linkFor: (city, path, tag) => cityUrl(config().baseUrl, city, path, tag),
    now: () => Date.now(),
  };
  return operationsJobs(tools);
}
