/** Makes a production of exactly what counsel approved: files, frozen by their hashes, kept and given out again. */
import { Readable } from 'node:stream';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { localText } from '#kit/text.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { dateIn } from '#platform/clock.ts';
import { isGiven, stateOf } from '#platform/file-scans.ts';
import type { WholeRecord } from '#platform/record-source.ts';
import { may } from '#rules/permissions.ts';
import { actOnDemand, personOf, writeFact } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { isSameText } from './disclosure-digest.ts';
import type { EntryRow } from './disclosure-entry-store.ts';
import { type ExportRecord, produce } from './disclosure-export.ts';
import {
  type ExportHead,
  type ExportWords,
  fileOf,
  manifestJson,
  recordsCsv,
  recordsHtml,
  withheldCsv,
} from './disclosure-export-files.ts';
import { recordNumber } from './disclosure-numbers.ts';
import { type Named, namesFor } from './disclosure-people.ts';
import {
  entriesToProduce,
  insertProduction,
  type ProductionPart,
  productionsOf,
  type ProductionRow,
} from './disclosure-production-store.ts';
import { allowed } from './disclosure-progress.ts';
import { type DeskQuestions, lawOf } from './disclosure-questions.ts';
import { demandLines } from './disclosure-store.ts';
import type { Marks } from './disclosure-terms.ts';
import { classKey } from './record-words.ts';

const batch = 200;
type Deps = DeskQuestions;

/**
 * Refused when a record says something else than when it was marked, when a file of it is gone, or, unless `isConfirmed`,
 * when an address or number kept back in one record stands open in another.
 */
export async function makeProduction(
  city: City,
  acting: Acting,
  input: { demandId: string; isConfirmed: boolean },
  deps: Deps,
  words: ExportWords,
): Promise<Result<number>> {
  const [line] = await demandLines(city.db, input.demandId);
  if (!line) return refuse('disclosure.refused.unknown');
  const entries = await entriesToProduce(city.db, input.demandId);
  if (entries.length === 0) return refuse('disclosure.refused.nothing-new');
  const people = namesFor(city, await deps.peopleOf(city), words);
  const records = await readForExport(city, line.number, entries, deps, people, words);
  if (!records.ok) return records;
  const grounds = lawOf(city).grounds;
  const made = produce(records.value, grounds, people.words, (place) => words.t('disclosure.export.file-n', { place }));
  if (made.strays.length > 0 && !input.isConfirmed) {
    const rows = made.strays.slice(0, 5).map(({ keptBackIn, standsIn }) => `${keptBackIn} → ${standsIn}`);
    return refuse('disclosure.refused.strays', 'isConfirmed', { rows: rows.join(', '), count: made.strays.length });
  }
  const files = await recordFiles(city, made.records);
  if (!files.ok) return files;
  const before = await productionsOf(city.db, input.demandId);
  const head: ExportHead = {
    demandNumber: line.number,
    productionNumber: before.length + 1,
    city: localText(city.profile.name, words.tag),
    madeOn: words.formats.date(todayIn(city)),
    isPractice: city.profile.practice !== null,
  };
  const texts = [
    fileOf('records.csv', recordsCsv(words, head, made)),
    fileOf('records.html', recordsHtml(words, head, made)),
    fileOf('withheld-log.csv', withheldCsv(words, head, made)),
  ];
  const listed = texts.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
  const listedFiles = files.value.map(({ name, sha256, byteLength }) => ({ name, sha256, bytes: byteLength }));
  const manifest = fileOf('manifest.json', manifestJson(head, made, [...listed, ...listedFiles]));
  for (const { content } of [...texts, manifest]) await city.files.put(Readable.from([content]), content.length);
  const parts: ProductionPart[] = [
    ...[...texts, manifest].map(({ name, sha256, bytes }) => ({
      name,
      sha256,
      byteLength: bytes,
      isRecordFile: false,
    })),
    ...files.value,
  ];
  const frame = { act: disclosureActs.handle, stages: allowed.produce, event: 'disclosure.produced' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    if (demand.marks_revision !== line.marks_revision) return refuse('disclosure.refused.changed');
    const row: ProductionRow = {
      id: newId(),
      demand_id: demand.id,
      demand_number: demand.number,
      number: head.productionNumber,
      made_at: city.clock.now(),
      made_by: personOf(acting),
      content_hash: manifest.sha256,
      parts,
      released_count: made.records.length,
      withheld_count: made.log.length,
    };
    await insertProduction(tx, row, entries);
    await writeFact(city, acting, tx, demand.id, { kind: 'produced', marks_revision: demand.marks_revision });
    return ok({ value: row.number, details: { production: row.number, contentHash: row.content_hash } });
  });
}

async function readForExport(
  city: City,
  demandNumber: string,
  entries: readonly EntryRow[],
  { sources }: Deps,
  people: Named,
  words: ExportWords,
): Promise<Result<ExportRecord[]>> {
  const whole = new Map<string, WholeRecord>();
  for (const source of sources) {
    const ids = entries.flatMap((entry) => (entry.class_id === source.class.id ? [entry.record_id] : []));
    for (let from = 0; from < ids.length; from += batch)
      for (const record of await source.read(city, ids.slice(from, from + batch)))
        whole.set(`${source.class.id} ${record.id}`, record);
  }
  const records: ExportRecord[] = [];
  const changed: string[] = [];
  for (const entry of entries) {
    const record = whole.get(`${entry.class_id} ${entry.record_id}`);
    const number = recordNumber(demandNumber, entry.position);
    if (!record || !entry.digest || !isSameText(city, record, entry.digest)) changed.push(number);
    else
      records.push({
        number,
        recordId: record.id,
        className: words.t(classKey(entry.class_id, 'name')),
        recordedOn: dateIn(city.profile.timeZone, record.recordedAt),
        department: people.bodyName(record.bodyId),
        author: people.roleOf(record.personId ?? null),
        texts: record.texts.map(({ field, text }) => ({ field, label: words.t(`records.field.${field}`), text })),
        files: record.files,
        marks: entry.marks as Marks,
      });
  }
  if (changed.length === 0) return ok(records);
  const values = { count: changed.length, numbers: changed.slice(0, 5).join(', ') };
  return refuse('disclosure.refused.changed-since-marked', undefined, values);
}

async function recordFiles(
  city: City,
  records: ReturnType<typeof produce>['records'],
): Promise<Result<ProductionPart[]>> {
  const parts: ProductionPart[] = [];
  for (const { number, files } of records) {
    for (const { released } of files) {
      if (!released) continue;
      const isThere = isGiven(await stateOf(city, released.sha256)) && (await city.files.has(released.sha256));
      if (!isThere) return refuse('disclosure.refused.file-gone', undefined, { number });
      const { stream, byteLength } = await city.files.open(released.sha256);
      stream.destroy();
      parts.push({ name: `files/${released.name}`, sha256: released.sha256, byteLength, isRecordFile: true });
    }
  }
  return ok(parts);
}

/** For a download: the production, with an audit row that says who took which part. */
export function openProduction(
  city: City,
  acting: Acting,
  input: { demandId: string; number: number; part: string },
): Promise<Result<ProductionRow>> {
  return auditedChange<Result<ProductionRow>>(city, acting, async (tx) => {
    const stop = (value: Result<never>) => ({ value, note: [] });
    if (acting.actor && !may(acting.actor, disclosureActs.read)) return stop(refuse('disclosure.refused.not-yours'));
    const [line] = await demandLines(tx, input.demandId);
    const production = line && (await productionsOf(tx, line.id)).find((one) => one.number === input.number);
    if (!line || !production) return stop(refuse('disclosure.refused.unknown'));
    const details = { number: line.number, production: production.number, part: input.part };
    const subject = { kind: 'records_demand' as const, id: line.id };
    return { value: ok(production), note: { event: 'disclosure.downloaded', subject, details } };
  });
}
