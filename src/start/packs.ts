/** A whole pack, joined from the readers of its two subjects. */
import { citySchemas } from '#features/city/city-schemas.ts';
import { type CityPack, readCityPack } from '#features/city/city-pack.ts';
import { classFaults } from '#features/city/city-records-pack.ts';
import { directiveCommands } from '#features/directives/directive-commands.ts';
import { checkDirectives } from '#features/directives/directive-check.ts';
import { readDirectives } from '#features/directives/directive-pack.ts';
import { dutyCommands } from '#features/duties/duty-commands.ts';
import type { Command } from '#platform/command.ts';
import type { PackFault } from '#platform/pack-file.ts';
import type { Directive } from '#rules/obligations.ts';
import { classOutlines } from './record-class-outlines.ts';

export type Pack = {
  /** Null when a file of the city has a fault of form. */
  city: CityPack | null;
  /** Those that could be read, in order of file name. */
  directives: readonly Directive[];
  /** The same directives with the YAML that they were read from. */
  sources: readonly { directive: Directive; sourceYaml: string }[];
  /** Empty when the pack is sound. */
  faults: readonly PackFault[];
};

/** Reads and checks the folder of a pack. Nothing is thrown for what an author can mend. */
export async function readPack(dir: string): Promise<Pack> {
  const [{ city, records, faults }, read] = await Promise.all([readCityPack(dir), readDirectives(dir)]);
  // A directive that could not be read would make every mention of it look wrong.
  const across = city && read.faults.length === 0 ? checkDirectives(read.directives, city) : [];
  return {
    city,
    directives: read.directives.map((one) => one.directive),
    sources: read.directives.map(({ directive, file }) => ({ directive, sourceYaml: file.text })),
    faults: [...faults, ...classFaults(records, classOutlines), ...read.faults, ...across],
  };
}

/** The commands that need a pack and no database. */
export function packCommands(): Command[] {
  return [...directiveCommands({ readPack, schemas: citySchemas }), ...dutyCommands({ readPack })];
}
