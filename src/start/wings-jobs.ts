/** The jobs of all wings, a list. */
import { conditionsOf, directivesAsOf } from '#features/directives/directive-store.ts';
import { dutyJobs } from '#features/duties/duty-jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { dropOldForms } from '#platform/sessions.ts';

const housekeeping: Job = {
  name: 'session.drop-old-forms',
  cron: '17 3 * * *',
  run: (city) => dropOldForms(city.db, Date.now()),
};

export const jobs: readonly Job[] = [housekeeping, ...dutyJobs({ directivesAsOf, conditionsOf })];
export const queueNames: readonly string[] = jobs.map((job) => job.name);
