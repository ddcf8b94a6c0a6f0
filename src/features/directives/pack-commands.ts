/** `steward pack apply`: shows what a pack would change in a city, and changes it when told so. */
import { type Command, CommandRefused, CommandUsage } from '#platform/command.ts';
import type { City } from '#platform/city.ts';
import { formatFault, type PackFault } from '#platform/pack-file.ts';
import {
  applyPack,
  isEmptyPlan,
  type PackDoors,
  type PackIdentity,
  type PackOutcome,
  planLines,
  planPack,
} from './pack-apply.ts';
import type { DirectiveSource } from './directive-import.ts';

export type PackApplyTools<P extends PackIdentity> = {
  /** Reads and checks the folder. */
  readPack(dir: string): Promise<{ city: P | null; sources: readonly DirectiveSource[]; faults: readonly PackFault[] }>;
  /** The city with this slug, as a running installation keeps it. Throws CommandRefused when there is none. */
  openCity(slug: string): Promise<{ city: City; close(): Promise<void> }>;
  doors: PackDoors<P>;
};

export function packApplyCommand<P extends PackIdentity>(tools: PackApplyTools<P>): Command {
  return {
    words: ['pack', 'apply'],
    summary: 'Show what a pack would change in a city; with --yes, change it.',
    positionals: [{ name: 'DIR', describe: 'folder of the pack, such as packs/los-angeles' }],
    options: {
      city: { type: 'string', describe: 'the city of this installation (the id of the pack)' },
      yes: { type: 'boolean', describe: 'apply it; without, nothing is changed' },
      json: { type: 'boolean', describe: 'print one JSON object' },
    },
    async run({ positionals, options, print, warn }) {
      const dir = positionals[0];
      if (!dir) throw new CommandUsage('DIR is missing');
      const pack = await tools.readPack(dir);
      if (pack.faults.length > 0 || !pack.city) {
        for (const fault of pack.faults) warn(formatFault(fault));
        throw new CommandRefused(
          `${dir} has ${pack.faults.length} ${pack.faults.length === 1 ? 'fault' : 'faults'}; nothing was changed`,
        );
      }
      const sound = { city: pack.city, sources: pack.sources };
      const slug = typeof options.city === 'string' ? options.city : sound.city.id;
      const { city, close } = await tools.openCity(slug);
      try {
        const plan = await planPack({ city, pack: sound, doors: tools.doors });
        const acting = { actor: null, requestId: null };
        const outcome = options.yes ? await applyPack({ city, acting, pack: sound, doors: tools.doors }) : null;
        if (options.json)
          print(
            JSON.stringify(
              { city: slug, isApplied: outcome !== null, ...plan, duties: outcome?.duties ?? null },
              null,
              2,
            ),
          );
        else
          for (const line of [...planLines(sound.city.name.en, plan), lastLine(isEmptyPlan(plan), outcome, dir, slug)])
            print(line);
      } finally {
        await close();
      }
    },
  };
}

function lastLine(isEmpty: boolean, outcome: PackOutcome | null, dir: string, slug: string): string {
  if (outcome) {
    const { made, changed, withdrawn } = outcome.duties;
    return `Applied. Tasks: ${made} new, ${changed} changed, ${withdrawn} withdrawn. What was handed in stays.`;
  }
  if (isEmpty) return 'Nothing would change.';
  return `Nothing was changed. To apply it: steward pack apply ${dir} --city ${slug} --yes`;
}
