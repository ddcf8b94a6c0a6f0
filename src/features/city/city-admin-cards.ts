/** What the city's own wing says on the administration's first page: people, departments, languages. */
import { defaultLocale, locales } from '#i18n/locales.ts';
import type { AdminCard, AdminCards } from '#platform/admin-card.ts';
import { cityActs } from './city-acts.ts';
import type { TaskCounts } from './city-admin-questions.ts';
import { readDepartments, withoutLiaison } from './city-department-reading.ts';
import { isEvaluationPerson } from './city-evaluation.ts';
import type { LanguageReviews } from './city-languages.ts';
import { adminDepartmentsPath, languagesPath, peoplePath } from './city-paths.ts';
import { listPeople, stateOf } from './city-people-store.ts';

export function cityAdminCards(languages: LanguageReviews, taskCounts: TaskCounts): AdminCards {
  return async (city, today) => {
    const [people, departments, unsigned] = await Promise.all([
      listPeople(city.db),
      readDepartments(city, today, taskCounts),
      unsignedLanguages(city, languages),
    ]);
    return [
      peopleCard(people),
      departmentCard(
        withoutLiaison(departments),
        departments.filter((row) => row.isThere && row.reach !== null).length,
      ),
      languageCard(unsigned),
    ];
  };
}

function peopleCard(people: Awaited<ReturnType<typeof listPeople>>): AdminCard {
  const real = people.filter((person) => !isEvaluationPerson(person.id));
  const count = (state: ReturnType<typeof stateOf>) => real.filter((person) => stateOf(person) === state).length;
  const [added, invited] = [count('added'), count('invited')];
  const administrators = people.filter(
    (person) => !person.suspendedAt && person.grants.some((grant) => grant.role === 'administrator'),
  ).length;
  const lines = [
    { key: 'admin.card.people', values: { count: people.filter((person) => !person.suspendedAt).length } },
    ...(added > 0 ? [{ key: 'admin.card.added', values: { count: added } }] : []),
    ...(invited > 0 ? [{ key: 'admin.card.invited', values: { count: invited } }] : []),
    ...(administrators === 1 ? [{ key: 'admin.card.one-administrator' }] : []),
  ];
  return {
    id: 'people',
    titleKey: 'city.people.title',
    lines,
    href: peoplePath.to({}, { state: added > 0 ? 'added' : invited > 0 ? 'invited' : null }),
    act: cityActs.readPeople,
    weight: added > 0 || invited > 0 || administrators === 1 ? 'look' : 'fine',
  };
}

function departmentCard(missing: readonly unknown[], all: number): AdminCard {
  const isWhole = missing.length === 0;
  return {
    id: 'departments',
    titleKey: 'admin.departments.title',
    lines: [
      isWhole
        ? { key: 'admin.card.liaisons', values: { count: all } }
        : { key: 'admin.card.no-liaison', values: { count: missing.length, all } },
    ],
    href: adminDepartmentsPath.to({}, { gap: isWhole ? null : 'liaison' }),
    act: cityActs.readAdministration,
    weight: isWhole ? 'fine' : 'act',
  };
}

async function unsignedLanguages(city: Parameters<AdminCards>[0], languages: LanguageReviews): Promise<string[]> {
  const others = locales.filter((locale) => locale.tag !== defaultLocale.tag);
  const signed = await Promise.all(others.map((locale) => languages.isReviewed(city, locale.tag)));
  return others.filter((_locale, index) => !signed[index]).map((locale) => locale.autonym);
}

function languageCard(unsigned: readonly string[]): AdminCard {
  return {
    id: 'languages',
    titleKey: 'city.languages.title',
    lines: [
      unsigned.length > 0
        ? { key: 'admin.card.unsigned', values: { names: unsigned.join(', '), count: unsigned.length } }
        : { key: 'admin.card.signed' },
    ],
    href: languagesPath.to({}),
    act: cityActs.readLanguages,
    weight: unsigned.length > 0 ? 'look' : 'fine',
  };
}
