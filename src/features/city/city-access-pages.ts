/** The page of the review of access: a row for each role that somebody holds. Made to be printed and signed off. */
import type { IsoInstant } from '#kit/dates.ts';
import { selectField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { may, roles } from '#rules/permissions.ts';
import {
  type AccessFilter,
  accessFlags,
  accessSorts,
  type LastUse,
  type ReviewedGrant,
  type ReviewedPerson,
} from './city-access-decision.ts';
import { cityActs } from './city-acts.ts';
import { accessReviewCsvPath, accessReviewPath, permissionsPath, personPath } from './city-paths.ts';
import { grantInWords } from './city-sign-in-pages.ts';

export type AccessView = {
  people: readonly ReviewedPerson[];
  /** Before the filter. */
  all: readonly ReviewedPerson[];
  filter: AccessFilter;
  trackedSince: IsoInstant | null;
};

export function accessReviewPage(page: Page, view: AccessView): Html {
  const { t, formats } = page;
  const { people, all, filter, trackedSince } = view;
  const query = { q: filter.search, role: filter.role, flag: filter.flag, sort: filter.sort };
  const flagged = accessFlags.map((flag) => ({
    flag,
    count: all.filter((person) => person.flags.includes(flag)).length,
  }));
  const counts = flagged.map(
    ({ flag, count }) =>
      html`<li><a href="${page.link(accessReviewPath.to({}, { flag }))}">${t(`access.review.count.${flag}`, { count })}</a></li>`,
  );
  const since = trackedSince
    ? t('access.review.since', { at: formats.instant(trackedSince) })
    : t('access.review.no-audit');
  return html`<h1>${t('access.review.title')}</h1><p class="usa-intro">${t('access.review.intro')}</p>
<ul class="usa-list">${counts}</ul>
<p>${since} ${t('access.review.reading')}</p>
${filterForm(page, filter)}
<p>${t('access.review.shown', { count: people.length, all: all.length })} <a href="${page.link(accessReviewCsvPath.to({}, query))}">${t('access.review.csv')}</a> · <a href="${page.link(permissionsPath.to({}))}">${t('access.review.table')}</a></p>
${people.length > 0 ? peopleTable(page, people) : html`<p>${t('access.review.none')}</p>`}`;
}

function filterForm(page: Page, filter: AccessFilter): Html {
  const { t } = page;
  const idPrefix = 'access';
  const anything = { value: '', label: t('audit.filter.all') };
  const select = (name: string, value: string | null, choices: { value: string; label: string }[]) =>
    selectField(page, {
      name,
      label: t(`access.review.filter.${name}`),
      value: value ?? '',
      choices,
      isOptional: true,
      idPrefix,
    });
  const roleChoices = roles.map((role) => ({ value: role, label: t(`city.role.${role}`) }));
  const flagChoices = accessFlags.map((flag) => ({ value: flag, label: t(`access.review.flag.${flag}`) }));
  return html`<form class="st-filters" action="${page.link(accessReviewPath.to({}))}" method="get">
<div class="usa-form-group"><label class="usa-label" for="access-q">${t('access.review.filter.q')}</label><input class="usa-input" id="access-q" type="search" name="q" value="${filter.search}"></div>
${select('role', filter.role, [anything, ...roleChoices])}
${select('flag', filter.flag, [anything, ...flagChoices])}
${select(
  'sort',
  filter.sort,
  accessSorts.map((sort) => ({ value: sort, label: t(`access.review.sort.${sort}`) })),
)}
<button class="usa-button usa-button--outline" type="submit">${t('audit.filter.show')}</button></form>`;
}

function peopleTable(page: Page, people: readonly ReviewedPerson[]): Html {
  const { t } = page;
  const column = (key: string) => html`<th scope="col">${t(`access.review.column.${key}`)}</th>`;
  const rows = people.flatMap((person) =>
    person.grants.length === 0
      ? [personRow(page, person, null)]
      : person.grants.map((grant) => personRow(page, person, grant)),
  );
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('access.review.title')}"><table class="usa-table usa-table--borderless st-stack">
<caption class="usa-sr-only">${t('access.review.title')}</caption>
<thead><tr>${['person', 'role', 'given', 'signed-in', 'used', 'may'].map(column)}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

function personRow(page: Page, person: ReviewedPerson, grant: ReviewedGrant | null): Html {
  const { t, formats } = page;
  const label = (key: string) => html` data-label="${t(`access.review.column.${key}`)}"`;
  const name = may(page.actor, cityActs.readPeople)
    ? html`<a href="${page.link(personPath.to({ person: person.personId }))}">${person.name}</a>`
    : person.name;
  const flags = person.flags.map(
    (flag) => html` <span class="usa-tag st-tag--law-contested">${t(`access.review.flag.${flag}`)}</span>`,
  );
  const signedIn = person.lastSignedInAt ? formats.instant(person.lastSignedInAt) : t('access.review.never');
  const who = html`<th scope="row">${name}${flags}<br><span class="st-by st-long">${person.email}</span></th>`;
  if (!grant)
    return html`<tr>${who}<td${label('role')}>${t('city.people.no-role')}</td><td${label('given')}></td><td${label('signed-in')}>${signedIn}</td><td${label('used')}></td><td${label('may')}>${t('session.me.no-acts')}</td></tr>`;
  return html`<tr>${who}<td${label('role')}>${grantInWords(page, grant)}</td><td${label('given')}>${formats.instant(grant.grantedAt)}<br><span class="st-by">${givenBy(page, grant)}</span></td>
<td${label('signed-in')}>${signedIn}</td><td${label('used')}>${useInWords(page, grant.lastUsedAt)}</td><td${label('may')}>${actList(page, person, grant)}</td></tr>`;
}

function givenBy(page: Page, { group, grantedBy }: ReviewedGrant): string {
  if (group !== null) return page.t('access.review.by-group', { group });
  return grantedBy ?? page.t('city.person.by-system');
}

function useInWords(page: Page, at: LastUse): string {
  if (at === 'unheard') return page.t('access.review.unheard');
  return at === null ? page.t('access.review.not-used') : page.formats.instant(at);
}

function actList(page: Page, person: ReviewedPerson, { role, acts }: ReviewedGrant): Html {
  const { t } = page;
  const rows = acts.map(({ id, scope, lastUsedAt }) => {
    const where = scope === 'own' ? html` (${t('session.me.own-department')})` : null;
    return html`<li>${t(`act.${id}`)}${where}: ${useInWords(page, lastUsedAt)}</li>`;
  });
  return html`<details class="st-fold"><summary>${t('session.me.acts-count', { count: acts.length })}<span class="usa-sr-only"> ${person.name}, ${t(`city.role.${role}`)}</span></summary><ul class="usa-list">${rows}</ul></details>`;
}
