/** From an address to an answer: searching, taking records in and leaving them out. */
import { refuse } from '#kit/result.ts';
import { notFound } from '#platform/errors.ts';
import { openField } from '#platform/sealed-fields.ts';
import { parseForm, typedList } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { demandClass } from './disclosure-act-service.ts';
import { countEntries, entriesOf, type EntryFilter, searchById, takenAmong } from './disclosure-entry-store.ts';
import { entriesPage, findPage, resultPage, type ResultView } from './disclosure-find-pages.ts';
import { includeRecords, leaveOut, queryOf, searchRecords } from './disclosure-find-service.ts';
import { searchForm, tickedEntries, tickedRecords } from './disclosure-forms.ts';
import { entriesPath, searchPath } from './disclosure-paths.ts';
import type { DeskQuestions } from './disclosure-questions.ts';
import { demandNow } from './disclosure-reading.ts';
import { demandById } from './disclosure-store.ts';
import type { Refusal } from '#kit/result.ts';

const perPage = 50;
const idOf = (page: Page) => page.params['id'] ?? '';

export async function showFind(page: Page, deps: DeskQuestions, faults: readonly Refusal[] = []): Promise<Answer> {
  const row = await demandById(page.city.db, idOf(page));
  if (!row) throw notFound();
  const asked = await openField(page.city, page.city.db, { kind: demandClass, id: row.id }, 'asked', row.asked_sealed);
  const view = {
    demand: await demandNow(page.city, row.id),
    sources: deps.sources,
    people: await deps.peopleOf(page.city),
    asked,
  };
  const status = faults.length > 0 ? { status: 422 } : {};
  return staffPage(page.t('disclosure.find.title'), findPage(page, view, faults), status);
}

export async function search(page: Page, deps: DeskQuestions): Promise<Answer> {
  const typed = parseForm(searchForm, page.fields);
  if (!typed.ok) return showFind(page, deps, typed.refusals);
  const made = await searchRecords(page.city, page.acting, { demandId: idOf(page), criteria: typed.value }, deps);
  if (!made.ok && made.refusals.some(({ key }) => key === 'disclosure.refused.unknown')) throw notFound();
  return made.ok
    ? redirect(searchPath.to({ id: idOf(page), search: made.value }))
    : showFind(page, deps, made.refusals);
}

export async function showResult(page: Page, deps: DeskQuestions, faults: readonly Refusal[] = []): Promise<Answer> {
  const { id = '', search: searchId = '' } = page.params;
  const demand = await demandNow(page.city, id);
  const row = await searchById(page.city.db, id, searchId);
  if (!row) throw notFound();
  const query = await queryOf(page.city, row);
  const classes = Object.entries(row.found).flatMap(([classId, count]) => (count > 0 ? [classId] : []));
  const classId = classes.find((one) => one === page.query['class']) ?? classes[0];
  const source = deps.sources.find((one) => one.class.id === classId);
  const after = page.query['after'] ?? null;
  const records = source ? await source.find(page.city, query, perPage, after) : [];
  const shown: ResultView['shown'] = source
    ? {
        classId: source.class.id,
        records,
        next: records.length === perPage ? (records.at(-1)?.id ?? null) : null,
        isFirst: after === null,
      }
    : null;
  const view: ResultView = {
    demand,
    search: { ...row, words: query.words || null },
    names: new Map((await deps.peopleOf(page.city)).map((one) => [one.personId, one.name])),
    sources: deps.sources,
    shown,
    taken: source
      ? await takenAmong(
          page.city.db,
          id,
          source.class.id,
          records.map((one) => one.id),
        )
      : new Set(),
  };
  const status = faults.length > 0 ? { status: 422 } : {};
  return staffPage(page.t('disclosure.find.result'), resultPage(page, view, faults), status);
}

export async function include(page: Page, deps: DeskQuestions): Promise<Answer> {
  const { id = '', search: searchId = '' } = page.params;
  const classIds = typedList(page.fields, 'classId');
  const wanted = classIds.length > 0 ? { classIds } : { records: tickedRecords(page.fields) };
  const made = await includeRecords(page.city, page.acting, { demandId: id, searchId, wanted }, deps);
  if (made.ok) return redirect(searchPath.to({ id, search: searchId }), 'disclosure.records_included');
  if (made.refusals.some(({ key }) => key === 'disclosure.refused.unknown')) throw notFound();
  return showResult(page, deps, made.refusals);
}

const states: readonly EntryFilter['state'][] = ['all', 'unmarked', 'marked', 'privileged', 'left_out'];

export async function showEntries(page: Page, faults: readonly Refusal[] = []): Promise<Answer> {
  const demand = await demandNow(page.city, idOf(page));
  const state = states.find((one) => one === page.query['state']) ?? 'all';
  const filter = { state, classId: null };
  const after = Math.max(0, Number.parseInt(page.query['after'] ?? '0', 10) || 0);
  const rows = await entriesOf(page.city.db, demand.id, filter, Math.min(after, 2_000_000_000), perPage);
  const view = {
    demand,
    filter,
    rows,
    count: await countEntries(page.city.db, demand.id, filter),
    next: rows.length === perPage ? (rows.at(-1)?.position ?? null) : null,
  };
  const title = page.t('disclosure.entries.title', { number: demand.number });
  return staffPage(title, entriesPage(page, view, faults), faults.length > 0 ? { status: 422 } : {});
}

export async function leaveOutTicked(page: Page): Promise<Answer> {
  const entryIds = tickedEntries(page.fields);
  const made =
    entryIds.length === 0
      ? refuse('disclosure.refused.nothing-ticked')
      : await leaveOut(page.city, page.acting, { demandId: idOf(page), entryIds });
  if (made.ok) return redirect(entriesPath.to({ id: idOf(page) }), 'disclosure.records_left_out');
  if (made.refusals.some(({ key }) => key === 'disclosure.refused.unknown')) throw notFound();
  return showEntries(page, made.refusals);
}
