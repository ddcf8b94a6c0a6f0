/** Registers demands for records, extends the time to answer them, and closes them by two people. */
import type { IsoDate } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { sealField } from '#platform/sealed-fields.ts';
import { may } from '#rules/permissions.ts';
import { actOnDemand, demandClass, personOf, writeFact } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { answerDue, type DueDate, extendedDue, namedDue } from './disclosure-clock.ts';
import { allowed } from './disclosure-progress.ts';
import { thawRecords } from './disclosure-freeze-store.ts';
import type { DeskLaw } from './disclosure-questions.ts';
import { insertDemand, nextDemandNumber } from './disclosure-store.ts';
import type { DemandChannel, DemandKind } from './disclosure-terms.ts';

export type NewDemand = {
  kind: DemandKind;
  channel: DemandChannel;
  receivedOn: IsoDate;
  asker: string;
  contact: string;
  asked: string;
  /** The day that the paper names; needed for all but records requests. */
  returnOn: IsoDate | null;
  file: { sha256: string; name: string } | null;
};

/** Answers the id of the new demand. Who asks and what stays sealed under the demand's own key. */
export function registerDemand(
  city: City,
  acting: Acting,
  input: NewDemand,
  law: DeskLaw,
): Promise<Result<{ id: string; number: string }>> {
  return auditedChange<Result<{ id: string; number: string }>>(city, acting, async (tx) => {
    const stop = (value: Result<never>) => ({ value, note: [] });
    if (acting.actor && !may(acting.actor, disclosureActs.handle)) return stop(refuse('disclosure.refused.not-yours'));
    if (input.receivedOn > todayIn(city)) return stop(refuse('disclosure.refused.received-later', 'receivedOn'));
    if (input.returnOn && input.returnOn < input.receivedOn)
      return stop(refuse('disclosure.refused.return-before', 'returnOn'));
    if (input.kind !== 'records_request' && !input.returnOn)
      return stop(refuse('disclosure.refused.return-missing', 'returnOn'));
    const id = newId();
    const seal = (field: string, text: string) => sealField(city, tx, { kind: demandClass, id }, field, text);
    const due = dueOf(city, input, law);
    const number = await nextDemandNumber(tx, input.receivedOn.slice(0, 4));
    await insertDemand(tx, {
      id,
      number,
      kind: input.kind,
      channel: input.channel,
      received_on: input.receivedOn,
      asker_sealed: await seal('asker', input.asker),
      contact_sealed: await seal('contact', input.contact),
      asked_sealed: await seal('asked', input.asked),
      return_on: input.returnOn,
      due_on: due?.on ?? null,
      due_reasons: due?.reasons ?? [],
      file_sha256: input.file?.sha256 ?? null,
      file_name: input.file?.name ?? null,
      registered_at: city.clock.now(),
      registered_by: personOf(acting),
    });
    const details = { number, kind: input.kind, dueOn: due?.on ?? null };
    return {
      value: ok({ id, number }),
      note: { event: 'disclosure.demand_registered', subject: { kind: 'records_demand', id }, details },
    };
  });
}

function dueOf(city: City, { kind, receivedOn, returnOn }: NewDemand, { clock }: DeskLaw): DueDate | null {
  if (returnOn) return namedDue(returnOn);
  return kind === 'records_request' && clock ? answerDue(receivedOn, clock, city.profile.calendars) : null;
}

/** Takes more time: once, as far as the pack's law allows, with the ground in words. */
export function extendDemand(
  city: City,
  acting: Acting,
  input: { demandId: string; text: string; newDueOn: IsoDate | null },
  law: DeskLaw,
): Promise<Result<IsoDate>> {
  const frame = { act: disclosureActs.handle, stages: allowed.extend, event: 'disclosure.extended' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    if (!demand.due_on) return refuse('disclosure.refused.no-date', 'text');
    const isByLaw = demand.kind === 'records_request' && input.newDueOn === null;
    if (isByLaw && demand.facts.some((fact) => fact.kind === 'extended'))
      return refuse('disclosure.refused.extended-once', 'text');
    const due = isByLaw
      ? law.clock && extendedDue(demand.due_on, law.clock, city.profile.calendars)
      : input.newDueOn && namedDue(input.newDueOn);
    if (!due) return refuse('disclosure.refused.no-extension', 'newDueOn');
    if (due.on <= (demand.progress.dueOn ?? demand.due_on)) return refuse('disclosure.refused.not-later', 'newDueOn');
    const id = newId();
    const text_sealed = await sealField(city, tx, { kind: demandClass, id: demand.id }, `act:${id}`, input.text);
    await writeFact(city, acting, tx, demand.id, {
      id,
      kind: 'extended',
      new_due_on: due.on,
      reasons: due.reasons,
      text_sealed,
    });
    return ok({ value: due.on, details: { newDueOn: due.on } });
  });
}

/** The first of two: says that the demand is answered. What it froze stays frozen until another person agrees. */
export function askClosing(city: City, acting: Acting, input: { demandId: string; text: string }) {
  const frame = { act: disclosureActs.handle, stages: allowed.askClosing, event: 'disclosure.closing_asked' as const };
  return actOnDemand(city, acting, input.demandId, frame, async (tx, demand) => {
    const id = newId();
    const text_sealed = await sealField(city, tx, { kind: demandClass, id: demand.id }, `act:${id}`, input.text);
    await writeFact(city, acting, tx, demand.id, { id, kind: 'closing_asked', text_sealed });
    return ok({ value: null });
  });
}

/** The second person closes it: its records follow their schedules again. */
export function closeDemand(city: City, acting: Acting, demandId: string) {
  const frame = { act: disclosureActs.handle, stages: allowed.close, event: 'disclosure.closed' as const };
  return actOnDemand(city, acting, demandId, frame, async (tx, demand) => {
    const asked = demand.facts.findLast((fact) => fact.kind === 'closing_asked');
    if (asked?.actedBy === personOf(acting)) return refuse('disclosure.refused.second-person');
    await thawRecords(tx, demandId, 'all', city.clock.now());
    await writeFact(city, acting, tx, demandId, { kind: 'closed', marks_revision: demand.marks_revision });
    return ok({ value: null });
  });
}

/** Takes back what was sent to counsel, or the wish to close, before anybody acted on it. */
export function takeBackDemand(city: City, acting: Acting, demandId: string) {
  const frame = { act: disclosureActs.handle, stages: allowed.takeBack, event: 'disclosure.taken_back' as const };
  return actOnDemand(city, acting, demandId, frame, async (tx) => {
    await writeFact(city, acting, tx, demandId, { kind: 'taken_back' });
    return ok({ value: null });
  });
}
