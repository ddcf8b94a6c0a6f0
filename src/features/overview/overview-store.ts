/** What the overview keeps and reads itself: when a person last looked, and the public's counts. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { Database, Tx } from '#platform/database.ts';

type Tables = {
  overview_looks: { person_id: string; looked_at: IsoInstant };
  public_task_counts: PublicTaskFact;
};

/** A task as the public may count it: no department, no person, no text. */
export type PublicTaskFact = {
  directive_id: string;
  /** Ordered, so that it can be late. */
  binding: boolean;
  due_on: IsoDate | null;
  is_accepted: boolean;
  is_excused: boolean;
  is_declined: boolean;
  is_waiting_for_review: boolean;
  has_record: boolean;
  due_state: 'dated' | 'standing' | 'waiting';
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

/** Give it `city.publicDb`: that role reads public views and nothing else. */
export function publicTaskFacts(publicDb: Database): Promise<PublicTaskFact[]> {
  return publicDb
    .withTables<Tables>()
    .selectFrom('public_task_counts')
    .select([
      'directive_id',
      'binding',
      'due_on',
      'is_accepted',
      'is_excused',
      'is_declined',
      'is_waiting_for_review',
      'has_record',
      'due_state',
    ])
    .execute();
}
