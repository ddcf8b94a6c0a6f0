/** What operations say on the administration's first page. */
import type { AdminCard, AdminCards } from '#platform/admin-card.ts';
import { countFailedJobs } from './failed-job-store.ts';
import { operationsActs } from './operations-acts.ts';
import { jobsPath, storagePath } from './operations-paths.ts';
import { lastRuns } from './operations-store.ts';

const twoDays = 2 * 86_400_000;

export function operationsAdminCards({ now }: { now(): number }): AdminCards {
  return async (city) => {
    const [failed, runs] = await Promise.all([countFailedJobs(city), lastRuns(city.db)]);
    const jobs: AdminCard = {
      id: 'jobs',
      titleKey: 'operations.card.jobs',
      lines: [
        failed > 0
          ? { key: 'operations.card.jobs-failed', values: { count: failed } }
          : { key: 'operations.card.jobs-fine' },
      ],
      href: jobsPath.to({}),
      act: operationsActs.read,
      weight: failed > 0 ? 'act' : 'fine',
    };
    const isOld = !runs.done || now() - Date.parse(runs.done.endedAt) > twoDays;
    const isPractice = city.profile.practice !== null;
    const backup: AdminCard = {
      id: 'backup',
      titleKey: 'operations.card.backup',
      lines: [
        ...(runs.failed ? [{ key: 'operations.card.backup-failed', values: { at: runs.failed.endedAt } }] : []),
        runs.done
          ? { key: 'operations.card.backup-last', values: { at: runs.done.endedAt } }
          : { key: isPractice ? 'operations.card.backup-practice' : 'operations.card.backup-none' },
      ],
      href: storagePath.to({}),
      act: operationsActs.read,
      weight: runs.failed ? 'act' : isOld && !isPractice ? 'look' : 'fine',
    };
    return [jobs, backup];
  };
}
