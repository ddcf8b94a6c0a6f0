/** The doors of the city itself: people, who may do what, the audit, the outbox, the languages. */
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, download, type Page, redirect, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { isAuditEnforced } from '#platform/audit-seal.ts';
import { notFound } from '#platform/errors.ts';
import type { Refusal } from '#kit/result.ts';
import type { LinkKind } from '#rules/links.ts';
import { cityActs } from './city-acts.ts';
import { auditCsv, auditListPage, type AuditQuery } from './city-audit-pages.ts';
import { auditEntries, type AuditFilter, auditPeople, countAudit } from './city-audit-store.ts';
import { dayFilter, grantForm, personForm } from './city-forms.ts';
import { languagesPage } from './city-language-pages.ts';
import { outboxRoutes } from './city-outbox-routes.ts';
import * as at from './city-paths.ts';
import { newPersonPage, peopleListPage, personPage } from './city-people-pages.ts';
import { grantById, grantsOf, listPeople, personById } from './city-people-store.ts';
import { permissionsPage } from './city-permission-pages.ts';
import type { CityDeps } from './city-questions.ts';
import { addPerson, endRole, grantRole, restorePerson, signTranslation, suspendPerson } from './city-service.ts';
import { sessionRoutes } from './city-session-routes.ts';
import { languageReviews } from './city-store.ts';

export function cityRoutes(deps: CityDeps): Route[] {
  const {
    managePeople,
    readPeople,
    readAudit,
    readPermissions,
    readLanguages,
    signTranslation: sign,
  } = cityActs;
  return [
    ...sessionRoutes(deps),
    get(at.peoplePath, { permission: readPeople, event: 'none', handle: people }),
    post(at.peoplePath, { permission: managePeople, event: 'city.person_added', handle: savePerson }),
    get(at.newPersonPath, { permission: managePeople, event: 'none', handle: async (page) => newPerson(page, []) }),
    get(at.personPath, { permission: readPeople, event: 'none', handle: (page) => person(page, []) }),
    post(at.grantPath, { permission: managePeople, event: 'city.role_granted', handle: saveGrant }),
    post(at.endRolePath, { permission: managePeople, event: 'city.role_ended', handle: saveEnd }),
    post(at.suspendPath, {
      permission: managePeople,
      event: 'city.person_suspended',
      handle: (page) => saveSuspension(page, deps),
    }),
    post(at.restorePath, { permission: managePeople, event: 'city.person_restored', handle: saveReturn }),
    get(at.permissionsPath, { permission: readPermissions, event: 'none', handle: (page) => permissions(page, deps) }),
    get(at.auditPath, { permission: readAudit, event: 'audit.viewed', handle: audit }),
    get(at.auditCsvPath, { permission: readAudit, event: 'audit.viewed', handle: auditDownload }),
    ...outboxRoutes(),
    get(at.languagesPath, { permission: readLanguages, event: 'none', handle: (page) => languages(page, deps) }),
    post(at.signTranslationPath, {
      permission: sign,
      event: 'translation.signed',
      handle: (page) => saveSignature(page, deps),
    }),
  ];
}

export const cityNav: readonly NavEntry[] = [
  { path: '/people', labelKey: 'city.nav.people', act: cityActs.readPeople, order: 80 },
  { path: '/permissions', labelKey: 'city.nav.permissions', act: cityActs.readPermissions, order: 82 },
  { path: '/audit', labelKey: 'city.nav.audit', act: cityActs.readAudit, order: 84 },
  { path: '/outbox', labelKey: 'city.nav.outbox', act: cityActs.readOutbox, order: 86 },
  { path: '/languages', labelKey: 'city.nav.languages', act: cityActs.readLanguages, order: 88 },
];

/** Where the records of this wing have their pages. */
export const cityLinkPaths = {
  person: (id: string) => at.personPath.to({ person: id }),
  outbox_mail: (id: string) => at.mailPath.to({ mail: id }),
  city: () => '/',
} as const satisfies Partial<Record<LinkKind, (id: string) => string>>;

async function people(page: Page): Promise<Answer> {
  const search = page.query.q ?? '';
  return staffPage(page.t('city.people.title'), peopleListPage(page, await listPeople(page.city.db, search), search), {
    isWide: true,
  });
}

function newPerson(page: Page, faults: readonly Refusal[]): Answer {
  return staffPage(page.t('city.new-person.title'), newPersonPage(page, page.fields, faults), {
    status: faults.length > 0 ? 422 : 200,
  });
}

async function savePerson(page: Page): Promise<Answer> {
  const typed = parseForm(personForm, page.fields);
  if (!typed.ok) return newPerson(page, typed.refusals);
  const result = await addPerson(page.city, page.acting, typed.value);
  if (!result.ok) return newPerson(page, result.refusals);
  return redirect(at.personPath.to({ person: result.value.personId }), 'city.person_added');
}

async function person(page: Page, faults: readonly Refusal[]): Promise<Answer> {
  const found = await personById(page.city.db, page.params.person as string);
  if (!found) throw notFound();
  const grants = await grantsOf(page.city.db, found.id);
  const view = { person: found, grants, isSelf: found.id === page.actor?.personId, typed: page.fields, faults };
  return staffPage(found.name, personPage(page, view), { status: faults.length > 0 ? 422 : 200 });
}

async function saveGrant(page: Page): Promise<Answer> {
  const personId = page.params.person as string;
  const typed = parseForm(grantForm, page.fields);
  if (!typed.ok) return person(page, typed.refusals);
  const result = await grantRole(page.city, page.acting, personId, typed.value);
  return result.ok
    ? redirect(at.personPath.to({ person: personId }), 'city.role_granted')
    : person(page, result.refusals);
}

async function saveEnd(page: Page): Promise<Answer> {
  const { person: personId, grant: grantId } = page.params as { person: string; grant: string };
  const grant = await grantById(page.city.db, grantId);
  if (grant?.personId !== personId) throw notFound();
  const result = await endRole(page.city, page.acting, grantId);
  return result.ok
    ? redirect(at.personPath.to({ person: personId }), 'city.role_ended')
    : person(page, result.refusals);
}

async function saveSuspension(page: Page, { now }: CityDeps): Promise<Answer> {
  const personId = page.params.person as string;
  const result = await suspendPerson(page.city, page.acting, personId, now());
  return result.ok
    ? redirect(at.personPath.to({ person: personId }), 'city.person_suspended')
    : person(page, result.refusals);
}

async function saveReturn(page: Page): Promise<Answer> {
  const personId = page.params.person as string;
  const result = await restorePerson(page.city, page.acting, personId);
  return result.ok
    ? redirect(at.personPath.to({ person: personId }), 'city.person_restored')
    : person(page, result.refusals);
}

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
