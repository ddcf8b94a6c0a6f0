/** The page around a page: three shells told apart at a glance, banners for evaluation and practice, two languages in sight. */
import { locales } from '#i18n/locales.ts';
import type { AuditEvent } from '#rules/audit-events.ts';
import { assetUrl } from './assets.ts';
import { prefixOf } from './address.ts';
import { type Html, html } from './html.ts';
import type { Answer, Page } from './page.ts';
import { menuOf, menuUnder } from './menu.ts';
import type { Site } from './site.ts';

type PageAnswer = Extract<Answer, { kind: 'page' }>;

export type LayoutParts = {
  site: Site;
  page: Page;
  answer: PageAnswer;
  isSignedIn: boolean;
  /** What was just done, said on top of the next page. */
  done: AuditEvent | null;
  isReviewed: boolean;
};

export function layout(parts: LayoutParts): string {
  const { site, page, answer } = parts;
  const isPractice = page.city.profile.practice !== null;
  const body = answer.shell === 'staff' ? staffBody(parts) : publicBody(parts);
  const document = html`<!doctype html>
<html lang="${page.locale.tag}" dir="${page.locale.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${isPractice ? `${page.t('layout.practice.word')} · ` : ''}${answer.title} · ${page.say(page.city.profile.name)} · Steward</title>
<link rel="stylesheet" href="${assetUrl(site, 'uswds.css')}">
<link rel="stylesheet" href="${assetUrl(site, 'steward.css')}">
<link rel="stylesheet" href="${assetUrl(site, 'print.css')}" media="print">
${
  answer.script
    ? html`<script src="${assetUrl(site, answer.script)}" defer></script>
`
    : null
}<link rel="icon" href="/assets/img/steward.svg" type="image/svg+xml">
</head>
<body class="st-${answer.shell}${isPractice ? ' st-practice' : ''}">
<a class="usa-skipnav" href="#main">${page.t('layout.skip')}</a>
${bands(parts, isPractice)}
${body}
${footer(page, site)}
</body>
</html>`;
  return document.text;
}

/** What a reader must know of this copy before anything else on the page. */
function bands({ page, isReviewed }: LayoutParts, isPractice: boolean): Html | null {
  const { t } = page;
  if (!isPractice && !page.isEvaluation && isReviewed) return null;
  return html`<aside class="st-bands" aria-label="${t('layout.bands')}">
${isPractice ? html`<p class="st-band st-band--practice"><strong>${t('layout.practice.word')}</strong> ${t('layout.practice.text')}</p>` : null}
${page.isEvaluation ? html`<p class="st-band st-band--evaluation"><strong>${t('layout.evaluation.word')}</strong> ${t('layout.evaluation.text')}</p>` : null}
${isReviewed ? null : html`<p class="st-band st-band--language">${t('layout.unreviewed')}</p>`}</aside>`;
}

function languages(page: Page): Html {
  const byHost = page.link('/').startsWith(`/${page.city.slug}`) === false;
  const rows = locales.map((locale) => {
    const href = `${prefixOf(page.city, byHost, locale)}${page.here}`;
    return locale.tag === page.locale.tag
      ? html`<li><span aria-current="true" lang="${locale.tag}">${locale.autonym}</span></li>`
      : html`<li><a href="${href}" lang="${locale.tag}" hreflang="${locale.tag}">${locale.autonym}</a></li>`;
  });
  return html`<ul class="st-languages" aria-label="${page.t('layout.languages')}">${rows}</ul>`;
}

function cityMark(page: Page): Html {
  return html`<a class="st-mark" href="${page.link('/')}"><span class="st-mark__city">${page.say(page.city.profile.name)}</span><span class="st-mark__product">Steward</span></a>`;
}

function publicBody({ page, answer, isSignedIn, done }: LayoutParts): Html {
  const { t } = page;
  const door = isSignedIn
    ? html`<a class="st-header__door" href="${page.link(page.startPath)}">${t('layout.to-work')}</a>`
    : html`<a class="st-header__door" href="${page.link('/sign-in')}">${t('layout.sign-in')}</a>`;
  return html`<header class="st-header"><div class="st-header__row">${cityMark(page)}<div class="st-header__end">${languages(page)}${door}</div></div></header>
<main id="main" class="st-main${answer.isWide ? ' st-main--wide' : ''}" tabindex="-1">${doneAlert(page, done)}${answer.main}</main>`;
}

function staffBody(parts: LayoutParts): Html {
  const { page, answer, done } = parts;
  const { t } = page;
  const entries = navEntries(parts);
  return html`<header class="st-header"><div class="st-header__row">${cityMark(page)}
${search(parts, 'site-search')}
<div class="st-header__end">${languages(page)}${whoAmI(page)}</div>${foldedMenu(parts, entries)}</div></header>
<div class="st-staff__columns"><nav class="st-nav" aria-label="${t('layout.navigation')}"><ul class="usa-sidenav">${entries}</ul></nav>
<main id="main" class="st-main${answer.isWide ? ' st-main--wide' : ''}" tabindex="-1">${pastBanner(page)}${doneAlert(page, done)}${answer.main}</main></div>`;
}

/** Offered to those who may search. */
function search({ site, page }: LayoutParts, id: string): Html | null {
  const { t } = page;
  if (!menuOf(site, page.city, page.actor).some((entry) => entry.path === '/search')) return null;
  return html`<form class="st-search"${id === 'site-search' ? html` role="search"` : null} action="${page.link('/search')}" method="get"><label class="usa-sr-only" for="${id}">${t('layout.search')}</label>
<input class="usa-input" id="${id}" type="search" name="q" autocomplete="off" placeholder="${t('layout.search')}"><button class="usa-button" type="submit">${t('layout.search-button')}</button></form>`;
}

/** On a phone: search, subjects and account behind one word that opens without a script. */
function foldedMenu(parts: LayoutParts, entries: readonly Html[]): Html {
  const { page } = parts;
  const { t } = page;
  return html`<details class="st-menu"><summary>${t('layout.menu')}</summary><div class="st-menu__body">
${search(parts, 'menu-search')}
<nav aria-label="${t('layout.menu')}"><ul class="usa-sidenav">${entries}</ul></nav>${whoAmI(page)}</div></details>`;
}

function whoAmI(page: Page): Html {
  const { t, actor } = page;
  if (!actor) return html`<a class="st-header__door" href="${page.link('/sign-in')}">${t('layout.sign-in')}</a>`;
  return html`<div class="st-who"><a class="st-who__name" href="${page.link('/me')}">${actor.name}</a>
<form action="${page.link('/sign-out')}" method="post">${page.formToken()}<button class="usa-button usa-button--unstyled" type="submit">${t('layout.sign-out')}</button></form></div>`;
}

/** The subjects that the reader may open, as items of a list. */
function navEntries({ site, page }: LayoutParts): Html[] {
  const here = page.here.split('?')[0] as string;
  const holds = (path: string) => here === path || here.startsWith(`${path}/`);
  const all = menuOf(site, page.city, page.actor);
  return all.map((entry) => {
    const under = menuUnder(site, page.city, page.actor, entry.path);
    // The deepest entry around this page is where the reader is; a subject's own pages are listed once it is open.
    const deepest = under.filter((one) => holds(one.path)).sort((a, b) => b.path.length - a.path.length)[0];
    const isOpen = holds(entry.path) || deepest !== undefined;
    const item = (one: typeof entry, isHere: boolean) =>
      html`<a href="${page.link(one.path)}"${isHere ? html` class="usa-current" aria-current="page"` : null}>${page.t(one.labelKey)}</a>`;
    const sublist =
      isOpen && under.length > 0
        ? html`<ul class="usa-sidenav__sublist">${under.map((one) => html`<li class="usa-sidenav__item">${item(one, one === deepest)}</li>`)}</ul>`
        : null;
    return html`<li class="usa-sidenav__item">${item(entry, isOpen && !deepest)}${sublist}</li>`;
  });
}

function pastBanner(page: Page): Html | null {
  if (!page.isPast) return null;
  const back = page.here.replace(/([?&])asOf=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return html`<div class="usa-alert usa-alert--info usa-alert--slim" role="status"><div class="usa-alert__body"><p class="usa-alert__text">${page.t('layout.as-of', { day: page.formats.date(page.asOf) })} <a href="${page.link(back)}">${page.t('layout.as-of-today')}</a></p></div></div>`;
}

function doneAlert(page: Page, done: AuditEvent | null): Html | null {
  if (!done) return null;
  return html`<div class="usa-alert usa-alert--success usa-alert--slim" role="status"><div class="usa-alert__body"><p class="usa-alert__text">${page.t(`done.${done}`)}</p></div></div>`;
}

function footer(page: Page, site: Site): Html {
  const { t } = page;
  return html`<footer class="st-footer"><div class="st-footer__row"><p>${t('layout.footer.what')}</p>
<p><a href="${page.link('/what-we-hold')}">${t('layout.footer.records')}</a> · ${t('layout.footer.version', { version: site.settings.version })} · <a href="/health">${t('layout.footer.health')}</a></p></div></footer>`;
}
