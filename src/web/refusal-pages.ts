/** The one error page, and the page for a session that ran out while somebody typed. */
import { type PageRefused, TooManyAttempts } from '#platform/errors.ts';
import { html, type Html } from './html.ts';
import { type Answer, type Page, publicPage, staffPage } from './page.ts';

/** What was typed is shown again, so that it can be copied: nothing that a person wrote is lost. */
function typedAgain(page: Page): Html | null {
  const typed = Object.entries(page.fields).filter(
    ([name, value]) => name !== '_csrf' && String(value).trim().length > 0,
  );
  if (typed.length === 0) return null;
  return html`<section><h2>${page.t('error.typed.title')}</h2>
    <dl class="st-typed">${typed.map(([name, value]) => html`<dt>${name}</dt><dd><pre>${String(value)}</pre></dd>`)}</dl></section>`;
}

export function refusalAnswer(page: Page, refused: PageRefused, isSignedIn: boolean): Answer {
  const { t } = page;
  const title = t(`error.title.${refused.status}`);
  const main = html`<h1>${title}</h1>
    <p class="usa-intro">${t(refused.key)}</p>
    ${refused instanceof TooManyAttempts ? html`<p>${waitInWords(page, refused.retryAfterSeconds)}</p>` : null}
    <p><a href="${page.link(isSignedIn ? page.startPath : '/')}">${t(isSignedIn ? 'error.to-work' : 'error.to-home')}</a></p>
    <p class="st-by">${t('error.support', { number: page.acting.requestId ?? '' })}</p>
    ${typedAgain(page)}`;
  const retry = refused instanceof TooManyAttempts ? { retryAfterSeconds: refused.retryAfterSeconds } : {};
  return (isSignedIn ? staffPage : publicPage)(title, main, { status: refused.status, ...retry });
}

/** When something that was tried too often can be tried again. */
export function waitInWords(page: Page, seconds: number): string {
  return page.t('error.too-often.wait', { minutes: Math.ceil(seconds / 60) });
}

export function runOutAnswer(page: Page, keptId: string): Answer {
  const { t } = page;
  const next = `/sign-in?next=${encodeURIComponent(`/kept/${keptId}`)}`;
  const main = html`<h1>${t('error.run-out.title')}</h1>
    <p class="usa-intro">${t('error.run-out.text')}</p>
    <p><a class="usa-button" href="${page.link(next)}">${t('error.run-out.sign-in')}</a></p>
    ${typedAgain(page)}`;
  return publicPage(t('error.run-out.title'), main, { status: 401 });
}
