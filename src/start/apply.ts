/** From a pack's folder into a city: its profile, its directives, the tasks. */
import { applyDirectives, type DirectiveSource, type DirectiveStep } from '#features/directives/directive-import.ts';
import { conditionsOf } from '#features/directives/directive-store.ts';
import type { CityPack } from '#features/city/city-pack.ts';
import { type AssignOutcome, assignDuties } from '#features/duties/duty-assign.ts';
import type { Acting } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { CommandRefused } from '#platform/command.ts';
import { inTransaction } from '#platform/database.ts';
import { installDocuments } from '#features/publication/publication-service.ts';
import { formatFault } from '#platform/pack-file.ts';
import { readPack } from './packs.ts';
import { publishables } from './wings-publishables.ts';

export type LoadedPack = { city: CityPack; sources: readonly DirectiveSource[] };

/** Reads a pack that must be sound. Throws CommandRefused with the first faults. */
export async function loadPack(dir: string): Promise<LoadedPack> {
  const { city, sources, faults } = await readPack(dir);
  if (!city || faults.length > 0)
    throw new CommandRefused(`the pack cannot be used: ${faults.slice(0, 3).map(formatFault).join('; ')}`);
  return { city, sources };
}

export type ApplyOutcome = { steps: readonly DirectiveStep[]; duties: AssignOutcome };

/** In one transaction: a start that is cut off leaves no directive without its duties. */
export function applyDirectivesAndDuties(
  city: City,
  acting: Acting,
  sources: readonly DirectiveSource[],
): Promise<ApplyOutcome> {
  return inTransaction(city.db, async (tx) => {
    const inside = { ...city, db: tx };
    const steps = await applyDirectives(inside, acting, sources);
    const met = await conditionsOf(inside, todayIn(city));
    const duties = await assignDuties(
      inside,
      acting,
      sources.map((source) => source.directive),
      met,
    );
    // Loading a city is the act that publishes the pack's own public texts: decision 32.
    await installDocuments(inside, publishables);
    return { steps, duties };
  });
}
