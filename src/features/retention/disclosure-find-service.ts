/** Searches all sources for what a demand reaches, takes records in, freezing them, and leaves records out again. */
import type { IsoDate } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import type { Acting } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { FoundRecord, RecordQuery, RecordSource } from '#platform/record-source.ts';
import { openField, sealField } from '#platform/sealed-fields.ts';
import { actOnDemand, demandClass, personOf } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import {
  countEntries,
  includeEntries,
  insertSearch,
  leaveOutEntries,
  type NewEntry,
  searchById,
  type SearchRow,
} from './disclosure-entry-store.ts';
import { allowed } from './disclosure-progress.ts';
import { freezeRecords, type NamedRecord, thawRecords } from './disclosure-freeze-store.ts';
import type { DeskQuestions } from './disclosure-questions.ts';
import { countRevision } from './disclosure-store.ts';

/** More than these and a person should narrow the search: every one is read before anything goes out. */
export const mostRecords = 20_000;
const batch = 500;

export type Criteria = RecordQuery & { classIds: readonly string[] };

/** Counts what every class holds and keeps the search with the demand. Answers its id. */
export async function searchRecords(
  city: City,
  acting: Acting,
  input: { demandId: string; criteria: Criteria },
  { sources }: Pick<DeskQuestions, 'sources'>,
): Promise<Result<string>> {
  const { classIds, ...query } = input.criteria;
  const asked = sources.filter((source) => classIds.length === 0 || classIds.includes(source.class.id));
  const found: Record<string, number> = {};
  for (const source of asked) found[source.class.id] = await source.count(city, query);
  const frame = { act: disclosureActs.handle, stages: allowed.search, event: 'disclosure.searched' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    const id = newId();
    const record = { kind: demandClass, id: demand.id };
    const row: SearchRow = {
      id,
      demand_id: demand.id,
      class_ids: asked.map((source) => source.class.id),
      words_sealed: query.words ? await sealField(city, tx, record, `search:${id}`, query.words) : null,
      body_id: query.bodyId,
      person_id: query.personId,
      from_on: query.from as IsoDate | null,
      to_on: query.to as IsoDate | null,
      found,
      searched_at: city.clock.now(),
      searched_by: personOf(acting),
    };
    await insertSearch(tx, row);
    const count = Object.values(found).reduce((sum, one) => sum + one, 0);
    return ok({ value: id, details: { searchId: id, found: count } });
  });
}

/** The search as a query, its words opened; null when it is unknown or its key is gone. */
export async function queryOf(city: City, search: SearchRow): Promise<RecordQuery> {
  const words = search.words_sealed
    ? await openField(
        city,
        city.db,
        { kind: demandClass, id: search.demand_id },
        `search:${search.id}`,
        search.words_sealed,
      )
    : '';
  if (words === null) throw new Error(`the key of the demand ${search.demand_id} is gone`);
  return { words, bodyId: search.body_id, personId: search.person_id, from: search.from_on, to: search.to_on };
}

/** What was found and is wanted: those ticked, or all of these classes. */
export type Wanted = { records: readonly NamedRecord[] } | { classIds: readonly string[] };

/** Takes records of a search in and freezes them. Answers how many are new. Those ticked must be of the search. */
export async function includeRecords(
  city: City,
  acting: Acting,
  input: { demandId: string; searchId: string; wanted: Wanted },
  { sources }: Pick<DeskQuestions, 'sources'>,
): Promise<Result<number>> {
  const search = await searchById(city.db, input.demandId, input.searchId);
  if (!search) return refuse('disclosure.refused.unknown');
  const among = sources.filter((source) => search.class_ids.includes(source.class.id));
  const query = await queryOf(city, search);
  const found =
    'records' in input.wanted
      ? await ticked(city, among, input.wanted.records)
      : await everything(city, among, query, input.wanted.classIds);
  if (found === 'too-many') return refuse('disclosure.refused.too-many', undefined, { most: mostRecords });
  if (found.length === 0) return refuse('disclosure.refused.nothing-ticked', 'records');
  const frame = { act: disclosureActs.handle, stages: allowed.search, event: 'disclosure.records_included' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    const before = await countEntries(tx, demand.id, { state: 'all', classId: null });
    if (before + found.length > mostRecords)
      return refuse('disclosure.refused.too-many', undefined, { most: mostRecords });
    const at = {
      demandId: demand.id,
      searchId: search.id,
      now: city.clock.now(),
      personId: personOf(acting),
    };
    let added = 0;
    for (let from = 0; from < found.length; from += batch)
      added += await includeEntries(tx, at, found.slice(from, from + batch));
    await countRevision(tx, demand.id);
    const records = found.map(({ classId, recordId }) => ({ classId, recordId }));
    await freezeRecords(tx, demand.id, records, city.clock.now());
    return ok({ value: added, details: { searchId: search.id, added } });
  });
}

async function ticked(
  city: City,
  sources: readonly RecordSource[],
  records: readonly NamedRecord[],
): Promise<NewEntry[]> {
  const found: NewEntry[] = [];
  for (const source of sources) {
    const ids = records.flatMap(({ classId, recordId }) => (classId === source.class.id ? [recordId] : []));
    if (ids.length > 0) found.push(...(await source.read(city, ids)).map((record) => entryOf(source, record)));
  }
  return found;
}

async function everything(
  city: City,
  sources: readonly RecordSource[],
  query: RecordQuery,
  classIds: readonly string[],
): Promise<NewEntry[] | 'too-many'> {
  const found: NewEntry[] = [];
  for (const source of sources.filter((one) => classIds.includes(one.class.id))) {
    for (let after: string | null = null; ; ) {
      const page: FoundRecord[] = await source.find(city, query, batch, after);
      found.push(...page.map((record) => entryOf(source, record)));
      if (found.length > mostRecords) return 'too-many';
      const last = page.at(-1);
      if (!last || page.length < batch) break;
      after = last.id;
    }
  }
  return found;
}

function entryOf(source: RecordSource, { id, recordedAt, bodyId }: FoundRecord): NewEntry {
  return { id: newId(), classId: source.class.id, recordId: id, recordedAt, bodyId };
}

/** Leaves records out: the demand does not reach them after all. Their marks stay, should they come back. */
export function leaveOut(
  city: City,
  acting: Acting,
  input: { demandId: string; entryIds: readonly string[] },
): Promise<Result<number>> {
  const frame = { act: disclosureActs.handle, stages: allowed.search, event: 'disclosure.records_left_out' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    const records = await leaveOutEntries(tx, demand.id, input.entryIds, city.clock.now(), personOf(acting));
    if (records.length === 0) return refuse('disclosure.refused.nothing-ticked', 'records');
    await countRevision(tx, demand.id);
    await thawRecords(tx, demand.id, records, city.clock.now());
    return ok({ value: records.length, details: { count: records.length } });
  });
}
