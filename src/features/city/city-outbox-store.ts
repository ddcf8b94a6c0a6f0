/** Reads the outbox for its page, newest first, and sets a mail on its way again. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database, Tx } from '#platform/database.ts';
import { claimMs, type MailKind, type MailState, type OutboxTable } from '#platform/mail.ts';

export type OutboxFilter = { search: string; state: MailState | null; kind: MailKind | null; personId: string | null };

const isOpen = sql`sent_at is null and closed_at is null`;

/** The same as `mailStateOf`, for the database; a test holds the two together. */
function inState(state: MailState, now: IsoInstant) {
  const claimedSince = new Date(Date.parse(now) - claimMs).toISOString();
  const isClaimed = sql`(claimed_at is not null and claimed_at > ${claimedSince})`;
  switch (state) {
    case 'sent':
      return sql`sent_at is not null and closed_why is null`;
    case 'sending':
      return sql`${isOpen} and ${isClaimed}`;
    case 'retrying':
      return sql`${isOpen} and not ${isClaimed} and tries > 0`;
    case 'held':
      return sql`${isOpen} and not ${isClaimed} and tries = 0 and not_before > ${now}`;
    case 'waiting':
      return sql`${isOpen} and not ${isClaimed} and tries = 0 and (not_before is null or not_before <= ${now})`;
    default:
      return sql`closed_why = ${state}`;
  }
}

/** `before`: the id of the last mail on the page before. */
export async function findMails(
  db: Database,
  { search, state, kind, personId }: OutboxFilter,
  now: IsoInstant,
  before: string | null,
  limit: number,
): Promise<OutboxTable[]> {
  const like = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<OutboxTable>`select * from outbox
    where (to_address ilike ${like} or subject ilike ${like} or body ilike ${like}) and (${before}::text is null or (written_at, id) < (select written_at, id from outbox where id::text = ${before}))
      and (${kind}::text is null or kind = ${kind}) and (${personId}::text is null or to_person_id = ${personId})
      and ${state ? inState(state, now) : sql`true`}
    order by written_at desc, id desc limit ${limit}`.execute(db);
  return rows;
}

export async function mailById(db: Database, id: string): Promise<OutboxTable | null> {
  const { rows } = await sql<OutboxTable>`select * from outbox where id::text = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** Everybody to whom a mail was written, by name. */
export async function outboxPeople(db: Database): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`select p.id, p.name from people p
    where exists (select 1 from outbox o where o.to_person_id = p.id) order by p.name, p.id`.execute(db);
  return rows;
}

/** The mail waits as if it had just been written; false when it is on its way already. */
export async function reopenMail(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`update outbox set tries = 0, not_before = null, sent_at = null, last_error = null,
      closed_at = null, closed_why = null, claimed_at = null, claimed_by = null
    where id::text = ${id} and closed_why in ('failed', 'bounced', 'address') returning id`.execute(tx);
  return rows.length > 0;
}
