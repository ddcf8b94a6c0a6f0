/** People: the list with where each of them stands, and the form that adds one. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { locales } from '#i18n/locales.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { attribute, type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { departmentRoles, may, type Role, roles } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { isEvaluationPerson } from './city-evaluation.ts';
import { contactsPath, groupsPath, newPersonPath, peopleCsvPath, peoplePath, personPath } from './city-paths.ts';
import { type ListedPerson, type PersonState, personStates, stateOf } from './city-people-store.ts';
import { grantInWords } from './city-sign-in-pages.ts';

export const mayManage = (page: Page) => may(page.actor, cityActs.managePeople);

export type PeopleQuery = { search: string; state: PersonState | null; page: number };
const pageSize = 100;

export function peopleListPage(page: Page, people: readonly ListedPerson[], query: PeopleQuery): Html {
  const { t } = page;
  const { search, state } = query;
  const found = state ? people.filter((person) => stateOf(person) === state) : people;
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const at = Math.min(query.page, pages);
  const shown = found.slice((at - 1) * pageSize, at * pageSize);
  return html`<h1>${t('city.people.title')}</h1><p class="usa-intro">${t('city.people.intro')}</p>
${mayManage(page) ? html`<p class="st-overview__doors"><a class="usa-button" href="${page.link(newPersonPath.to({}))}">${t('city.people.add')}</a> <a href="${page.link(contactsPath.to({}))}">${t('city.people.import')}</a> <a href="${page.link(groupsPath.to({}))}">${t('access.group.title')}</a> <a href="${page.link(peopleCsvPath.to({}))}">${t('city.people.csv')}</a></p>` : null}
<form class="st-filter" action="${page.link(peoplePath.to({}))}" method="get"><label class="usa-label" for="people-q">${t('city.people.search')}</label>
<input class="usa-input" id="people-q" type="search" name="q" value="${search}">${state ? html`<input type="hidden" name="state" value="${state}">` : null}<button class="usa-button usa-button--outline" type="submit">${t('city.people.search-button')}</button></form>
${stateLinks(page, people, query)}
${shown.length > 0 ? table(page, shown, found.length) : html`<p>${t(search || state ? 'city.people.none-found' : 'city.people.empty')}</p>`}
${pages > 1 ? pager(page, query, at, pages) : null}`;
}

/** Each count leads to its part of the list. */
function stateLinks(page: Page, people: readonly ListedPerson[], { search, state }: PeopleQuery): Html {
  const link = (one: PersonState | null, count: number) => {
    const href = page.link(peoplePath.to({}, { q: search, state: one }));
    const label = page.t(one ? `city.people-state.${one}` : 'city.people.all');
    return html`<li><a href="${href}"${attribute('aria-current', one === state ? 'true' : null)}><span class="st-count">${count}</span> ${label}</a></li>`;
  };
  const counts = personStates.map((one) => [one, people.filter((person) => stateOf(person) === one).length] as const);
  return html`<nav aria-label="${page.t('city.people.states')}"><ul class="st-kinds">${link(null, people.length)}${counts.map(([one, count]) => link(one, count))}</ul></nav>`;
}

function table(page: Page, people: readonly ListedPerson[], count: number): Html {
  const { t } = page;
  const rows = people.map(
    (
      person,
    ) => html`<tr><th scope="row"><a href="${page.link(personPath.to({ person: person.id }))}">${person.name}</a>${evaluationTag(page, person.id)}</th>
<td>${person.grants.length > 0 ? page.formats.list(person.grants.map((grant) => grantInWords(page, grant))) : t('city.people.no-role')}</td>
<td class="st-long">${person.email}</td><td data-label="${t('city.people.state')}">${t(`city.people-state.${stateOf(person)}`)}</td></tr>`,
  );
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('city.people.title')}"><table class="usa-table usa-table--borderless st-stack st-stack--brief">
<caption>${t('city.people.count', { count })}</caption>
<thead><tr><th scope="col">${t('city.people.name')}</th><th scope="col">${t('city.people.roles')}</th><th scope="col">${t('city.people.email')}</th><th scope="col">${t('city.people.state')}</th></tr></thead>
<tbody>${rows}</tbody></table></section>`;
}

/** Somebody whom the evaluation made up: nobody reads their mail. */
export function evaluationTag(page: Page, personId: string): Html | null {
  return isEvaluationPerson(personId)
    ? html` <span class="usa-tag st-tag st-tag--quiet">${page.t('city.people.evaluation')}</span>`
    : null;
}

function pager(page: Page, { search, state }: PeopleQuery, at: number, pages: number): Html {
  const { t } = page;
  const to = (number: number, label: string) =>
    html`<a href="${page.link(peoplePath.to({}, { q: search, state, page: number }))}">${label}</a>`;
  return html`<nav class="st-pager" aria-label="${t('city.people.pages')}">${at > 1 ? to(at - 1, t('city.people.before')) : null} <span>${t('city.people.page', { at, pages })}</span> ${at < pages ? to(at + 1, t('city.people.after')) : null}</nav>`;
}

export const newPersonFields = ['name', 'email', 'locale', 'role', 'bodyId'] as const;

export function newPersonPage(page: Page, typed: Typed, faults: readonly Refusal[]): Html {
  const { t } = page;
  const value = (name: string) => typedText(typed, name);
  const isFirst = Object.keys(typed).length === 0;
  return html`<p class="st-back"><a href="${page.link(peoplePath.to({}))}">${t('city.people.back')}</a></p><h1>${t('city.new-person.title')}</h1>
<p class="usa-intro">${t('city.new-person.intro')}</p>
${errorSummary(page, faults, newPersonFields)}
<form class="usa-form usa-form--large" action="${page.link(peoplePath.to({}))}" method="post">${page.formToken()}
${textField(page, { name: 'name', label: t('city.new-person.name'), hint: t('city.new-person.name-hint'), value: value('name'), faults })}
${textField(page, { name: 'email', label: t('city.people.email'), hint: t('city.new-person.email-hint'), value: value('email'), faults, type: 'email' })}
${languageField(page, value('locale') || page.locale.tag, faults)}
${roleFields(page, typed, faults, t('city.new-person.no-role'))}
<div class="usa-form-group"><div class="usa-checkbox"><input class="usa-checkbox__input" id="field-invite" type="checkbox" name="invite" value="yes"${attribute('checked', isFirst || value('invite') === 'yes')} aria-describedby="field-invite-hint"><label class="usa-checkbox__label" for="field-invite">${t('city.new-person.invite')}</label></div>
<span class="usa-hint" id="field-invite-hint">${t('city.new-person.invite-hint')}</span></div>
${recordLine(page, 'city.person')}<button class="usa-button" type="submit">${t('city.new-person.save')}</button></form>`;
}

export function languageField(page: Page, value: string, faults: readonly Refusal[], idPrefix?: string): Html {
  const choices = locales.map(({ tag, autonym }) => ({ value: tag, label: autonym }));
  return selectField(page, {
    name: 'locale',
    label: page.t('city.new-person.language'),
    value,
    faults,
    choices,
    idPrefix,
  });
}

/** Role and department; `none` is what it means to choose no role. */
export function roleFields(page: Page, typed: Typed, faults: readonly Refusal[], none: string): Html {
  const { t } = page;
  const label = (role: Role) => ({ value: role, label: t(`city.role.${role}`) });
  const bodies = page.city.profile.bodies.map((body) => ({ value: body.id, label: page.say(body.name) }));
  const departmentWords = roles.filter((role) => departmentRoles.has(role)).map((role) => t(`city.role.${role}`));
  return html`${selectField(page, {
    name: 'role',
    label: t('city.person.role'),
    value: typedText(typed, 'role'),
    faults,
    choices: [{ value: '', label: none }, ...roles.map(label)],
    isOptional: true,
  })}
${selectField(page, {
  name: 'bodyId',
  label: t('city.person.department'),
  hint: t('city.person.department-hint', { roles: page.formats.list(departmentWords) }),
  value: typedText(typed, 'bodyId'),
  faults,
  choices: [{ value: '', label: t('city.person.whole-city') }, ...bodies],
  isOptional: true,
})}`;
}
