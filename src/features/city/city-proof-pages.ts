/** The pages on which somebody shows again who they are. */
import type { Refusal } from '#kit/result.ts';
import { errorSummary } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { passkeyForm } from './city-passkey-parts.ts';
import {
  askProofPasskeyPath,
  mailProofPath,
  proveAsMePath,
  proveCityPath,
  proveLinkPath,
  provePasskeyPath,
  provePath,
} from './city-paths.ts';

export type ProvePageView = {
  next: string | null;
  faults: readonly Refusal[];
  hasPasskey: boolean;
  hasCitySignIn: boolean;
  isEvaluationPerson: boolean;
};

export const nextField = (next: string | null) =>
  next ? html`<input type="hidden" name="next" value="${next}">` : null;

export function provePage(page: Page, view: ProvePageView): Html {
  const { t } = page;
  const { next } = view;
  const way = (action: string, button: string, isPrimary: boolean) =>
    html`<form class="st-way" action="${page.link(action)}" method="post">${page.formToken()}${nextField(next)}
<button class="usa-button${isPrimary ? '' : ' usa-button--outline'}" type="submit">${button}</button></form>`;
  const isKept = next?.startsWith('/kept/') ?? false;
  return html`<h1>${t('session.prove.title')}</h1>
<p class="usa-intro">${t('session.prove.intro')}</p>
${errorSummary(page, view.faults, [])}
${isKept ? html`<p>${t('session.prove.kept')}</p>` : null}
${view.isEvaluationPerson ? way(proveAsMePath.to({}), t('session.prove.as-me'), true) : null}
${view.hasPasskey ? passkeyForm(page, { kind: 'get', begin: askProofPasskeyPath.to({}), action: provePasskeyPath.to({}), button: t('session.prove.passkey'), isPrimary: !view.isEvaluationPerson, fields: nextField(next) }) : null}
${view.hasCitySignIn ? way(proveCityPath.to({}), t('session.prove.city'), !view.isEvaluationPerson && !view.hasPasskey) : null}
${way(mailProofPath.to({}), t('session.prove.by-mail'), false)}
<h2>${t('session.prove.why-title')}</h2><p>${t('session.prove.why')}</p>`;
}

export function proofSentPage(page: Page, minutes: number, outboxLink: string | null): Html {
  const { t } = page;
  return html`<h1>${t('session.sent.title')}</h1>
<p class="usa-intro">${t('session.prove.sent', { minutes })}</p>
${outboxLink ? html`<p>${t('session.prove.evaluation')} <a href="${outboxLink}">${t('session.sent.outbox')}</a></p>` : null}`;
}

/** The link proves for the session in which it was asked for: one button there, and nowhere else. */
export function proofLinkPage(page: Page, token: string, next: string | null): Html {
  const { t } = page;
  return html`<h1>${t('session.prove.title')}</h1>
<p class="usa-intro">${t('session.prove.link-text', { name: page.actor?.name ?? '' })}</p>
<form action="${page.link(proveLinkPath.to({ token }))}" method="post">${page.formToken()}${nextField(next)}
<button class="usa-button usa-button--big" type="submit">${t('session.prove.link-button')}</button></form>`;
}

export function deadProofPage(page: Page, next: string | null): Html {
  const { t } = page;
  return html`<h1>${t('session.dead.title')}</h1><p class="usa-intro">${t('session.prove.dead')}</p>
<p><a class="usa-button" href="${page.link(provePath.to({}, { next }))}">${t('session.prove.again')}</a></p>`;
}

/** Before a download, which leaves the page where it is. */
export function provedPage(page: Page, next: string): Html {
  const { t } = page;
  return html`<h1>${t('session.prove.done')}</h1><p class="usa-intro">${t('done.session.proved')}</p>
<p><a class="usa-button" href="${page.link(next)}">${t('session.prove.go-on')}</a></p>`;
}
