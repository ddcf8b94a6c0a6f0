/** Practice City's own state: when it was last put back (its clock runs from there), and how it is filled. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { Random } from '#kit/random.ts';
import type { Actor, Role } from '#rules/permissions.ts';
import type { City } from './city.ts';
import type { Database, Tx } from './database.ts';

type Tables = { practice_state: { is_only_row: boolean; started_at: IsoInstant; seed_version: string } };

/** What a wing is given to fill its share of Practice City: everything through its own services. */
export type PracticeTools = {
  random: Random;
  /** The day on which Practice City stands. */
  today: IsoDate;
  /** The city as it was at that local time of that day; its clock goes on by a millisecond with each act. */
  at(on: IsoDate, localTime: string): City;
  /** The person who holds the role (in that body). Throws when nobody does. */
  actorOf(role: Role, bodyId?: string): Promise<Actor>;
};
export type PracticeSeed = (tools: PracticeTools) => Promise<void>;

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

/**
 * Empties the tables in the order given; for Practice City alone, inside the transaction that fills them again.
 * Nobody else writes to them until that ends, and a second one waits.
 */
export async function emptyTables(tx: Tx, names: readonly string[]): Promise<void> {
  await sql`lock table ${sql.join(names.map((name) => sql.id(name)))} in share row exclusive mode`.execute(tx);
  for (const name of names) await sql`delete from ${sql.id(name)}`.execute(tx);
}
