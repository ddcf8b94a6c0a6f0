/** What one person has in hand: tasks that were handed to them or that they began, and reviews that are theirs. */
import { type City, todayIn } from '#platform/city.ts';
import type { Database } from '#platform/database.ts';
import type { Act } from '#rules/permissions.ts';
import { dutyActs } from './duty-acts.ts';
import type { OpenWork } from './duty-handover-questions.ts';
import { lastHands, reviewHands } from './duty-handover-store.ts';
import { actOf, isPossible } from './duty-moves.ts';
import { readTasks, type Task } from './duty-view.ts';
import { officeStages } from './duty-work.ts';

/**
 * Oldest date first. A task is in hand while it is the department's turn; a review while it waits for the office and this
 * person had the last word on it, or was given it. What nobody has in hand belongs to the department, and is not here.
 */
export async function openWorkOf(city: City, personId: string, db: Database = city.db): Promise<OpenWork[]> {
  const hands = await lastHands(db, personId);
  const given = new Map((await reviewHands(db)).map((row) => [row.task_id, row.person_id]));
  const ids = new Set([...hands.map((hand) => hand.task_id), ...given.keys()]);
  if (ids.size === 0) return [];
  const tasks = await readTasks(city, todayIn(city), { taskIds: [...ids] }, db);
  return tasks
    .filter((task) => !task.answeredBy)
    .flatMap((task): OpenWork[] => {
      const hand = (side: 'body' | 'office') => hands.find((one) => one.task_id === task.row.id && one.side === side);
      const body = hand('body');
      // The department's turn; where it asked the office something, the office may be asked too.
      const isTask = isPossible('hand_over', task.view.stage, task.view.verb) && body?.person_id === personId;
      const reviewer = given.get(task.row.id) ?? hand('office')?.person_id;
      const isReview = officeStages.has(task.view.stage) && reviewer === personId;
      return [
        ...(isTask ? [workOf(task, 'task', body.kind === 'handed_over' ? 'handed' : 'begun', dutyActs.submit)] : []),
        ...(isReview ? [workOf(task, 'review', given.has(task.row.id) ? 'handed' : 'begun', decidingAct(task))] : []),
      ];
    })
    .sort((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') || a.taskId.localeCompare(b.taskId));
}

function workOf(task: Task, kind: OpenWork['kind'], why: OpenWork['why'], act: Act): OpenWork {
  const { view } = task;
  return {
    taskId: task.row.id,
    kind,
    why,
    title: view.title,
    bodyId: view.bodyId,
    directive: task.version.document.directiveShortTitle,
    clauseId: view.clauseId,
    dueOn: view.dueOn,
    isLate: view.outcome === 'late',
    act,
  };
}

/** What somebody must be allowed to do to decide what waits. */
function decidingAct({ view, version }: Task): Act {
  if (view.stage === 'submitted') return actOf('accept', version.document.duty.reviewer.role);
  return view.stage === 'question_open' ? dutyActs.answer : dutyActs.decideDate;
}
