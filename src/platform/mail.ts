/** The outbox: a mail is a row written in the change's own transaction; the worker sends it, and evaluation only shows it. */
import nodemailer from 'nodemailer';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { Link } from '#rules/links.ts';
import type { City } from './city.ts';
import { type Database, inTransaction, type Tx } from './database.ts';

export type OutboxTable = {
  id: string;
  written_at: IsoInstant;
  to_person_id: string | null;
  to_address: string;
  subject: string;
  body: string;
  subject_kind: string | null;
  subject_id: string | null;
  sent_at: IsoInstant | null;
  tries: number;
  last_error: string | null;
  not_before: IsoInstant | null;
};
type Tables = { outbox: OutboxTable };

/** A plain-text mail. `about` is the record it concerns. */
export type Mail = { toPersonId: string | null; toAddress: string; subject: string; body: string; about: Link | null };

export async function writeMail(city: City, tx: Tx, mail: Mail): Promise<void> {
  await tx
    .withTables<Tables>()
    .insertInto('outbox')
    .values({
      id: newId(),
      written_at: city.clock.now(),
      to_person_id: mail.toPersonId,
      to_address: mail.toAddress,
      subject: mail.subject,
      body: mail.body,
      subject_kind: mail.about?.kind ?? null,
      subject_id: mail.about?.id ?? null,
      sent_at: null,
      tries: 0,
      last_error: null,
      not_before: null,
    })
    .execute();
}

/** Newest first. */
export function outboxMails(db: Database, limit: number): Promise<OutboxTable[]> {
  return db
    .withTables<Tables>()
    .selectFrom('outbox')
    .selectAll()
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export type SendMail = (mail: { to: string; subject: string; text: string; id: string }) => Promise<void>;

export function smtpSender(url: string, from: string): SendMail {
  // The row stays locked meanwhile: a server that does not answer must not hold up the sealing of the audit for long.
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  return async ({ to, subject, text, id }) => {
    await transport.sendMail({ from, to, subject, text, messageId: `<${id}@steward>` });
  };
}

const maximumTries = 8;

/** After the first failure a minute, then twice as long each time: eight tries take some two hours. */
const pauseAfter = (tries: number) => 60_000 * 2 ** (tries - 1);

/**
 * Sends up to 20 waiting mails, oldest first. One that fails is tried again after a pause, at most 8 times.
 * A process that dies between sending and marking leaves the mail waiting: it is sent again with the same id.
 * `now` is the real clock's, in milliseconds.
 */
export async function sendWaitingMails(
  city: City,
  send: SendMail,
  now: number,
): Promise<{ sent: number; failed: number }> {
  let sent = 0;
  let failed = 0;
  for (let count = 0; count < 20; count += 1) {
    const outcome = await sendOne(city, send, now);
    if (outcome === 'none') break;
    if (outcome === 'sent') sent += 1;
    else failed += 1;
  }
  return { sent, failed };
}

async function sendOne(city: City, send: SendMail, now: number): Promise<'none' | 'sent' | 'failed'> {
  return inTransaction(city.db, async (bareTx) => {
    const tx = bareTx.withTables<Tables>();
    const mail = await tx
      .selectFrom('outbox')
      .selectAll()
      .where('sent_at', 'is', null)
      .where('tries', '<', maximumTries)
      .where((where) =>
        where.or([
          where('not_before', 'is', null),
          where('not_before', '<=', new Date(now).toISOString() as IsoInstant),
        ]),
      )
      .orderBy('tries')
      .orderBy('written_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!mail) return 'none';
    try {
      await send({ to: mail.to_address, subject: mail.subject, text: mail.body, id: mail.id });
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
      const tries = mail.tries + 1;
      const notBefore = new Date(now + pauseAfter(tries)).toISOString() as IsoInstant;
      await tx
        .updateTable('outbox')
        .set({ tries, last_error: reason, not_before: notBefore })
        .where('id', '=', mail.id)
        .execute();
      return 'failed';
    }
    const sentAt = new Date(now).toISOString() as IsoInstant;
    await tx
      .updateTable('outbox')
      .set({ tries: mail.tries + 1, sent_at: sentAt, last_error: null })
      .where('id', '=', mail.id)
      .execute();
    return 'sent';
  });
}
