/** How far a directive is, counted from its tasks. Pure. */
import type { Outcome, TaskView } from '#rules/task-progress.ts';

export type Figures = {
  met: number;
  /** What `met` is counted of: tasks with a date, or done, of which this copy has a record. */
  counted: number;
  late: number;
  /** Due before this copy began to track: said, never counted. */
  noRecord: number;
  all: number;
};

/** Neither for nor against anybody: no date yet, not asked any more, or nothing is known. */
const uncounted: ReadonlySet<Outcome> = new Set<Outcome>(['standing', 'waiting', 'excused', 'no_record']);

export function figuresOf(tasks: readonly Pick<TaskView, 'outcome'>[]): Figures {
  const count = (outcome: Outcome) => tasks.filter((task) => task.outcome === outcome).length;
  const counted = tasks.filter((task) => !uncounted.has(task.outcome)).length;
  return { met: count('met'), counted, late: count('late'), noRecord: count('no_record'), all: tasks.length };
}
