/** What this process answers a monitor of each city. */
import { lastRuns } from '#features/operations/operations-store.ts';
import type { City } from '#platform/city.ts';
import type { CityFigures, Figures } from '#platform/metrics.ts';
import { databaseFigures } from '#platform/metrics-store.ts';
import type { OpenCity } from './cities.ts';

/** A city whose database is away is said to be so, and hides no other city. */
export async function figuresOf(opened: readonly OpenCity[]): Promise<Figures> {
  const now = Date.now();
  const ofCity = async (open: OpenCity): Promise<CityFigures> => {
    const { inUse, waiting } = open.pool();
    const [database, backupAgeSeconds] = await Promise.all([
      databaseFigures(open.city, open.connections.jobsSchema, now).catch(() => null),
      backupAge(open.city, now).catch(() => null),
    ]);
    return { city: open.city.slug, poolInUse: inUse, poolWaiting: waiting, backupAgeSeconds, database };
  };
  return { cities: await Promise.all(opened.map(ofCity)) };
}

/** From what the city notes of its backups: whichever machine wrote one, every process knows. A practice city needs none. */
async function backupAge({ db, profile }: City, now: number): Promise<number | null> {
  if (profile.practice) return null;
  const { done } = await lastRuns(db);
  return done ? Math.max(0, (now - Date.parse(done.endedAt)) / 1000) : null;
}
