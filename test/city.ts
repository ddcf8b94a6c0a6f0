/** Cities for tests: a database of their own with the real packs and Practice City in it, and the site in this process. */
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { actorOf, peopleOfRole } from '#features/city/city-people-store.ts';
import { type CityConnections, prepareCityDatabase } from '#platform/city-database.ts';
import { parseKeys } from '#platform/city-keys.ts';
import type { City } from '#platform/city.ts';
import { type Config, parseConfig } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { sha256 } from '#kit/ids.ts';
import { openSession } from '#platform/sessions.ts';
import type { Actor, Role } from '#rules/permissions.ts';
import { type OpenCity, openCity } from '#start/cities.ts';
import { folders } from '#start/folders.ts';
import { prepare } from '#start/prepare.ts';
import { createSite } from '#start/site.ts';
import { queueNames } from '#start/wings-jobs.ts';
import { createServer } from '#web/server.ts';
import type { Route } from '#web/route.ts';
import type { Site } from '#web/site.ts';
import { createDatabase, templateDatabase, testServer } from './database.ts';
import { TestVisitor } from './visitor.ts';

export const testSecret = 'a secret of the tests, not of any city';
/** The first key of the tests; not of any city. */
export const testKeys = `tests:${'k'.repeat(43)}`;
const slugs = ['los-angeles', 'practice'] as const;
export type TestSlug = (typeof slugs)[number];

export type TestSite = {
  config: Config;
  city(slug?: TestSlug): City;
  /** What the server was made of, for tests that make another. */
  site: Site;
  /** Everybody's routes, for tests that walk them. */
  routes: readonly Route[];
  server: FastifyInstance;
  /** Connection strings of the city's roles and of the owner of the server. */
  connections(slug?: TestSlug): CityConnections;
  ownerUrl: string;
  /** Somebody without a session. */
  visitor(slug?: TestSlug): TestVisitor;
  /** Somebody who holds the role; `bodyId` where several do. Default city: Practice City. */
  signIn(role: Role, options?: { bodyId?: string; slug?: TestSlug }): Promise<TestVisitor>;
  actor(role: Role, bodyId?: string, slug?: TestSlug): Promise<Actor>;
  close(): Promise<void>;
};

function testConfig(dataFolder: string, env: Record<string, string> = {}): Config {
  return parseConfig({
    STEWARD_DATA: dataFolder,
    STEWARD_SECRET: testSecret,
    STEWARD_KEYS: testKeys,
    STEWARD_CITIES: slugs.join(','),
    STEWARD_MAX_UPLOAD_MB: '2',
    STEWARD_LOG: 'error',
    ...env,
  });
}

/** The template holds both cities as a first start leaves them; each test file gets a copy. */
async function template(): Promise<{ name: string; files: string }> {
  const server = await testServer();
  const dataFolder = join(tmpdir(), `steward-template-${sha256(server.url).slice(0, 12)}`);
  const name = await templateDatabase('cities', async (url) => {
    await rm(dataFolder, { recursive: true, force: true });
    await mkdir(dataFolder, { mode: 0o700 });
    await prepare(testConfig(dataFolder), url, () => {});
  });
  return { name, files: join(dataFolder, 'files') };
}

export async function testSite(options: { env?: Record<string, string> } = {}): Promise<TestSite> {
  const { name, files } = await template();
  const database = await createDatabase(name);
  const dataFolder = await mkdtemp(join(tmpdir(), 'steward-test-'));
  await cp(files, join(dataFolder, 'files'), { recursive: true }).catch(() => {});
  const config = testConfig(dataFolder, options.env);
  const opened = new Map<TestSlug, OpenCity>();
  for (const slug of slugs) {
    const schema = slug.replaceAll('-', '_');
    // Roles and grants came with the template; this answers how to connect.
    const connections = await prepareCityDatabase({
      schema,
      secret: testSecret,
      ownerUrl: database.url,
      databaseUrl: null,
      migrationsFolder: folders.migrations,
      queues: queueNames,
    });
    opened.set(
      slug,
      await openCity({
        slug,
        schema,
        host: null,
        connections,
        secret: testSecret,
        keys: parseKeys(testKeys),
        dataFolder,
        objectStore: config.objectStore,
        scanner: config.scanner,
        packDir: join(folders.packs, slug),
        poolSize: 4,
      }),
    );
  }
  const site = createSite({
    config,
    opened: [...opened.values()],
    secret: testSecret,
    version: '0.0.0-test',
    log: createLog('test', 'error'),
  });
  const server = await createServer(site);
  await server.ready();
  const of = (slug: TestSlug = 'practice') => opened.get(slug) as OpenCity;
  const personOf = async (role: Role, bodyId: string | undefined, slug: TestSlug | undefined) => {
    const [person] = await peopleOfRole(of(slug).city.db, role, bodyId);
    if (!person) throw new Error(`nobody is ${role} ${bodyId ?? ''}`);
    return person.personId;
  };
  return {
    config,
    site,
    routes: site.routes,
    server,
    ownerUrl: database.url,
    city: (slug) => of(slug).city,
    connections: (slug) => of(slug).connections,
    visitor: (slug = 'practice') => new TestVisitor(server, slug),
    async signIn(role, { bodyId, slug = 'practice' } = {}) {
      const personId = await personOf(role, bodyId, slug);
      return new TestVisitor(server, slug, await openSession(of(slug).city.db, personId, Date.now()));
    },
    async actor(role, bodyId, slug) {
      const actor = await actorOf(of(slug).city, await personOf(role, bodyId, slug));
      if (!actor) throw new Error(`${role} cannot act`);
      return actor;
    },
    async close() {
      await server.close();
      await Promise.all([...opened.values()].map((one) => one.close()));
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A fresh, migrated and otherwise empty city, for a store's own tests. */
export async function emptyCity(profile: City['profile']): Promise<OpenCity & { ownerUrl: string }> {
  const database = await createDatabase();
  const schema = `city_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const dataFolder = await mkdtemp(join(tmpdir(), 'steward-test-'));
  const connections = await prepareCityDatabase({
    schema,
    secret: testSecret,
    ownerUrl: database.url,
    databaseUrl: null,
    migrationsFolder: folders.migrations,
    queues: [],
  });
  const open = await openCity({
    slug: 'test',
    schema,
    host: null,
    connections,
    secret: testSecret,
    keys: parseKeys(testKeys),
    dataFolder,
    packDir: '',
    poolSize: 4,
    profile,
  });
  return {
    ...open,
    ownerUrl: database.url,
    async close() {
      await open.close();
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
