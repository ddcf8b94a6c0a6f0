/** The list of directives, and one directive: what it is, where it comes from, how far it is, who has confirmed it. */
import type { Refusal } from '#kit/result.ts';
import type { Body } from '#rules/bodies.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { figuresOf } from './directive-figures.ts';
import {
  breadcrumb,
  clauseLink,
  dayLink,
  directiveLink,
  fact,
  figureWords,
  legalTag,
  pageFor,
  saidIn,
  scrollTable,
  sourceList,
  textNote,
} from './directive-parts.ts';
import { clausePath, directivePath, effectPath, versionPath } from './directive-paths.ts';
import type { DirectiveView } from './directive-reading.ts';
import { receiptSection } from './receipt-pages.ts';
import type { DirectiveVersion } from './directive-store.ts';
import { textStateOf } from './directive-terms.ts';

export function directiveListPage(page: Page, views: readonly DirectiveView[], isStaff: boolean) {
  const { t } = page;
  const title = t('directive.list.title');
  const head = ['directive', 'signed', 'in-force', 'builds-on', ...(isStaff ? ['tasks', 'receipts'] : []), 'text'];
  const rows = views.map((view) => listRow(page, view));
  const table = scrollTable(
    t('directive.list.caption'),
    head.map((name) => t(`directive.list.${name}`)),
    rows,
  );
  const main = html`<h1>${title}</h1><p class="usa-intro">${t('directive.list.intro')}</p>
${views.length > 0 ? table : html`<p>${t(page.isPast ? 'directive.list.none-then' : 'directive.list.none')}</p>`}`;
  return pageFor({ progress: isStaff ? true : null }, title, main);
}

function listRow(page: Page, view: DirectiveView): Html {
  const { t, formats } = page;
  const { directive } = view.shown;
  const own = directivePath.to({ id: directive.id });
  const progress = view.progress;
  const buildsOn = view.all.filter((one) => directive.buildsOn.includes(one.directive.id));
  return html`<tr><th scope="row"><a href="${dayLink(page, own)}">${page.say(directive.title)}</a><p class="st-note">${page.say(directive.summary)}</p></th>
<td>${formats.date(directive.signedOn)}</td><td>${formats.date(directive.effectiveOn)}</td>
<td>${buildsOn.length > 0 ? buildsOn.map((one) => directiveLink(page, one.directive)) : t('directive.list.nothing')}</td>
${progress ? html`<td>${figureWords(page, figuresOf(progress.tasks), dayLink(page, `${own}#clauses`))}</td><td>${receiptFigure(page, view)}</td>` : null}
<td>${t(`directive.text-word.${textStateOf(directive.clauses)}`)}</td></tr>`;
}

function receiptFigure(page: Page, { progress, shown }: DirectiveView): Html | null {
  if (!progress) return null;
  const confirmed = progress.receipts.filter((row) => row.receipt).length;
  const href = dayLink(page, `${directivePath.to({ id: shown.directive.id })}#receipts`);
  return html`<a href="${href}">${page.t('directive.figure.receipts', { confirmed, of: progress.receipts.length })}</a>`;
}

export type DirectivePageView = DirectiveView & {
  versions: readonly DirectiveVersion[];
  hasEffect: boolean;
  bodies: readonly Body[];
  faults: readonly Refusal[];
};

export function directivePage(page: Page, view: DirectivePageView) {
  const { t } = page;
  const { directive } = view.shown;
  const title = page.say(directive.title);
  const main = html`${breadcrumb(page, [], directive.shortTitle)}<h1>${title}</h1>
<p class="usa-intro">${page.say(directive.summary)}</p>
${textNote(page, directive.clauses)}
${facts(page, view)}
${receiptSection(page, view)}
<section aria-labelledby="clauses"><h2 id="clauses">${t('directive.page.clauses')}</h2>${clauseTable(page, view)}</section>
<section aria-labelledby="basis"><h2 id="basis">${t('directive.page.basis')}</h2>${basis(page, view)}</section>
<section aria-labelledby="sources"><h2 id="sources">${t('directive.page.sources')}</h2>${sourceList(
    page,
    directive,
    directive.sources.map((source) => ({ source: source.id })),
  )}</section>
<section aria-labelledby="versions"><h2 id="versions">${t('directive.page.versions')}</h2>${versionTable(page, view)}</section>`;
  return pageFor(view, title, main, view.faults.length > 0 ? 422 : 200);
}

function facts(page: Page, view: DirectivePageView): Html {
  const { t, formats } = page;
  const { directive, number, recordedAt } = view.shown;
  const others = (ids: readonly string[]) =>
    view.all.filter((one) => ids.includes(one.directive.id)).map((one) => one.directive);
  const buildsOn = others(directive.buildsOn);
  const after = view.all.map((one) => one.directive).filter((one) => one.buildsOn.includes(directive.id));
  const links = (list: typeof buildsOn) =>
    html`${list.map((one, index) => html`${index > 0 ? ', ' : ''}${directiveLink(page, one)}`)}`;
  const superseded = directive.supersededBy ? others([directive.supersededBy]) : [];
  return html`<dl class="st-facts">
${fact(t('directive.page.issuer'), page.say(directive.issuer))}
${fact(t('directive.page.instrument'), t(`directive.instrument.${directive.instrument}`))}
${fact(t('directive.page.signed'), formats.date(directive.signedOn))}
${fact(t('directive.page.in-force'), formats.date(directive.effectiveOn))}
${buildsOn.length > 0 ? fact(t('directive.page.builds-on'), links(buildsOn)) : null}
${after.length > 0 ? fact(t('directive.page.built-on-by'), links(after)) : null}
${superseded.length > 0 ? fact(t('directive.page.superseded-by'), links(superseded)) : null}
${fact(t('directive.page.version'), t('directive.page.version-words', { number, day: formats.instant(recordedAt) }))}
${view.hasEffect ? fact(t('directive.page.effect'), html`<a href="${dayLink(page, effectPath.to({ id: directive.id }))}">${t('directive.page.effect-link')}</a>`) : null}
</dl>`;
}

function clauseTable(page: Page, view: DirectivePageView): Html {
  const { t } = page;
  const { directive } = view.shown;
  const { progress } = view;
  const head = ['clause', 'legal', 'duties', ...(progress ? ['tasks'] : [])].map((name) => t(`directive.page.${name}`));
  const rows = directive.clauses.map((clause) => {
    const to = clausePath.to({ id: directive.id, clause: clause.id });
    const tasks = progress?.tasks.filter((task) => task.clauseId === clause.id);
    return html`<tr><th scope="row">${clauseLink(page, directive, clause)}</th><td>${legalTag(page, clause.legalStatus)}</td>
<td>${clause.duties.length > 0 ? html`<ul class="usa-list usa-list--unstyled">${clause.duties.map((duty) => html`<li>${page.say(duty.title)}</li>`)}</ul>` : t('directive.page.no-duty')}</td>
${tasks ? html`<td>${figureWords(page, figuresOf(tasks), dayLink(page, `${to}#tasks`))}</td>` : null}</tr>`;
  });
  return scrollTable(t('directive.page.clauses-caption', { count: directive.clauses.length }), head, rows);
}

function basis(page: Page, { shown }: DirectivePageView): Html {
  const { legalBasis } = shown.directive;
  if (legalBasis.length === 0) return html`<p>${page.t('directive.page.no-basis')}</p>`;
  const rows = legalBasis.map((one) => {
    const note = saidIn(page, one.note);
    return html`<li>${one.citation}. ${page.t(`directive.text-word.${one.textStatus}`)}.${note ? html` ${note}` : null}</li>`;
  });
  return html`<ul class="usa-list">${rows}</ul>`;
}

function versionTable(page: Page, { versions, shown }: DirectivePageView): Html {
  const { t, formats } = page;
  const rows = versions.toReversed().map(({ number, recordedAt, version }) => {
    const to = versionPath.to({ id: shown.directive.id, number: String(number) });
    const link = html`<a href="${dayLink(page, to)}">${t(number === 1 ? 'directive.page.first-version' : 'directive.page.see-changes', { number })}</a>`;
    return html`<tr><th scope="row">${number}</th><td>${formats.instant(recordedAt)}</td><td><code>${version.slice(0, 12)}</code></td><td>${link}</td></tr>`;
  });
  return scrollTable(
    t('directive.page.versions-caption'),
    ['number', 'recorded', 'fingerprint', 'changes'].map((name) => t(`directive.page.${name}`)),
    rows,
  );
}
