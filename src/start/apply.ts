/** From a pack's folder into a city: its profile, its directives, the tasks. */
import { readFile } from 'node:fs/promises';
import { applyDirectives, type DirectiveSource, type DirectiveStep } from '#features/directives/directive-import.ts';
import { conditionsOf } from '#features/directives/directive-store.ts';
import type { CityPack } from '#features/city/city-pack.ts';
import { readCityPack } from '#features/city/city-pack.ts';
import { readDirectives } from '#features/directives/directive-pack.ts';
import { type AssignOutcome, assignDuties } from '#features/duties/duty-assign.ts';
import type { Acting } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { CommandRefused } from '#platform/command.ts';
import { formatFault } from '#platform/pack-file.ts';

export type LoadedPack = { city: CityPack; sources: readonly DirectiveSource[] };

/** Reads a pack that must be sound. Throws CommandRefused with the first faults. */
export async function loadPack(dir: string): Promise<LoadedPack> {
  const [{ city, faults }, read] = await Promise.all([readCityPack(dir), readDirectives(dir)]);
  const all = [...faults, ...read.faults];
  if (!city || all.length > 0) throw new CommandRefused(`the pack cannot be used: ${all.slice(0, 3).map(formatFault).join('; ')}`);
  const sources = await Promise.all(
    read.directives.map(async ({ directive, file }) => ({ directive, sourceYaml: await readFile(file.file, 'utf8').catch(() => '') })),
  );
  return { city, sources };
}

export type ApplyOutcome = { steps: readonly DirectiveStep[]; duties: AssignOutcome };

export async function applyDirectivesAndDuties(city: City, acting: Acting, sources: readonly DirectiveSource[]): Promise<ApplyOutcome> {
  const steps = await applyDirectives(city, acting, sources);
  const met = await conditionsOf(city, todayIn(city));
  const duties = await assignDuties(city, acting, sources.map((source) => source.directive), met);
  return { steps, duties };
}
