/** Finds in Practice City a task that stands as a journey needs it, so that a changed story does not break the journey. */
import { readTasks, type Task } from '#features/duties/duty-view.ts';
import { localText } from '#kit/text.ts';
import { todayIn } from '#platform/city.ts';
import type { TestSite } from '#test/city.ts';

export type FoundTask = {
  id: string;
  bodyId: string;
  title: string;
  path: string;
  dueOn: Task['view']['dueOn'];
  task: Task;
};

/** The first task that fits; of several the one that `prefer` likes. Throws, saying what was looked for, when none does. */
export async function findTask(
  site: TestSite,
  what: string,
  fits: (task: Task) => boolean,
  prefer: (task: Task) => boolean = () => true,
): Promise<FoundTask> {
  const tasks = (await readTasks(site.city(), todayIn(site.city()), {})).filter(fits);
  const task = tasks.find(prefer) ?? tasks[0];
  if (!task) throw new Error(`Practice City holds no task that is ${what}`);
  return foundTask(task);
}

export function foundTask(task: Task): FoundTask {
  const { taskId, bodyId, title, dueOn } = task.view;
  return { id: taskId, bodyId, title: localText(title, 'en'), path: `/tasks/${taskId}`, dueOn, task };
}

export async function taskById(site: TestSite, id: string): Promise<Task['view']> {
  const [task] = await readTasks(site.city(), todayIn(site.city()), { taskIds: [id] });
  if (!task) throw new Error(`no task ${id}`);
  return task.view;
}

export const proofOf = (task: Task): readonly string[] => task.version.document.duty.proof;
