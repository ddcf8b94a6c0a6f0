/** Practice City's own state: when it was last put back. Its clock runs from that moment. */
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from './database.ts';

type Tables = { practice_state: { is_only_row: boolean; started_at: IsoInstant; seed_version: string } };

export function practiceState(db: Database): Promise<{ started_at: IsoInstant; seed_version: string } | undefined> {
  return db.withTables<Tables>().selectFrom('practice_state').select(['started_at', 'seed_version']).executeTakeFirst();
}

export async function markPracticeStart(db: Database, startedAt: IsoInstant, seedVersion: string): Promise<void> {
  const row = { started_at: startedAt, seed_version: seedVersion };
  await db
    .withTables<Tables>()
    .insertInto('practice_state')
    .values({ is_only_row: true, ...row })
    .onConflict((conflict) => conflict.column('is_only_row').doUpdateSet(row))
    .execute();
}
