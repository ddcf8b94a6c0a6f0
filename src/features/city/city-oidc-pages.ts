/** The pages between Steward and the city's own sign-in: on the way there, on the way back, and when it did not work. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { cityBackPath, provePath, signInPath } from './city-paths.ts';

/** Shown for the moment in which the browser goes on by itself; the link is for browsers that do not. */
export function onTheWayPage(page: Page, address: string): Html {
  const { t } = page;
  return html`<h1>${t('session.city.going')}</h1>
<p class="usa-intro">${t('session.city.going-text', { host: new URL(address).host })}</p>
<p><a class="usa-button" href="${address}" rel="noreferrer">${t('session.city.going-link')}</a></p>`;
}

/** The provider's answer waits behind a button, because opening a page signs nobody in. A script presses it at once. */
export function backPage(page: Page, answer: Readonly<Record<string, string>>, isProof: boolean): Html {
  const { t } = page;
  const fields = Object.entries(answer).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<h1>${t('session.city.back')}</h1>
<p class="usa-intro">${t(isProof ? 'session.city.back-proof' : 'session.city.back-text')}</p>
<form action="${page.link(cityBackPath.to({}))}" method="post" data-press-at-once>${page.formToken()}${fields}
<button class="usa-button usa-button--big" type="submit">${t('session.city.continue')}</button></form>`;
}

/** `key`: the sentence that says what was wrong and whom to ask. */
export function notInPage(page: Page, key: string, isProof: boolean): Html {
  const { t } = page;
  const again = isProof ? provePath : signInPath;
  return html`<h1>${t('session.city.not-in')}</h1>
<p class="usa-intro">${t(key)}</p>
<p><a class="usa-button" href="${page.link(again.to({}))}">${t('session.city.again')}</a></p>`;
}
