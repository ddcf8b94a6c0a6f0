/** What this process answers a monitor: of each city, and of the newest backup. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveSuffix } from '#features/operations/backup-nightly.ts';
import type { Config } from '#platform/config.ts';
import type { CityFigures, Figures } from '#platform/metrics.ts';
import { databaseFigures } from '#platform/metrics-store.ts';
import type { OpenCity } from './cities.ts';

/** A city whose database is away is said to be so, and hides no other city. */
export async function figuresOf(config: Config, opened: readonly OpenCity[]): Promise<Figures> {
  const now = Date.now();
  const ofCity = async (open: OpenCity): Promise<CityFigures> => {
    const { inUse, waiting } = open.pool();
    const database = await databaseFigures(open.city, open.connections.jobsSchema, now).catch(() => null);
    return { city: open.city.slug, poolInUse: inUse, poolWaiting: waiting, database };
  };
  return {
    cities: await Promise.all(opened.map(ofCity)),
    backupAgeSeconds: config.backupFolder === null ? null : await newestAge(config.backupFolder, now),
  };
}

/** Seconds since the newest archive of the folder was finished; null where there is none. */
async function newestAge(folder: string, now: number): Promise<number | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const times = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(archiveSuffix))
      .map((entry) =>
        stat(join(folder, entry.name)).then(
          (found) => found.mtimeMs,
          () => 0,
        ),
      ),
  );
  return times.length === 0 ? null : Math.max(0, (now - Math.max(...times)) / 1000);
}
