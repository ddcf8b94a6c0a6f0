/** The one place where progress is computed: from the terms of a task and the dated facts about it, for one day. Pure. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { bindingVerbs, type VerbStrength } from '#rules/bodies.ts';
import { type Outcome, outcomeOf, type Stage } from '#rules/task-progress.ts';
import { type ActKind, moveOfKind, type Side } from './duty-moves.ts';

/** What holds for the task: its newest terms on the day. */
export type Terms = { verb: VerbStrength; dueState: 'dated' | 'standing' | 'waiting'; dueOn: IsoDate | null };

/** A fact, in the order in which it was recorded. */
export type Fact = { kind: ActKind; at: IsoInstant; side: Side; newDueOn: IsoDate | null };

export type Progress = {
  outcome: Outcome;
  stage: Stage;
  dueOn: IsoDate | null;
  originalDueOn: IsoDate | null;
  daysLate: number;
  submittedAt: IsoInstant | null;
  acceptedAt: IsoInstant | null;
  lastActAt: IsoInstant | null;
  lastBodyActAt: IsoInstant | null;
  nudgedAt: IsoInstant | null;
};

const dayMs = 86_400_000;

/** Facts that say nothing of the body's answer: they neither make a record nor change an outcome. */
const silent: ReadonlySet<ActKind> = new Set<ActKind>(['nudged', 'advised']);

/** `trackedFrom`: tasks that were due before it, and of which nothing is recorded, have `no_record` in this copy. */
export function progressOf(
  terms: Terms,
  facts: readonly Fact[],
  today: IsoDate,
  trackedFrom: IsoDate | null,
): Progress {
  const found = replay(terms.dueOn, facts);
  const hasRecord = facts.some((fact) => !silent.has(fact.kind));
  const outcome = outcomeOf(
    {
      stage: found.stage,
      dueOn: found.dueOn,
      dueState: terms.dueState,
      isBinding: bindingVerbs.has(terms.verb),
      hasRecord,
    },
    today,
    trackedFrom,
  );
  const daysLate =
    (outcome === 'late' || outcome === 'unanswered') && found.dueOn
      ? Math.round((Date.parse(today) - Date.parse(found.dueOn)) / dayMs)
      : 0;
  return { ...found, outcome, originalDueOn: terms.dueOn, daysLate };
}

type Replayed = Omit<Progress, 'outcome' | 'originalDueOn' | 'daysLate'>;

/** Walks through the facts; a question, and what is asked for, lies over the stage beneath it until it is answered. */
function replay(dueOn: IsoDate | null, facts: readonly Fact[]): Replayed {
  const state: Replayed = {
    stage: 'not_started',
    dueOn,
    submittedAt: null,
    acceptedAt: null,
    lastActAt: null,
    lastBodyActAt: null,
    nudgedAt: null,
  };
  let beneath: Stage = 'not_started';
  for (const fact of facts) {
    const to = moveOfKind[fact.kind].from[state.stage] ?? 'same';
    if (to === 'before') state.stage = beneath;
    else if (to !== 'same') {
      if (!isOverlay(state.stage)) beneath = isOverlay(to) ? state.stage : to;
      else if (!isOverlay(to)) beneath = to;
      state.stage = to;
    }
    if (fact.newDueOn) state.dueOn = fact.newDueOn;
    if (fact.kind === 'submitted') state.submittedAt = fact.at;
    if (fact.kind === 'taken_back') state.submittedAt = null;
    if (fact.kind === 'accepted') state.acceptedAt = fact.at;
    if (fact.kind === 'nudged') state.nudgedAt = fact.at;
    if (fact.side === 'body') state.lastBodyActAt = fact.at;
    state.lastActAt = fact.at;
  }
  return state;
}

function isOverlay(stage: Stage): boolean {
  return stage === 'question_open' || stage === 'more_time_asked' || stage === 'exemption_claimed';
}
