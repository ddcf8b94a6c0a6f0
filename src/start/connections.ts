/** How the processes of one installation reach its databases: written by the first, read by web, worker and commands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedKey } from '#platform/city-keys.ts';
import type { CityConnections } from '#platform/city-database.ts';
import { CommandRefused } from '#platform/command.ts';
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
