/** The disclosure desk in Practice City: one demand answered and closed, one being marked, one subpoena that came in yesterday. */
import type { IsoDate } from '#kit/dates.ts';
import type { Result } from '#kit/result.ts';
import type { Acting } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { PracticeSeed, PracticeTools } from '#platform/practice.ts';
import { digestOf } from './disclosure-digest.ts';
import { entriesOf, type EntryRow } from './disclosure-entry-store.ts';
import type { ExportWords } from './disclosure-export-files.ts';
import { includeRecords, searchRecords } from './disclosure-find-service.ts';
import { defaultMarks } from './disclosure-mark-law.ts';
import { approve, markRecord, recordOf, sendToCounsel } from './disclosure-mark-service.ts';
import { makeProduction } from './disclosure-production-service.ts';
import { type DeskQuestions, lawOf } from './disclosure-questions.ts';
import { demandNow } from './disclosure-reading.ts';
import { askClosing, closeDemand, type NewDemand, registerDemand } from './disclosure-service.ts';

const everything = { state: 'all', classId: null } as const;

/** After the tasks: it searches what was handed in. */
export function disclosurePractice(deps: DeskQuestions, wordsOf: (city: City) => ExportWords): PracticeSeed {
  return async (tools) => {
    const officer = { actor: await tools.actorOf('records_officer'), requestId: null };
    const counsel = { actor: await tools.actorOf('city_attorney'), requestId: null };
    const answered = await register(tools, officer, '2025-07-21', {
      channel: 'email',
      asker: 'PRACTICE. A reporter.',
      contact: 'reporter@example.org',
      asked: 'PRACTICE. Everything that departments handed in about their sites before 21 July.',
    });
    await take(tools.at('2025-07-22', '09:10'), officer, answered, { classId: 'duties.submission', most: 4 }, deps);
    await markSome(tools, '2025-07-22', officer, answered, 100, deps);
    must(await sendToCounsel(tools.at('2025-07-23', '08:50'), officer, answered));
    const reviewing = tools.at('2025-07-24', '14:20');
    const revision = (await demandNow(reviewing, answered)).marks_revision;
    must(await approve(reviewing, counsel, { demandId: answered, revision }));
    const produceAt = tools.at('2025-07-24', '15:00');
    const production = { demandId: answered, isConfirmed: true };
    must(await makeProduction(produceAt, officer, production, deps, wordsOf(produceAt)));
    const text = 'PRACTICE. Sent by email with the log of what was kept back.';
    must(await askClosing(tools.at('2025-07-25', '09:00'), officer, { demandId: answered, text }));
    must(await closeDemand(tools.at('2025-07-25', '11:30'), counsel, answered));

    const marking = await register(tools, officer, '2025-07-28', {
      channel: 'web_form',
      asker: 'PRACTICE. A neighbourhood group.',
      contact: '',
      asked: 'PRACTICE. What departments asked and were answered about the directive, and what they handed in.',
    });
    await take(tools.at('2025-07-29', '10:00'), officer, marking, { classId: 'duties.submission', most: 8 }, deps);
    await take(tools.at('2025-07-29', '10:20'), officer, marking, { classId: 'duties.act', most: 4 }, deps);
    await markSome(tools, '2025-07-30', officer, marking, 5, deps);

    await register(tools, officer, '2025-07-30', {
      kind: 'subpoena',
      channel: 'served',
      asker: 'PRACTICE. A court of this practice city.',
      contact: '',
      asked: 'PRACTICE. All records of one department about inspections in July.',
      returnOn: '2025-08-05',
    });
  };
}

async function register(
  tools: PracticeTools,
  acting: Acting,
  on: IsoDate,
  input: Pick<NewDemand, 'channel' | 'asker' | 'contact' | 'asked'> & Partial<NewDemand>,
): Promise<string> {
  const city = tools.at(on, '10:30');
  const demand = { kind: 'records_request' as const, receivedOn: on, returnOn: null, file: null, ...input };
  return must(await registerDemand(city, acting, demand, lawOf(city))).id;
}

/** Searches a class up to that day and takes in the newest of what was found. */
async function take(
  city: City,
  acting: Acting,
  demandId: string,
  { classId, most }: { classId: string; most: number },
  deps: DeskQuestions,
): Promise<void> {
  const to = city.clock.now().slice(0, 10) as IsoDate;
  const query = { words: '', bodyId: null, personId: null, from: null, to };
  const searchId = must(
    await searchRecords(city, acting, { demandId, criteria: { ...query, classIds: [classId] } }, deps),
  );
  const source = deps.sources.find((one) => one.class.id === classId);
  const found = source ? await source.find(city, query, most, null) : [];
  const records = found.map((record) => ({ classId, recordId: record.id }));
  must(await includeRecords(city, acting, { demandId, searchId, wanted: { records } }, deps));
}

/** Marks the first of them as their class says; what needs a ground gets the privacy of a person. */
async function markSome(
  tools: PracticeTools,
  on: IsoDate,
  acting: Acting,
  demandId: string,
  most: number,
  deps: DeskQuestions,
): Promise<void> {
  const city = tools.at(on, '11:00');
  for (const entry of await entriesOf(city.db, demandId, everything, 0, most))
    await markOne(city, acting, demandId, entry, deps);
}

async function markOne(
  city: City,
  acting: Acting,
  demandId: string,
  entry: EntryRow,
  deps: DeskQuestions,
): Promise<void> {
  const found = await recordOf(city, deps.sources, entry);
  if (!found) throw new Error('practice: a record that was just found is gone');
  const begin = defaultMarks(found.record, found.source.class.fields);
  const because = <T extends { decision: string; ground: string | null }>(mark: T) =>
    mark.decision === 'withhold' && !mark.ground ? { ...mark, ground: 'personal-privacy' } : mark;
  const marks = { texts: begin.texts.map(because), files: begin.files.map(because) };
  const input = { demandId, entryId: entry.id, version: 0, digest: digestOf(city, found.record), marks, note: '' };
  must(await markRecord(city, acting, input, { sources: deps.sources, law: lawOf(city) }));
}

/** What the seed needs must be there; a refusal here is a fault of the code. */
function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`practice: refused: ${result.refusals.map((one) => one.key).join(', ')}`);
}
