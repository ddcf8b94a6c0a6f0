/**
 * How the processes of one installation reach its databases. With a server of one's own the settings say it, on any number
 * of machines; the embedded one is told of in a file of the data folder, which the first process writes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedKey } from '#platform/city-keys.ts';
import { type CityConnections, findCityConnections } from '#platform/city-database.ts';
import { CommandRefused } from '#platform/command.ts';
import type { Config } from '#platform/config.ts';
import { writeWhole } from './launcher/data-folder.ts';

export type Connections = {
  /** The process that made the evaluation's sign-in links. */
  runId: string;
  secret: string;
  /** The keys of restricted fields, the current one first. */
  keys: readonly NamedKey[];
  /** The address that people type, as the running installation was told. */
  baseUrl: string;
  cities: Readonly<Record<string, CityConnections>>;
};

const fileName = 'connections.json';

/** Keeps it in the data folder, readable by the owner of the folder alone. */
export function writeConnections(dataFolder: string, connections: Connections): void {
  writeWhole(join(dataFolder, fileName), JSON.stringify(connections));
}

/** Throws CommandRefused with one sentence where nothing was started in this folder yet. */
export function readConnections(dataFolder: string): Connections {
  try {
    return JSON.parse(readFileSync(join(dataFolder, fileName), 'utf8')) as Connections;
  } catch {
    throw new CommandRefused(
      'Steward has not been started here yet: run npm start first, then this command beside it.',
    );
  }
}

/**
 * From the settings where they say everything, else from the data folder. Throws CommandRefused with one sentence where
 * nothing was started or prepared yet.
 */
export async function connectionsOf(config: Config): Promise<Connections> {
  const { databaseUrl, secret, keys, baseUrl } = config;
  if (!databaseUrl || !secret || !keys) return readConnections(config.dataFolder);
  const cities = await Promise.all(
    config.cities.map(async ({ slug, schema }) => {
      const found = await findCityConnections(schema, databaseUrl, secret);
      if (!found) throw new CommandRefused(`the city ${slug} has not been prepared: run steward prepare once.`);
      return [slug, found] as const;
    }),
  );
  return { runId: '', secret, keys, baseUrl, cities: Object.fromEntries(cities) };
}
