/** One person: what is known, their invitation, their roles, the work in their hands, and whether they can sign in. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import type { AddressFault } from '#platform/mail-bounces.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type Grant, may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { addressFaultNote } from './city-outbox-pages.ts';
import { handoverList, workSection, type WorkView } from './city-handover-pages.ts';
import {
  auditPath,
  changePersonPath,
  endRolePath,
  grantPath,
  invitePath,
  peoplePath,
  personPath,
  restorePath,
  suspendPath,
} from './city-paths.ts';
import type { Invitation } from './city-people-invite-store.ts';
import { evaluationTag, languageField, mayManage, roleFields } from './city-people-pages.ts';
import { type HeldGrant, type Person, type PersonState, stateOf } from './city-people-store.ts';
import { grantInWords } from './city-sign-in-pages.ts';

/** Which form of the page was sent and refused; its fields keep what was typed. */
export type PersonForm = 'change' | 'role' | 'work' | 'access';

export type PersonView = {
  person: Person;
  grants: readonly HeldGrant[];
  invitations: readonly Invitation[];
  hasSignedIn: boolean;
  /** Mail to the address came back, and nothing is sent there. */
  addressFault: AddressFault | null;
  isSelf: boolean;
  work: WorkView;
  /** Roles that nobody else holds who can sign in. */
  alone: readonly Grant[];
  typed: Typed;
  refused: { form: PersonForm; faults: readonly Refusal[] } | null;
};

const fieldsOf = {
  change: ['name', 'email', 'locale'],
  role: ['role', 'bodyId'],
  work: ['toPersonId', 'items'],
  access: [],
} as const satisfies Record<PersonForm, readonly string[]>;

const prefixOf = (form: PersonForm) => (form === 'role' ? undefined : form);

export function personPage(page: Page, view: PersonView): Html {
  const { t } = page;
  const { person, refused } = view;
  const summary = refused ? errorSummary(page, refused.faults, fieldsOf[refused.form], prefixOf(refused.form)) : null;
  return html`<p class="st-back"><a href="${page.link(peoplePath.to({}))}">${t('city.people.back')}</a></p><h1>${person.name}${evaluationTag(page, person.id)}</h1>
${summary}${view.addressFault ? addressFaultNote(page, view.addressFault) : null}${facts(page, view)}
${mayManage(page) ? changeForm(page, view) : null}
<section class="st-section" aria-labelledby="roles"><h2 id="roles">${t('city.people.roles')}</h2>${grantTable(page, view)}${mayManage(page) ? grantForm(page, view) : null}</section>
${workSection(page, view.work)}${handoverList(page, view.work)}
${mayManage(page) ? access(page, view) : null}`;
}

function facts(page: Page, view: PersonView): Html {
  const { t, formats } = page;
  const { person, invitations, hasSignedIn } = view;
  const [last] = invitations;
  const state: PersonState = stateOf({ ...person, hasSignedIn, invitedAt: last?.invitedAt ?? null });
  const told =
    state === 'suspended'
      ? t('city.person.suspended', { at: formats.instant(person.suspendedAt ?? person.addedAt) })
      : state === 'invited' && last
        ? t('city.person.invited', { at: formats.instant(last.invitedAt), count: invitations.length })
        : t(`city.person-state.${state}`);
  const row = (name: string, said: Html | string) => html`<dt>${name}</dt><dd>${said}</dd>`;
  return html`<dl class="st-facts">${row(t('city.people.email'), html`<span class="st-long">${person.email}</span>`)}
${row(t('city.new-person.language'), html`<span lang="${person.locale}">${autonymOf(person.locale)}</span>`)}
${row(t('city.people.state'), html`${told}${inviteForm(page, view, state)}`)}
${row(t('city.person.added-on'), formats.instant(person.addedAt))}
${may(page.actor, cityActs.readAudit) ? row(t('city.person.history'), html`<a href="${page.link(auditPath.to({}, { person: person.id }))}">${t('city.person.audit')}</a> · <a href="${page.link(auditPath.to({}, { subject: `person/${person.id}` }))}">${t('city.person.audit-of')}</a>`) : null}</dl>`;
}

function autonymOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

function inviteForm(page: Page, { person }: PersonView, state: PersonState): Html | null {
  if (!mayManage(page) || (state !== 'added' && state !== 'invited')) return null;
  return html`<form action="${page.link(invitePath.to({ person: person.id }))}" method="post">${page.formToken()}<button class="usa-button usa-button--outline" type="submit">${page.t(`city.person.invite-${state}`)}</button></form>`;
}

function changeForm(page: Page, { person, typed, refused }: PersonView): Html {
  const { t } = page;
  const isRefused = refused?.form === 'change';
  const faults = isRefused ? refused.faults : [];
  const value = (name: 'name' | 'email' | 'locale') => (isRefused ? typedText(typed, name) : person[name]);
  return html`<details class="st-fold"${isRefused ? html` open` : null}><summary>${t('city.person.change')}</summary>
<form class="usa-form usa-form--large" action="${page.link(changePersonPath.to({ person: person.id }))}" method="post">${page.formToken()}
${textField(page, { name: 'name', label: t('city.new-person.name'), value: value('name'), faults, idPrefix: 'change' })}
${textField(page, { name: 'email', label: t('city.people.email'), hint: t('city.person.email-hint'), value: value('email'), faults, type: 'email', idPrefix: 'change' })}
${languageField(page, value('locale'), faults, 'change')}
${recordLine(page, 'city.person')}<button class="usa-button usa-button--outline" type="submit">${t('city.person.save')}</button></form></details>`;
}

function grantTable(page: Page, { person, grants }: PersonView): Html {
  const { t, formats } = page;
  if (grants.length === 0) return html`<p>${t('city.person.no-grants')}</p>`;
  const rows = grants.map((grant) => {
    const words = grantInWords(page, grant);
    const end = html`<form action="${page.link(endRolePath.to({ person: person.id, grant: grant.id }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--unstyled" type="submit">${t('city.person.end')}<span class="usa-sr-only"> ${words}</span></button></form>`;
    const held = mayManage(page) ? end : t('city.person.held');
    return html`<tr><th scope="row">${words}</th><td>${formats.instant(grant.grantedAt)}</td><td>${grant.grantedBy ?? t('city.person.by-system')}</td>
<td>${grant.endedAt ? t('city.person.ended', { at: formats.instant(grant.endedAt) }) : held}</td></tr>`;
  });
  return html`<div class="st-scroll" tabindex="0" role="group" aria-label="${t('city.person.role-table')}"><table class="usa-table usa-table--borderless"><caption class="usa-sr-only">${t('city.person.role-table')}</caption>
<thead><tr><th scope="col">${t('city.person.role')}</th><th scope="col">${t('city.person.since')}</th><th scope="col">${t('city.person.by')}</th><th scope="col">${t('city.person.until')}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function grantForm(page: Page, { person, typed, refused }: PersonView): Html {
  const { t } = page;
  const isRefused = refused?.form === 'role';
  const faults = isRefused ? refused.faults : [];
  return html`<details class="st-fold"${isRefused ? html` open` : null}><summary>${t('city.person.grant-title')}</summary>
<form class="usa-form usa-form--large" action="${page.link(grantPath.to({ person: person.id }))}" method="post">${page.formToken()}
${roleFields(page, isRefused ? typed : {}, faults, t('city.person.choose'))}
<button class="usa-button" type="submit">${t('city.person.grant')}</button></form></details>`;
}

function access(page: Page, { person, isSelf }: PersonView): Html | null {
  const { t } = page;
  if (isSelf) return null;
  const act = person.suspendedAt
    ? html`<form action="${page.link(restorePath.to({ person: person.id }))}" method="post">${page.formToken()}<button class="usa-button usa-button--outline" type="submit">${t('city.person.restore')}</button></form>`
    : html`<p><a class="usa-button usa-button--outline" href="${page.link(suspendPath.to({ person: person.id }))}">${t('city.person.to-suspend')}</a></p>`;
  return html`<section class="st-section" aria-labelledby="access"><h2 id="access">${t('city.person.access')}</h2><p>${t('city.person.access-text')}</p>${act}</section>`;
}

/** Before somebody is suspended: what is in their hands, and what only they hold. */
export function suspendPage(page: Page, view: PersonView): Html {
  const { t } = page;
  const { person, alone, work, refused } = view;
  const count = work.open.length;
  return html`<p class="st-back"><a href="${page.link(personPath.to({ person: person.id }))}">${t('city.suspend.back', { name: person.name })}</a></p>
<h1>${t('city.suspend.title', { name: person.name })}</h1>
${refused ? errorSummary(page, refused.faults, fieldsOf[refused.form], prefixOf(refused.form)) : null}
<p class="usa-intro">${t('city.suspend.intro')}</p>
${alone.length > 0 ? html`<div class="usa-alert usa-alert--warning usa-alert--slim"><div class="usa-alert__body"><p class="usa-alert__text">${t('city.suspend.alone', { roles: page.formats.list(alone.map((grant) => grantInWords(page, grant))) })}</p></div></div>` : null}
${workSection(page, work, '/suspend')}
<section class="st-section" aria-labelledby="suspend"><h2 id="suspend">${t('city.suspend.now')}</h2>
<p>${t('city.suspend.work', { count })}</p>
<form action="${page.link(suspendPath.to({ person: person.id }))}" method="post">${page.formToken()}<button class="usa-button" type="submit">${t('city.person.suspend')}</button></form></section>`;
}
