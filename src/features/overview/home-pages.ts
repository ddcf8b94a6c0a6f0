/** The page that anyone may read: what the directive asks, how far it is, where a family finds help now: published documents alone. */
import type { PublicFigure, PublishedDocument } from '#platform/publishable.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { linkHtml } from './overview-parts.ts';
import type { HomeDirective } from './home-reading.ts';

export type HomeParts = {
  directives: readonly HomeDirective[];
  /** Where the five minutes stand, with another city's prefix where they are Practice City's. */
  stepsHref: string;
};

export function homePage(page: Page, { directives, stepsHref }: HomeParts): Html {
  const { t, city } = page;
  return html`<h1>${t('home.page.title', { city: page.say(city.profile.name) })}</h1>
<p class="usa-intro">${t('home.page.intro')}</p>
${helpHtml(page)}
<h2>${t('home.directive.title')}</h2>
${directives.length === 0 ? html`<p>${t('home.directive.empty')}</p>` : directives.map((directive) => directiveHtml(page, directive))}
<section class="st-home__doors" aria-labelledby="doors"><h2 id="doors">${t('home.doors.title')}</h2>
<p>${t('home.doors.text')}</p><p><a class="usa-button" href="${page.link('/sign-in')}">${t('home.doors.sign-in')}</a> ${linkHtml(stepsHref, t('home.doors.steps'))} · ${linkHtml(page.link('/published'), t('home.doors.published'))}</p></section>`;
}

function helpHtml(page: Page): Html {
  const { t } = page;
  const help = page.city.profile.familyHelp;
  if (help.length === 0) return html``;
  return html`<section class="usa-summary-box st-help" aria-labelledby="help"><div class="usa-summary-box__body"><h2 class="usa-summary-box__heading" id="help">${t('home.help.title')}</h2>
<div class="usa-summary-box__text"><ul class="st-help__list">${help.map(
    (
      one,
    ) => html`<li>${one.url ? html`<a class="usa-summary-box__link" href="${one.url}" rel="noreferrer">${page.say(one.title)}</a>` : html`<strong>${page.say(one.title)}</strong>`}
<p>${page.say(one.text)} <small>${one.verifiedOn ? t('home.help.checked', { on: page.formats.date(one.verifiedOn) }) : t('home.help.not-checked')}</small></p></li>`,
  )}</ul></div></div></section>`;
}

function directiveHtml(page: Page, { directive, scoreboard }: HomeDirective): Html {
  const { t } = page;
  return html`<section class="st-home__directive" aria-labelledby="about-${directive.id}"><h3 id="about-${directive.id}">${page.say(directive.title)}</h3>
<p class="st-note">${t('home.directive.signed', { issuer: page.say(directive.issuer), on: page.formats.date(directive.signedOn) })}</p>
<p>${page.say(directive.summary)}</p>
${scoreboard ? scoreboardHtml(page, scoreboard) : html`<p class="st-note">${t('home.counts.none')}</p>`}
<h4 class="st-home__asks">${t('home.directive.clauses', { count: directive.clauses.length })}</h4><ul class="usa-list st-home__clauses">${directive.clauses.map((clause) => html`<li>${page.say(clause.title)}</li>`)}</ul>
<p><a href="${page.link(`/directives/${encodeURIComponent(directive.id)}`)}">${t('home.directive.text')}<span class="usa-sr-only"> (${page.say(directive.title)})</span></a></p></section>`;
}

/** The figures of the published document, with its day and the way to how they are known. */
function scoreboardHtml(page: Page, { kind, subjectId, document }: PublishedDocument): Html {
  const { t, formats } = page;
  const figures = document.sections.flatMap((section) => (section.kind === 'figures' ? section.figures : []));
  const href = page.link(`/published/${kind}/${encodeURIComponent(subjectId)}`);
  return html`<dl class="st-counts">${figures.map((figure) => html`<div><dt>${page.say(figure.label)}</dt><dd>${figureWords(page, figure)}</dd></div>`)}</dl>
<p class="st-note">${t('home.counts.as-of', { day: formats.date(document.asOf) })} <a href="${href}">${t('home.counts.how')}<span class="usa-sr-only"> (${page.say(document.title)})</span></a></p>`;
}

function figureWords({ t, formats }: Page, { value, of }: PublicFigure): string {
  if (typeof value !== 'number') return t('home.counts.not-shown');
  if (typeof of?.value !== 'number') return formats.number(value);
  return t('home.counts.of', { count: value, total: of.value });
}
