/** The doors of destruction: the lists, one list, the decision, the certificate. */
import { z } from 'zod';
import type { Refusal, Result } from '#kit/result.ts';
import { notFound } from '#platform/errors.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, download, type Page, redirect, staffPage } from '#web/page.ts';
import { certificateCsv, certificatePage } from './destruction-certificate.ts';
import { listPage, listsPage } from './destruction-pages.ts';
import { readCertificate, readList } from './destruction-reading.ts';
import { approveList, proposeList, refuseList } from './destruction-service.ts';
import { listsOf, tallyOf, tombstonesOf } from './destruction-store.ts';
import { destructionListPath } from './retention-paths.ts';
import type { RetentionQuestions } from './retention-questions.ts';

type Deps = RetentionQuestions;
const refusalForm = z.object({ reason: z.string('destruction.refused.reason-missing').trim() });
/** A list has at most some thousand records. */
const mostRows = 100_000;

export async function showLists(page: Page): Promise<Answer> {
  const lists = await listsOf(page.city.db);
  const counted = await Promise.all(
    lists.map(async (list) => {
      const tally = await tallyOf(page.city.db, list.id);
      return { list, records: tally.reduce((sum, one) => sum + one.count, 0) };
    }),
  );
  return staffPage(page.t('destruction.list.title'), listsPage(page, counted), { isWide: true });
}

export async function showList(page: Page, deps: Deps, faults: readonly Refusal[] = []): Promise<Answer> {
  const reading = await readList(page.city, page.params.id ?? '');
  if (!reading) throw notFound();
  const { list } = reading;
  const people = [list.proposedBy, list.decidedBy].filter((id) => id !== null);
  const names = await deps.nameOf(page.city, people);
  const main = listPage(page, { ...reading, names, faults });
  return staffPage(page.t('destruction.page.name', { number: list.number }), main, {
    isWide: true,
    status: faults.length > 0 ? 422 : 200,
  });
}

export const propose = (page: Page, deps: Deps) =>
  decided(page, deps, 'retention.destruction_proposed', (id) => proposeList(page.city, page.acting, id));

export const approve = (page: Page, deps: Deps) =>
  decided(page, deps, 'retention.destruction_approved', (id) => approveList(page.city, page.acting, id));

export const refuseIt = (page: Page, deps: Deps) =>
  decided(page, deps, 'retention.destruction_refused', async (listId) => {
    const typed = parseForm(refusalForm, page.fields);
    return typed.ok ? refuseList(page.city, page.acting, { listId, reason: typed.value.reason }) : typed;
  });

async function decided(
  page: Page,
  deps: Deps,
  done: string,
  act: (id: string) => Promise<Result<null>>,
): Promise<Answer> {
  const id = page.params.id ?? '';
  if (!(await readList(page.city, id))) throw notFound();
  const result = await act(id);
  return result.ok ? redirect(destructionListPath.to({ id }), done) : showList(page, deps, result.refusals);
}

export async function showCertificate(page: Page): Promise<Answer> {
  const certificate = await readCertificate(page.city, page.params.id ?? '');
  if (!certificate) throw notFound();
  const title = page.t('destruction.certificate.title', { number: certificate.list.number });
  return staffPage(title, certificatePage(page, certificate), { isWide: true });
}

export async function giveCertificateCsv(page: Page): Promise<Answer> {
  const certificate = await readCertificate(page.city, page.params.id ?? '');
  if (!certificate) throw notFound();
  const rows = await tombstonesOf(page.city.db, certificate.list.id, mostRows);
  const name = `destruction-${page.city.slug}-${certificate.list.number}.csv`;
  return download(name, 'text/csv; charset=utf-8', certificateCsv(page, certificate, rows));
}
