/** Administration's doors: its first page, people, departments, lists of contacts, days off. */
import { may } from '#rules/permissions.ts';
import { type Answer, type Page, staffPage } from '#web/page.ts';
import { get, type NavEntry, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import { administrationPage } from './city-admin-pages.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { contactsRoutes } from './city-contacts-routes.ts';
import { departmentRoutes } from './city-department-routes.ts';
import { holidayRoutes } from './city-holiday-routes.ts';
import * as at from './city-paths.ts';
import { peopleRoutes } from './city-people-routes.ts';

export function adminRoutes(deps: AdminDeps): Route[] {
  return [
    get(at.administrationPath, {
      permission: cityActs.readAdministration,
      event: 'none',
      handle: (page) => administration(page, deps),
    }),
    ...peopleRoutes(deps),
    ...departmentRoutes(deps),
    ...contactsRoutes(deps),
    ...holidayRoutes(deps),
  ];
}

const under = at.administrationPath.to({});
const { readAdministration } = cityActs;
export const adminNav: readonly NavEntry[] = [
  { path: under, labelKey: 'admin.nav.administration', act: readAdministration, order: 78 },
  {
    path: at.adminDepartmentsPath.to({}),
    labelKey: 'admin.nav.departments',
    act: readAdministration,
    order: 81.1,
    under,
  },
  { path: at.contactsPath.to({}), labelKey: 'admin.nav.contacts', act: readAdministration, order: 81.2, under },
  { path: at.daysPath.to({}), labelKey: 'admin.nav.days', act: readAdministration, order: 81.3, under },
];

/** A wing that cannot answer does not take the page with it: the reader came because something is wrong. */
async function administration(page: Page, deps: AdminDeps): Promise<Answer> {
  const answers = await Promise.allSettled(deps.cards.map((cards) => cards(page.city, page.today)));
  const cards = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const silent = answers.filter((answer) => answer.status === 'rejected').length;
  const entries = deps
    .navEntries()
    .filter((entry) => entry.under === under || entry.path === at.auditPath.to({}))
    .filter((entry) => entry.act === 'signed_in' || may(page.actor, entry.act))
    .toSorted((a, b) => a.order - b.order);
  const view = { cards: cards.filter((card) => may(page.actor, card.act)), silent, entries };
  return staffPage(page.t('admin.page.title'), administrationPage(page, view), { isWide: true });
}
