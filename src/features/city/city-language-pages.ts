/** Each language of the screens, and whether a named person has signed exactly these sentences. */
import { defaultLocale, locales } from '#i18n/locales.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import type { CatalogState } from './city-languages.ts';
import { signTranslationPath } from './city-paths.ts';
import type { LanguageReview } from './city-store.ts';

export type LanguagesView = { catalogs: ReadonlyMap<string, CatalogState>; reviews: readonly LanguageReview[] };

export function languagesPage(page: Page, view: LanguagesView): Html {
  const { t } = page;
  const heads = (['language', 'sentences', 'state', 'hash'] as const).map(
    (name) => html`<th scope="col">${t(`city.languages.${name}`)}</th>`,
  );
  return html`<h1>${t('city.languages.title')}</h1><p class="usa-intro">${t('city.languages.intro')}</p>
<section class="st-scroll" tabindex="0" aria-label="${t('city.languages.title')}"><table class="usa-table usa-table--borderless"><caption>${t('city.languages.caption')}</caption>
<thead><tr>${heads}</tr></thead><tbody>${locales.map((locale) => languageRow(page, view, locale))}</tbody></table></section>`;
}

function languageRow(page: Page, { catalogs, reviews }: LanguagesView, locale: (typeof locales)[number]): Html {
  const { t, formats } = page;
  const { tag, autonym } = locale;
  const catalog = catalogs.get(tag);
  const isOriginal = tag === defaultLocale.tag;
  const review = reviews.find((one) => one.tag === tag && one.catalogHash === catalog?.hash);
  const earlier = reviews.find((one) => one.tag === tag);
  const state = isOriginal
    ? t('city.languages.original')
    : review
      ? t('city.languages.signed', { name: review.reviewedBy, at: formats.instant(review.reviewedAt) })
      : t(earlier ? 'city.languages.changed' : 'city.languages.unsigned');
  const canSign = !isOriginal && !review && catalog && may(page.actor, cityActs.signTranslation);
  const form = canSign
    ? html`<form action="${page.link(signTranslationPath.to({ tag }))}" method="post">${page.formToken()}<input type="hidden" name="hash" value="${catalog.hash}">
<button class="usa-button" type="submit">${t('city.languages.sign', { language: autonym })}</button></form>`
    : null;
  return html`<tr><th scope="row" lang="${tag}">${autonym}</th><td>${formats.number(catalog?.sentences ?? 0)}</td><td>${state}${form}</td><td><code>${catalog?.hash.slice(0, 12)}</code></td></tr>`;
}
