/** The page about oneself: who am I, what may I do, where am I signed in, in which language am I written to. */
import { recordLine } from '#web/components/record-line.ts';
import type { IsoInstant } from '#kit/dates.ts';
import type { Refusal } from '#kit/result.ts';
import { locales } from '#i18n/locales.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Proof } from '#platform/sessions.ts';
import { type Act, type Actor, may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import type { LinkedAccount } from './city-oidc-store.ts';
import { passkeyForm } from './city-passkey-parts.ts';
import type { Passkey } from './city-passkey-store.ts';
import {
  beginPasskeyPath,
  forgetAccountPath,
  mePath,
  myLanguagePath,
  passkeysPath,
  permissionsPath,
  provePath,
  removePasskeyPath,
  revokeOthersPath,
  revokePath,
} from './city-paths.ts';
import { grantInWords } from './city-sign-in-pages.ts';

export type SessionView = {
  idHash: string;
  signedInAt: IsoInstant;
  signedInBy: Proof;
  lastSeenAt: IsoInstant;
  isThis: boolean;
};
export type MeView = {
  actor: Actor;
  email: string;
  locale: string;
  sessions: readonly SessionView[];
  passkeys: readonly Passkey[];
  accounts: readonly LinkedAccount[];
  /** Browsers allow passkeys under this address. */
  mayUsePasskeys: boolean;
  acts: readonly Act[];
  /** What was typed for a passkey that could not be added. */
  passkeyName: string;
  faults: readonly Refusal[];
};

export function mePage(page: Page, view: MeView): Html {
  const { t } = page;
  return html`<h1>${view.actor.name}</h1>
${errorSummary(page, view.faults, ['name'])}
<p>${t('session.me.email', { email: view.email })}</p>
<section aria-labelledby="roles"><h2 id="roles">${t('session.me.roles')}</h2>${rolesOf(page, view)}</section>
<section aria-labelledby="acts"><h2 id="acts">${t('session.me.acts')}</h2>${actsOf(page, view)}</section>
<h2>${t('session.me.sessions')}</h2><p>${t('session.me.sessions-text')}</p>${sessionTable(page, view)}${endOthers(page, view)}
<h2 id="passkeys">${t('session.passkey.title')}</h2>${passkeys(page, view)}
${view.accounts.length > 0 ? html`<section aria-labelledby="account"><h2 id="account">${t('session.me.account')}</h2>${account(page, view)}</section>` : null}
<section aria-labelledby="language"><h2 id="language">${t('session.me.language')}</h2>${languageForm(page, view.locale)}<p class="margin-top-2"><a class="usa-button usa-button--outline" href="${page.link('/me/mail')}">${t('session.me.mail')}</a></p></section>`;
}

function rolesOf(page: Page, { actor }: MeView): Html {
  if (actor.grants.length === 0) return html`<p>${page.t('session.me.no-roles')}</p>`;
  const rows = actor.grants.map(
    (grant) => html`<li><strong>${grantInWords(page, grant)}</strong>: ${page.t(`city.role-does.${grant.role}`)}</li>`,
  );
  return html`<ul class="usa-list">${rows}</ul>`;
}

function actsOf(page: Page, { actor, acts }: MeView): Html {
  const allowed = acts.filter((act) => may(actor, act));
  const rows = allowed.map((act) => {
    const isCity = actor.grants.some((grant) => act.who[grant.role] === 'city');
    return html`<li>${page.t(`act.${act.id}`)}${isCity ? null : html` (${page.t('session.me.own-department')})`}</li>`;
  });
  const table = html`<p><a href="${page.link(permissionsPath.to({}))}">${page.t('session.me.table')}</a></p>`;
  const link = may(actor, cityActs.readPermissions) ? table : null;
  if (rows.length === 0) return html`<p>${page.t('session.me.no-acts')}</p>`;
  return html`${link}<details class="st-fold"><summary>${page.t('session.me.acts-count', { count: rows.length })}</summary><ul class="usa-list">${rows}</ul></details>`;
}

function sessionTable(page: Page, { sessions }: MeView): Html {
  const { t, formats } = page;
  const rows = sessions.map((session) => {
    const end = html`<form action="${page.link(revokePath.to({ session: session.idHash }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--unstyled" type="submit">${t('session.me.revoke')}<span class="usa-sr-only"> ${formats.instant(session.signedInAt)}</span></button></form>`;
    return html`<tr><th scope="row">${formats.instant(session.signedInAt)}</th><td>${t(`session.by.${session.signedInBy}`)}</td><td>${formats.instant(session.lastSeenAt)}</td><td>${session.isThis ? t('session.me.this-one') : end}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('session.me.sessions')}"><table class="usa-table usa-table--borderless">
<caption class="usa-sr-only">${t('session.me.sessions')}</caption>
<thead><tr><th scope="col">${t('session.me.signed-in')}</th><th scope="col">${t('session.me.how')}</th><th scope="col">${t('session.me.last-seen')}</th><th scope="col">${t('session.me.end')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function endOthers(page: Page, { sessions }: MeView): Html | null {
  if (sessions.every((session) => session.isThis)) return null;
  return html`<form action="${page.link(revokeOthersPath.to({}))}" method="post">${page.formToken()}
<button class="usa-button usa-button--outline" type="submit">${page.t('session.me.end-others')}</button></form>`;
}

function passkeys(page: Page, view: MeView): Html {
  const { t, formats } = page;
  const rows = view.passkeys.map((passkey) => {
    const remove = html`<form action="${page.link(removePasskeyPath.to({ passkey: passkey.id }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--unstyled" type="submit">${t('session.passkey.remove')}<span class="usa-sr-only"> ${passkey.name}</span></button></form>`;
    return html`<tr><th scope="row">${passkey.name}</th><td>${t(passkey.isSynced ? 'session.passkey.synced' : 'session.passkey.one-device')}</td><td>${formats.instant(passkey.addedAt)}</td>
<td>${passkey.lastUsedAt ? formats.instant(passkey.lastUsedAt) : t('session.passkey.never')}</td><td>${remove}</td></tr>`;
  });
  const table = html`<section class="st-scroll" tabindex="0" aria-label="${t('session.passkey.title')}"><table class="usa-table usa-table--borderless">
<caption class="usa-sr-only">${t('session.passkey.title')}</caption>
<thead><tr><th scope="col">${t('session.passkey.name')}</th><th scope="col">${t('session.passkey.kind')}</th><th scope="col">${t('session.passkey.added')}</th><th scope="col">${t('session.me.last-seen')}</th><th scope="col">${t('session.passkey.remove')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
  return html`<p>${t('session.passkey.text')}</p>${rows.length > 0 ? table : null}${newPasskey(page, view)}`;
}

function newPasskey(page: Page, { mayUsePasskeys, passkeyName, faults }: MeView): Html {
  const { t } = page;
  if (!mayUsePasskeys) return html`<p>${t('session.passkey.no-host')}</p>`;
  if (!page.isProved) {
    const first = provePath.to({}, { next: mePath.to({}) });
    return html`<p><a class="usa-button usa-button--outline" href="${page.link(first)}">${t('session.passkey.prove-first')}</a></p>`;
  }
  const form = passkeyForm(page, {
    kind: 'create',
    begin: beginPasskeyPath.to({}),
    action: passkeysPath.to({}),
    button: t('session.passkey.add'),
    fields: html`${textField(page, {
      name: 'name',
      label: t('session.passkey.new-name'),
      hint: t('session.passkey.new-name-hint'),
      value: passkeyName,
      faults,
    })}${recordLine(page, 'city.passkey')}`,
  });
  return html`${form}<noscript><p>${t('session.passkey.no-script')}</p></noscript>`;
}

function account(page: Page, { accounts }: MeView): Html {
  const { t, formats } = page;
  const rows = accounts.map(
    (one) =>
      html`<li>${t('session.me.account-text', { host: new URL(one.issuer).host, since: formats.instant(one.linkedAt), last: formats.instant(one.lastUsedAt) })}</li>`,
  );
  return html`<ul class="usa-list">${rows}</ul><p>${t('session.me.account-forget-text')}</p>
<form action="${page.link(forgetAccountPath.to({}))}" method="post">${page.formToken()}<button class="usa-button usa-button--outline" type="submit">${t('session.me.account-forget')}</button></form>`;
}

function languageForm(page: Page, locale: string): Html {
  const choices = locales.map(({ tag, autonym }) => ({ value: tag, label: autonym }));
  return html`<form class="usa-form" action="${page.link(myLanguagePath.to({}))}" method="post">${page.formToken()}
${selectField(page, { name: 'locale', label: page.t('session.me.language-label'), hint: page.t('session.me.language-hint'), value: locale, choices })}
<button class="usa-button usa-button--outline" type="submit">${page.t('session.me.language-save')}</button></form>`;
}
