/** A task as the wings exchange it, for tests of pure functions and pages. */
import type { TaskView } from '#rules/task-progress.ts';

/** The preparedness plan of one department, due and not started, unless said otherwise. */
export function aTask(fields: Partial<TaskView> = {}): TaskView {
  return {
    taskId: 'task-1',
    directiveId: 'ed-12',
    clauseId: 'ED12-2',
    dutyId: 'plan',
    bodyId: 'parks',
    occurrence: 'once',
    title: { en: 'Preparedness plan', es: 'Plan de preparación' },
    verb: 'order',
    deliverable: 'plan',
    legalStatus: 'in_force',
    outcome: 'due',
    stage: 'not_started',
    dueOn: '2026-03-20',
    originalDueOn: fields.dueOn === undefined ? '2026-03-20' : fields.dueOn,
    daysLate: 0,
    minutes: 60,
    submittedAt: null,
    acceptedAt: null,
    lastActAt: null,
    lastBodyActAt: null,
    nudgedAt: null,
    ...fields,
  };
}
