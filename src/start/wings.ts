/** The wings, wired by hand: routes, navigation, acts, and where the page of each kind of record stands. */
import { cityActs } from '#features/city/city-acts.ts';
import { adminRoutes } from '#features/city/city-admin-routes.ts';
import { mailPath, outboxPath, trustAddressPath } from '#features/city/city-paths.ts';
import { accessNav } from '#features/city/city-access-routes.ts';
import { cityUrl } from '#features/city/city-address.ts';
import type { LanguageReviews } from '#features/city/city-languages.ts';
import { createIdentity } from '#features/city/city-oidc-client.ts';
import { evaluationPeople } from '#features/city/city-evaluation.ts';
import { peopleOf } from '#features/city/city-people-store.ts';
import { practiceNav, practiceRoutes } from '#features/city/city-practice-routes.ts';
import { cityLinkPaths, cityNav, cityRoutes } from '#features/city/city-routes.ts';
import { directiveActs } from '#features/directives/directive-acts.ts';
import { receiptsAsOf } from '#features/directives/directive-receipt-store.ts';
import { directiveLinkPaths } from '#features/directives/directive-paths.ts';
import { directiveNav, directiveRoutes } from '#features/directives/directive-routes.ts';
import { packNav, packRoutes } from '#features/directives/pack-routes.ts';
import { directiveSearchables } from '#features/directives/directive-search.ts';
import { directivesAsOf } from '#features/directives/directive-store.ts';
import { dutyActs } from '#features/duties/duty-acts.ts';
import { assignDuties } from '#features/duties/duty-assign.ts';
import { dutyNav, dutyRoutes } from '#features/duties/duty-routes.ts';
import { dutySearchables } from '#features/duties/duty-search.ts';
import { actsBetween, fileUses } from '#features/duties/duty-store.ts';
import { reasonsOf, tasksAsOf } from '#features/duties/duty-view.ts';
import { noticeActs } from '#features/notices/notice-acts.ts';
import { noticeNav, noticeRoutes } from '#features/notices/notice-routes.ts';
import { operationsActs } from '#features/operations/operations-acts.ts';
import { operationsNav } from '#features/operations/operations-routes.ts';
import { overviewActs } from '#features/overview/overview-acts.ts';
import { overviewNav, overviewRoutes } from '#features/overview/overview-routes.ts';
import { disclosureActs } from '#features/retention/disclosure-acts.ts';
import { disclosureNav, disclosureRoutes } from '#features/retention/disclosure-routes.ts';
import { ownSteps } from '#features/overview/steps-own.ts';
import { uploadActs } from '#features/uploads/upload-acts.ts';
import { uploadLinkPaths, uploadNav, uploadRoutes } from '#features/uploads/upload-routes.ts';
import { publicationLinkPaths } from '#features/publication/publication-paths.ts';
import { publicationActs } from '#features/publication/publication-acts.ts';
import { publishedDocuments } from '#features/publication/publication-public-store.ts';
import { publicationNav, publicationRoutes } from '#features/publication/publication-routes.ts';
import { retentionActs } from '#features/retention/retention-acts.ts';
import { retentionNav, retentionRoutes } from '#features/retention/retention-routes.ts';
import { readCatalog, translator } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { Config } from '#platform/config.ts';
import type { LinkKind } from '#rules/links.ts';
import type { Act } from '#rules/permissions.ts';
import type { NavEntry, Route } from '#web/route.ts';
import { adminAnswers } from './admin-answers.ts';
import { adminCards, packPages } from './wings-admin.ts';
import type { OpenCity } from './cities.ts';
import { disclosureAnswers } from './disclosure-answers.ts';
import { dutyAnswers } from './duty-answers.ts';
import { folders } from './folders.ts';
import { operationsSite } from './operations-site.ts';
import { noticeAnswers } from './notice-answers.ts';
import { fillPractice } from './practice-city.ts';
import { publicationAnswers } from './wings-publishables.ts';
import { retentionAnswers } from './retention-answers.ts';
import { shownMailServer } from './shown-mail-server.ts';

export type WingParts = { config: Config; opened: readonly OpenCity[]; reviews: LanguageReviews };

export const acts: readonly Act[] = [
  overviewActs,
  directiveActs,
  dutyActs,
  publicationActs,
  noticeActs,
  disclosureActs,
  retentionActs,
  cityActs,
  uploadActs,
  operationsActs,
].flatMap((wing) => Object.values(wing) as Act[]);
export const navEntries: readonly NavEntry[] = [
  ...overviewNav,
  ...directiveNav,
  ...dutyNav,
  ...publicationNav,
  ...uploadNav,
  ...disclosureNav,
  ...retentionNav,
  ...cityNav,
  ...packNav,
  ...noticeNav,
  ...operationsNav,
  accessNav,
  practiceNav,
];

export const linkPaths: Readonly<Record<LinkKind, (id: string) => string>> = {
  ...publicationLinkPaths,
  ...cityLinkPaths,
  ...directiveLinkPaths,
  ...uploadLinkPaths,
  task: (id) => `/tasks/${id}`,
  submission: (id) => `/tasks/${id}`,
  department: (id) => `/departments/${id}`,
  file: (id) => `/files/${id}`,
  legal_hold: (id) => `/legal-holds/${id}`,
  destruction: (id) => `/destruction/${id}`,
  records_demand: (id) => `/records-demands/${id}`,
};

export function wingRoutes({ config, opened, reviews }: WingParts): readonly Route[] {
  const cities = opened.map((one) => one.city);
  const contactsOf = (city: City, bodyId: string) => peopleOf(city.db, bodyId);
  const cityPath = (slug: string) => {
    const city = cities.find((one) => one.slug === slug);
    return city ? cityUrl(config.baseUrl, city, '').replace(city.host ? '' : config.baseUrl, '') : null;
  };
  const routes: Route[] = [];
  const sentences = readCatalog(folders.locales);
  const overviewQuestions = {
    tasksAsOf,
    directivesAsOf,
    receiptsAsOf,
    contactsOf,
    reasonsOf,
    actsSince: (city: City, since: `${string}T${string}Z`, until: `${string}T${string}Z`) =>
      actsBetween(city.db, since, until),
  };
  routes.push(
    ...overviewRoutes({
      ...overviewQuestions,
      published: publishedDocuments,
      nudge: { path: '/nudges', act: dutyActs.nudge },
      searchables: [...directiveSearchables, ...dutySearchables],
      steps: ownSteps({
        ...overviewQuestions,
        evaluationPerson: (city, role, bodyId) =>
          evaluationPeople(city.profile).find((one) => one.role === role && (bodyId === null || one.bodyId === bodyId))
            ?.id ?? null,
        paths: { task: linkPaths.task, clause: linkPaths.clause, signInAs: '/sign-in/as', audit: '/audit' },
      }),
      linkFor: (city, path, tag) => cityUrl(config.baseUrl, city, path, tag),
      cities: () => cities,
      cityPath,
    }),
    ...directiveRoutes({ tasksAsOf, assignDuties, published: publishedDocuments }),
    ...publicationRoutes(publicationAnswers),
    ...dutyRoutes(dutyAnswers(config.baseUrl, readCatalog(folders.locales))),
    ...uploadRoutes(fileUses),
    ...operationsSite(config, opened),
    ...noticeRoutes({
      ...noticeAnswers(config.baseUrl, readCatalog(folders.locales)),
      mailServer: shownMailServer(config),
      clearAddress: { path: trustAddressPath.to({}), act: cityActs.retryMail },
      outboxPath: (query) => outboxPath.to({}, query),
      mailPath: (id) => mailPath.to({ mail: id }),
      now: () => Date.now(),
    }),
    ...disclosureRoutes(disclosureAnswers),
    ...cityRoutes({
      acts,
      routes: () => routes,
      languages: reviews,
      baseUrl: config.baseUrl,
      identity: config.identity ? createIdentity(config.identity, config.isProduction, () => Date.now()) : null,
      sentences: (tag) => translator(sentences, tag),
      now: () => Date.now(),
    }),
    ...adminRoutes({
      ...adminAnswers({ baseUrl: config.baseUrl, catalog: sentences, opened }),
      cards: adminCards(config, reviews, opened),
      navEntries: () => navEntries,
    }),
    ...packRoutes(packPages(opened)),
    ...retentionRoutes(retentionAnswers(config.baseUrl, readCatalog(folders.locales))),
    ...practiceRoutes(async (city, acting) => {
      await fillPractice(city, acting, config.baseUrl);
      await opened.find((one) => one.city === city)?.refresh();
    }),
  );
  return routes;
}
