/** Whether the installation works: each city's database answers, and a worker has beaten lately. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { isAuditEnforced } from './audit-seal.ts';
import type { City } from './city.ts';
import type { Database } from './database.ts';

type Tables = { worker_pulse: { worker_id: string; beat_at: IsoInstant } };

export type Health = {
  status: 'ok' | 'failing';
  version: string;
  database: 'ok' | 'failing';
  queue: 'ok' | 'failing';
  /** Said only where the database itself does not keep audit rows from being changed: with a single DATABASE_URL. */
  audit?: 'append_only_not_enforced_by_database';
};

const pulseLimitMs = 60_000;

export async function beat(db: Database, workerId: string, now: number): Promise<void> {
  const beatAt = new Date(now).toISOString() as IsoInstant;
  await db
    .withTables<Tables>()
    .insertInto('worker_pulse')
    .values({ worker_id: workerId, beat_at: beatAt })
    .onConflict((conflict) => conflict.column('worker_id').doUpdateSet({ beat_at: beatAt }))
    .execute();
  await sql`delete from worker_pulse where beat_at < ${new Date(now - 86_400_000).toISOString()}`.execute(db);
}

export async function checkHealth(cities: readonly City[], version: string, now: number): Promise<Health> {
  const states = await Promise.all(cities.map((city) => checkCity(city, now)));
  const database = states.every((state) => state.hasDatabase) ? 'ok' : 'failing';
  const queue = states.every((state) => state.hasWorker) ? 'ok' : 'failing';
  const isEnforced = states.every((state) => state.isEnforced);
  return {
    status: database === 'ok' && queue === 'ok' ? 'ok' : 'failing',
    version,
    database,
    queue,
    ...(database === 'ok' && !isEnforced ? { audit: 'append_only_not_enforced_by_database' as const } : {}),
  };
}

async function checkCity(
  city: City,
  now: number,
): Promise<{ hasDatabase: boolean; hasWorker: boolean; isEnforced: boolean }> {
  try {
    const since = new Date(now - pulseLimitMs).toISOString() as IsoInstant;
    const pulse = await city.db
      .withTables<Tables>()
      .selectFrom('worker_pulse')
      .select('worker_id')
      .where('beat_at', '>', since)
      .limit(1)
      .execute();
    return { hasDatabase: true, hasWorker: pulse.length > 0, isEnforced: await isAuditEnforced(city.db) };
  } catch {
    return { hasDatabase: false, hasWorker: false, isEnforced: false };
  }
}
