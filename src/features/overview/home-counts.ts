/** The public's counts of a directive, from facts without department or person. Pure; the day is the city's own. */
import type { IsoDate } from '#kit/dates.ts';
import { type Outcome, outcomeOf, type Stage } from '#rules/task-progress.ts';
import type { PublicTaskFact } from './overview-store.ts';

export type PublicCounts = {
  /** Tasks with a date of which this copy has a record: the denominator of `met` and `late`. */
  counted: number;
  met: number;
  late: number;
  /** Has a date that has not passed, or waits for the reviewer. */
  notDue: number;
  /** Requests and urgings without an answer, or answered "declines": never late. */
  unanswered: number;
  /** Without a date, or waiting for an event or a condition. */
  standing: number;
  excused: number;
  /** Due before this copy began to track. Said, never counted. */
  noRecord: number;
  /** All tasks, where nothing at all is recorded of this city's: then no other count says anything. */
  untracked: number;
};

const kinds = ['met', 'late', 'notDue', 'unanswered'] as const;

/**
 * Each task falls into one kind; `counted` is the sum of met, late, notDue and unanswered. A copy that began to track on
 * some day, but in which nothing was ever recorded, is not in use: it says so, and calls nobody late.
 */
export function publicCountsOf(
  facts: readonly PublicTaskFact[],
  today: IsoDate,
  trackedFrom: IsoDate | null,
): PublicCounts {
  const counts = {
    counted: 0,
    met: 0,
    late: 0,
    notDue: 0,
    unanswered: 0,
    standing: 0,
    excused: 0,
    noRecord: 0,
    untracked: 0,
  };
  if (trackedFrom !== null && facts.every((fact) => !fact.has_record)) return { ...counts, untracked: facts.length };
  for (const fact of facts) counts[kindOf(fact, today, trackedFrom)] += 1;
  counts.counted = kinds.reduce((sum, kind) => sum + counts[kind], 0);
  return counts;
}

type Kind = Exclude<keyof PublicCounts, 'counted' | 'untracked'>;

const kindOfOutcome = {
  met: 'met',
  due: 'notDue',
  late: 'late',
  excused: 'excused',
  unanswered: 'unanswered',
  declined: 'unanswered',
  standing: 'standing',
  waiting: 'standing',
  no_record: 'noRecord',
} as const satisfies Record<Outcome, Kind>;

function kindOf(fact: PublicTaskFact, today: IsoDate, trackedFrom: IsoDate | null): Kind {
  const { due_state: dueState, due_on: dueOn, binding: isBinding, has_record: hasRecord } = fact;
  return kindOfOutcome[outcomeOf({ stage: stageOf(fact), dueState, dueOn, isBinding, hasRecord }, today, trackedFrom)];
}

/** As much of the stage as the public view tells. */
function stageOf(fact: PublicTaskFact): Stage {
  if (fact.is_accepted) return 'accepted';
  if (fact.is_excused) return 'excused';
  if (fact.is_declined) return 'declined';
  return fact.is_waiting_for_review ? 'submitted' : 'not_started';
}
