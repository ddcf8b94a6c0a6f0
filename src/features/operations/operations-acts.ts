/** What can be done with the running of the installation, and who may. */
import type { Act } from '#rules/permissions.ts';

export const operationsActs = {
  /** Backups and their age, what the data takes, jobs and how they ended. No record can be seen by it. */
  read: { id: 'operations.read', who: { administrator: 'city', auditor: 'city' } },
  runJobs: { id: 'operations.run_jobs', who: { administrator: 'city' } },
  noteDrill: { id: 'operations.note_drill', who: { administrator: 'city' } },
} as const satisfies Record<string, Act>;
