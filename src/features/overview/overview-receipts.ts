/** Who has confirmed the exact version in force, of those on whom it lays a task. Pure. */
import type { BodyId } from '#rules/bodies.ts';
import type { TaskView } from '#rules/task-progress.ts';
import type { Receipt, RecordedDirective } from './overview-questions.ts';

/** One receipt is asked of each body by each directive. `missing`: bodies that still owe one at least. */
export type ReceiptCount = { asked: number; confirmed: number; missing: ReadonlySet<BodyId> };

export function isFor(receipt: Receipt, { directive, version }: RecordedDirective): boolean {
  return receipt.directiveId === directive.id && receipt.version === version;
}

export function countReceipts(
  directives: readonly RecordedDirective[],
  tasks: readonly TaskView[],
  receipts: readonly Receipt[],
): ReceiptCount {
  const bodiesOf = new Map<string, Set<BodyId>>(directives.map(({ directive }) => [directive.id, new Set()]));
  for (const { directiveId, bodyId } of tasks) bodiesOf.get(directiveId)?.add(bodyId);
  const missing = new Set<BodyId>();
  let asked = 0;
  let confirmed = 0;
  for (const recorded of directives) {
    const given = new Set(receipts.filter((one) => isFor(one, recorded)).map(({ bodyId }) => bodyId));
    for (const bodyId of bodiesOf.get(recorded.directive.id) ?? []) {
      asked += 1;
      if (given.has(bodyId)) confirmed += 1;
      else missing.add(bodyId);
    }
  }
  return { asked, confirmed, missing };
}
