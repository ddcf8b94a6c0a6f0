/** From tasks to figures, in one pass. Pure: each figure is the list of the tasks that make it, so that it opens its list. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { type BodyId, bindingVerbs, type VerbStrength, verbStrengths } from '#rules/bodies.ts';
import type { Deliverable } from '#rules/obligations.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { addDays } from './overview-days.ts';
import { type Group, groups, reviewerStages, uncounted } from './overview-terms.ts';

/** How far something is: `met` of `counted`. Standing, waiting, excused and unrecorded tasks are in neither. */
export type Tally = {
  id: string;
  directiveId: string;
  met: string[];
  counted: string[];
  late: string[];
  /** Every task, counted or not. */
  all: string[];
  noRecord: string[];
  /** The one thing that all of them hand in, or null where they differ. */
  deliverable: Deliverable | null;
};

export type Figures = Record<Group, string[]> & {
  quiet: string[];
  all: string[];
  /** In order of first appearance. */
  byClause: Map<string, Tally>;
  byBody: Map<BodyId, Tally>;
  /** The strongest verb with which each body is addressed. */
  verbs: Map<BodyId, VerbStrength>;
};

export type FigureQuestion = {
  tasks: readonly TaskView[];
  asOf: IsoDate;
  /** The instant at which the day fourteen days before `asOf` began: silence from before it is "gone quiet". */
  quietBeforeAt: IsoInstant;
  /** From when on this copy can know of silence under each directive: nobody goes quiet within fourteen days of it. */
  heardFrom: ReadonlyMap<string, IsoDate>;
};

export const quietDays = 14;
const soonDays = 7;
const nearDays = 30;

/** The one group of a task. A task that is `no_record` is in `no-record` whatever else is known of it. */
export function groupOf(task: TaskView, weekEndsOn: IsoDate): Group {
  switch (task.outcome) {
    case 'met':
    case 'late':
    case 'excused':
    case 'unanswered':
    case 'declined':
      return task.outcome;
    case 'no_record':
      return 'no-record';
    case 'due':
      if (reviewerStages.has(task.stage)) return 'waiting';
      return task.dueOn !== null && task.dueOn <= weekEndsOn ? 'due-this-week' : 'on-track';
    case 'standing':
      return reviewerStages.has(task.stage) ? 'waiting' : 'standing';
    case 'waiting':
      return reviewerStages.has(task.stage) ? 'waiting' : 'condition';
  }
}

export function figuresOf(question: FigureQuestion): Figures {
  const { tasks, asOf } = question;
  const figures = {
    quiet: [],
    all: [],
    byClause: new Map(),
    byBody: new Map(),
    verbs: new Map(),
  } as unknown as Figures;
  for (const group of groups) figures[group] = [];
  const weekEndsOn = addDays(asOf, soonDays);
  const quiet = quietRule(question);
  for (const task of tasks) {
    const group = groupOf(task, weekEndsOn);
    figures[group].push(task.taskId);
    figures.all.push(task.taskId);
    if (quiet(task)) figures.quiet.push(task.taskId);
    addTo(figures.byClause, task.clauseId, task, group);
    addTo(figures.byBody, task.bodyId, task, group);
    const verb = figures.verbs.get(task.bodyId);
    if (!verb || verbStrengths.indexOf(task.verb) < verbStrengths.indexOf(verb)) {
      figures.verbs.set(task.bodyId, task.verb);
    }
  }
  return figures;
}

function addTo(tallies: Map<string, Tally>, id: string, task: TaskView, group: Group): void {
  let tally = tallies.get(id);
  if (!tally) {
    const { directiveId, deliverable } = task;
    tally = { id, directiveId, met: [], counted: [], late: [], all: [], noRecord: [], deliverable };
    tallies.set(id, tally);
  }
  tally.all.push(task.taskId);
  if (tally.deliverable !== task.deliverable) tally.deliverable = null;
  if (group === 'no-record') tally.noRecord.push(task.taskId);
  if (uncounted.has(group)) return;
  tally.counted.push(task.taskId);
  if (group === 'met') tally.met.push(task.taskId);
  if (group === 'late') tally.late.push(task.taskId);
}

/**
 * Gone quiet: an ordered task that is the department's turn, late or due within 30 days, on which the department did
 * nothing for 14 days. Where it never did anything, the days run from the later of the directive's beginning (or this
 * copy's) and the day on which the task came within 30 days of its date.
 */
function quietRule({ asOf, quietBeforeAt, heardFrom }: FigureQuestion): (task: TaskView) => boolean {
  const nearOn = addDays(asOf, nearDays);
  const silentDueOn = addDays(asOf, nearDays - quietDays);
  const silentSinceOn = addDays(asOf, -quietDays);
  return (task) => {
    if (!bindingVerbs.has(task.verb) || task.dueOn === null || reviewerStages.has(task.stage)) return false;
    if (task.outcome !== 'late' && (task.outcome !== 'due' || task.dueOn > nearOn)) return false;
    if (task.lastBodyActAt !== null) return task.lastBodyActAt < quietBeforeAt;
    const beganOn = heardFrom.get(task.directiveId);
    return task.dueOn <= silentDueOn && (beganOn === undefined || beganOn <= silentSinceOn);
  };
}
