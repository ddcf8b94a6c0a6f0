/** The words of the overview: into which one group a task falls, what a list is called, what a cell says. */
import type { Stage, TaskView } from '#rules/task-progress.ts';

/** Every task falls into one of these, and into one only. */
export const groups = [
  /** Ordered, the date has passed, and it is the department's turn. */
  'late',
  /** Due within seven days, and it is the department's turn. */
  'due-this-week',
  /** Handed in, or asked: the next step is the reviewer's. */
  'waiting',
  /** Has a date that is more than seven days away. */
  'on-track',
  /** A request or an urging whose date passed without an answer. */
  'unanswered',
  /** Answered with "declines" and a reason. */
  'declined',
  'met',
  'excused',
  /** Without a date, or waiting for its event. */
  'standing',
  /** Waits for something outside the city. */
  'condition',
  /** Due before this copy began to track: said of it is nothing, and it is never counted. */
  'no-record',
] as const;
export type Group = (typeof groups)[number];

/** The lists that a figure opens: each group; `quiet`, which cuts across them; `since`, what changed; and `all`. */
export const figureIds = [...groups, 'quiet', 'since', 'all'] as const;
export type FigureId = (typeof figureIds)[number];

export function isFigureId(text: string): text is FigureId {
  return (figureIds as readonly string[]).includes(text);
}

/** The five that stand on top of the screen, in order. */
export const headFigures = ['late', 'due-this-week', 'waiting', 'on-track', 'quiet'] as const satisfies FigureId[];

/** Groups that count neither for nor against a department: what is asked of it has no date yet, or nothing is known. */
export const uncounted: ReadonlySet<Group> = new Set<Group>(['standing', 'condition', 'excused', 'no-record']);

/** Stages in which the next step is not the department's. */
export const reviewerStages: ReadonlySet<Stage> = new Set<Stage>([
  'submitted',
  'question_open',
  'more_time_asked',
  'exemption_claimed',
]);

/** What "since you last looked" counts, in the order in which it says them. */
export const actKinds = [
  'submitted',
  'accepted',
  'returned',
  'extended',
  'excused',
  'declined',
  'question_asked',
  'more_time_asked',
  'exemption_claimed',
] as const;
export type ActKind = (typeof actKinds)[number];

/** What a cell and a list say of a task: one word for each, the first of a cell's tasks in this order leads it. */
export const cellWords = [
  'late',
  'returned',
  'no-answer',
  'asks-exemption',
  'asks-time',
  'asks-question',
  'for-review',
  'due',
  'declines',
  'waits',
  'standing',
  'excused',
  'accepted',
  'no-record',
] as const;
export type CellWord = (typeof cellWords)[number];

const openWords: Partial<Record<Stage, CellWord>> = {
  submitted: 'for-review',
  returned: 'returned',
  question_open: 'asks-question',
  more_time_asked: 'asks-time',
  exemption_claimed: 'asks-exemption',
};

export function wordOf(task: TaskView): CellWord {
  switch (task.outcome) {
    case 'late':
      return 'late';
    case 'met':
      return 'accepted';
    case 'excused':
      return 'excused';
    case 'unanswered':
      return 'no-answer';
    case 'declined':
      return 'declines';
    case 'no_record':
      return 'no-record';
    case 'due':
      return openWords[task.stage] ?? 'due';
    case 'standing':
      return openWords[task.stage] ?? 'standing';
    case 'waiting':
      return openWords[task.stage] ?? 'waits';
  }
}
