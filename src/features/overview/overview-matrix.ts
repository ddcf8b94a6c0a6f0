/** Bodies by clauses: each cell the tasks of one body under one clause, led by the one that most needs a look. Pure. */
import type { BodyId } from '#rules/bodies.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { type CellWord, cellWords, wordOf } from './overview-terms.ts';

export type Cell = { lead: TaskView; word: CellWord; taskIds: string[] };
export type MatrixRow = { bodyId: BodyId; cells: (Cell | null)[] };
export type Column = { directiveId: string; clauseId: string };
export type Matrix = { columns: Column[]; rows: MatrixRow[] };

const rank = new Map(cellWords.map((word, index) => [word, index]));

/**
 * Only clauses that lay a task on somebody become columns, in the order of `clauses`; only bodies that hold a task
 * become rows, in the order of `bodies`. Linear in the number of tasks and of cells.
 */
export function matrixOf(tasks: readonly TaskView[], clauses: readonly Column[], bodies: readonly BodyId[]): Matrix {
  const byBody = new Map<BodyId, Map<string, Cell>>();
  const used = new Set<string>();
  for (const task of tasks) {
    used.add(task.clauseId);
    let cells = byBody.get(task.bodyId);
    if (!cells) byBody.set(task.bodyId, (cells = new Map()));
    const word = wordOf(task);
    const cell = cells.get(task.clauseId);
    if (!cell) {
      cells.set(task.clauseId, { lead: task, word, taskIds: [task.taskId] });
      continue;
    }
    cell.taskIds.push(task.taskId);
    if (leads(task, word, cell)) {
      cell.lead = task;
      cell.word = word;
    }
  }
  const columns = clauses.filter(({ clauseId }) => used.has(clauseId));
  const rows = bodies.flatMap((bodyId) => {
    const cells = byBody.get(bodyId);
    return cells ? [{ bodyId, cells: columns.map(({ clauseId }) => cells.get(clauseId) ?? null) }] : [];
  });
  return { columns, rows };
}

function leads(task: TaskView, word: CellWord, cell: Cell): boolean {
  const difference = (rank.get(word) as number) - (rank.get(cell.word) as number);
  if (difference !== 0) return difference < 0;
  return (task.dueOn ?? '9999') < (cell.lead.dueOn ?? '9999');
}
