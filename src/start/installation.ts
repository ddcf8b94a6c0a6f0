/** For commands beside a running installation: opens one of its cities, closes it afterwards. */
import { join } from 'node:path';
import type { City } from '#platform/city.ts';
import { CommandRefused } from '#platform/command.ts';
import { type Config, parseConfig } from '#platform/config.ts';
import { openCity, type OpenCity } from './cities.ts';
import { connectionsOf, readConnections } from './connections.ts';
import { folders, root } from './folders.ts';

function installationConfig(): Config {
  return parseConfig(process.env, root);
}

/** What the running installation said of itself. */
export const installationFacts = {
  baseUrl() {
    const config = installationConfig();
    return config.databaseUrl && config.secret ? config.baseUrl : readConnections(config.dataFolder).baseUrl;
  },
  /** In an evaluation a link works again until Steward stops; in production once. */
  runId() {
    const config = installationConfig();
    return config.isProduction ? null : readConnections(config.dataFolder).runId;
  },
};

/** The cities that are served, in their order. */
export function citySlugs(): string[] {
  return installationConfig().cities.map((one) => one.slug);
}

/** Throws CommandRefused when nothing was started here or the city is not served. */
export async function openCityOf(slug: string | undefined): Promise<OpenCity> {
  const config = installationConfig();
  const connections = await connectionsOf(config);
  const address = slug === undefined ? config.cities[0] : config.cities.find((one) => one.slug === slug);
  const connection = address ? connections.cities[address.slug] : undefined;
  if (!address || !connection)
    throw new CommandRefused(
      `the city ${slug ?? ''} is not served here; there are: ${Object.keys(connections.cities).join(', ')}`,
    );
  const packDir = join(folders.packs, address.slug);
  const { dataFolder } = config;
  return openCity({
    ...address,
    connections: connection,
    secret: connections.secret,
    oldSecrets: config.oldSecrets,
    keys: connections.keys,
    dataFolder,
    objectStore: config.objectStore,
    scanner: config.scanner,
    packDir,
    poolSize: 2,
  }).catch((error: Error) => {
    throw new CommandRefused(`the database does not answer; is Steward running? (${error.message})`);
  });
}

export async function withCity<T>(slug: string | undefined, run: (city: City) => Promise<T>): Promise<T> {
  const open = await openCityOf(slug);
  try {
    return await run(open.city);
  } finally {
    await open.close();
  }
}
