/** Opens the cities of an installation for a process. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { latestProfile } from '#features/city/city-store.ts';
import type { IsoInstant } from '#kit/dates.ts';
import type { City, CityProfile } from '#platform/city.ts';
import { cityKeys, type NamedKey } from '#platform/city-keys.ts';
import type { CityConnections } from '#platform/city-database.ts';
import { pinnedClock, systemClock } from '#platform/clock.ts';
import type { Config } from '#platform/config.ts';
import { openDatabase, openPool } from '#platform/database.ts';
import { diskFiles, type FileStore } from '#platform/files.ts';
import { readObjectStoreAddress, s3Files } from '#platform/files-s3.ts';
import { missingMigrations } from '#platform/migrations.ts';
import { practiceState } from '#platform/practice.ts';
import { clamdScanner } from '#platform/scanner.ts';
import { diskTombstones } from '#platform/tombstones.ts';
import type { Connections } from './connections.ts';
import { folders } from './folders.ts';

export type OpenCity = {
  city: City;
  connections: CityConnections;
  refresh(): Promise<void>;
  pool(): { inUse: number; waiting: number };
  close(): Promise<void>;
};

export type CityRequest = {
  slug: string;
  schema: string;
  host: string | null;
  connections: CityConnections;
  secret: string;
  oldSecrets?: readonly string[];
  keys: readonly NamedKey[];
  dataFolder: string;
  /** The object store's address; without one files lie in the data folder. */
  objectStore?: string | null;
  /** The scanner's address; without one uploads are not scanned. */
  scanner?: string | null;
  packDir: string;
  /** Connections of this process to the city. */
  poolSize: number;
  /** How long to wait for a database that is coming up; not at all by default. */
  patienceMs?: number;
  /** For the first start, when the database knows no profile yet. */
  profile?: CityProfile;
};

/** Throws when the city has no profile yet: it is prepared first. */
export async function openCity(request: CityRequest): Promise<OpenCity> {
  const { slug, schema, host, connections, secret, packDir, poolSize } = request;
  const pools: ReturnType<typeof openPool>[] = [];
  const pool = (connection: CityConnections['app'], max: number) => {
    const made = openPool({
      connectionString: connection.url,
      schema: connection.schema,
      max,
      name: `steward ${slug}`,
    });
    pools.push(made);
    return made;
  };
  const db = openDatabase(pool(connections.app, poolSize));
  const publicDb = openDatabase(pool(connections.public, Math.min(poolSize, 4)));
  const close = async () => {
    await Promise.all([db.destroy(), publicDb.destroy()]);
  };
  const profile = request.profile ?? (await whenDatabaseAnswers(() => latestProfile(db), request.patienceMs ?? 0));
  if (!profile) {
    await close();
    throw new Error(`the city ${slug} has not been prepared`);
  }
  let startedAt = ((await practiceState(db))?.started_at ?? new Date().toISOString()) as IsoInstant;
  const city: City = {
    slug,
    schema,
    host,
    profile,
    packDir,
    db,
    publicDb,
    clock: profile.practice ? pinnedClock(profile.practice.clock, profile.timeZone, () => startedAt) : systemClock,
    files: filesOf(request),
    tombstones: diskTombstones(join(request.dataFolder, 'destroyed', `${slug}.jsonl`)),
    scanner: request.scanner ? clamdScanner(request.scanner) : null,
    auditKey: auditKeyOf(secret, schema),
    oldAuditKeys: (request.oldSecrets ?? []).map((old) => auditKeyOf(old, schema)),
    keys: cityKeys(schema, request.keys),
  };
  return {
    city,
    connections,
    /** Takes up what another process changed: the pack, Practice City's clock. */
    async refresh() {
      city.profile = (await latestProfile(db)) ?? city.profile;
      startedAt = (await practiceState(db))?.started_at ?? startedAt;
    },
    pool: () => ({
      inUse: pools.reduce((sum, one) => sum + one.totalCount - one.idleCount, 0),
      waiting: pools.reduce((sum, one) => sum + one.waitingCount, 0),
    }),
    close,
  };
}

/** Each city has a folder or a prefix of its own. What comes in lies in the data folder first, whatever the store. */
function filesOf({ slug, dataFolder, objectStore }: CityRequest): FileStore {
  const folder = join(dataFolder, 'files', slug);
  return objectStore ? s3Files(readObjectStoreAddress(objectStore), slug, join(folder, 'incoming')) : diskFiles(folder);
}

const auditKeyOf = (secret: string, schema: string) => createHmac('sha256', secret).update(`audit:${schema}`).digest();

/** What a database says that is starting or recovering, or that is not there yet. */
const comingUp = new Set(['57P03', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET', '57P01', '57P02']);
const patienceMs = 45_000;

/** Waits for a database that recovers from a fall, so that the wait is not counted as a fall of this process. */
async function whenDatabaseAnswers<T>(ask: () => Promise<T>, milliseconds: number): Promise<T> {
  const givenUpAt = Date.now() + milliseconds;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!comingUp.has((error as { code?: string }).code ?? '') || Date.now() >= givenUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Every city of the configuration, as `npm start` prepared it. */
export function openCities(config: Config, connections: Connections, poolSize: number): Promise<OpenCity[]> {
  return Promise.all(
    config.cities.map(async ({ slug, schema, host }) => {
      const connection = connections.cities[slug];
      if (!connection) throw new Error(`the city ${slug} has not been prepared: run npm start with it`);
      const packDir = join(folders.packs, slug);
      const open = await openCity({
        slug,
        schema,
        host,
        connections: connection,
        secret: connections.secret,
        oldSecrets: config.oldSecrets,
        keys: connections.keys,
        dataFolder: config.dataFolder,
        objectStore: config.objectStore,
        scanner: config.scanner,
        packDir,
        poolSize,
        patienceMs,
      });
      await whenMigrated(open).catch(async (error: unknown) => {
        await open.close();
        throw error;
      });
      return open;
    }),
  );
}

/** A process of a new version waits a while for the one that prepares; it serves no schema that it does not know. */
async function whenMigrated({ city }: OpenCity): Promise<void> {
  const givenUpAt = Date.now() + patienceMs;
  for (;;) {
    const missing = await missingMigrations(city.db, folders.migrations);
    if (missing.length === 0) return;
    if (Date.now() >= givenUpAt)
      throw new Error(`the city ${city.slug} lacks ${missing.join(', ')}: run steward prepare of this version once`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
