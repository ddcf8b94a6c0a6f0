/** Reads a demand for its page: facts, what is sealed where the reader may see it, searches, counts and productions. */
import type { City } from '#platform/city.ts';
import { notFound } from '#platform/errors.ts';
import { openField } from '#platform/sealed-fields.ts';
import { type Actor, may } from '#rules/permissions.ts';
import { type DemandNow, demandClass, progressNow } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import {
  countEntries,
  entriesOf,
  type EntryRow,
  markersOf,
  searchesOf,
  type SearchRow,
} from './disclosure-entry-store.ts';
import { type ProductionRow, productionsOf } from './disclosure-production-store.ts';
import { type DemandActRow, demandActs, demandById, demandLines, type DemandRow } from './disclosure-store.ts';

/** Null where the key was destroyed. */
export type Opened = { asker: string | null; contact: string | null; asked: string | null };
export type ActLine = DemandActRow & { text: string | null };
export type SearchLine = SearchRow & { words: string | null };

export type DemandReading = {
  row: DemandRow;
  now: DemandNow;
  /** Null for who may read the register alone. */
  opened: Opened | null;
  acts: readonly ActLine[];
  searches: readonly SearchLine[];
  productions: readonly ProductionRow[];
  leftOut: number;
  privileged: number;
  nextUnmarked: EntryRow | null;
  markers: readonly string[];
};

export async function demandNow(city: City, id: string): Promise<DemandNow> {
  const [line] = await demandLines(city.db, id);
  if (!line) throw notFound();
  return { ...line, progress: progressNow(city, line) };
}

export async function readDemand(city: City, actor: Actor | null, id: string): Promise<DemandReading> {
  const row = await demandById(city.db, id);
  if (!row) throw notFound();
  const mayRead = may(actor, disclosureActs.read);
  const open = (field: string, sealed: string) => openField(city, city.db, { kind: demandClass, id }, field, sealed);
  const acts = await demandActs(city.db, id);
  const searches = await searchesOf(city.db, id);
  const [next] = await entriesOf(city.db, id, { state: 'unmarked', classId: null }, 0, 1);
  return {
    row,
    now: await demandNow(city, id),
    opened: mayRead
      ? {
          asker: await open('asker', row.asker_sealed),
          contact: await open('contact', row.contact_sealed),
          asked: await open('asked', row.asked_sealed),
        }
      : null,
    acts: await Promise.all(
      acts.map(async (act) => ({
        ...act,
        text: mayRead && act.text_sealed ? await open(`act:${act.id}`, act.text_sealed) : null,
      })),
    ),
    searches: await Promise.all(
      searches.map(async (search) => ({
        ...search,
        words: mayRead && search.words_sealed ? await open(`search:${search.id}`, search.words_sealed) : null,
      })),
    ),
    productions: await productionsOf(city.db, id),
    leftOut: await countEntries(city.db, id, { state: 'left_out', classId: null }),
    privileged: await countEntries(city.db, id, { state: 'privileged', classId: null }),
    nextUnmarked: next ?? null,
    markers: await markersOf(city.db, id),
  };
}
