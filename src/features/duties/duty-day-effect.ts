/** Which due dates would move if the city's calendars were others: the same schedule as when tasks are laid out, nothing written. */
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import { type City, type CityProfile, todayIn } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Directive } from '#rules/obligations.ts';
import { type MetCondition, taskKey, wantedTasks } from './duty-assign.ts';
import { latestTerms } from './duty-assign-store.ts';
import { readTasks } from './duty-view.ts';

export type DueMove = {
  taskId: string;
  bodyId: BodyId;
  title: LocalText;
  directive: string;
  clauseId: string;
  from: IsoDate;
  to: IsoDate;
  /** `open`: its date moves. `extended`: a later date was set by hand, and holds. `done`: it is finished; only the reason changes. */
  effect: 'open' | 'extended' | 'done';
};

const finished = new Set(['met', 'excused', 'declined']);

/** In order of the new date. Tasks that an event opened keep the date with which they were opened. */
export async function dueMovesUnder(
  city: City,
  profile: CityProfile,
  asSigned: readonly Directive[],
  met: readonly MetCondition[],
): Promise<DueMove[]> {
  const { wanted } = wantedTasks({ ...city, profile }, asSigned, met);
  const known = new Map((await latestTerms(city.db)).map((row) => [taskKey(row), row]));
  const moved = wanted.flatMap((one) => {
    const key = {
      directive_id: one.directive,
      clause_id: one.clause,
      duty_id: one.duty,
      body_id: one.body,
      occurrence: one.occurrence,
    };
    const row = known.get(taskKey(key));
    if (!row?.due_on || row.is_withdrawn || !one.dueOn || row.due_on === one.dueOn) return [];
    return [{ taskId: row.assignment_id, from: row.due_on, to: one.dueOn }];
  });
  if (moved.length === 0) return [];
  const tasks = await readTasks(city, todayIn(city), { taskIds: moved.map((one) => one.taskId) });
  return tasks
    .flatMap((task): DueMove[] => {
      const move = moved.find((one) => one.taskId === task.row.id);
      if (!move) return [];
      const { view, version } = task;
      const isExtended = view.dueOn !== view.originalDueOn;
      const effect = finished.has(view.outcome) ? 'done' : isExtended ? 'extended' : 'open';
      const { bodyId, title, clauseId } = view;
      return [{ ...move, bodyId, title, directive: version.document.directiveShortTitle, clauseId, effect }];
    })
    .sort((a, b) => a.to.localeCompare(b.to) || a.bodyId.localeCompare(b.bodyId) || a.taskId.localeCompare(b.taskId));
}
