/** From an address to an answer: one record at the desk, its marks, its files, and counsel's word on privilege. */
import type { Refusal, Result } from '#kit/result.ts';
import { notAllowed, notFound } from '#platform/errors.ts';
import { openField } from '#platform/sealed-fields.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { typedText } from '#web/form.ts';
import { demandClass } from './disclosure-act-service.ts';
import { digestOf } from './disclosure-digest.ts';
import { giveFile } from './disclosure-doors.ts';
import { entryById, neighboursOf, rulingsOf } from './disclosure-entry-store.ts';
import { parseMarkEnvelope, parseMarks, parseRuling } from './disclosure-forms.ts';
import { defaultMarks } from './disclosure-mark-law.ts';
import { markPage, type MarkView } from './disclosure-mark-pages.ts';
import { markRecord, noteViewing, recordOf, ruleOnPrivilege } from './disclosure-mark-service.ts';
import { recordNumber } from './disclosure-numbers.ts';
import { demandPath, entryPath } from './disclosure-paths.ts';
import { type DeskQuestions, lawOf } from './disclosure-questions.ts';
import { demandNow } from './disclosure-reading.ts';
import type { Marks } from './disclosure-terms.ts';

async function readEntry(page: Page, deps: DeskQuestions): Promise<MarkView> {
  const { id = '', entry: entryId = '' } = page.params;
  const { city } = page;
  const entry = await entryById(city.db, id, entryId);
  const found = entry && (await recordOf(city, deps.sources, entry));
  if (!found) throw notFound();
  const people = await deps.peopleOf(city);
  const opened = entry.note_sealed
    ? await openField(city, city.db, { kind: demandClass, id }, `note:${entry.id}`, entry.note_sealed)
    : null;
  const isAsMarked =
    entry.marks?.texts.length === found.record.texts.length && entry.marks.files.length === found.record.files.length;
  return {
    demand: await demandNow(city, id),
    entry,
    ...found,
    marks: entry.marks && isAsMarked ? entry.marks : defaultMarks(found.record, found.source.class.fields),
    note: opened ?? '',
    digest: digestOf(city, found.record),
    grounds: lawOf(city).grounds,
    rulings: await rulingsOf(city.db, entry.id),
    names: people.map((person) => person.name),
    markedBy: people.find((person) => person.personId === entry.marked_by)?.name ?? null,
    neighbours: await neighboursOf(city.db, id, entry.position),
    theirs: null,
  };
}

function answer(page: Page, view: MarkView, status: number, faults: readonly Refusal[] = []): Answer {
  const title = recordNumber(view.demand.number, view.entry.position);
  return staffPage(title, markPage(page, view, faults), { status });
}

export async function showEntry(page: Page, deps: DeskQuestions): Promise<Answer> {
  const view = await readEntry(page, deps);
  await noteViewing(page.city, page.acting, view.demand, view.entry.id);
  return answer(page, view, 200);
}

/** Each page is one form: saved as a whole, or shown again with what was typed. */
export async function saveMarksOf(page: Page, deps: DeskQuestions): Promise<Answer> {
  const view = await readEntry(page, deps);
  const { demand, entry, record } = view;
  const typed = parseMarks(page.fields, record);
  const envelope = parseMarkEnvelope(page.fields);
  const marks = typed.ok ? typed.value : view.marks;
  const note = typedText(page.fields, 'note');
  const result = allOf(typed, envelope)
    ? await markRecord(
        page.city,
        page.acting,
        { demandId: demand.id, entryId: entry.id, marks, ...envelopeOf(envelope) },
        { sources: deps.sources, law: lawOf(page.city) },
      )
    : { ok: false as const, refusals: [...faultsOf(typed), ...faultsOf(envelope)] };
  if (result.ok) {
    const { nextUnmarked } = view.neighbours;
    if (typedText(page.fields, 'go') === 'stay')
      return redirect(entryPath.to({ id: demand.id, entry: entry.id }), 'disclosure.marked');
    return redirect(
      nextUnmarked ? entryPath.to({ id: demand.id, entry: nextUnmarked }) : demandPath.to({ id: demand.id }),
      'disclosure.marked',
    );
  }
  const isChanged = result.refusals.some(({ key }) => key === 'disclosure.refused.changed');
  if (isChanged) return answer(page, { ...view, marks, note, theirs: theirsOf(view) }, 409, result.refusals);
  return answer(page, { ...view, marks, note }, 422, result.refusals);
}

function theirsOf({ entry, marks }: MarkView): Marks {
  return entry.marks ?? marks;
}

const allOf = (...results: readonly Result<unknown>[]) => results.every((one) => one.ok);
const faultsOf = (result: Result<unknown>): readonly Refusal[] => (result.ok ? [] : result.refusals);
function envelopeOf(result: ReturnType<typeof parseMarkEnvelope>) {
  if (!result.ok) throw new Error('the envelope was looked at before');
  return result.value;
}

export async function ruleNow(page: Page, deps: DeskQuestions): Promise<Answer> {
  const view = await readEntry(page, deps);
  const { id = '', entry = '' } = page.params;
  const typed = parseRuling(page.fields);
  if (typed.ok && typed.value.place >= view.record.texts.length) throw notFound();
  const result = typed.ok
    ? await ruleOnPrivilege(page.city, page.acting, { demandId: id, entryId: entry, ...typed.value })
    : typed;
  if (result.ok) return redirect(entryPath.to({ id, entry }), 'disclosure.privilege_ruled');
  if (result.refusals.some(({ key }) => key === 'disclosure.refused.not-yours')) throw notAllowed();
  return answer(page, view, 422, result.refusals);
}

/** A file of a record, for those who decide what becomes of it. */
export async function giveEntryFile(page: Page, deps: DeskQuestions): Promise<Answer> {
  const view = await readEntry(page, deps);
  const file = view.record.files[Number(page.params['place'])];
  if (!file) throw notFound();
  return giveFile(page, view.demand, file);
}
