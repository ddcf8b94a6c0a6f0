/** The acts upon directives: a department confirms a version, counsel records that an outside condition is met. */
import type { IsoDate } from '#kit/dates.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange, type AuditNote } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import { type Actor, may } from '#rules/permissions.ts';
import { directiveActs } from './directive-acts.ts';
import { conditionsIn, directiveHolders } from './directive-holders.ts';
import type { AssignDuties } from './directive-questions.ts';
import { insertReceipt } from './directive-receipt-store.ts';
import { conditionsOf, insertCondition, lockDirectives, newestDirectives } from './directive-store.ts';
import { type ReceiptRole, receiptRoles, statementVersion } from './directive-terms.ts';

/**
 * Confirms that the department has this exact version of the directive. The head confirms, or the liaison for the head;
 * the receipt says which. Only the version in force can be confirmed, once by each department that holds a duty of it.
 */
export async function confirmReceipt(
  city: City,
  acting: Acting,
  { directiveId, version, bodyId }: { directiveId: string; version: string; bodyId: BodyId },
): Promise<Result<null>> {
  const { actor } = acting;
  if (actor && !may(actor, directiveActs.confirmReceipt, bodyId)) return refuse('directive.refused.not-allowed');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    const newest = (await newestDirectives(tx)).find((one) => one.directive.id === directiveId);
    if (!newest) return refused('directive.refused.unknown');
    if (newest.version !== version)
      return refused('directive.refused.other-version', 'version', { number: newest.number });
    const holders = directiveHolders(newest.directive, city.profile, todayIn(city));
    if (!holders.some((holder) => holder.body.id === bodyId)) return refused('directive.refused.no-duty', 'bodyId');
    const role = actor ? roleIn(actor, bodyId) : 'general_manager';
    const receipt = {
      directiveId,
      version,
      bodyId,
      personId: actor?.personId ?? null,
      role,
      confirmedAt: city.clock.now(),
      statementVersion,
    };
    if (!(await insertReceipt(tx, receipt))) return refused('directive.refused.confirmed-already', 'bodyId');
    const details = { version, role, statement: statementVersion };
    const note = {
      event: 'directive.receipt_confirmed',
      subject: { kind: 'directive', id: directiveId },
      bodyId,
      details,
    } as const;
    return { value: ok(null), note };
  });
}

/** A refusal changes nothing, so the audit has nothing to say of it. */
function refused(...why: Parameters<typeof refuse>): { value: Result<never>; note: AuditNote[] } {
  return { value: refuse(...why), note: [] };
}

/** The strongest role that the person holds in the department. */
function roleIn(actor: Actor, bodyId: BodyId): ReceiptRole {
  return (
    receiptRoles.find((role) => actor.grants.some((grant) => grant.role === role && grant.bodyId === bodyId)) ??
    'liaison'
  );
}

/**
 * Records that an outside condition is met, with the source that says so: from that day the clocks that wait for it
 * run, in the same transaction. A second record corrects the first; both stay.
 */
export async function recordCondition(
  city: City,
  acting: Acting,
  { conditionId, metOn, source }: { conditionId: string; metOn: IsoDate; source: string },
  assignDuties: AssignDuties,
): Promise<Result<{ directiveId: string; clauseId: string }>> {
  const { actor } = acting;
  if (actor && !may(actor, directiveActs.recordCondition)) return refuse('directive.refused.not-allowed');
  if (metOn > todayIn(city)) return refuse('directive.refused.not-yet', 'metOn');
  return auditedChange<Result<{ directiveId: string; clauseId: string }>>(city, acting, async (tx) => {
    const inside = { ...city, db: tx };
    await lockDirectives(tx, city);
    const directives = (await newestDirectives(tx)).map((one) => one.directive);
    const awaited = conditionsIn(directives).find((one) => one.conditionId === conditionId);
    if (!awaited) return refused('directive.refused.condition-unknown', 'conditionId');
    const known = (await conditionsOf(inside, todayIn(city))).find((one) => one.conditionId === conditionId);
    if (known?.metOn === metOn && known.source === source)
      return refused('directive.refused.recorded-already', 'metOn');
    await insertCondition(tx, {
      conditionId,
      metOn,
      source,
      recordedAt: city.clock.now(),
      recordedBy: actor?.personId ?? null,
    });
    await assignDuties(inside, acting, directives, await conditionsOf(inside, todayIn(city)));
    const { directiveId, clauseId } = awaited;
    const details = { condition: conditionId, metOn, corrects: known !== undefined };
    return {
      value: ok({ directiveId, clauseId }),
      note: {
        event: 'directive.condition_recorded',
        subject: { kind: 'clause', id: `${directiveId}/${clauseId}` },
        details,
      },
    };
  });
}
