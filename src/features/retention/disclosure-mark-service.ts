/** Saves the marks on one record; counsel's word on privilege; sending to counsel, counsel's return and approval. */
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { RecordSource, WholeRecord } from '#platform/record-source.ts';
import { sealField } from '#platform/sealed-fields.ts';
import { actOnDemand, demandClass, personOf, writeFact } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { digestOf } from './disclosure-digest.ts';
import { type EntryRow, entryById, insertRuling, markersOf, rulingsOf, saveMarks } from './disclosure-entry-store.ts';
import { hasPrivileged, markFaults, outcomeOf } from './disclosure-mark-law.ts';
import { allowed } from './disclosure-progress.ts';
import type { DeskLaw } from './disclosure-questions.ts';
import { countRevision } from './disclosure-store.ts';
import type { Marks } from './disclosure-terms.ts';

export type MarkInput = {
  demandId: string;
  entryId: string;
  /** What the marker saw: the version of the marks and the digest of the text. */
  version: number;
  digest: string;
  marks: Marks;
  note: string;
};

/** The record of an entry with its source; null when the class or the record is gone. */
export async function recordOf(
  city: City,
  sources: readonly RecordSource[],
  entry: Pick<EntryRow, 'class_id' | 'record_id'>,
): Promise<{ source: RecordSource; record: WholeRecord } | null> {
  const source = sources.find((one) => one.class.id === entry.class_id);
  const [record] = source ? await source.read(city, [entry.record_id]) : [];
  return source && record ? { source, record } : null;
}

/** Refused with `disclosure.refused.changed` when somebody saved other marks since, or the record says something else now. */
export async function markRecord(
  city: City,
  acting: Acting,
  input: MarkInput,
  deps: { sources: readonly RecordSource[]; law: DeskLaw },
): Promise<Result<null>> {
  const seen = await entryById(city.db, input.demandId, input.entryId);
  const found = seen && (await recordOf(city, deps.sources, seen));
  if (!found) return refuse('disclosure.refused.unknown');
  const grounds = new Set(deps.law.grounds.map((ground) => ground.id));
  const frame = { act: disclosureActs.handle, stages: allowed.mark, event: 'disclosure.marked' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx) => {
    const entry = await entryById(tx, input.demandId, input.entryId);
    if (!entry || entry.left_out_at) return refuse('disclosure.refused.unknown');
    if (entry.version !== input.version || digestOf(city, found.record) !== input.digest)
      return refuse('disclosure.refused.changed');
    const { fields } = found.source.class;
    const rulings = await rulingsOf(tx, entry.id);
    const faults = markFaults(found.record, fields, input.marks, entry.marks, rulings, grounds);
    if (faults.length > 0) return { ok: false, refusals: faults.map(({ key, place }) => ({ key, field: place })) };
    const note = input.note
      ? await sealField(city, tx, { kind: demandClass, id: input.demandId }, `note:${entry.id}`, input.note)
      : null;
    const isSaved = await saveMarks(tx, {
      id: entry.id,
      version: input.version,
      marks: input.marks,
      outcome: outcomeOf(input.marks),
      has_privileged: hasPrivileged(input.marks),
      digest: input.digest,
      note_sealed: note,
      marked_at: city.clock.now(),
      marked_by: personOf(acting),
    });
    if (!isSaved) return refuse('disclosure.refused.changed');
    await countRevision(tx, input.demandId);
    return ok({ value: null, details: { entryId: entry.id, outcome: outcomeOf(input.marks) } });
  });
}

/** Counsel says of one text whether it is privileged. Only afterwards can it be marked as something else. */
export function ruleOnPrivilege(
  city: City,
  acting: Acting,
  input: { demandId: string; entryId: string; place: number; isPrivileged: boolean },
): Promise<Result<null>> {
  const stages = new Set([...allowed.mark, ...allowed.review]);
  const frame = { act: disclosureActs.counsel, stages, event: 'disclosure.privilege_ruled' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx) => {
    const entry = await entryById(tx, input.demandId, input.entryId);
    if (!entry || entry.left_out_at) return refuse('disclosure.refused.unknown');
    if (entry.marked_by === personOf(acting)) return refuse('disclosure.refused.own-marks');
    const { place, isPrivileged } = input;
    const ruling = { id: newId(), demand_id: entry.demand_id, entry_id: entry.id, place, is_privileged: isPrivileged };
    await insertRuling(tx, { ...ruling, ruled_at: city.clock.now(), ruled_by: personOf(acting) });
    return ok({ value: null, details: { entryId: entry.id, place, isPrivileged } });
  });
}

/** Sends all marks to counsel: every record must be marked. */
export function sendToCounsel(city: City, acting: Acting, demandId: string): Promise<Result<null>> {
  const frame = { act: disclosureActs.handle, stages: allowed.send, event: 'disclosure.sent_to_counsel' as const };
  return actOnDemand(city, acting, demandId, frame, async (tx, demand) => {
    if (demand.records === 0) return refuse('disclosure.refused.nothing-to-send');
    const left = demand.records - demand.marked;
    if (left > 0) return refuse('disclosure.refused.unmarked', undefined, { count: left });
    await writeFact(city, acting, tx, demandId, { kind: 'sent', marks_revision: demand.marks_revision });
    return ok({ value: null, details: { records: demand.records } });
  });
}

/** Counsel sends the marks back, with points. */
export function returnToOfficer(city: City, acting: Acting, input: { demandId: string; text: string }) {
  const frame = { act: disclosureActs.counsel, stages: allowed.review, event: 'disclosure.returned' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    const id = newId();
    const text_sealed = await sealField(city, tx, { kind: demandClass, id: demand.id }, `act:${id}`, input.text);
    await writeFact(city, acting, tx, demand.id, { id, kind: 'returned', text_sealed });
    return ok({ value: null });
  });
}

/**
 * Counsel approves exactly the marks that they were shown, by their revision: what was taken back, marked anew and sent
 * again in the meantime is looked through again. Nobody approves marks of their own, or what they sent.
 */
export function approve(
  city: City,
  acting: Acting,
  { demandId, revision }: { demandId: string; revision: number },
): Promise<Result<null>> {
  const frame = { act: disclosureActs.counsel, stages: allowed.review, event: 'disclosure.approved' as const };
  return actOnDemand(city, acting, demandId, frame, async (tx, demand) => {
    const person = personOf(acting);
    const sent = demand.facts.findLast((fact) => fact.kind === 'sent');
    if (sent?.marksRevision !== demand.marks_revision) return refuse('disclosure.refused.changed-since-sent');
    if (revision !== demand.marks_revision) return refuse('disclosure.refused.changed-since-shown');
    if (sent.actedBy === person || (await markersOf(tx, demandId)).includes(person))
      return refuse('disclosure.refused.own-marks');
    await writeFact(city, acting, tx, demandId, { kind: 'approved', marks_revision: demand.marks_revision });
    return ok({ value: null, details: { records: demand.records } });
  });
}

/** Writes down that somebody looked at a record's text at the desk. */
export async function noteViewing(
  city: City,
  acting: Acting,
  demand: { id: string; number: string },
  entryId: string,
): Promise<void> {
  const subject = { kind: 'records_demand' as const, id: demand.id };
  const details = { number: demand.number, entryId };
  await auditedChange(city, acting, async () => ({
    value: null,
    note: { event: 'disclosure.record_viewed', subject, details },
  }));
}
