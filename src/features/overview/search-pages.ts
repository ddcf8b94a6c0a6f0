/** What a search shows: hits by kind, or in plain words that there are none. It never says how many are closed to the reader. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { LinkKind } from '#rules/links.ts';
import { linkHtml } from './overview-parts.ts';
import { searchPath } from './overview-paths.ts';
import type { Hit } from './overview-questions.ts';

export type HitGroup = { kind: LinkKind; hits: readonly Hit[]; isCut: boolean };

export function searchPage(page: Page, typed: string, words: readonly string[], found: readonly HitGroup[]): Html {
  const { t } = page;
  return html`<h1>${t('search.page.title')}</h1>
<form class="st-search-form" role="search" aria-label="${t('search.page.label')}" action="${page.link(searchPath.to({}))}" method="get"><label class="usa-label" for="q">${t('search.page.label')}</label><span class="usa-hint" id="q-hint">${t('search.page.hint')}</span>
<div class="st-search-form__row"><input class="usa-input" id="q" type="search" name="q" value="${typed}" maxlength="200" aria-describedby="q-hint"><button class="usa-button" type="submit">${t('search.page.button')}</button></div></form>
${results(page, typed, words, found)}`;
}

function results(page: Page, typed: string, words: readonly string[], found: readonly HitGroup[]): Html {
  const { t } = page;
  if (typed.trim() === '') return html`<p>${t('search.page.empty')}</p>`;
  if (words.length === 0) return html`<p>${t('search.page.no-word')}</p>`;
  const groups = found.filter(({ hits }) => hits.length > 0);
  if (groups.length === 0)
    return html`<p role="status">${t('search.page.none', { words: typed })}</p><p>${t('search.page.none-next')}</p>`;
  return html`${groups.map(
    ({
      kind,
      hits,
      isCut,
    }) => html`<section aria-labelledby="found-${kind}"><h2 id="found-${kind}">${t(`search.kind.${kind}`)}</h2>
<ul class="st-hits">${hits.map((hit) => html`<li>${linkHtml(page.linkTo(hit.link), hit.title)}${hit.text ? html`<p>${hit.text}</p>` : null}</li>`)}</ul>${isCut ? html`<p class="st-note">${t('search.page.cut')}</p>` : null}</section>`,
  )}`;
}
