/** The one screen that is read in ten seconds: what is new, late, due, waiting; by clause; by department. */
import { verbStrengths } from '#rules/bodies.ts';
import { may } from '#rules/permissions.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { overviewActs } from './overview-acts.ts';
import { matrixHtml } from './overview-matrix-page.ts';
import { dotted, linkHtml } from './overview-parts.ts';
import {
  calendarPath,
  departmentsPath,
  listPath,
  matrixCsvPath,
  matrixPath,
  overviewPath,
  seenPath,
  weeklyPath,
} from './overview-paths.ts';
import type { NudgeDoor } from './overview-questions.ts';
import { carriedDay, type Reading, type Since } from './overview-reading.ts';
import type { ReceiptCount } from './overview-receipts.ts';
import { actKinds, type FigureId, headFigures } from './overview-terms.ts';

export type OverviewParts = { reading: Reading; since: Since; receipts: ReceiptCount; nudge: NudgeDoor };

export function overviewPage(page: Page, parts: OverviewParts): Html {
  const { t } = page;
  const { reading } = parts;
  if (reading.directives.length === 0 && !reading.chosen) {
    return html`${headHtml(page, reading)}<p class="usa-intro">${t('overview.empty.no-directive')}</p>`;
  }
  if (reading.tasks.length === 0) {
    return html`${headHtml(page, reading)}<p class="usa-intro">${t('overview.empty.no-task')}</p>`;
  }
  return html`${headHtml(page, reading)}
<p class="st-overview__line">${bodiesHtml(page, reading)}${receiptsHtml(page, parts)}</p>
${sinceHtml(page, parts)}
<h2 class="usa-sr-only">${t('overview.figures.title')}</h2>
<ul class="st-figures">${headFigures.map((figure) => headFigure(page, reading, figure))}</ul>
<div class="st-overview__tools"><div>${otherFigures(page, reading)}${noRecordHtml(page, reading)}</div>${nudgeForm(page, parts.nudge, reading.figures.late)}</div>
<h2 class="usa-sr-only">${t('overview.matrix.title')}</h2>
${matrixHtml(page, reading)}`;
}

/** The matrix by itself, which prints on one landscape page. */
export function matrixOnlyPage(page: Page, reading: Reading): Html {
  const { t } = page;
  const back = page.link(overviewPath.to({}, carried(page, reading)));
  return html`<div class="st-landscape"><h1>${directiveName(page, reading)}</h1>
<p class="st-overview__line">${t('overview.matrix.as-of', { day: page.formats.date(page.asOf) })} <span class="st-screen-only">${t('overview.matrix.how-to-print')} <a href="${back}">${t('overview.matrix.back')}</a></span></p>
${reading.tasks.length === 0 ? html`<p>${t('overview.empty.no-task')}</p>` : matrixHtml(page, reading)}</div>`;
}

export function directiveName(page: Page, { chosen }: Reading): string {
  return chosen ? page.say(chosen.directive.title) : page.t('overview.head.all-directives');
}

function carried(page: Page, { chosen }: Reading) {
  return { directive: chosen?.directive.id ?? 'all', asOf: carriedDay(page) };
}

function listHref(page: Page, reading: Reading, figure: FigureId, more: Record<string, string> = {}): string {
  return page.link(listPath.to({ figure }, { ...carried(page, reading), ...more }));
}

function headHtml(page: Page, reading: Reading): Html {
  const { t } = page;
  const asOf = carriedDay(page);
  const tabs = reading.directives.map(({ directive }) => {
    const late = reading.lateByDirective.get(directive.id) ?? 0;
    const text =
      late > 0
        ? t('overview.head.directive-late', { directive: directive.shortTitle, count: late })
        : directive.shortTitle;
    return tab(page, text, directive.id, directive.id === reading.chosen?.directive.id, asOf);
  });
  const all =
    reading.directives.length > 1
      ? tab(page, t('overview.head.all-directives'), 'all', reading.chosen === null, asOf)
      : null;
  return html`<div class="st-overview__head"><div><h1>${t('overview.head.title')} <span class="st-overview__of">${directiveName(page, reading)}</span></h1>
${tabs.length > 1 ? html`<ul class="st-tabs" aria-label="${t('overview.head.directives')}">${tabs}${all}</ul>` : null}</div>
<div class="st-overview__side"><form class="st-as-of" action="${page.link(overviewPath.to({}))}" method="get"><input type="hidden" name="directive" value="${reading.chosen?.directive.id ?? 'all'}">
<label for="as-of">${t('overview.head.as-of')}</label> <input class="usa-input usa-input--small" id="as-of" type="date" name="asOf" value="${page.asOf}" max="${page.today}">
<button class="usa-button usa-button--outline" type="submit">${t('overview.head.show')}</button></form>${reading.tasks.length > 0 ? toolsHtml(page, reading) : null}</div></div>`;
}

function tab(page: Page, text: string, directive: string, isHere: boolean, asOf: string | undefined): Html {
  const href = page.link(overviewPath.to({}, { directive, asOf }));
  return html`<li>${isHere ? html`<a href="${href}" aria-current="page">${text}</a>` : linkHtml(href, text)}</li>`;
}

/** `8 bodies: 6 ordered · 1 requested · 1 urged`, each count the way to its list. */
function bodiesHtml(page: Page, reading: Reading): Html {
  const { verbs } = reading.figures;
  const counts = new Map<string, number>();
  for (const verb of verbs.values()) counts.set(verb, (counts.get(verb) ?? 0) + 1);
  const parts = verbStrengths
    .filter((verb) => counts.has(verb))
    .map((verb) => {
      const href = page.link(departmentsPath.to({}, { ...carried(page, reading), verb }));
      return linkHtml(href, page.t(`overview.bodies.${verb}`, { count: counts.get(verb) ?? 0 }));
    });
  const all = page.link(departmentsPath.to({}, carried(page, reading)));
  return html`${linkHtml(all, page.t('overview.bodies.all', { count: verbs.size }))}: ${dotted(parts)}`;
}

function receiptsHtml(page: Page, { reading, receipts }: OverviewParts): Html | null {
  const { asked, confirmed } = receipts;
  if (asked === 0) return null;
  const href = page.link(departmentsPath.to({}, { ...carried(page, reading), receipt: 'missing' }));
  return html` <span aria-hidden="true">·</span> ${linkHtml(href, page.t('overview.receipts.count', { asked, confirmed }))}`;
}

function sinceHtml(page: Page, { reading, since }: OverviewParts): Html {
  const { t } = page;
  const lead = since.monday
    ? t('overview.since.monday', { day: page.formats.date(since.monday) })
    : t('overview.since.look', { at: page.formats.instant(since.at) });
  const parts = actKinds.flatMap((kind) => {
    const count = since.byKind.get(kind)?.length ?? 0;
    return count > 0
      ? [linkHtml(listHref(page, reading, 'since', { kind }), t(`overview.since.${kind}`, { count }))]
      : [];
  });
  const seen =
    page.isPast || !may(page.actor, overviewActs.markSeen)
      ? null
      : html`<form action="${page.link(seenPath.to({}))}" method="post">${page.formToken()}<button class="usa-button usa-button--unstyled" type="submit">${t('overview.since.seen')}</button></form>`;
  return html`<div class="st-since"><p><strong>${lead}</strong> ${parts.length > 0 ? dotted(parts) : t('overview.since.nothing')}</p>${seen}</div>`;
}

function headFigure(page: Page, reading: Reading, figure: (typeof headFigures)[number]): Html {
  const count = reading.figures[figure].length;
  return html`<li class="st-figure st-figure--${figure}${count === 0 ? ' st-figure--none' : null}"><a href="${listHref(page, reading, figure)}"><span class="st-figure__label">${page.t(`overview.figure.${figure}`)}</span> <span class="st-figure__number">${page.formats.number(count)}</span></a></li>`;
}

function otherFigures(page: Page, reading: Reading): Html {
  const others = ['met', 'unanswered', 'declined', 'excused', 'standing', 'condition'] as const;
  const parts = others.flatMap((figure) => {
    const count = reading.figures[figure].length;
    return count > 0
      ? [
          linkHtml(
            listHref(page, reading, figure),
            page.t('overview.figures.beside', { count, what: page.t(`overview.word.${figure}`) }),
          ),
        ]
      : [];
  });
  const all = page.t('overview.figures.all', { count: reading.figures.all.length });
  return html`<p class="st-overview__beside">${dotted([linkHtml(listHref(page, reading, 'all'), all), ...parts])}</p>`;
}

function noRecordHtml(page: Page, reading: Reading): Html | null {
  const count = reading.figures['no-record'].length;
  if (count === 0) return null;
  return html`<p class="st-note">${linkHtml(listHref(page, reading, 'no-record'), page.t('overview.no-record.count', { count }))} ${page.t('overview.no-record.text')}</p>`;
}

function toolsHtml(page: Page, reading: Reading): Html {
  const { t } = page;
  const query = carried(page, reading);
  const links = [
    linkHtml(page.link(matrixPath.to({}, query)), t('overview.tools.print')),
    linkHtml(page.link(matrixCsvPath.to({}, query)), t('overview.tools.csv')),
    linkHtml(page.link(calendarPath.to({}, query)), t('overview.tools.calendar')),
    ...(may(page.actor, overviewActs.readWeekly)
      ? [linkHtml(page.link(weeklyPath.to({}, { asOf: carriedDay(page) })), t('overview.tools.weekly'))]
      : []),
  ];
  return html`<p class="st-overview__links">${dotted(links)}</p>`;
}

/** One button that reminds all late ones; it stands only where somebody may and somebody is late. */
export function nudgeForm(page: Page, nudge: NudgeDoor, taskIds: readonly string[]): Html | null {
  if (page.isPast || taskIds.length === 0 || !may(page.actor, nudge.act)) return null;
  const fields = taskIds.map((taskId) => html`<input type="hidden" name="taskId" value="${taskId}">`);
  return html`<form action="${page.link(nudge.path)}" method="post">${page.formToken()}${fields}<button class="usa-button" type="submit">${page.t('overview.tools.nudge', { count: taskIds.length })}</button></form>`;
}
