/** What several pages of directives share: links that keep the day, tags, how well a text is known, sources. */
import type { LocalText } from '#kit/text.ts';
import type { VerbStrength } from '#rules/bodies.ts';
import type { Clause, Directive, LegalStatus, SourceSpan } from '#rules/obligations.ts';
import { type Html, html } from '#web/html.ts';
import { type Answer, type Page, publicPage, staffPage } from '#web/page.ts';
import { withQuery } from '#web/path.ts';
import { clausePath, directivePath, directivesPath } from './directive-paths.ts';
import type { Figures } from './directive-figures.ts';
import { isVerifiedSource, textStateOf } from './directive-terms.ts';

/** A path of this wing with city, language and, for a past day, the day. */
export function dayLink(page: Page, to: string): string {
  const [before = '', anchor] = to.split('#');
  const link = page.link(withQuery(before, page.isPast ? { asOf: page.asOf } : {}));
  return anchor === undefined ? link : `${link}#${anchor}`;
}

/** In the shell of the reader: staff who see progress, or the public. */
export function pageFor(view: { progress: unknown } | null, title: string, main: Html, status = 200): Answer {
  return (view?.progress ? staffPage : publicPage)(title, main, { status });
}

export function breadcrumb(page: Page, steps: readonly { label: string; to: string }[], here: string): Html {
  const all = [{ label: page.t('directive.list.title'), to: directivesPath.to({}) }, ...steps];
  const rows = all.map(
    ({ label, to }) =>
      html`<li class="usa-breadcrumb__list-item"><a class="usa-breadcrumb__link" href="${dayLink(page, to)}"><span>${label}</span></a></li>`,
  );
  return html`<nav class="usa-breadcrumb usa-breadcrumb--wrap" aria-label="${page.t('directive.page.breadcrumb')}"><ol class="usa-breadcrumb__list">${rows}<li class="usa-breadcrumb__list-item usa-current" aria-current="page"><span>${here}</span></li></ol></nav>`;
}

export function directiveLink(page: Page, directive: Directive): Html {
  return html`<a href="${dayLink(page, directivePath.to({ id: directive.id }))}">${directive.shortTitle}</a>`;
}

export function clauseLink(page: Page, directive: Directive, clause: Clause): Html {
  return html`<a href="${dayLink(page, clausePath.to({ id: directive.id, clause: clause.id }))}">${clause.id}: ${page.say(clause.title)}</a>`;
}

export function legalTag(page: Page, status: LegalStatus): Html {
  return html`<span class="usa-tag st-tag st-tag--law-${status}">${page.t(`directive.legal.${status}`)}</span>`;
}

export function verbWord(page: Page, verb: VerbStrength): string {
  return page.t(`directive.verb.${verb}`);
}

/** How the words on the page relate to the signed text: said on every page that shows them. */
export function textNote(page: Page, clauses: readonly Clause[]): Html {
  const state = textStateOf(clauses);
  const tone = state === 'verified' ? 'success' : 'info';
  return html`<div class="usa-alert usa-alert--${tone} usa-alert--slim"><div class="usa-alert__body"><p class="usa-alert__text">${page.t(`directive.text.${state}`)}</p></div></div>`;
}

/** The sources of a clause: title, publisher, what was quoted or noted, and whether anybody compared the text. */
export function sourceList(page: Page, directive: Directive, spans: readonly SourceSpan[]): Html {
  const { t } = page;
  const rows = spans.flatMap((span) => {
    const source = directive.sources.find((one) => one.id === span.source);
    if (!source) return [];
    const title = source.url
      ? html`<a class="usa-link usa-link--external" href="${source.url}" rel="noreferrer">${source.title}</a>`
      : source.title;
    return [
      html`<li>${title}, ${source.publisher}. <span class="usa-tag st-tag">${t(`directive.source.${source.kind}`)}</span> ${t(isVerifiedSource(source) ? 'directive.source.is-verified' : 'directive.source.not-verified')}${source.url ? null : html` ${t('directive.source.no-address')}`}
${span.quote ? html`<blockquote class="st-quote">${span.quote}</blockquote>` : null}${span.note ? html`<p class="st-note">${t('directive.source.note')} ${span.note}</p>` : null}</li>`,
    ];
  });
  return html`<ul class="usa-list">${rows}</ul>`;
}

/** "3 of 45 met, 2 late"; what this copy has no record of is said beside it and not counted. */
export function figureWords(page: Page, figures: Figures, href: string): Html {
  const { t } = page;
  if (figures.all === 0) return html`${t('directive.figure.none')}`;
  const met =
    figures.counted > 0
      ? html`<a href="${href}">${t('directive.figure.met', { met: figures.met, counted: figures.counted })}</a>`
      : null;
  const late =
    figures.late > 0
      ? html`<a class="st-late" href="${href}">${t('directive.figure.late', { late: figures.late })}</a>`
      : null;
  const noRecord =
    figures.noRecord > 0
      ? html`<a href="${href}">${t('directive.figure.no-record', { count: figures.noRecord })}</a>`
      : null;
  const open =
    figures.counted === 0 && figures.noRecord === 0
      ? html`<a href="${href}">${t('directive.figure.undated', { count: figures.all })}</a>`
      : null;
  return html`<span class="st-share">${[met, late, noRecord, open].filter((one) => one !== null).map((one, index) => html`${index > 0 ? ' · ' : ''}${one}`)}</span>`;
}

/** A table that scrolls in its own box on a phone. */
export function scrollTable(caption: string, head: readonly string[], rows: readonly Html[]): Html {
  return html`<section class="st-scroll" tabindex="0" aria-label="${caption}"><table class="usa-table usa-table--borderless"><caption>${caption}</caption>
<thead><tr>${head.map((word) => html`<th scope="col">${word}</th>`)}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

/** A name and what is said of it, as one row of a list of facts. */
export function fact(name: string, said: Html | string): Html {
  return html`<div class="st-fact"><dt>${name}</dt><dd>${said}</dd></div>`;
}

export function dayWords(page: Page, on: Parameters<Page['formats']['date']>[0]): string {
  return page.t('directive.page.day', { day: page.formats.date(on), distance: page.formats.daysFrom(page.asOf, on) });
}

export function saidIn(page: Page, text: LocalText | undefined): string | null {
  return text ? page.say(text) : null;
}
