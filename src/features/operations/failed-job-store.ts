/** The jobs of a city as they lie in its job tables: what failed, waits or runs, and when each ran last. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';

export type JobState = 'failed' | 'retry' | 'created' | 'active';
export type KnownJob = {
  id: string;
  queue: string;
  state: JobState;
  tries: number;
  /** When it came to this state, or will go on. */
  at: IsoInstant;
  /** What it left behind when it failed; may hold texts of people, and is shown through `faultWords` alone. */
  output: unknown;
};

const jobs = (city: City) => sql.id(`${city.schema}_jobs`, 'job');

/** Failed ones first, newest first; at most `limit`. Scheduling by the clock is itself a job of pg-boss, and left out. */
export async function openJobs(city: City, limit: number): Promise<KnownJob[]> {
  const { rows } = await sql<KnownJob>`
    select id::text as id, name as queue, state::text as state, retry_count + 1 as tries, output,
      case state::text when 'failed' then coalesce(completed_on, created_on) when 'active' then started_on else start_after end as at
    from ${jobs(city)} where state::text in ('failed', 'retry', 'created', 'active') and name not like '\\_\\_pgboss%'
    order by state::text = 'failed' desc, 6 desc limit ${limit}`.execute(city.db);
  return rows;
}

export async function countFailedJobs(city: City): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${jobs(city)} where state::text = 'failed' and name not like '\\_\\_pgboss%'`.execute(
    city.db,
  );
  return rows[0]?.count ?? 0;
}

export async function jobById(city: City, id: string): Promise<{ queue: string; state: string } | null> {
  const { rows } = await sql<{ queue: string; state: string }>`
    select name as queue, state::text as state from ${jobs(city)} where id::text = ${id}`.execute(city.db);
  return rows[0] ?? null;
}

export type ScheduledJob = { queue: string; cron: string; lastDoneAt: IsoInstant | null };

export async function scheduledJobs(city: City): Promise<ScheduledJob[]> {
  const { rows } = await sql<ScheduledJob>`
    select s.name as queue, s.cron,
      (select max(j.completed_on) from ${jobs(city)} j where j.name = s.name and j.state::text = 'completed') as "lastDoneAt"
    from ${sql.id(`${city.schema}_jobs`, 'schedule')} s order by s.name`.execute(city.db);
  return rows;
}
