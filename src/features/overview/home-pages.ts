/** The page that anyone may read: what the directive asks, how far it is, where a family finds help now. Counts only. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { PublicCounts } from './home-counts.ts';
import { linkHtml } from './overview-parts.ts';
import type { RecordedDirective } from './overview-questions.ts';

export type HomeDirective = RecordedDirective & { counts: PublicCounts };
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
<p>${t('home.doors.text')}</p><p><a class="usa-button" href="${page.link('/sign-in')}">${t('home.doors.sign-in')}</a> ${linkHtml(stepsHref, t('home.doors.steps'))}</p></section>`;
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

function directiveHtml(page: Page, { directive, counts }: HomeDirective): Html {
  const { t } = page;
  return html`<section class="st-home__directive" aria-labelledby="about-${directive.id}"><h3 id="about-${directive.id}">${page.say(directive.title)}</h3>
<p class="st-note">${t('home.directive.signed', { issuer: page.say(directive.issuer), on: page.formats.date(directive.signedOn) })}</p>
<p>${page.say(directive.summary)}</p>
${countsHtml(page, counts)}
<h4 class="st-home__asks">${t('home.directive.clauses', { count: directive.clauses.length })}</h4><ul class="usa-list st-home__clauses">${directive.clauses.map((clause) => html`<li>${page.say(clause.title)}</li>`)}</ul></section>`;
}

function countsHtml(page: Page, counts: PublicCounts): Html {
  const { t } = page;
  if (counts.untracked > 0)
    return html`<p class="st-note">${t('home.counts.untracked', { count: counts.untracked })}</p>`;
  const noRecord =
    counts.noRecord > 0 ? html`<p class="st-note">${t('home.counts.no-record', { count: counts.noRecord })}</p>` : null;
  if (counts.counted === 0)
    return html`${noRecord ?? html`<p class="st-note">${t('home.counts.none')}</p>`}${besides(page, counts)}`;
  const rows = (['met', 'late', 'notDue', 'unanswered'] as const).filter(
    (kind) => kind !== 'unanswered' || counts.unanswered > 0,
  );
  return html`<dl class="st-counts">${rows.map(
    (kind) =>
      html`<div><dt>${t(`home.counts.${kind}`)}</dt><dd>${t('home.counts.of', { count: counts[kind], total: counts.counted })}</dd></div>`,
  )}</dl><p class="st-note">${t('home.counts.as-of', { day: page.formats.date(page.today) })}</p>${besides(page, counts)}${noRecord}`;
}

function besides(page: Page, { standing, excused }: PublicCounts): Html | null {
  if (standing + excused === 0) return null;
  return html`<p class="st-note">${page.t('home.counts.besides', { standing, excused })}</p>`;
}
