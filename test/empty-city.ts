/** The smallest city that holds, migrated and empty, from the platform alone: for the platform's own tests. */
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealAllAudit } from '#platform/audit-seal.ts';
import { cityKeys, parseKeys } from '#platform/city-keys.ts';
import type { City, CityProfile } from '#platform/city.ts';
import { type CityConnections, prepareCityDatabase } from '#platform/city-database.ts';
import { systemClock } from '#platform/clock.ts';
import { openDatabase, openPool } from '#platform/database.ts';
import { diskFiles } from '#platform/files.ts';
import { diskTombstones } from '#platform/tombstones.ts';
import { projectRoot } from '../tools/project-files.ts';
import { createDatabase } from './database.ts';

export const migrationsFolder = join(projectRoot, 'migrations');
export const testSecret = 'a secret of the tests, not of any city';
/** The first key of the tests; not of any city. */
export const testKeys = `tests:${'k'.repeat(43)}`;

export const testProfile: CityProfile = {
  id: 'test',
  name: { en: 'Test City' },
  timeZone: 'America/Los_Angeles',
  reach: {
    mayor_led_department: 'order',
    mayor_led_bureau: 'order',
    board_led: 'request',
    proprietary: 'request',
    elected_office: 'urge',
    partner: null,
  },
  bodies: [
    {
      id: 'rap',
      name: { en: 'Recreation and Parks' },
      acronym: 'RAP',
      kind: 'mayor_led_department',
      validFrom: null,
      validTo: null,
    },
  ],
  calendars: [],
  languages: { interface: ['en', 'es'], material: ['en'] },
  dutiesTrackedFrom: null,
  practice: null,
  records: null,
  familyHelp: [],
  quietHours: null,
  reminders: { before: [7, 2], generalManagerAfter: 3, chiefOfStaffAfter: 7 },
};

export type BareCity = { city: City; connections: CityConnections; close(): Promise<void> };

/** A city on connections that were prepared before. */
export async function openBareCity(schema: string, connections: CityConnections): Promise<BareCity> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-test-'));
  const open = ({ url, schema: path }: CityConnections['app']) =>
    openDatabase(openPool({ connectionString: url, schema: path, max: 5, name: 'steward test' }));
  const [db, publicDb] = [open(connections.app), open(connections.public)];
  const city: City = {
    slug: 'test',
    schema,
    host: null,
    profile: testProfile,
    packDir: '',
    db,
    publicDb,
    clock: systemClock,
    files: diskFiles(join(folder, 'files')),
    tombstones: diskTombstones(join(folder, 'destroyed', 'test.jsonl')),
    scanner: null,
    auditKey: createHmac('sha256', testSecret).update(schema).digest(),
    oldAuditKeys: [],
    keys: cityKeys(schema, parseKeys(testKeys)),
  };
  return {
    city,
    connections,
    async close() {
      await Promise.all([db.destroy(), publicDb.destroy()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A city in a database of its own, with its three roles; `ownerUrl` is the server's owner on that database. */
export async function bareCity(): Promise<BareCity & { ownerUrl: string }> {
  const database = await createDatabase();
  const schema = `city_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const connections = await prepareCityDatabase({
    schema,
    secret: testSecret,
    ownerUrl: database.url,
    databaseUrl: null,
    migrationsFolder,
    queues: [],
  });
  const open = await openBareCity(schema, connections);
  return {
    ...open,
    ownerUrl: database.url,
    async close() {
      await open.close();
      await database.drop();
    },
  };
}

/** Seals until `count` rows are sealed: transactions of other tests on the same server hold the seal up for a moment. */
export async function sealRows(city: City, count: number): Promise<void> {
  let sealed = 0;
  for (let tries = 0; sealed < count && tries < 400; tries += 1) {
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 25));
    sealed += await sealAllAudit(city);
  }
  if (sealed !== count) throw new Error(`${sealed} rows were sealed, not ${count}`);
}
