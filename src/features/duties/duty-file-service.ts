/** Opens a file that was handed in, for whoever may read the evidence of its task; the audit says who was given which. */
import { refuse, ok, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { isGiven, type ShownState, stateOf } from '#platform/file-scans.ts';
import { itemWithTask } from './duty-store.ts';
import { mayReadEvidence } from './duty-task-reading.ts';
import { readTasks } from './duty-view.ts';

/** `state` says whether the bytes are given out: `isGiven`. */
export type HandedInFile = { sha256: string; name: string; state: ShownState };

/**
 * Refused as unknown when there is no such file, as `not-yours` when the reader may not see the task's evidence, as
 * `not-proved` when a directive keeps it restricted and who asks has not shown lately who they are.
 */
export async function openFile(
  city: City,
  acting: Acting,
  itemId: string,
  isProved: boolean,
): Promise<Result<HandedInFile>> {
  const item = await itemWithTask(city.db, itemId);
  if (!item?.file_sha256) return refuse('task.refused.unknown');
  const [task] = await readTasks(city, todayIn(city), { taskIds: [item.assignment_id] });
  if (!task) return refuse('task.refused.unknown');
  if (!mayReadEvidence(acting.actor, task)) return refuse('task.refused.not-yours');
  const isRestricted = task.version.document.duty.publicity === 'restricted';
  if (isRestricted && !isProved) return refuse('task.refused.not-proved');
  const state = await stateOf(city, item.file_sha256);
  const file = { sha256: item.file_sha256, name: item.file_name ?? 'file', state };
  if (!isGiven(state)) return ok(file);
  const note = {
    event: 'file.downloaded' as const,
    subject: { kind: 'file' as const, id: itemId },
    bodyId: task.view.bodyId,
    details: { taskId: task.row.id, sha256: file.sha256, scan: state },
  };
  return ok(await auditedChange(city, acting, async () => ({ value: file, note })));
}
