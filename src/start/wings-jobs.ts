/** The jobs of all wings, a list. */
import { dropOldAttempts } from '#features/city/city-oidc-store.ts';
import { dropOldChallenges } from '#features/city/city-passkey-store.ts';
import { conditionsOf, directivesAsOf } from '#features/directives/directive-store.ts';
import { dutyJobs } from '#features/duties/duty-jobs.ts';
import { noticeJobNames, noticeJobs } from '#features/notices/notice-jobs.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { Job } from '#platform/jobs.ts';
import { sweepBuckets } from '#platform/rate-limits.ts';
import { dropOldForms, dropOldSessions } from '#platform/sessions.ts';
import { folders } from './folders.ts';
import { noticeAnswers } from './notice-answers.ts';
import { nightlyJobs } from './operations-site.ts';
import { recordsJobs } from './retention-answers.ts';

const housekeeping: Job = {
  name: 'session.drop-old-forms',
  cron: '17 3 * * *',
  async run({ db }) {
    const now = Date.now();
    for (const sweep of [dropOldForms, dropOldSessions, dropOldAttempts, dropOldChallenges, sweepBuckets])
      await sweep(db, now);
  },
};

export const jobs: readonly Job[] = [
  housekeeping,
  ...dutyJobs({ directivesAsOf, conditionsOf }),
  ...nightlyJobs(),
  ...recordsJobs,
];
export const queueNames: readonly string[] = [...jobs.map((job) => job.name), ...noticeJobNames];

/** All jobs: those that write mail need the address that stands in its links. */
export function jobsAt(baseUrl: string): readonly Job[] {
  return [...jobs, ...noticeJobs(noticeAnswers(baseUrl, readCatalog(folders.locales)))];
}
