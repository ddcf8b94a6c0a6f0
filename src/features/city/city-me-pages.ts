/** The page about oneself: who am I, what may I do, where am I signed in, in which language am I written to. */
import type { IsoInstant } from '#kit/dates.ts';
import { locales } from '#i18n/locales.ts';
import { selectField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type Act, type Actor, may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { grantInWords } from './city-sign-in-pages.ts';
import { myLanguagePath, permissionsPath, revokePath } from './city-paths.ts';

export type SessionView = { idHash: string; signedInAt: IsoInstant; lastSeenAt: IsoInstant; isThis: boolean };
export type MeView = {
  actor: Actor;
  email: string;
  locale: string;
  sessions: readonly SessionView[];
  acts: readonly Act[];
};

export function mePage(page: Page, view: MeView): Html {
  const { t } = page;
  return html`<h1>${view.actor.name}</h1>
<p>${t('session.me.email', { email: view.email })}</p>
<section aria-labelledby="roles"><h2 id="roles">${t('session.me.roles')}</h2>${rolesOf(page, view)}</section>
<section aria-labelledby="acts"><h2 id="acts">${t('session.me.acts')}</h2>${actsOf(page, view)}</section>
<h2>${t('session.me.sessions')}</h2><p>${t('session.me.sessions-text')}</p>${sessionTable(page, view)}
<section aria-labelledby="language"><h2 id="language">${t('session.me.language')}</h2>${languageForm(page, view.locale)}</section>`;
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
    return html`<tr><th scope="row">${formats.instant(session.signedInAt)}</th><td>${formats.instant(session.lastSeenAt)}</td><td>${session.isThis ? t('session.me.this-one') : end}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('session.me.sessions')}"><table class="usa-table usa-table--borderless">
<caption class="usa-sr-only">${t('session.me.sessions')}</caption>
<thead><tr><th scope="col">${t('session.me.signed-in')}</th><th scope="col">${t('session.me.last-seen')}</th><th scope="col">${t('session.me.end')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function languageForm(page: Page, locale: string): Html {
  const choices = locales.map(({ tag, autonym }) => ({ value: tag, label: autonym }));
  return html`<form class="usa-form" action="${page.link(myLanguagePath.to({}))}" method="post">${page.formToken()}
${selectField(page, { name: 'locale', label: page.t('session.me.language-label'), hint: page.t('session.me.language-hint'), value: locale, choices })}
<button class="usa-button usa-button--outline" type="submit">${page.t('session.me.language-save')}</button></form>`;
}
