/** What the duties ask of other wings, answered: by the web for its pages, by Practice City while it is filled. */
import { cityUrl } from '#features/city/city-address.ts';
import { namesOfPeople, peopleOf } from '#features/city/city-people-store.ts';
import type { DutyQuestions } from '#features/duties/duty-questions.ts';
import { defaultLocale, localeOf } from '#i18n/locales.ts';
import { type Catalog, createFormats, translator } from '#i18n/translate.ts';
import { departmentRoles, roles } from '#rules/permissions.ts';

const departmentRoleList = roles.filter((role) => departmentRoles.has(role));

export function dutyAnswers(baseUrl: string, catalog: Catalog): DutyQuestions {
  return {
    contactsOf: (city, bodyId) => peopleOf(city.db, bodyId),
    colleaguesOf: (city, bodyId) => peopleOf(city.db, bodyId, departmentRoleList),
    nameOf: (city, personIds) => namesOfPeople(city.db, personIds),
    linkFor: (city, path, tag) => cityUrl(baseUrl, city, path, tag),
    wordsOf(city, tag) {
      const locale = localeOf(tag) ?? defaultLocale;
      return {
        t: translator(catalog, locale.tag),
        formats: createFormats(locale, city.profile.timeZone),
        tag: locale.tag,
      };
    },
  };
}
