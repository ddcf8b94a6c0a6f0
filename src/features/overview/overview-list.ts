/** The tasks behind a figure: filtered, in the order asked for, and the page of them that is shown. Pure. */
import type { TaskView } from '#rules/task-progress.ts';
import type { Figures } from './overview-figures.ts';
import type { OverviewQuery, SortKey } from './overview-forms.ts';
import { type ActKind, actKinds, cellWords, type FigureId, wordOf } from './overview-terms.ts';

export const rowsPerPage = 200;

export type ListQuestion = {
  figure: FigureId;
  figures: Figures;
  byId: ReadonlyMap<string, TaskView>;
  /** For the list `since`. */
  byKind: ReadonlyMap<ActKind, readonly string[]>;
  query: Pick<OverviewQuery, 'clause' | 'department' | 'kind' | 'verb'>;
};

/** The tasks of the list, after its filters, each once. */
export function listedTasks({ figure, figures, byId, byKind, query }: ListQuestion): TaskView[] {
  const ids = figure === 'since' ? sinceIds(byKind, query.kind) : figures[figure];
  const { clause, department, verb } = query;
  return ids.flatMap((id) => {
    const task = byId.get(id);
    if (!task) return [];
    if (clause && task.clauseId !== clause) return [];
    if (department && task.bodyId !== department) return [];
    return verb && task.verb !== verb ? [] : [task];
  });
}

function sinceIds(byKind: ReadonlyMap<ActKind, readonly string[]>, kind: string | undefined): string[] {
  const kinds = actKinds.filter((one) => kind === undefined || one === kind);
  return [...new Set(kinds.flatMap((one) => byKind.get(one) ?? []))];
}

type Namers = { department(id: string): string; clause(id: string): string; task(task: TaskView): string };

/** In order of the key, then of the due date; tasks without a date come last, the newest act first. */
export function sortTasks(tasks: readonly TaskView[], key: SortKey, name: Namers): TaskView[] {
  const due = (task: TaskView) => task.dueOn ?? '9999-12-31';
  const keyOf: Record<SortKey, (task: TaskView) => string> = {
    due,
    department: (task) => name.department(task.bodyId),
    task: name.task,
    clause: (task) => name.clause(task.clauseId),
    state: (task) => String(cellWords.indexOf(wordOf(task))).padStart(2, '0'),
    last: (task) => task.lastActAt ?? '',
  };
  const sign = key === 'last' ? -1 : 1;
  const keyed = tasks.map((task) => ({ task, first: keyOf[key](task), second: due(task) }));
  keyed.sort((a, b) => sign * compare(a.first, b.first) || compare(a.second, b.second));
  return keyed.map(({ task }) => task);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
