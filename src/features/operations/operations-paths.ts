/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const jobsPath = path('/administration/jobs');
export const retryJobPath = path('/administration/jobs/:job/retry');
export const startJobPath = path('/administration/jobs/scheduled/:queue/start');
export const storagePath = path('/administration/storage');
export const drillPath = path('/administration/storage/drills');
