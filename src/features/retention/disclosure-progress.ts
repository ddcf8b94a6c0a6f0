/** Where a demand stands, from its dated facts: nothing of this is stored. */
import type { IsoDate } from '#kit/dates.ts';
import type { DemandFact } from './disclosure-terms.ts';

export const stages = [
  'finding',
  'marking',
  'with_counsel',
  'returned',
  'approved',
  'produced',
  'closing',
  'closed',
] as const;
export type Stage = (typeof stages)[number];

export type DemandState = {
  dueOn: IsoDate | null;
  facts: readonly DemandFact[];
  /** Records that the demand reaches, and how many of them are marked. */
  records: number;
  marked: number;
  /** Counts every change of the marks. */
  marksRevision: number;
};

export type Progress = {
  stage: Stage;
  /** The day that holds, extensions counted. */
  dueOn: IsoDate | null;
  isLate: boolean;
  /** Due within a week. */
  isDueSoon: boolean;
  hasProduction: boolean;
};

/** `today` in the city's zone. A demand that was produced or closed is not late any more. */
export function progressOf(state: DemandState, today: IsoDate): Progress {
  const { facts } = state;
  const dueOn = facts.findLast((fact) => fact.newDueOn !== null)?.newDueOn ?? state.dueOn;
  const stage = stageOf(state);
  const hasProduction = facts.some((fact) => fact.kind === 'produced');
  const isOpen = !hasProduction && stage !== 'closed';
  const daysLeft = dueOn === null ? null : (Date.parse(dueOn) - Date.parse(today)) / 86_400_000;
  return {
    stage,
    dueOn,
    isLate: isOpen && daysLeft !== null && daysLeft < 0,
    isDueSoon: isOpen && daysLeft !== null && daysLeft >= 0 && daysLeft <= 7,
    hasProduction,
  };
}

function stageOf({ facts, records, marked, marksRevision }: DemandState): Stage {
  const last = standing(facts).at(-1);
  switch (last?.kind) {
    case 'closed':
      return 'closed';
    case 'closing_asked':
      return 'closing';
    case 'sent':
      return 'with_counsel';
    case 'returned':
      return 'returned';
    case 'approved':
      // What counsel approved is what goes out: a mark made since then goes to counsel again.
      return last.marksRevision === marksRevision ? 'approved' : 'marking';
    case 'produced':
      return last.marksRevision === marksRevision ? 'produced' : 'marking';
    default:
      return records > 0 && marked > 0 ? 'marking' : 'finding';
  }
}

/** Without extensions; what was taken back takes away what it took back. */
function standing(facts: readonly DemandFact[]): DemandFact[] {
  const left: DemandFact[] = [];
  for (const fact of facts) {
    if (fact.kind === 'taken_back') left.pop();
    else if (fact.kind !== 'extended') left.push(fact);
  }
  return left;
}

/** What a demand lets itself be done to, by its stage. Who may is asked apart. */
export const allowed = {
  search: new Set<Stage>(['finding', 'marking', 'returned', 'approved', 'produced']),
  mark: new Set<Stage>(['finding', 'marking', 'returned', 'approved', 'produced']),
  send: new Set<Stage>(['marking', 'returned']),
  takeBack: new Set<Stage>(['with_counsel', 'closing']),
  review: new Set<Stage>(['with_counsel']),
  produce: new Set<Stage>(['approved']),
  extend: new Set<Stage>(['finding', 'marking', 'with_counsel', 'returned', 'approved']),
  askClosing: new Set<Stage>(['finding', 'marking', 'returned', 'approved', 'produced']),
  close: new Set<Stage>(['closing']),
} as const satisfies Record<string, ReadonlySet<Stage>>;
