/** From directives and bodies to who owes what by when. Pure: the same pack gives the same list on every day. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { Body, BodyId, Reach, VerbStrength } from '#rules/bodies.ts';
import type { Calendar } from '#rules/calendar.ts';
import { dueFor, type Occurrence } from '#rules/deadlines.ts';
import { holdersOf } from '#rules/holders.ts';
import type { Clause, Directive, Duty, LegalStatus, Reason } from '#rules/obligations.ts';
import type { Period } from '#rules/recurrence.ts';

/** What a schedule needs to know of the city. */
export type ScheduleCity = { timeZone: string; reach: Reach; bodies: readonly Body[]; calendars: readonly Calendar[] };

/** One duty of one body for one occurrence. */
export type Assignment = {
  directive: string;
  clause: string;
  duty: string;
  body: BodyId;
  verbStrength: VerbStrength;
  /** True when one answer of any holder serves for all. */
  isJoint: boolean;
  occurrence: string;
  state: Occurrence['state'];
  period: Period | null;
  periodLabel: string | null;
  dueOn: IsoDate | null;
  dueAt: IsoInstant | null;
  legalStatus: LegalStatus;
  reasons: readonly Reason[];
};

/** A row of `steward duties schedule`. */
export type ScheduleRow = {
  directive: string;
  clause: string;
  duty: string;
  department: BodyId;
  verbStrength: VerbStrength;
  dueOn: IsoDate | null;
  dueAt: IsoInstant | null;
  legalStatus: LegalStatus;
  why: { step: string; citation: string }[];
  occurrence: string;
  state: Occurrence['state'];
  isJoint: boolean;
  reasons: readonly Reason[];
};

/**
 * Every assignment of the directives: dated ones, standing ones and those that wait for a condition. Recurrences are
 * given up to `horizon` (not included); everything else whole. A recurrence ends where a later directive supersedes its own.
 */
export function assignmentsOf(question: {
  city: ScheduleCity;
  directives: readonly Directive[];
  horizon: IsoDate;
}): Assignment[] {
  const { city, directives, horizon } = question;
  return directives.flatMap((directive) => {
    const successor = directives.find((one) => one.id === directive.supersededBy);
    const to = successor && successor.effectiveOn < horizon ? successor.effectiveOn : horizon;
    return directive.clauses.flatMap((clause) => {
      return clause.duties.flatMap((duty) => dutyAssignments({ city, directive, clause, duty, from: null, to }));
    });
  });
}

/**
 * The rows that are due in the half-open window, in order of date, then of the directives. With `hasUndated` those
 * without a date follow at the end.
 */
export function scheduleDuties(question: {
  city: ScheduleCity;
  directives: readonly Directive[];
  from: IsoDate;
  to: IsoDate;
  hasUndated?: boolean;
}): ScheduleRow[] {
  const { from, to, hasUndated = false } = question;
  const all = assignmentsOf({ city: question.city, directives: question.directives, horizon: to });
  const dated = all.filter((one) => one.dueOn !== null && one.dueOn >= from && one.dueOn < to);
  const inOrder = dated.sort((a, b) => (a.dueOn ?? '').localeCompare(b.dueOn ?? ''));
  const undated = hasUndated ? all.filter((one) => one.dueOn === null) : [];
  return [...inOrder, ...undated].map(rowOf);
}

/** The occurrence that a recorded event opens for each holder of an event duty; its key is the event's. */
export function assignmentsOfEvent(question: {
  city: ScheduleCity;
  directive: Directive;
  clause: Clause;
  duty: Duty;
  event: { key: string; at: IsoInstant };
  horizon: IsoDate;
}): Assignment[] {
  return dutyAssignments({ ...question, from: null, to: question.horizon });
}

/** How a clause is cited in a reason: `ED 12, ED12-2`. */
export function citationOf(directive: Directive, clause: Clause): string {
  return `${directive.shortTitle}, ${clause.id}`;
}

function dutyAssignments(question: {
  city: ScheduleCity;
  directive: Directive;
  clause: Clause;
  duty: Duty;
  from: IsoDate | null;
  to: IsoDate;
  event?: { key: string; at: IsoInstant };
}): Assignment[] {
  const { city, directive, clause, duty, from, to, event } = question;
  const { signedOn, effectiveOn } = directive;
  const { timeZone, calendars } = city;
  const basis = { trigger: duty.trigger, deadline: duty.deadline, signedOn, effectiveOn, timeZone, calendars };
  const occurrences = dueFor({
    ...basis,
    citation: citationOf(directive, clause),
    from,
    to,
    ...(event ? { event } : {}),
  });
  return occurrences.flatMap((occurrence) => {
    return holdersOf(duty, city, occurrence.dueOn ?? signedOn).map(({ body, verbStrength }) => ({
      directive: directive.id,
      clause: clause.id,
      duty: duty.id,
      body: body.id,
      verbStrength,
      isJoint: duty.holders.isJoint === true,
      occurrence: occurrence.occurrence,
      state: occurrence.state,
      period: occurrence.period ?? null,
      periodLabel: occurrence.periodLabel ?? null,
      dueOn: occurrence.dueOn,
      dueAt: occurrence.dueAt,
      legalStatus: clause.legalStatus,
      reasons: occurrence.reasons,
    }));
  });
}

function rowOf({
  directive,
  clause,
  duty,
  body,
  verbStrength,
  dueOn,
  dueAt,
  legalStatus,
  occurrence,
  state,
  isJoint,
  reasons,
}: Assignment): ScheduleRow {
  const why = reasons.map(({ step, citation }) => ({ step, citation }));
  return {
    directive,
    clause,
    duty,
    department: body,
    verbStrength,
    dueOn,
    dueAt,
    legalStatus,
    why,
    occurrence,
    state,
    isJoint,
    reasons,
  };
}
