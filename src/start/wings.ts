/** The wings, wired by hand: routes, navigation, acts, and where the page of each kind of record stands. */
import { cityActs } from '#features/city/city-acts.ts';
import type { LanguageReviews } from '#features/city/city-languages.ts';
import { peopleOf } from '#features/city/city-people-store.ts';
import { cityLinkPaths, cityNav, cityRoutes } from '#features/city/city-routes.ts';
import { directivesAsOf } from '#features/directives/directive-store.ts';
import { receiptsAsOf } from '#features/directives/directive-receipt-store.ts';
import { dutyActs } from '#features/duties/duty-acts.ts';
import { tasksAsOf } from '#features/duties/duty-view.ts';
import { overviewActs } from '#features/overview/overview-acts.ts';
import { overviewNav, overviewRoutes } from '#features/overview/overview-routes.ts';
import type { Config } from '#platform/config.ts';
import type { LinkKind } from '#rules/links.ts';
import type { Act } from '#rules/permissions.ts';
import type { NavEntry, Route } from '#web/route.ts';
import type { OpenCity } from './cities.ts';

export type WingParts = { config: Config; opened: readonly OpenCity[]; reviews: LanguageReviews };

export const acts: readonly Act[] = [...Object.values(overviewActs), ...Object.values(dutyActs), ...Object.values(cityActs)];
export const navEntries: readonly NavEntry[] = [...overviewNav, ...cityNav];

export const linkPaths: Readonly<Record<LinkKind, (id: string) => string>> = {
  ...cityLinkPaths,
  directive: (id) => `/directives/${id}`,
  clause: (id) => `/directives/${id.replace('/', '/clauses/')}`,
  duty: (id) => `/directives/${id}`,
  task: (id) => `/tasks/${id}`,
  submission: (id) => `/tasks/${id}`,
  department: (id) => `/departments/${id}`,
  file: (id) => `/files/${id}`,
};

export function wingRoutes({ config, opened, reviews }: WingParts): readonly Route[] {
  const cities = opened.map((one) => one.city);
  const contactsOf = (city: (typeof cities)[number], bodyId: string) => peopleOf(city.db, bodyId);
  const routes: Route[] = [];
  routes.push(
    ...cityRoutes({ acts, routes: () => routes, languages: reviews, baseUrl: config.baseUrl, now: () => Date.now() }),
    ...overviewRoutes({
      tasksAsOf,
      directivesAsOf,
      receiptsAsOf,
      contactsOf,
      actsSince: async () => [],
      nudge: { path: '/nudges', act: dutyActs.nudge },
      searchables: [],
      steps: [],
      cities: () => cities,
      cityPath: (slug) => (cities.some((city) => city.slug === slug) ? `/${slug}` : null),
    }),
  );
  return routes;
}
