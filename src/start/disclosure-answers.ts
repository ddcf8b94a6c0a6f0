/** What the disclosure desk asks, answered: every kind of record, and everybody whom the system knows. */
import { listPeople } from '#features/city/city-people-store.ts';
import type { ExportWords } from '#features/retention/disclosure-export-files.ts';
import type { DeskQuestions } from '#features/retention/disclosure-questions.ts';
import { defaultLocale } from '#i18n/locales.ts';
import { type Catalog, createFormats, translator } from '#i18n/translate.ts';
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import { recordSources } from './wings-records.ts';

export const disclosureAnswers: DeskQuestions = {
  sources: recordSources,
  async peopleOf(city) {
    const people = await listPeople(city.db);
    return people.map(({ id, name, email, grants }) => ({
      personId: id,
      name,
      email,
      role: grants[0]?.role ?? null,
      bodyId: grants[0]?.bodyId ?? null,
    }));
  },
};

/** The words of a production that nobody asked for in a language of their own. */
export const exportWords =
  (catalog: Catalog) =>
  (city: City): ExportWords => ({
    t: translator(catalog, defaultLocale.tag),
    formats: createFormats(defaultLocale, city.profile.timeZone),
    tag: defaultLocale.tag,
    say: (text) => localText(text, defaultLocale.tag),
  });
