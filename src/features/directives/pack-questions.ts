/** What the pages of a pack are handed by `start/`: the reader of the folder, the doors of other wings, names. */
import type { City } from '#platform/city.ts';
import type { PackFault } from '#platform/pack-file.ts';
import type { DirectiveSource } from './directive-import.ts';
import type { PackDoors, PackIdentity } from './pack-apply.ts';

export type PackPageDeps<P extends PackIdentity> = {
  /** Reads and checks the folder of the city's pack. */
  readPack(dir: string): Promise<{ city: P | null; sources: readonly DirectiveSource[]; faults: readonly PackFault[] }>;
  doors: PackDoors<P>;
  nameOf(city: City, personIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** This process takes up what was changed. */
  refresh(city: City): Promise<void>;
};
