/** People and their roles: the list, one person, and the form that adds one. */
import type { Refusal } from '#kit/result.ts';
import { locales } from '#i18n/locales.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import type { Typed } from '#web/form.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { departmentRoles, may, roles } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import {
  auditPath,
  endRolePath,
  grantPath,
  newPersonPath,
  peoplePath,
  personPath,
  restorePath,
  suspendPath,
} from './city-paths.ts';
import type { HeldGrant, Person, PersonWithRoles } from './city-people-store.ts';
import { grantInWords } from './city-sign-in-pages.ts';

const mayManage = (page: Page) => may(page.actor, cityActs.managePeople);

export function peopleListPage(page: Page, people: readonly PersonWithRoles[], search: string): Html {
  const { t } = page;
  const rows = people.map(
    (
      person,
    ) => html`<tr><th scope="row"><a href="${page.link(personPath.to({ person: person.id }))}">${person.name}</a></th>
<td>${person.grants.length > 0 ? page.formats.list(person.grants.map((grant) => grantInWords(page, grant))) : t('city.people.no-role')}</td>
<td>${person.email}</td><td data-label="${t('city.people.state')}">${t(person.suspendedAt ? 'city.people.suspended' : 'city.people.active')}</td></tr>`,
  );
  const table = html`<section class="st-scroll" tabindex="0" aria-label="${t('city.people.title')}"><table class="usa-table usa-table--borderless st-stack st-stack--brief">
<caption>${t('city.people.count', { count: people.length })}</caption>
<thead><tr><th scope="col">${t('city.people.name')}</th><th scope="col">${t('city.people.roles')}</th><th scope="col">${t('city.people.email')}</th><th scope="col">${t('city.people.state')}</th></tr></thead>
<tbody>${rows}</tbody></table></section>`;
  const empty = html`<p>${t(search ? 'city.people.none-found' : 'city.people.empty')}</p>`;
  return html`<h1>${t('city.people.title')}</h1><p class="usa-intro">${t('city.people.intro')}</p>
${mayManage(page) ? html`<p><a class="usa-button" href="${page.link(newPersonPath.to({}))}">${t('city.people.add')}</a></p>` : null}
<form class="st-filter" action="${page.link(peoplePath.to({}))}" method="get"><label class="usa-label" for="people-q">${t('city.people.search')}</label>
<input class="usa-input" id="people-q" type="search" name="q" value="${search}"><button class="usa-button usa-button--outline" type="submit">${t('city.people.search-button')}</button></form>
${people.length > 0 ? table : empty}`;
}

export function newPersonPage(page: Page, typed: Typed, faults: readonly Refusal[]): Html {
  const { t } = page;
  const value = (name: string) => typedText(typed, name);
  const languages = locales.map(({ tag, autonym }) => ({ value: tag, label: autonym }));
  return html`<p class="st-back"><a href="${page.link(peoplePath.to({}))}">${t('city.people.back')}</a></p><h1>${t('city.new-person.title')}</h1>
<p class="usa-intro">${t('city.new-person.intro')}</p>
${errorSummary(page, faults, ['name', 'email', 'locale'])}
<form class="usa-form usa-form--large" action="${page.link(peoplePath.to({}))}" method="post">${page.formToken()}
${textField(page, { name: 'name', label: t('city.new-person.name'), hint: t('city.new-person.name-hint'), value: value('name'), faults })}
${textField(page, { name: 'email', label: t('city.people.email'), hint: t('city.new-person.email-hint'), value: value('email'), faults, type: 'email' })}
${selectField(page, { name: 'locale', label: t('city.new-person.language'), value: value('locale') || page.locale.tag, faults, choices: languages })}
<button class="usa-button" type="submit">${t('city.new-person.save')}</button></form>`;
}

export type PersonView = {
  person: Person;
  grants: readonly HeldGrant[];
  isSelf: boolean;
  typed: Typed;
  faults: readonly Refusal[];
};

export function personPage(page: Page, view: PersonView): Html {
  const { t, formats } = page;
  const { person, faults } = view;
  const isManager = mayManage(page);
  return html`<p class="st-back"><a href="${page.link(peoplePath.to({}))}">${t('city.people.back')}</a></p><h1>${person.name}</h1>
${errorSummary(page, faults, ['role', 'bodyId'])}
<p>${person.email} · ${t('city.person.added', { at: formats.instant(person.addedAt) })}${person.suspendedAt ? html` · <strong>${t('city.person.suspended', { at: formats.instant(person.suspendedAt) })}</strong>` : null}${may(page.actor, cityActs.readAudit) ? html` · <a href="${page.link(auditPath.to({}, { person: person.id }))}">${t('city.person.audit')}</a>` : null}</p>
${grantTable(page, view, isManager)}
${isManager ? grantForm(page, view) : null}
${isManager ? suspendForm(page, view) : null}`;
}

function grantTable(page: Page, { person, grants }: PersonView, isManager: boolean): Html {
  const { t, formats } = page;
  if (grants.length === 0) return html`<p>${t('city.person.no-grants')}</p>`;
  const rows = grants.map((grant) => {
    const words = grantInWords(page, grant);
    const end = html`<form action="${page.link(endRolePath.to({ person: person.id, grant: grant.id }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--unstyled" type="submit">${t('city.person.end')}<span class="usa-sr-only"> ${words}</span></button></form>`;
    const held = isManager ? end : t('city.person.held');
    return html`<tr><th scope="row">${words}</th><td>${formats.instant(grant.grantedAt)}</td><td>${grant.grantedBy ?? t('city.person.by-system')}</td>
<td>${grant.endedAt ? t('city.person.ended', { at: formats.instant(grant.endedAt) }) : held}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('city.people.roles')}"><table class="usa-table usa-table--borderless"><caption>${t('city.people.roles')}</caption>
<thead><tr><th scope="col">${t('city.person.role')}</th><th scope="col">${t('city.person.since')}</th><th scope="col">${t('city.person.by')}</th><th scope="col">${t('city.person.until')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function grantForm(page: Page, { person, typed, faults }: PersonView): Html {
  const { t } = page;
  const roleChoices = [
    { value: '', label: t('city.person.choose') },
    ...roles.map((role) => ({ value: role, label: t(`city.role.${role}`) })),
  ];
  const bodies = page.city.profile.bodies.map((body) => ({ value: body.id, label: page.say(body.name) }));
  const departmentWords = roles.filter((role) => departmentRoles.has(role)).map((role) => t(`city.role.${role}`));
  return html`<section aria-labelledby="grant"><h2 id="grant">${t('city.person.grant-title')}</h2>
<form class="usa-form usa-form--large" action="${page.link(grantPath.to({ person: person.id }))}" method="post">${page.formToken()}
${selectField(page, { name: 'role', label: t('city.person.role'), value: typedText(typed, 'role'), faults, choices: roleChoices })}
${selectField(page, {
  name: 'bodyId',
  label: t('city.person.department'),
  hint: t('city.person.department-hint', { roles: page.formats.list(departmentWords) }),
  value: typedText(typed, 'bodyId'),
  faults,
  choices: [{ value: '', label: t('city.person.whole-city') }, ...bodies],
  isOptional: true,
})}
<button class="usa-button" type="submit">${t('city.person.grant')}</button></form></section>`;
}

function suspendForm(page: Page, { person, isSelf }: PersonView): Html | null {
  const { t } = page;
  if (isSelf) return null;
  const [action, label] = person.suspendedAt
    ? [restorePath, t('city.person.restore')]
    : [suspendPath, t('city.person.suspend')];
  return html`<section aria-labelledby="access"><h2 id="access">${t('city.person.access')}</h2><p>${t('city.person.access-text')}</p>
<form action="${page.link(action.to({ person: person.id }))}" method="post">${page.formToken()}<button class="usa-button usa-button--outline" type="submit">${label}</button></form></section>`;
}
