/** The pages of signing in: ask for a link, confirm with one button, and what was typed before a session ran out. */
import type { Refusal } from '#kit/result.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Actor, Grant } from '#rules/permissions.ts';
import { passkeyForm } from './city-passkey-parts.ts';
import {
  askPasskeyPath,
  signInAsPath,
  signInCityPath,
  signInLinkPath,
  signInPasskeyPath,
  signInPath,
} from './city-paths.ts';
import { nextField } from './city-proof-pages.ts';

/** A role with its department, in words. */
export function grantInWords(page: Page, grant: Grant): string {
  const role = page.t(`city.role.${grant.role}`);
  const body = grant.bodyId === null ? null : page.city.profile.bodies.find((one) => one.id === grant.bodyId);
  return grant.bodyId === null ? role : `${role}, ${body ? page.say(body.name) : grant.bodyId}`;
}

export type EvaluationChoice = { personId: string; grant: Grant };

export type SignInView = {
  next: string | null;
  email: string;
  faults: readonly Refusal[];
  /** One for each person of the evaluation; empty in production. */
  choices: readonly EvaluationChoice[];
  hasCitySignIn: boolean;
  /** Browsers allow passkeys under this address. */
  mayUsePasskeys: boolean;
};

/** From the surest way to the one that always works; the first is the button that stands out. */
export function signInPage(page: Page, view: SignInView): Html {
  const { t } = page;
  const { next, email, faults, choices, hasCitySignIn, mayUsePasskeys } = view;
  const isFirst = choices.length === 0;
  const city = html`<form class="st-way" action="${page.link(signInCityPath.to({}))}" method="post">${page.formToken()}${nextField(next)}
<button class="usa-button${isFirst ? ' usa-button--big' : ' usa-button--outline'}" type="submit">${t('session.sign-in.city')}</button></form>`;
  const passkey = {
    kind: 'get',
    begin: askPasskeyPath.to({}),
    action: signInPasskeyPath.to({}),
    button: t('session.sign-in.passkey'),
    isPrimary: isFirst && !hasCitySignIn,
    fields: nextField(next),
  } as const;
  const isMailFirst = isFirst && !hasCitySignIn;
  return html`<h1>${t('session.sign-in.title')}</h1>
<p class="usa-intro">${t('session.sign-in.intro')}</p>
${errorSummary(page, faults, ['email'])}
${choices.length > 0 ? evaluationChoices(page, next, choices) : null}
${hasCitySignIn ? city : null}
${mayUsePasskeys ? passkeyForm(page, passkey) : null}
<form class="usa-form usa-form--large" action="${page.link(signInPath.to({}))}" method="post">${page.formToken()}${nextField(next)}
${isMailFirst ? null : html`<h2>${t('session.sign-in.by-mail')}</h2>`}
${textField(page, { name: 'email', label: t('session.sign-in.email'), hint: t('session.sign-in.email-hint'), value: email, faults, type: 'email', autocomplete: 'email' })}
<button class="usa-button${isMailFirst ? '' : ' usa-button--outline'}" type="submit">${t('session.sign-in.send')}</button></form>
<h2>${t('session.sign-in.why-title')}</h2>
<p>${t('session.sign-in.why')}</p>`;
}

function evaluationChoices(page: Page, next: string | null, choices: readonly EvaluationChoice[]): Html {
  const { t } = page;
  const isFirstOfRole = ({ grant }: EvaluationChoice) =>
    choices.find((one) => one.grant.role === grant.role)?.grant === grant;
  const row = ({ personId, grant }: EvaluationChoice) => {
    const name = grantInWords(page, grant);
    return html`<li class="st-choice"><form action="${page.link(signInAsPath.to({}))}" method="post">${page.formToken()}${nextField(next)}
<input type="hidden" name="person" value="${personId}"><button class="usa-button usa-button--outline" type="submit">${t('session.sign-in.as', { role: name })}</button></form>
<p class="st-choice__text">${t(`city.role-does.${grant.role}`)}</p></li>`;
  };
  const list = (rows: readonly EvaluationChoice[]) =>
    html`<ul class="usa-list usa-list--unstyled st-choices">${rows.map(row)}</ul>`;
  const others = choices.filter((one) => !isFirstOfRole(one));
  return html`<section aria-labelledby="choices"><h2 id="choices">${t('session.sign-in.choices')}</h2><p>${t('session.sign-in.choices-text')}</p>${list(choices.filter(isFirstOfRole))}
${others.length > 0 ? html`<details class="st-fold"><summary>${t('session.sign-in.others', { count: others.length })}</summary>${list(others)}</details>` : null}</section>`;
}

/** The same whether or not the address is known. */
export function linkSentPage(page: Page, minutes: number, outboxLink: string | null): Html {
  const { t } = page;
  return html`<h1>${t('session.sent.title')}</h1>
<p class="usa-intro">${t('session.sent.text', { minutes })}</p>
<p>${t('session.sent.nothing')}</p>
${outboxLink ? html`<p>${t('session.sent.evaluation')} <a href="${outboxLink}">${t('session.sent.outbox')}</a></p>` : null}
<p><a href="${page.link(signInPath.to({}))}">${t('session.sent.again')}</a></p>`;
}

/** Who would be signed in. Following the link changes nothing; the button does. */
export function confirmPage(page: Page, token: string, actor: Actor, next: string | null): Html {
  const { t } = page;
  const roles = actor.grants.map((grant) => html`<li>${grantInWords(page, grant)}</li>`);
  return html`<h1>${t('session.confirm.title')}</h1>
<p class="usa-intro">${t('session.confirm.text', { name: actor.name })}</p>
${roles.length > 0 ? html`<ul class="usa-list">${roles}</ul>` : html`<p>${t('session.confirm.no-role')}</p>`}
<form action="${page.link(signInLinkPath.to({ token }))}" method="post">${page.formToken()}${nextField(next)}
<button class="usa-button usa-button--big" type="submit">${t('session.confirm.button')}</button></form>
<p>${t('session.confirm.not-you')}</p>`;
}

export function deadLinkPage(page: Page, next: string | null): Html {
  const { t } = page;
  return html`<h1>${t('session.dead.title')}</h1>
<p class="usa-intro">${t('session.dead.text')}</p>
<p><a class="usa-button" href="${page.link(signInPath.to({}, { next }))}">${t('session.dead.again')}</a></p>`;
}

export type KeptView = { path: string; fields: Readonly<Record<string, unknown>> };

/** What was typed before the session ran out or a proof was asked for, ready to be sent to where it was going. */
export function keptPage(page: Page, { path, fields }: KeptView): Html {
  const { t } = page;
  const values = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({ name, value: String(one) })),
  );
  const shown = values.filter(({ value }) => value.trim().length > 0);
  return html`<h1>${t('session.kept.title')}</h1>
<p class="usa-intro">${t('session.kept.text')}</p>
<dl class="st-typed">${shown.map(({ name, value }) => html`<dt>${fieldInWords(name)}</dt><dd><pre>${value}</pre></dd>`)}</dl>
<p>${t('session.kept.files')}</p>
<form action="${page.link(path)}" method="post">${page.formToken()}
${values.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="usa-button" type="submit">${t('session.kept.send')}</button></form>`;
}

/** `dueOn` and `due_on` become `due on`: the form's own label is not known here. */
function fieldInWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
}
