/** Reads the outbox for its page, newest first. */
import { sql } from 'kysely';
import type { Database } from '#platform/database.ts';
import type { OutboxTable } from '#platform/mail.ts';

/** `before`: the id of the last mail on the page before; ids sort by the real time at which they were made. */
export async function findMails(
  db: Database,
  search: string,
  before: string | null,
  limit: number,
): Promise<OutboxTable[]> {
  const like = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<OutboxTable>`select * from outbox
    where (to_address ilike ${like} or subject ilike ${like} or body ilike ${like}) and (${before}::text is null or id::text < ${before})
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

export async function mailById(db: Database, id: string): Promise<OutboxTable | null> {
  const { rows } = await sql<OutboxTable>`select * from outbox where id::text = ${id}`.execute(db);
  return rows[0] ?? null;
}
