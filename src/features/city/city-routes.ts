/** The doors of the city itself: people, who may do what, the audit, the outbox, the languages. */
import { typedText } from '#web/form.ts';
import { type Answer, download, type Page, redirect, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { isAuditEnforced } from '#platform/audit-seal.ts';
import { notFound } from '#platform/errors.ts';
import type { LinkKind } from '#rules/links.ts';
import { cityActs } from './city-acts.ts';
import { adminNav } from './city-admin-routes.ts';
import { auditCsv, auditListPage, type AuditQuery } from './city-audit-pages.ts';
import { auditEntries, type AuditFilter, auditPeople, countAudit } from './city-audit-store.ts';
import { dayFilter } from './city-forms.ts';
import { languagesPage } from './city-language-pages.ts';
import { outboxRoutes } from './city-outbox-routes.ts';
import * as at from './city-paths.ts';
import { permissionsPage } from './city-permission-pages.ts';
import type { CityDeps } from './city-questions.ts';
import { signTranslation } from './city-service.ts';
import { sessionRoutes } from './city-session-routes.ts';
import { languageReviews } from './city-store.ts';

export function cityRoutes(deps: CityDeps): Route[] {
  const { readAudit, readPermissions, readLanguages, signTranslation: sign } = cityActs;
  return [
    ...sessionRoutes(deps),
    get(at.permissionsPath, { permission: readPermissions, event: 'none', handle: (page) => permissions(page, deps) }),
    get(at.auditPath, { permission: readAudit, event: 'audit.viewed', handle: audit }),
    get(at.auditCsvPath, { permission: readAudit, event: 'audit.viewed', proof: 'fresh', handle: auditDownload }),
    ...outboxRoutes(),
    get(at.languagesPath, { permission: readLanguages, event: 'none', handle: (page) => languages(page, deps) }),
    post(at.signTranslationPath, {
      record: 'none',
      permission: sign,
      event: 'translation.signed',
      handle: (page) => saveSignature(page, deps),
    }),
  ];
}

export const cityNav: readonly NavEntry[] = [
  ...adminNav,
  { path: '/people', labelKey: 'city.nav.people', act: cityActs.readPeople, order: 80, under: '/administration' },
  {
    path: '/permissions',
    labelKey: 'city.nav.permissions',
    act: cityActs.readPermissions,
    order: 82,
    under: '/administration',
  },
  { path: '/audit', labelKey: 'city.nav.audit', act: cityActs.readAudit, order: 84 },
  { path: '/outbox', labelKey: 'city.nav.outbox', act: cityActs.readOutbox, order: 86, under: '/administration' },
  {
    path: '/languages',
    labelKey: 'city.nav.languages',
    act: cityActs.readLanguages,
    order: 88,
    under: '/administration',
  },
];

/** Where the records of this wing have their pages. */
export const cityLinkPaths = {
  person: (id: string) => at.personPath.to({ person: id }),
  outbox_mail: (id: string) => at.mailPath.to({ mail: id }),
  city: () => '/',
} as const satisfies Partial<Record<LinkKind, (id: string) => string>>;

async function permissions(page: Page, { acts, routes }: CityDeps): Promise<Answer> {
  return staffPage(page.t('city.permissions.title'), permissionsPage(page, acts, routes()), { isWide: true });
}

const auditPageSize = 50;
/** A file with more rows is asked for by days. */
const auditCsvLimit = 50_000;

function readAuditQuery(page: Page): { query: AuditQuery; filter: AuditFilter; isBadDay: boolean } {
  const { event = '', person: personId = '', department = '', subject = '', from = '', to = '', before } = page.query;
  const days = dayFilter(page.city.profile.timeZone, from, to);
  const isSystem = personId === 'system';
  const filter: AuditFilter = {
    event,
    personId: isSystem ? '' : personId,
    isSystem,
    bodyId: department,
    subject: subject.trim(),
    ...days,
  };
  if (before && /^\d{1,15}$/.test(before)) filter.before = Number(before);
  return { query: { event, person: personId, department, subject, from, to }, filter, isBadDay: days === null };
}

async function audit(page: Page): Promise<Answer> {
  const { db } = page.city;
  const { query, filter, isBadDay } = readAuditQuery(page);
  const [found, counts, named, isEnforced] = await Promise.all([
    auditEntries(db, filter, auditPageSize + 1),
    countAudit(db, filter),
    auditPeople(db),
    isAuditEnforced(db),
  ]);
  const entries = found.slice(0, auditPageSize);
  const nextBefore = found.length > auditPageSize ? (entries.at(-1)?.seq ?? null) : null;
  const view = {
    query,
    entries,
    counts,
    nextBefore,
    isFirstPage: filter.before === undefined,
    people: named,
    isEnforced,
    isBadDay,
  };
  return staffPage(page.t('audit.list.title'), auditListPage(page, view), {
    isWide: true,
    status: isBadDay ? 422 : 200,
  });
}

async function auditDownload(page: Page): Promise<Answer> {
  const { filter } = readAuditQuery(page);
  const entries = await auditEntries(page.city.db, filter, auditCsvLimit);
  const lead = page.city.profile.practice ? [page.t('audit.csv.practice')] : [];
  return download(`audit-${page.city.slug}-${page.today}.csv`, 'text/csv; charset=utf-8', auditCsv(entries, lead));
}

async function languages(page: Page, { languages: { catalogs } }: CityDeps): Promise<Answer> {
  return staffPage(
    page.t('city.languages.title'),
    languagesPage(page, { catalogs, reviews: await languageReviews(page.city.db) }),
  );
}

/** Signs the sentences that the reviewer saw: when they changed in between, the page is shown again. */
async function saveSignature(page: Page, { languages: reviews }: CityDeps): Promise<Answer> {
  const tag = page.params.tag as string;
  const hash = reviews.catalogs.get(tag)?.hash;
  if (!hash) throw notFound();
  if (typedText(page.fields, 'hash') !== hash) return redirect(at.languagesPath.to({}));
  const result = await signTranslation(page.city, page.acting, tag, hash);
  reviews.forget(page.city, tag);
  return result.ok ? redirect(at.languagesPath.to({}), 'translation.signed') : redirect(at.languagesPath.to({}));
}
