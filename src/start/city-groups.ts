/** The commands that work beside a running installation. */
import { cityUrl } from '#features/city/city-address.ts';
import { cityCommands } from '#features/city/city-commands.ts';
import { createLanguageReviews, readCatalogStates } from '#features/city/city-languages.ts';
import { peopleCommands } from '#features/city/city-people-commands.ts';
import { packApplyCommand } from '#features/directives/pack-commands.ts';
import { defaultLocale } from '#i18n/locales.ts';
import { readCatalog, translator } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { Command } from '#platform/command.ts';
import { parseConfig } from '#platform/config.ts';
import type { Route } from '#web/route.ts';
import { authorisationMatrix } from './authorisation-matrix.ts';
import { dutyAnswers } from './duty-answers.ts';
import { folders, root } from './folders.ts';
import { installationFacts, openCityOf, withCity } from './installation.ts';
import { packDoors } from './pack-doors.ts';
import { packCommands, readPack } from './packs.ts';
import { acts, wingRoutes } from './wings.ts';

export function installationCommands(): Command[] {
  const now = () => Date.now();
  const invite = {
    linkFor: (city: City, path: string, tag: string) => cityUrl(installationFacts.baseUrl(), city, path, tag),
    wordsOf: dutyAnswers('', readCatalog(folders.locales)).wordsOf,
    now,
  };
  return [
    ...cityCommands({ withCity, acts, matrix, routes, ...installationFacts, now }),
    ...peopleCommands({ withCity, now, invite }),
  ];
}

/** The whole of docs/permissions.md. */
export function matrix(): string {
  const words = translator(readCatalog(folders.locales), defaultLocale.tag);
  return authorisationMatrix(acts, routes(), (act) => words(`act.${act.id}`));
}

/** The rows of all routes, which serve nobody here: they say which event tells of which act. */
function routes(): readonly Route[] {
  const now = () => Date.now();
  const reviews = createLanguageReviews(readCatalogStates(folders.locales), now);
  return wingRoutes({ config: parseConfig(process.env, root), opened: [], reviews });
}

/** The pack commands that need no database, and the one that does. */
export function allPackCommands(): Command[] {
  const apply = packApplyCommand({
    readPack,
    openCity: openCityOf,
    doors: packDoors,
  });
  return [...packCommands().filter((command) => command.words[0] === 'pack'), apply];
}
