/** What each wing can publish, a list; and the sentences in which its documents speak, in every language of the city's screens. */
import { listPeople, namesOfPeople } from '#features/city/city-people-store.ts';
import { directiveText } from '#features/directives/directive-public.ts';
import { dutyScoreboard } from '#features/duties/duty-publishable.ts';
import type { PublicationQuestions } from '#features/publication/publication-questions.ts';
import { localeOf } from '#i18n/locales.ts';
import { createFormats, readCatalog, translator } from '#i18n/translate.ts';
import type { LocalText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { Publishable, Tell } from '#platform/publishable.ts';
import { folders } from './folders.ts';

/** Read once, when a document is drafted for the first time in this process. */
let catalog: ReturnType<typeof readCatalog> | null = null;

function tellIn(city: City): Tell {
  catalog ??= readCatalog(folders.locales);
  const voices = [...new Set(['en', ...city.profile.languages.interface])].flatMap((tag) => {
    const locale = localeOf(tag);
    return locale && catalog?.has(tag)
      ? [{ tag, say: translator(catalog, tag), formats: createFormats(locale, city.profile.timeZone) }]
      : [];
  });
  return (key, values) =>
    Object.fromEntries(
      voices.map(({ tag, say, formats }) => [tag, say(key, typeof values === 'function' ? values(formats) : values)]),
    ) as LocalText;
}

export const publishables: readonly Publishable[] = [directiveText(tellIn), dutyScoreboard(tellIn)];

/** What the gate asks of other wings, answered. */
export const publicationAnswers: PublicationQuestions = {
  publishables,
  peopleNames: async (city) => (await listPeople(city.db)).map((person) => person.name),
  namesOf: (city, personIds) => namesOfPeople(city.db, personIds),
};
