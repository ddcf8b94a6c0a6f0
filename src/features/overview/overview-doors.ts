/** Reads what the overview's pages and downloads show. */
import { PageRefused } from '#platform/errors.ts';
import { type Answer, download, type Page, staffPage } from '#web/page.ts';
import { dueCalendar, tasksCsv } from './overview-downloads.ts';
import { readOverviewQuery } from './overview-forms.ts';
import { type ListParts, listPage, listTitle } from './overview-list-pages.ts';
import { listedTasks, sortTasks } from './overview-list.ts';
import { matrixFor } from './overview-matrix-page.ts';
import { matrixOnlyPage, overviewPage } from './overview-pages.ts';
import { bodyName, clauseTitle } from './overview-parts.ts';
import type { OverviewQuestions } from './overview-questions.ts';
import { readOverview, readSince } from './overview-reading.ts';
import { countReceipts } from './overview-receipts.ts';
import { isFigureId } from './overview-terms.ts';

type Ask = OverviewQuestions;

export async function overviewAnswer(page: Page, ask: Ask): Promise<Answer> {
  const reading = await readOverview(page, ask, readOverviewQuery(page.query));
  const [since, given] = await Promise.all([
    readSince(page, ask, reading.byId),
    ask.receiptsAsOf(page.city, page.asOf),
  ]);
  const receipts = countReceipts(reading.chosen ? [reading.chosen] : reading.directives, reading.tasks, given);
  const main = overviewPage(page, { reading, since, receipts, nudge: ask.nudge });
  return staffPage(page.t('overview.head.title'), main, { isWide: true });
}

export async function matrixAnswer(page: Page, ask: Ask): Promise<Answer> {
  const reading = await readOverview(page, ask, readOverviewQuery(page.query));
  return staffPage(page.t('overview.matrix.title'), matrixOnlyPage(page, reading), { isWide: true });
}

export async function matrixCsvAnswer(page: Page, ask: Ask): Promise<Answer> {
  const reading = await readOverview(page, ask, readOverviewQuery(page.query));
  const inOrder = matrixFor(page, reading).rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.taskIds ?? []));
  const tasks = inOrder.flatMap((id) => reading.byId.get(id) ?? []);
  return download(
    `overview-${page.asOf}.csv`,
    'text/csv; charset=utf-8',
    tasksCsv(page, reading, tasks, practiceLines(page)),
  );
}

export async function calendarAnswer(page: Page, ask: Ask): Promise<Answer> {
  const reading = await readOverview(page, ask, readOverviewQuery(page.query));
  return download('due-dates.ics', 'text/calendar; charset=utf-8', dueCalendar(page, reading, practiceLines(page)));
}

async function readList(page: Page, ask: Ask): Promise<ListParts> {
  const figure = page.params.figure ?? '';
  if (!isFigureId(figure)) throw new PageRefused(404, 'error.not-found.text');
  const query = readOverviewQuery(page.query);
  const reading = await readOverview(page, ask, query);
  const byKind = figure === 'since' ? (await readSince(page, ask, reading.byId)).byKind : new Map();
  const listed = listedTasks({ figure, figures: reading.figures, byId: reading.byId, byKind, query });
  const tasks = sortTasks(listed, query.sort, {
    department: (id) => bodyName(page, reading, id),
    clause: (id) => clauseTitle(page, reading, id),
    task: (task) => page.say(task.title),
  });
  return { reading, figure, query, tasks, nudge: ask.nudge };
}

export async function listAnswer(page: Page, ask: Ask): Promise<Answer> {
  const parts = await readList(page, ask);
  return staffPage(listTitle(page, parts.figure), listPage(page, parts), { isWide: true });
}

export async function listCsvAnswer(page: Page, ask: Ask): Promise<Answer> {
  const { reading, figure, tasks } = await readList(page, ask);
  const text = tasksCsv(page, reading, tasks, practiceLines(page));
  return download(`${figure}-${page.asOf}.csv`, 'text/csv; charset=utf-8', text);
}

/** What Practice City is taken along with says so in its first line. */
function practiceLines(page: Page): string[] {
  return page.city.profile.practice ? [page.t('overview.csv.practice')] : [];
}
