/** Counts of tasks for the public: by directive and clause, never by department. Pure. */
import type { Outcome, TaskView } from '#rules/task-progress.ts';

export const countKinds = ['met', 'late', 'notDue', 'unanswered', 'standing', 'excused', 'noRecord'] as const;
export type CountKind = (typeof countKinds)[number];
export type Counts = Readonly<Record<CountKind, number>> & {
  readonly tasks: number;
  /** Tasks with a date of which this copy has a record: met, late, not due yet, unanswered. */
  readonly counted: number;
};

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
} as const satisfies Record<Outcome, CountKind>;

export function countsOf(tasks: readonly TaskView[]): Counts {
  const counts = Object.fromEntries(countKinds.map((kind) => [kind, 0])) as Record<CountKind, number>;
  for (const { outcome } of tasks) counts[kindOfOutcome[outcome]] += 1;
  const counted = counts.met + counts.late + counts.notDue + counts.unanswered;
  return { ...counts, counted, tasks: tasks.length };
}

/** True where nobody keeps this copy: no department ever did anything in it, so no count says how far anything is. */
export function isUntracked(tasks: readonly TaskView[], isTrackedFromSomeDay: boolean): boolean {
  return (
    isTrackedFromSomeDay && tasks.every(({ stage, lastBodyActAt }) => stage === 'not_started' && lastBodyActAt === null)
  );
}

/** Clauses that stand together in a row of their own, `null` for the last: those that fewer departments hold. */
export type ClauseRow = { clauseId: string | null; tasks: readonly TaskView[] };

/** Fewer departments than these, and a row would tell how one of them is doing. */
const fewestBodies = 3;

/**
 * A row for each clause that at least three departments hold. The others stand together in one row, with so many of the
 * rest that the row, too, is about three departments; where the whole directive is not, there are no rows.
 */
export function clauseRows(tasks: readonly TaskView[]): ClauseRow[] {
  const byClause = [...Map.groupBy(tasks, (task) => task.clauseId)]
    .map(([clauseId, own]) => ({ clauseId, own }))
    .toSorted((a, b) => a.clauseId.localeCompare(b.clauseId, 'en', { numeric: true }));
  const bodies = (some: readonly TaskView[]) => new Set(some.map((task) => task.bodyId)).size;
  const alone = byClause.filter(({ own }) => bodies(own) >= fewestBodies);
  const together = byClause.filter(({ own }) => bodies(own) < fewestBodies).flatMap(({ own }) => own);
  const spare = alone.toSorted((a, b) => a.own.length - b.own.length);
  while (together.length > 0 && bodies(together) < fewestBodies) {
    const next = spare.shift();
    if (!next) return [];
    together.push(...next.own);
  }
  const shown = alone.filter((one) => spare.includes(one));
  const rows: ClauseRow[] = shown.map(({ clauseId, own }) => ({ clauseId, tasks: own }));
  return together.length > 0 ? [...rows, { clauseId: null, tasks: together }] : rows;
}
