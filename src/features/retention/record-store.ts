/** Two questions that any kind of record can be asked by SQL alone: the oldest, and what can be dropped by itself. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from '#platform/database.ts';
import type { RecordSource } from '#platform/record-source.ts';

export async function oldestOf(db: Database, source: RecordSource): Promise<IsoInstant | null> {
  const { rows } = await sql<{ oldest: IsoInstant | null }>`
    select min(f.recorded_at) as oldest from (${sql.raw(source.guard.facts)}) f`.execute(db);
  return rows[0]?.oldest ?? null;
}
