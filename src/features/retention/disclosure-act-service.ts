/** The frame of every act on a demand: the demand locked, the person allowed, the stage right; then the fact and its audit row. */
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import type { AuditEvent } from '#rules/audit-events.ts';
import { type Act, may } from '#rules/permissions.ts';
import { type Progress, progressOf, type Stage } from './disclosure-progress.ts';
import { type DemandActRow, type DemandLine, demandLines, insertDemandAct, lockDemand } from './disclosure-store.ts';

/** The class of demands, and the name under which their sealed fields are keyed. */
export const demandClass = 'retention.records_demand';
export const longestText = 20_000;

export type Frame = { act: Act; stages: ReadonlySet<Stage>; event: AuditEvent };
export type DemandNow = DemandLine & { progress: Progress };
type Done<T> = { value: T; details?: AuditNote['details'] };

/** Refused with a sentence key when the demand is unknown, the person may not, or the demand is at another stage. */
export function actOnDemand<T>(
  city: City,
  acting: Acting,
  demandId: string,
  frame: Frame,
  change: (tx: Tx, demand: DemandNow) => Promise<Result<Done<T>>>,
): Promise<Result<T>> {
  return auditedChange<Result<T>>(city, acting, async (tx) => {
    const stop = (value: Result<never>) => ({ value, note: [] });
    if (acting.actor && !may(acting.actor, frame.act)) return stop(refuse('disclosure.refused.not-yours'));
    if (!(await lockDemand(tx, demandId))) return stop(refuse('disclosure.refused.unknown'));
    const [line] = await demandLines(tx, demandId);
    if (!line) return stop(refuse('disclosure.refused.unknown'));
    const progress = progressNow(city, line);
    if (!frame.stages.has(progress.stage)) return stop(refuse('disclosure.refused.stage'));
    const done = await change(tx, { ...line, progress });
    if (!done.ok) return stop(done);
    const subject = { kind: 'records_demand' as const, id: demandId };
    return {
      value: ok(done.value.value),
      note: { event: frame.event, subject, details: { number: line.number, ...done.value.details } },
    };
  });
}

export function progressNow(city: City, line: DemandLine): Progress {
  const { due_on: dueOn, facts, records, marked, marks_revision: marksRevision } = line;
  return progressOf({ dueOn, facts, records, marked, marksRevision }, todayIn(city));
}

export function personOf(acting: Acting): string {
  return acting.actor?.personId ?? 'system';
}

/** Writes the fact; everything that is not given is empty. Answers its id. */
export async function writeFact(
  city: City,
  acting: Acting,
  tx: Tx,
  demandId: string,
  fact: Pick<DemandActRow, 'kind'> & Partial<DemandActRow>,
): Promise<void> {
  await insertDemandAct(tx, {
    id: newId(),
    new_due_on: null,
    reasons: null,
    marks_revision: null,
    text_sealed: null,
    ...fact,
    demand_id: demandId,
    acted_at: city.clock.now(),
    acted_by: personOf(acting),
  });
}
