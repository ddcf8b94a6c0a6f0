/**
 * Which moves are possible: who x stage x move, in one table. Buttons, checks and the diagram in docs/task-moves.md
 * are drawn from it. A stage that a move does not list refuses the move.
 */
import type { AuditEvent } from '#rules/audit-events.ts';
import { bindingVerbs, type VerbStrength } from '#rules/bodies.ts';
import type { Act } from '#rules/permissions.ts';
import type { Stage } from '#rules/task-progress.ts';
import { dutyActs } from './duty-acts.ts';

export type Side = 'body' | 'office';

export type Move = {
  /** Who may; `reviewLegal` takes the place of `review` where the duty's reviewer is counsel. */
  act: Act;
  /** Whose turn it is an answer from. */
  side: Side;
  /** The kind of the fact that it leaves. */
  kind: string;
  event: AuditEvent;
  /** From each stage in which it is possible to the stage after it; `same` leaves the stage alone, `before` goes back to the one before the question. */
  from: Readonly<Partial<Record<Stage, Stage | 'same' | 'before'>>>;
  /** Only for requests and urgings, or for all verbs. */
  verbs: 'all' | 'not_binding';
  /** What the mover must write. */
  text: 'required' | 'optional' | 'none';
};

const unfinished = [
  'not_started',
  'submitted',
  'returned',
  'question_open',
  'more_time_asked',
  'exemption_claimed',
  'declined',
] as const satisfies readonly Stage[];
const bodysTurn = [
  'not_started',
  'returned',
  'question_open',
  'more_time_asked',
  'exemption_claimed',
] as const satisfies readonly Stage[];

function each<To extends Stage | 'same' | 'before'>(stages: readonly Stage[], to: To): Partial<Record<Stage, To>> {
  return Object.fromEntries(stages.map((stage) => [stage, to])) as Partial<Record<Stage, To>>;
}

export const moves = {
  /** Hands in what was asked for; a declined request may still be met. */
  submit: {
    act: dutyActs.submit,
    side: 'body',
    kind: 'submitted',
    event: 'duty.submitted',
    from: each([...bodysTurn, 'declined'], 'submitted'),
    verbs: 'all',
    text: 'optional',
  },
  /** Takes back what waits for review, to mend it. */
  take_back: {
    act: dutyActs.submit,
    side: 'body',
    kind: 'taken_back',
    event: 'duty.submission_taken_back',
    from: { submitted: 'not_started' },
    verbs: 'all',
    text: 'optional',
  },
  ask_question: {
    act: dutyActs.ask,
    side: 'body',
    kind: 'question_asked',
    event: 'duty.question_asked',
    from: { not_started: 'question_open', returned: 'question_open', question_open: 'question_open' },
    verbs: 'all',
    text: 'required',
  },
  ask_more_time: {
    act: dutyActs.ask,
    side: 'body',
    kind: 'more_time_asked',
    event: 'duty.more_time_asked',
    from: { not_started: 'more_time_asked', returned: 'more_time_asked', question_open: 'more_time_asked' },
    verbs: 'all',
    text: 'required',
  },
  claim_exemption: {
    act: dutyActs.ask,
    side: 'body',
    kind: 'exemption_claimed',
    event: 'duty.exemption_claimed',
    from: { not_started: 'exemption_claimed', returned: 'exemption_claimed', question_open: 'exemption_claimed' },
    verbs: 'all',
    text: 'required',
  },
  /** A board answers a request: it declines, and says why. */
  decline: {
    act: dutyActs.decline,
    side: 'body',
    kind: 'declined',
    event: 'duty.declined',
    from: each(bodysTurn, 'declined'),
    verbs: 'not_binding',
    text: 'required',
  },
  hand_over: {
    act: dutyActs.handOver,
    side: 'body',
    kind: 'handed_over',
    event: 'duty.handed_over',
    from: each(bodysTurn, 'same'),
    verbs: 'all',
    text: 'optional',
  },
  accept: {
    act: dutyActs.review,
    side: 'office',
    kind: 'accepted',
    event: 'duty.accepted',
    from: { submitted: 'accepted' },
    verbs: 'all',
    text: 'optional',
  },
  /** Returns it point by point; a new date may come with it. */
  return: {
    act: dutyActs.review,
    side: 'office',
    kind: 'returned',
    event: 'duty.returned',
    from: { submitted: 'returned' },
    verbs: 'all',
    text: 'optional',
  },
  extend: {
    act: dutyActs.decideDate,
    side: 'office',
    kind: 'extended',
    event: 'duty.extended',
    from: { ...each(unfinished, 'same'), more_time_asked: 'before' },
    verbs: 'all',
    text: 'required',
  },
  refuse_more_time: {
    act: dutyActs.decideDate,
    side: 'office',
    kind: 'more_time_refused',
    event: 'duty.more_time_refused',
    from: { more_time_asked: 'before' },
    verbs: 'all',
    text: 'required',
  },
  excuse: {
    act: dutyActs.decideDate,
    side: 'office',
    kind: 'excused',
    event: 'duty.excused',
    from: each(unfinished, 'excused'),
    verbs: 'all',
    text: 'required',
  },
  refuse_exemption: {
    act: dutyActs.decideDate,
    side: 'office',
    kind: 'exemption_refused',
    event: 'duty.exemption_refused',
    from: { exemption_claimed: 'before' },
    verbs: 'all',
    text: 'required',
  },
  answer_question: {
    act: dutyActs.answer,
    side: 'office',
    kind: 'question_answered',
    event: 'duty.question_answered',
    from: { question_open: 'before' },
    verbs: 'all',
    text: 'required',
  },
  /** Counsel's advice on an excuse or a claim; it decides nothing. */
  advise: {
    act: dutyActs.advise,
    side: 'office',
    kind: 'advised',
    event: 'duty.advice_recorded',
    from: each(unfinished, 'same'),
    verbs: 'all',
    text: 'required',
  },
  nudge: {
    act: dutyActs.nudge,
    side: 'office',
    kind: 'nudged',
    event: 'duty.nudged',
    from: each(bodysTurn, 'same'),
    verbs: 'all',
    text: 'none',
  },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof moves;
export const moveNames = Object.keys(moves) as MoveName[];
export type ActKind = (typeof moves)[MoveName]['kind'];

/** The move that leaves a fact of this kind. */
export const moveOfKind = Object.fromEntries(moveNames.map((name) => [moves[name].kind, moves[name]])) as Readonly<
  Record<ActKind, Move>
>;

/** Whether a move is possible at a stage and with a verb. Who may is asked apart, of the permission table. */
export function isPossible(name: MoveName, stage: Stage, verb: VerbStrength): boolean {
  const move: Move = moves[name];
  return move.from[stage] !== undefined && (move.verbs === 'all' || !bindingVerbs.has(verb));
}

/** The permission that a move asks of the mover; what counsel reviews, counsel accepts and returns. */
export function actOf(name: MoveName, reviewerRole: 'reviewer' | 'city_attorney' | 'none'): Act {
  const isReview = name === 'accept' || name === 'return';
  return isReview && reviewerRole === 'city_attorney' ? dutyActs.reviewLegal : moves[name].act;
}
