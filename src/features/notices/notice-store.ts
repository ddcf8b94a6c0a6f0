/** What was written to whom, and how often each wants to be written to: one statement each. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { ClosedReason, MailKind, OutboxTable } from '#platform/mail.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { DueNotice } from './notice-clock.ts';
import { type NoticeKind, type Rhythm, rhythms, usualRhythm } from './notice-terms.ts';

/** `weekly` is no reminder of an item: its day is the week's Monday. */
export type NewNotice = Omit<DueNotice, 'kind'> & {
  kind: NoticeKind | 'weekly';
  itemId: string;
  personId: string;
  at: IsoInstant;
};

/** False when the person was reminded of just this before; waits for another process that is about to. */
export async function insertNotice(tx: Tx, { itemId, personId, kind, step, aboutOn, at }: NewNotice): Promise<boolean> {
  const { rows } = await sql`
    insert into notices (id, item_id, kind, step, about_on, person_id, noticed_at, mail_id)
    values (${newId()}, ${itemId}, ${kind}, ${step}, ${aboutOn}, ${personId}, ${at}, null)
    on conflict (item_id, kind, step, about_on, person_id) do nothing returning id`.execute(tx);
  return rows.length > 0;
}

/** Ties the reminders just written to a person to the mail that carries them. */
export async function tieNotices(tx: Tx, personId: string, at: IsoInstant, mailId: string): Promise<void> {
  await sql`update notices set mail_id = ${mailId} where person_id = ${personId} and noticed_at = ${at} and mail_id is null`.execute(
    tx,
  );
}

export type NoticeRow = DueNotice & { itemId: string; personId: string };
export async function noticesOfMail(db: Database, mailId: string): Promise<NoticeRow[]> {
  const { rows } = await sql<NoticeRow & { kind: NoticeKind; aboutOn: IsoDate }>`
    select item_id as "itemId", person_id as "personId", kind, step, about_on as "aboutOn" from notices
    where mail_id = ${mailId} order by id`.execute(db);
  return rows;
}

/** People who made no choice are not in it. */
export async function choices(db: Database): Promise<Map<string, Rhythm>> {
  const { rows } = await sql<{
    person_id: string;
    rhythm: string;
  }>`select person_id, rhythm from notice_choices`.execute(db);
  return new Map(rows.map(({ person_id, rhythm }) => [person_id, rhythmOf(rhythm)]));
}

export async function choiceOf(db: Database, personId: string): Promise<Rhythm> {
  const { rows } = await sql<{ rhythm: string }>`
    select rhythm from notice_choices where person_id = ${personId}`.execute(db);
  return rhythmOf(rows[0]?.rhythm);
}

const rhythmOf = (text: string | undefined) => rhythms.find((one) => one === text) ?? usualRhythm;

export async function writeChoice(tx: Tx, personId: string, rhythm: Rhythm, at: IsoInstant): Promise<void> {
  await sql`insert into notice_choices (person_id, rhythm, chosen_at) values (${personId}, ${rhythm}, ${at})
    on conflict (person_id) do update set rhythm = excluded.rhythm, chosen_at = excluded.chosen_at`.execute(tx);
}

export type SendingFacts = {
  lastSentAt: IsoInstant | null;
  /** The newest mail that could not be sent at some try, and what was heard then. */
  lastFailure: { mailId: string; error: string; at: IsoInstant | null } | null;
};
export async function sendingFacts(db: Database): Promise<SendingFacts> {
  const { rows } = await sql<{ sent: IsoInstant | null }>`select max(sent_at) as sent from outbox`.execute(db);
  const { rows: failures } = await sql<{ id: string; last_error: string; at: IsoInstant | null }>`
    select id, last_error, coalesce(closed_at, not_before) as at from outbox
    where last_error is not null order by coalesce(closed_at, not_before) desc nulls last limit 1`.execute(db);
  const [failure] = failures;
  return {
    lastSentAt: rows[0]?.sent ?? null,
    lastFailure: failure ? { mailId: failure.id, error: failure.last_error, at: failure.at } : null,
  };
}

export type MailCounts = Record<'held' | 'waiting' | 'retrying' | 'sent' | ClosedReason, number> & {
  oldestWaitingAt: IsoInstant | null;
};
/** How many mails are on which part of their way. */
export async function mailCounts(db: Database, now: IsoInstant): Promise<MailCounts> {
  const { rows } = await sql<MailCounts>`
    select count(*) filter (where sent_at is null and closed_at is null and tries = 0 and not_before > ${now})::int as held,
      count(*) filter (where sent_at is null and closed_at is null and tries = 0 and (not_before is null or not_before <= ${now}))::int as waiting,
      count(*) filter (where sent_at is null and closed_at is null and tries > 0)::int as retrying,
      count(*) filter (where sent_at is not null and closed_at is null)::int as sent,
      count(*) filter (where closed_why = 'failed')::int as failed,
      count(*) filter (where closed_why = 'bounced')::int as bounced,
      count(*) filter (where closed_why = 'address')::int as address,
      count(*) filter (where closed_why = 'withdrawn')::int as withdrawn,
      min(coalesce(case when tries = 0 then not_before end, written_at))
        filter (where sent_at is null and closed_at is null and (tries > 0 or not_before is null or not_before <= ${now})) as "oldestWaitingAt"
    from outbox`.execute(db);
  return rows[0] as MailCounts;
}

/** The newest mail of a kind to a person. */
export async function newestMail(db: Database, personId: string, kind: MailKind): Promise<OutboxTable | null> {
  const { rows } = await sql<OutboxTable>`
    select * from outbox where to_person_id = ${personId} and kind = ${kind} order by id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** A mail of ours that was sent, by the id that stands in its Message-ID. */
export async function sentMail(db: Database, id: string): Promise<OutboxTable | null> {
  const { rows } = await sql<OutboxTable>`select * from outbox where id::text = ${id} and sent_at is not null`.execute(
    db,
  );
  return rows[0] ?? null;
}
