/** Work that the worker does by itself: each wing exports a table of jobs, and pg-boss runs them by the clock. */
import { fromKysely, PgBoss } from 'pg-boss';
import type { CityConnections } from './city-database.ts';
import type { City } from './city.ts';
import type { Tx } from './database.ts';
import { faultFields, type Log } from './log.ts';

export type Job = {
  /** The queue's name, `<wing>.<what>`. */
  name: string;
  /** Five-field cron in the city's time zone. */
  cron: string;
  run(city: City): Promise<void>;
};

export type Jobs = { stop(): Promise<void> };

/** Starts a city's jobs. A job that fails is tried again with growing pauses; its error is logged without texts. */
export async function startJobs(
  city: City,
  connections: CityConnections,
  jobs: readonly Job[],
  log: Log,
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: connections.app.url,
    ...(connections.app.schema ? { options: `-c search_path=${connections.app.schema}` } : {}),
    schema: connections.jobsSchema,
    createSchema: false,
    migrate: false,
    reindex: false,
    monitorVacuum: false,
    // How often it is looked whether a worker fell silent in the middle of a job.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    max: 3,
  });
  boss.on('error', (error: unknown) => log.warn('jobs.error', { city: city.slug, ...faultFields(error) }));
  await boss.start();
  for (const job of jobs) {
    await boss.work(job.name, { pollingIntervalSeconds: 5 }, async () => {
      await job.run(city).catch((error: unknown) => {
        log.error('job.failed', { city: city.slug, job: job.name, ...faultFields(error) });
        throw error;
      });
    });
    await boss.schedule(job.name, job.cron, {}, { tz: city.profile.timeZone });
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}

/** For pages: starts jobs by hand, in the transaction of the act that does so. */
export type JobDesk = {
  /** Tries a failed job once more; false when it has not failed, or no longer. */
  retry(tx: Tx, queue: string, id: string): Promise<boolean>;
  /** Lets a scheduled job run now; false when it waits already. */
  start(tx: Tx, queue: string): Promise<boolean>;
};

/** Connects for each act and closes again: such acts are rare. */
export function jobDesk(connections: CityConnections): JobDesk {
  const use = async <T>(act: (boss: PgBoss) => Promise<T>): Promise<T> => {
    const boss = new PgBoss({
      connectionString: connections.app.url,
      ...(connections.app.schema ? { options: `-c search_path=${connections.app.schema}` } : {}),
      schema: connections.jobsSchema,
      createSchema: false,
      migrate: false,
      supervise: false,
      schedule: false,
      max: 1,
    });
    boss.on('error', () => {});
    await boss.start();
    return act(boss).finally(() => boss.stop({ graceful: false }));
  };
  return {
    retry: (tx, queue, id) =>
      use(async (boss) => {
        const answer = await boss.retry(queue, id, { db: fromKysely(tx as never) });
        return (answer as { affected?: number }).affected === 1;
      }),
    start: (tx, queue) => use(async (boss) => (await boss.send(queue, {}, { db: fromKysely(tx as never) })) !== null),
  };
}
