/** Reads what the pages of departments show. */
import { PageRefused } from '#platform/errors.ts';
import { type Body, type VerbStrength, verbFor } from '#rules/bodies.ts';
import { type Answer, type Page, staffPage } from '#web/page.ts';
import { type DepartmentRow, departmentPage, departmentsPage } from './department-pages.ts';
import { readOverviewQuery } from './overview-forms.ts';
import type { OverviewQuestions } from './overview-questions.ts';
import { maySeeTasksOf, readOverview } from './overview-reading.ts';
import { countReceipts } from './overview-receipts.ts';

/** The verb with which the issuer's orders reach it. */
function reachOf(page: Page, body: Body): VerbStrength | null {
  return verbFor('order', body.kind, page.city.profile.reach);
}

/** Bodies that exist on the day of the page. */
function bodiesOn(page: Page): Body[] {
  const { asOf } = page;
  return page.city.profile.bodies.filter(
    ({ validFrom, validTo }) => (validFrom === null || validFrom <= asOf) && (validTo === null || validTo >= asOf),
  );
}

export async function departmentsAnswer(page: Page, ask: OverviewQuestions): Promise<Answer> {
  const query = readOverviewQuery(page.query);
  const reading = await readOverview(page, ask, { directive: query.directive ?? 'all' });
  const isReceiptMissing = query.receipt === 'missing';
  const { chosen, directives, tasks } = reading;
  const receipts = isReceiptMissing ? await ask.receiptsAsOf(page.city, page.asOf) : [];
  const { missing } = countReceipts(chosen ? [chosen] : directives, tasks, receipts);
  const rows: DepartmentRow[] = bodiesOn(page)
    .map((body) => {
      const tally = reading.figures.byBody.get(body.id) ?? null;
      // Seen from one directive, the verb is the one that the directive uses; otherwise what the issuer's word can do.
      const verb = chosen ? (reading.figures.verbs.get(body.id) ?? reachOf(page, body)) : reachOf(page, body);
      return { body, verb, tally };
    })
    .filter(({ body }) => !isReceiptMissing || missing.has(body.id))
    .toSorted((a, b) => page.say(a.body.name).localeCompare(page.say(b.body.name), page.locale.tag));
  const main = departmentsPage(page, rows, { verb: query.verb, isReceiptMissing });
  return staffPage(page.t('department.list.title'), main, { isWide: true });
}

export async function departmentAnswer(page: Page, ask: OverviewQuestions): Promise<Answer> {
  const body = page.city.profile.bodies.find(({ id }) => id === page.params.id);
  if (!body) throw new PageRefused(404, 'error.not-found.text');
  const [reading, receipts, contacts] = await Promise.all([
    readOverview(page, ask, { directive: 'all' }),
    ask.receiptsAsOf(page.city, page.asOf),
    ask.contactsOf(page.city, body.id),
  ]);
  const isOpen = maySeeTasksOf(page.actor, body.id);
  const own = reading.tasks.filter((task) => task.bodyId === body.id);
  const tasks = isOpen ? own.toSorted((a, b) => ((a.dueOn ?? '9999') < (b.dueOn ?? '9999') ? -1 : 1)) : null;
  const parts = { body, verb: reachOf(page, body), reading, tasks, receipts: isOpen ? receipts : [], contacts };
  return staffPage(page.say(body.name), departmentPage(page, parts), { isWide: true });
}
