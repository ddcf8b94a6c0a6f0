/** What reminders ask of other wings, answered: for the web's pages, the worker's jobs, and Practice City. */
import { cityUrl } from '#features/city/city-address.ts';
import { listPeople } from '#features/city/city-people-store.ts';
import { directivesAsOf } from '#features/directives/directive-store.ts';
import { dutyNotices } from '#features/duties/duty-notices.ts';
import { actsBetween } from '#features/duties/duty-store.ts';
import { tasksAsOf } from '#features/duties/duty-view.ts';
import type { NoticeQuestions } from '#features/notices/notice-questions.ts';
import { weeklyMail } from '#features/overview/overview-weekly-mail.ts';
import type { Catalog } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import { dutyAnswers } from './duty-answers.ts';

export function noticeAnswers(baseUrl: string, catalog: Catalog): NoticeQuestions {
  const { wordsOf } = dutyAnswers(baseUrl, catalog);
  const linkFor = (city: City, path: string, tag: string) => cityUrl(baseUrl, city, path, tag);
  const actsSince = (city: City, since: `${string}T${string}Z`, until: `${string}T${string}Z`) =>
    actsBetween(city.db, since, until);
  return {
    sources: [dutyNotices],
    async readersOf(city) {
      const people = await listPeople(city.db);
      return people
        .filter((person) => person.suspendedAt === null)
        .map(({ id, name, email, locale, grants }) => ({ personId: id, name, email, locale, grants }));
    },
    wordsOf,
    linkFor,
    weeklyMailOf: (city, reader, on, words) =>
      weeklyMail({ city, actor: reader, asOf: on }, { tasksAsOf, directivesAsOf, actsSince }, words, linkFor),
  };
}
