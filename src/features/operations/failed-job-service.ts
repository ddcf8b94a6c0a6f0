/** A job is started by hand: one that failed, once more; one that the clock starts, now. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { JobDesk } from '#platform/jobs.ts';
import { may } from '#rules/permissions.ts';
import { jobById, scheduledJobs } from './failed-job-store.ts';
import { operationsActs } from './operations-acts.ts';

/** Nothing was started: thrown to undo the transaction, answered as a refusal. */
class NotStarted extends Error {}

export async function retryJob(city: City, acting: Acting, desk: JobDesk, id: string): Promise<Result<null>> {
  if (!may(acting.actor, operationsActs.runJobs)) return refuse('operations.refused.not-allowed');
  const job = await jobById(city, id);
  if (!job) return refuse('operations.refused.job-gone');
  return startedOrNot('operations.refused.job-runs', () =>
    auditedChange(city, acting, async (tx) => {
      if (!(await desk.retry(tx, job.queue, id))) throw new NotStarted();
      const note = {
        event: 'operations.job_retried',
        subject: { kind: 'city', id: city.slug },
        details: { queue: job.queue, job: id },
      } as const;
      return { value: null, note };
    }),
  );
}

export async function startJob(city: City, acting: Acting, desk: JobDesk, queue: string): Promise<Result<null>> {
  if (!may(acting.actor, operationsActs.runJobs)) return refuse('operations.refused.not-allowed');
  if (!(await scheduledJobs(city)).some((job) => job.queue === queue)) return refuse('operations.refused.job-gone');
  return startedOrNot('operations.refused.job-waits', () =>
    auditedChange(city, acting, async (tx) => {
      if (!(await desk.start(tx, queue))) throw new NotStarted();
      const note = {
        event: 'operations.job_started',
        subject: { kind: 'city', id: city.slug },
        details: { queue },
      } as const;
      return { value: null, note };
    }),
  );
}

async function startedOrNot(key: string, act: () => Promise<null>): Promise<Result<null>> {
  try {
    return ok(await act());
  } catch (error) {
    if (error instanceof NotStarted) return refuse(key);
    throw error;
  }
}
