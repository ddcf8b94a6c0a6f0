/** What the worker does for the law of records: drafts lists, destroys what was approved, drops what is kept for days. */
import type { Job } from '#platform/jobs.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { draftList } from './destruction-draft.ts';
import { destroyApproved } from './destruction-run.ts';
import { dropShortLived } from './record-housekeeping.ts';

export function retentionJobs(sources: readonly RecordSource[]): Job[] {
  return [
    { name: 'retention.draft-list', cron: '41 2 * * *', run: async (city) => void (await draftList(city, sources)) },
    {
      name: 'retention.drop-short-lived',
      cron: '51 2 * * *',
      run: async (city) => void (await dropShortLived(city, sources)),
    },
    {
      name: 'retention.destroy',
      cron: '*/5 * * * *',
      run: async (city) => void (await destroyApproved(city, sources)),
    },
  ];
}
