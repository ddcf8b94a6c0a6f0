/** The doors of the review of access. That it was opened stands in the audit: it is the proof that somebody looked. */
import { type Answer, download, type Page, staffPage } from '#web/page.ts';
import { get, type NavEntry, type Route } from '#web/route.ts';
import { roles } from '#rules/permissions.ts';
import { accessCsv } from './city-access-csv.ts';
import {
  type AccessFilter,
  accessFlags,
  accessSorts,
  eventsOfActs,
  filterAccess,
  reviewAccess,
} from './city-access-decision.ts';
import { accessReviewPage } from './city-access-pages.ts';
import { accessFacts } from './city-access-store.ts';
import { cityActs } from './city-acts.ts';
import { accessReviewCsvPath, accessReviewPath } from './city-paths.ts';
import type { CityDeps } from './city-questions.ts';

export function accessRoutes(deps: CityDeps): Route[] {
  const reviews = { permission: cityActs.reviewAccess, event: 'access.reviewed' } as const;
  return [
    get(accessReviewPath, { ...reviews, handle: (page) => review(page, deps) }),
    get(accessReviewCsvPath, { ...reviews, proof: 'fresh', handle: (page) => file(page, deps) }),
  ];
}

export const accessNav: NavEntry = {
  path: accessReviewPath.to({}),
  labelKey: 'access.review.nav',
  act: cityActs.reviewAccess,
  order: 83,
  under: '/administration',
};

function filterOf({ q = '', role, flag, sort }: Page['query']): AccessFilter {
  return {
    search: q,
    role: roles.find((one) => one === role) ?? null,
    flag: accessFlags.find((one) => one === flag) ?? null,
    sort: accessSorts.find((one) => one === sort) ?? 'name',
  };
}

async function reviewed(page: Page, { acts, routes, now }: CityDeps) {
  const facts = await accessFacts(page.city.db);
  const filter = filterOf(page.query);
  // Instants in the audit are the city's own, which in Practice City are not the real clock's.
  const at = page.city.profile.practice ? Date.parse(page.city.clock.now()) : now();
  const all = reviewAccess(facts, acts, eventsOfActs(routes()), at);
  return { all, people: filterAccess(all, filter), filter, trackedSince: facts.trackedSince };
}

async function review(page: Page, deps: CityDeps): Promise<Answer> {
  const view = await reviewed(page, deps);
  return staffPage(page.t('access.review.title'), accessReviewPage(page, view), { isWide: true });
}

async function file(page: Page, deps: CityDeps): Promise<Answer> {
  const { people } = await reviewed(page, deps);
  const lead = page.city.profile.practice ? [page.t('audit.csv.practice')] : [];
  const name = `access-review-${page.city.slug}-${page.today}.csv`;
  return download(name, 'text/csv; charset=utf-8', accessCsv(people, lead));
}
