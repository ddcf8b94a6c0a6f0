/** The commands that work beside a running installation. */
import { cityCommands } from '#features/city/city-commands.ts';
import { recordCityPack } from '#features/city/city-service.ts';
import { latestPack, packHash, profileOf } from '#features/city/city-store.ts';
import { packApplyCommand } from '#features/directives/pack-commands.ts';
import { assignDuties } from '#features/duties/duty-assign.ts';
import type { Command } from '#platform/command.ts';
import { installationFacts, openCityOf, withCity } from './installation.ts';
import { packCommands, readPack } from './packs.ts';
import { acts } from './wings.ts';

export function installationCommands(): Command[] {
  return cityCommands({ withCity, acts, ...installationFacts, now: () => Date.now() });
}

/** The pack commands that need no database, and the one that does. */
export function allPackCommands(): Command[] {
  const apply = packApplyCommand({
    readPack,
    openCity: openCityOf,
    doors: {
      async planProfile(city, pack) {
        const known = await latestPack(city.db);
        return { isFirst: known === null, isNew: known?.hash !== packHash(pack) };
      },
      recordProfile: recordCityPack,
      profileOf,
      assignDuties,
    },
  });
  return [...packCommands().filter((command) => command.words[0] === 'pack'), apply];
}
