/** What the overview keeps itself: when a person last looked. */
import type { IsoInstant } from '#kit/dates.ts';
import type { Database, Tx } from '#platform/database.ts';

type Tables = {
  overview_looks: { person_id: string; looked_at: IsoInstant };
};

/** When the person last said that they had seen the overview, or null. */
export async function lastLook(db: Database, personId: string): Promise<IsoInstant | null> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('overview_looks')
    .select('looked_at')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row?.looked_at ?? null;
}

export async function writeLook(tx: Tx, personId: string, lookedAt: IsoInstant): Promise<void> {
  await tx
    .withTables<Tables>()
    .insertInto('overview_looks')
    .values({ person_id: personId, looked_at: lookedAt })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ looked_at: lookedAt }))
    .execute();
}
