/** When a record may be destroyed, how a destruction list stands, and what proves a batch. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { canonicalJson } from '#kit/canonical.ts';
import { sha256 } from '#kit/ids.ts';
import type { RetentionSchedule } from '#rules/record-classes.ts';

/** The first day on which the time of keeping is over; null where the record is kept for ever. */
export function destroyableOn(schedule: Pick<RetentionSchedule, 'keep'>, endedOn: IsoDate): IsoDate | null {
  const { keep } = schedule;
  if (keep === 'permanent') return null;
  const time = keep.unit === 'years' ? { years: keep.count } : { days: keep.count };
  return Temporal.PlainDate.from(endedOn).add(time).toString() as IsoDate;
}

/** No record that ended later can be due today; one that ended on it is looked at with destroyableOn. */
export function latestEnd(schedule: Pick<RetentionSchedule, 'keep'>, today: IsoDate): IsoDate | null {
  const { keep } = schedule;
  if (keep === 'permanent') return null;
  const time = keep.unit === 'years' ? { years: keep.count } : { days: keep.count };
  // 29 February: a day more is looked at, and destroyableOn decides.
  return Temporal.PlainDate.from(today).subtract(time).add({ days: 1 }).toString() as IsoDate;
}

/** True where the schedule lets a list destroy: it holds on the day, is not contested, and asks for destruction. */
export function mayDestroyBy(schedule: RetentionSchedule | null, today: IsoDate): schedule is RetentionSchedule {
  return (
    schedule !== null &&
    schedule.outcome === 'destroy' &&
    schedule.legalStatus === 'in_force' &&
    (schedule.effectiveFrom ?? today) <= today &&
    today <= (schedule.effectiveTo ?? today)
  );
}

export type ListFacts = {
  proposedAt: IsoInstant | null;
  decision: 'approved' | 'refused' | null;
  finishedAt: IsoInstant | null;
};
export const listStates = ['drafted', 'proposed', 'approved', 'refused', 'finished'] as const;
export type ListState = (typeof listStates)[number];

export function listState({ proposedAt, decision, finishedAt }: ListFacts): ListState {
  if (decision === 'refused') return 'refused';
  if (finishedAt) return 'finished';
  if (decision === 'approved') return 'approved';
  return proposedAt ? 'proposed' : 'drafted';
}

/** Records of a refused list are not listed again for so many days: time to change a schedule or place a hold. */
export const restAfterRefusal = 90;

export type ProvedRecord = { classId: string; recordId: string; scheduleId: string };

/** Covers the batch before it, so that the last digest of a list proves every record of it. SHA-256 in hex. */
export function batchDigest(before: string | null, records: readonly ProvedRecord[]): string {
  const inOrder = records
    .map(({ classId, recordId, scheduleId }) => `${classId} ${recordId} ${scheduleId}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
  return sha256(canonicalJson({ before, records: inOrder }));
}
