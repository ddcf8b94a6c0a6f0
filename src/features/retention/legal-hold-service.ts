/** Acts of legal holds: placed by counsel, ended by two people, confirmed by the departments. The database enforces them. */
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { sealField } from '#platform/sealed-fields.ts';
import type { BodyId } from '#rules/bodies.ts';
import { type Act, may } from '#rules/permissions.ts';
import { writeHoldMails } from './legal-hold-mail.ts';
import * as store from './legal-hold-store.ts';
import { type HoldScope, holdState, isEverything, longestHoldText } from './legal-hold-terms.ts';
import { retentionActs } from './retention-acts.ts';
import type { RetentionQuestions } from './retention-questions.ts';

export const holdKind = 'retention.legal_hold';

/** `isForAll`: said out loud, where no part of the scope is given. */
export type NewLegalHold = { scope: HoldScope; isForAll: boolean; matter: string; reason: string };

const stop = (value: Result<never>) => ({ value, note: [] as AuditNote[] });
const notAllowed = (acting: Acting, act: Act) => acting.actor !== null && !may(acting.actor, act);

/**
 * Places a hold and writes "do not delete" to the departments that it concerns, in one transaction: from its commit on the
 * database refuses to destroy what it covers, records of later days too.
 */
export async function placeHold(
  city: City,
  acting: Acting,
  input: NewLegalHold,
  questions: Pick<RetentionQuestions, 'contactsOf' | 'wordsOf' | 'linkFor'>,
): Promise<Result<{ holdId: string }>> {
  const by = acting.actor?.personId;
  if (!by || notAllowed(acting, retentionActs.placeHold)) return refuse('legal-hold.refused.not-allowed');
  const { scope } = input;
  const [matter, reason] = [input.matter.trim(), input.reason.trim()];
  if (matter === '') return refuse('legal-hold.refused.matter-missing', 'matter');
  if (reason === '') return refuse('legal-hold.refused.reason-missing', 'reason');
  if (matter.length > longestHoldText || reason.length > longestHoldText)
    return refuse('legal-hold.refused.text-long', 'reason', { longest: longestHoldText });
  if (isEverything(scope) !== input.isForAll)
    return refuse(input.isForAll ? 'legal-hold.refused.scope-besides' : 'legal-hold.refused.scope-missing', 'isForAll');
  if (scope.from && scope.to && scope.to < scope.from) return refuse('legal-hold.refused.days-turned', 'to');
  return auditedChange<Result<{ holdId: string }>>(city, acting, async (tx) => {
    await store.lockHolds(tx, 'to_place');
    const record = { kind: holdKind, id: newId() };
    const number = await store.nextHoldNumber(tx);
    await store.insertHold(city, tx, {
      id: record.id,
      number,
      scope,
      matterSealed: await sealField(city, tx, record, 'matter', matter),
      reasonSealed: await sealField(city, tx, record, 'reason', reason),
      placedBy: by,
    });
    const told = await writeHoldMails(
      city,
      tx,
      { id: record.id, number, scope },
      concerned(city, scope.bodyIds),
      questions,
    );
    return {
      value: ok({ holdId: record.id }),
      note: {
        event: 'retention.hold_placed',
        subject: { kind: 'legal_hold', id: record.id },
        details: { number, classes: scope.classIds.join(' '), departments: scope.bodyIds.join(' '), told },
      },
    };
  });
}

/** The departments named; where none is, every one of the city. */
function concerned(city: City, bodyIds: readonly BodyId[]): BodyId[] {
  const own = city.profile.bodies.filter((body) => body.kind !== 'partner').map((body) => body.id);
  return bodyIds.length === 0 ? own : own.filter((id) => bodyIds.includes(id));
}

/** Counsel asks that a hold end, with the reason; until a second person confirms, it stands. */
export async function askLift(
  city: City,
  acting: Acting,
  { holdId, reason }: { holdId: string; reason: string },
): Promise<Result<null>> {
  const by = acting.actor?.personId;
  if (!by || notAllowed(acting, retentionActs.askLift)) return refuse('legal-hold.refused.not-allowed');
  const text = reason.trim();
  if (text === '') return refuse('legal-hold.refused.lift-reason-missing', 'liftReason');
  if (text.length > longestHoldText)
    return refuse('legal-hold.refused.text-long', 'liftReason', { longest: longestHoldText });
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    const hold = await store.lockHold(city, tx, holdId);
    if (!hold) return stop(refuse('legal-hold.refused.unknown'));
    if (holdState(hold) !== 'standing') return stop(refuse('legal-hold.refused.asked-already'));
    const sealed = await sealField(city, tx, { kind: holdKind, id: hold.id }, 'lift_reason', text);
    await store.writeLiftAsked(tx, hold.id, city.clock.now(), by, sealed);
    return { value: ok(null), note: noteOf('retention.hold_lift_asked', hold) };
  });
}

/** The second person confirms: the hold has ended. Refused for whoever asked. */
export async function confirmLift(city: City, acting: Acting, holdId: string): Promise<Result<null>> {
  const by = acting.actor?.personId;
  if (!by || notAllowed(acting, retentionActs.confirmLift)) return refuse('legal-hold.refused.not-allowed');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    const hold = await store.lockHold(city, tx, holdId);
    if (!hold) return stop(refuse('legal-hold.refused.unknown'));
    if (holdState(hold) !== 'lift_asked') return stop(refuse('legal-hold.refused.not-asked'));
    if (hold.liftAskedBy === by) return stop(refuse('legal-hold.refused.same-person'));
    await store.writeLifted(tx, hold.id, city.clock.now(), by);
    return { value: ok(null), note: noteOf('retention.hold_lifted', hold) };
  });
}

/** "We have this, and delete nothing that it covers": by whoever was told. */
export async function acknowledgeHold(city: City, acting: Acting, holdId: string): Promise<Result<null>> {
  const by = acting.actor?.personId;
  if (!by || notAllowed(acting, retentionActs.acknowledgeHold)) return refuse('legal-hold.refused.not-allowed');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    const hold = await store.holdById(city, tx, holdId);
    if (!hold) return stop(refuse('legal-hold.refused.unknown'));
    const open = await store.writeAcknowledged(tx, hold.id, by, city.clock.now());
    if (open === 0) return stop(refuse('legal-hold.refused.not-told'));
    return { value: ok(null), note: noteOf('retention.hold_acknowledged', hold) };
  });
}

function noteOf(event: AuditNote['event'], hold: { id: string; number: number }): AuditNote {
  return { event, subject: { kind: 'legal_hold', id: hold.id }, details: { number: hold.number } };
}
