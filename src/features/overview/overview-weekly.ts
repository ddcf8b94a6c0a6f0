/** The week in figures, taken from the overview's own reading: a mail and a page that say the same. Pure. */
import type { Reading, Since } from './overview-reading.ts';
import { actKinds, type ActKind, type FigureId } from './overview-terms.ts';

/** In the order of the mail; those without a task are said too, for a zero is news. */
const weeklyHeads = ['late', 'due-this-week', 'waiting', 'quiet'] as const satisfies FigureId[];
/** Said only where there are some. */
const weeklyAsides = ['unanswered', 'declined', 'no-record'] as const satisfies FigureId[];
/** More would not fit on one screen. */
const mostClauses = 8;

export type WeeklyClause = {
  clauseId: string;
  /** What all of its tasks hand in, or `task`. */
  noun: string;
  met: number;
  counted: number;
  late: number;
};
export type Weekly = {
  heads: readonly { figure: FigureId; count: number }[];
  asides: readonly { figure: FigureId; count: number }[];
  met: number;
  counted: number;
  /** Those with the most late ones first, then those furthest from done. */
  clauses: readonly WeeklyClause[];
  otherClauses: number;
  since: readonly { kind: ActKind; count: number }[];
};

export function weeklyOf({ figures }: Pick<Reading, 'figures'>, { byKind }: Pick<Since, 'byKind'>): Weekly {
  const count = (figure: Exclude<FigureId, 'since'>) => ({ figure, count: figures[figure].length });
  const clauses = [...figures.byClause.values()]
    .filter((tally) => tally.counted.length > 0)
    .map((tally): WeeklyClause => {
      const [met, counted, late] = [tally.met.length, tally.counted.length, tally.late.length];
      return { clauseId: tally.id, noun: tally.deliverable ?? 'task', met, counted, late };
    });
  const sum = (of: (clause: WeeklyClause) => number) => clauses.reduce((total, clause) => total + of(clause), 0);
  const ranked = clauses.toSorted((a, b) => b.late - a.late || a.met / a.counted - b.met / b.counted);
  return {
    heads: weeklyHeads.map(count),
    asides: weeklyAsides.map(count).filter((one) => one.count > 0),
    met: sum((clause) => clause.met),
    counted: sum((clause) => clause.counted),
    clauses: ranked.slice(0, mostClauses),
    otherClauses: Math.max(0, ranked.length - mostClauses),
    since: actKinds.map((kind) => ({ kind, count: byKind.get(kind)?.length ?? 0 })).filter((one) => one.count > 0),
  };
}
