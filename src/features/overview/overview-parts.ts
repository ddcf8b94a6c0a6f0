/** Pieces that several pages of this wing show: a task's state in words, a date, a share with its bar, a list of links. */
import type { IsoDate } from '#kit/dates.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { escapeHtml, type Html, html, trustedHtml } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Tally } from './overview-figures.ts';
import type { Names } from './overview-reading.ts';
import { type CellWord, reviewerStages, wordOf } from './overview-terms.ts';

/** Sentences for the state of tasks. Each distinct one is formatted once, which keeps a page of thousands of cells quick. */
export type StateWords = {
  of(task: TaskView): string;
  more(count: number): string;
  /** `5 of 8`. */
  share(met: number, total: number): string;
};

export function stateWords(page: Page): StateWords {
  const known = new Map<string, string>();
  const once = (key: string, make: () => string) => {
    const text = known.get(key) ?? make();
    known.set(key, text);
    return text;
  };
  return {
    of(task) {
      const word = wordOf(task);
      return once(`${word} ${task.stage} ${task.dueOn} ${task.daysLate}`, () => stateText(page, word, task));
    },
    more: (count) => once(`more ${count}`, () => page.t('overview.cell.more', { count })),
    share: (met, total) => once(`share ${met} ${total}`, () => page.t('overview.matrix.of', { met, total })),
  };
}

function stateText(page: Page, word: CellWord, task: TaskView): string {
  const { t } = page;
  const on = task.dueOn ? dayInYear(page, task.dueOn) : '';
  switch (word) {
    case 'due':
      return task.dueOn ? t('overview.cell.due', { on }) : t('overview.cell.open');
    case 'returned':
      return task.dueOn ? t('overview.cell.returned-due', { on }) : t('overview.cell.returned');
    case 'late': {
      const late = t('overview.cell.late', { days: task.daysLate });
      const isOpen = task.stage === 'returned' || reviewerStages.has(task.stage);
      return isOpen ? `${late}, ${t(`overview.beside.${task.stage}`)}` : late;
    }
    default:
      return t(`overview.cell.${word}`);
  }
}

/** `25 Jul`, with the year where it is not the year of the page. */
export function dayInYear(page: Page, on: IsoDate): string {
  const short = page.formats.shortDate(on);
  return on.slice(0, 4) === page.asOf.slice(0, 4) ? short : `${short} ${on.slice(0, 4)}`;
}

/** `Fri 25 July 2025 (in 3 days)`, seen from the day of the page. */
export function dateWithDistance(page: Page, on: IsoDate): string {
  return `${page.formats.date(on)} (${page.formats.daysFrom(page.asOf, on)})`;
}

export function bodyName(page: Page, names: Names, bodyId: string): string {
  const body = names.bodies.get(bodyId);
  return body ? page.say(body.name) : bodyId;
}

export function clauseTitle(page: Page, names: Names, clauseId: string): string {
  const known = names.clauses.get(clauseId);
  return known ? page.say(known.clause.title) : clauseId;
}

export function clauseHref(page: Page, names: Names, clauseId: string): string {
  const known = names.clauses.get(clauseId);
  return page.linkTo({ kind: 'clause', id: known ? `${known.directive.id}/${clauseId}` : clauseId });
}

/** `5 of 8 plans`. */
export function shareText(page: Page, tally: Pick<Tally, 'met' | 'counted' | 'deliverable'>): string {
  const noun = tally.deliverable ?? 'task';
  return page.t(`overview.share.${noun}`, { met: tally.met.length, total: tally.counted.length });
}

/** A bar in steps of five per cent, for the eye alone: the words beside it say the numbers. */
export function bar(met: number, total: number): Html {
  const share = total === 0 ? 0 : Math.round((met / total) * 20) * 5;
  // Something done is never drawn as nothing, something open never as all.
  const drawn = met > 0 && share === 0 ? 5 : met < total && share === 100 ? 95 : share;
  return html`<span class="st-bar" aria-hidden="true"><span class="st-bar__fill st-bar__fill--${drawn}"></span></span>`;
}

/** Joins pieces with a middle dot. */
export function dotted(parts: readonly Html[]): Html {
  return trustedHtml(parts.map((part) => part.text).join(' <span aria-hidden="true">·</span> '));
}

export function linkHtml(href: string, text: string): Html {
  return trustedHtml(`<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`);
}
