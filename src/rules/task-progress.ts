/** The words of progress, which duties compute and other wings count: never stored, always computed from dated facts. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { BodyId, VerbStrength } from './bodies.ts';
import type { Deliverable, LegalStatus } from './obligations.ts';

export const outcomes = [
  /** What was handed in was accepted. */
  'met',
  /** Has a date that has not passed, or waits for the reviewer. */
  'due',
  /** Ordered, the date has passed, and it is the body's turn. */
  'late',
  /** The reviewer excused it, or agreed that it does not apply. */
  'excused',
  /** A request or an urging whose date has passed without an answer: never late. */
  'unanswered',
  /** The body answered a request with "declines", and gave its reason. */
  'declined',
  /** A standing duty without a date, or one that waits for its event. */
  'standing',
  /** Waits for something outside the city, such as a ruling. */
  'waiting',
  /** Due before this copy began to track: nothing is said of it. */
  'no_record',
] as const;
export type Outcome = (typeof outcomes)[number];

export const stages = [
  'not_started',
  'submitted',
  'returned',
  'accepted',
  'question_open',
  'more_time_asked',
  'exemption_claimed',
  'declined',
  'excused',
] as const;
export type Stage = (typeof stages)[number];

/** One task (a duty of one body for one occurrence) as other wings see it on a day. */
export type TaskView = {
  taskId: string;
  directiveId: string;
  clauseId: string;
  dutyId: string;
  bodyId: BodyId;
  /** `once`, `2026-03`, or an event's own key. */
  occurrence: string;
  title: LocalText;
  verb: VerbStrength;
  deliverable: Deliverable;
  legalStatus: LegalStatus;
  outcome: Outcome;
  stage: Stage;
  /** The date that holds now; `originalDueOn` stays what it was before an extension. */
  dueOn: IsoDate | null;
  originalDueOn: IsoDate | null;
  daysLate: number;
  minutes: number;
  /** The newest submission that waits, was returned or was accepted. */
  submittedAt: IsoInstant | null;
  acceptedAt: IsoInstant | null;
  lastActAt: IsoInstant | null;
  /** The last act of the body itself: for "gone quiet". */
  lastBodyActAt: IsoInstant | null;
  nudgedAt: IsoInstant | null;
};

/** The tasks as they stood at the end of a day. Filters narrow; without one, all of the city's. */
export type TaskFilter = {
  bodyIds?: readonly BodyId[];
  directiveId?: string;
  clauseId?: string;
  taskIds?: readonly string[];
};

/** What decides the outcome of a task on a day. */
export type OutcomeFacts = {
  /** Where the facts have brought it. */
  stage: Stage;
  dueState: 'dated' | 'standing' | 'waiting';
  /** The date that holds. */
  dueOn: IsoDate | null;
  /** Ordered, so that it can be late. */
  isBinding: boolean;
  /** Anything but reminders and advice is recorded of it. */
  hasRecord: boolean;
};

/**
 * The one place that says what a task's outcome is: staff pages and public counts both ask here. Tasks due before
 * `trackedFrom`, of which nothing is recorded, have `no_record` once their date has passed.
 */
export function outcomeOf(
  { stage, dueState, dueOn, isBinding, hasRecord }: OutcomeFacts,
  today: IsoDate,
  trackedFrom: IsoDate | null,
): Outcome {
  if (stage === 'accepted') return 'met';
  if (stage === 'excused') return 'excused';
  if (stage === 'declined') return 'declined';
  if (dueState === 'waiting') return 'waiting';
  if (dueOn === null) return stage === 'submitted' ? 'due' : 'standing';
  if (!hasRecord && trackedFrom && dueOn < trackedFrom && dueOn < today) return 'no_record';
  if (stage === 'submitted' || dueOn >= today) return 'due';
  return isBinding ? 'late' : 'unanswered';
}
