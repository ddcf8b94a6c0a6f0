/**
 * Sends what waits in the outbox. A mail is claimed in one short statement, sent outside any transaction, and marked
 * afterwards: a mail server that is slow holds nothing up, neither other mails of other workers nor the seal of the audit.
 */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { wrapText } from '#kit/wrap.ts';
import type { City } from './city.ts';
import { type ClosedReason, claimMs, mailWidth, type OutboxTable } from './mail.ts';
import { recordBounce } from './mail-bounces.ts';
import { isHeldError } from './record-guards.ts';

/** What goes out. `id` names the mail for ever: its Message-ID is made of it. */
export type OutgoingMail = { to: string; subject: string; text: string; id: string; city: string };
/** Throws MailRefused where the server said no, anything else where it could not be reached or broke off. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

/** The mail server answered, and said no. */
export class MailRefused extends Error {
  readonly isPermanent: boolean;
  /** The status of RFC 3463, such as 5.1.1, else the three digits of the reply. */
  readonly code: string;
  /** The server does not know the address, or has closed it. */
  readonly isAddressFault: boolean;
  constructor(message: string, reply: { isPermanent: boolean; code: string; isAddressFault: boolean }) {
    super(message);
    this.isPermanent = reply.isPermanent;
    this.code = reply.code;
    this.isAddressFault = reply.isAddressFault;
  }
}

/** The mail server itself cannot be used now: the mails after this one wait for the next run. */
export class MailServerAway extends Error {}

/** Asked of each mail just before it goes: other words where the facts have changed, null where nothing is left to say. */
export type FreshMail = (city: City, mail: OutboxTable) => Promise<{ subject: string; body: string } | null>;

export type SendOptions = {
  send: SendMail;
  /** The real clock's, in milliseconds. */
  now(): number;
  workerId: string;
  fresh?: FreshMail;
  /** True when the process is about to end: no further mail is taken. */
  isStopping?(): boolean;
};

export const maximumTries = 8;
const mailsInARun = 20;

/** After the first failure a minute, then twice as long each time: eight tries take some two hours. */
const pauseAfter = (tries: number) => 60_000 * 2 ** (tries - 1);
const instant = (ms: number) => new Date(ms).toISOString() as IsoInstant;

/**
 * Sends up to 20 waiting mails, oldest first. One that fails is tried again after a pause, at most 8 times; one that is
 * refused for good has bounced and is not. A process that dies in between leaves the mail claimed: some minutes later
 * another takes it, under the same id.
 */
export async function sendWaitingMails(city: City, options: SendOptions): Promise<{ sent: number; failed: number }> {
  await closeHopeless(city, options.now());
  const count = { sent: 0, failed: 0 };
  for (let turn = 0; turn < mailsInARun && !options.isStopping?.(); turn += 1) {
    const mail = await claimOne(city, options);
    if (!mail) break;
    const outcome = await sendClaimed(city, mail, options);
    if (outcome === 'sent') count.sent += 1;
    else if (outcome !== 'withdrawn') count.failed += 1;
    if (outcome === 'away') break;
  }
  return count;
}

/** Mails to an address that came back, and those whose last try nobody lived to mark. */
async function closeHopeless(city: City, now: number): Promise<void> {
  await sql`update outbox o set closed_at = ${instant(now)}, claimed_at = null, claimed_by = null,
      closed_why = case when o.tries >= ${maximumTries} then 'failed' else 'address' end
    where o.sent_at is null and o.closed_at is null and (o.claimed_at is null or o.claimed_at <= ${instant(now - claimMs)})
      and (o.tries >= ${maximumTries} or exists (select 1 from mail_bounces b
        where b.address = lower(o.to_address) and b.is_address_fault and b.cleared_at is null))`.execute(city.db);
}

async function claimOne(city: City, { now, workerId }: SendOptions): Promise<OutboxTable | undefined> {
  const at = instant(now());
  const { rows } = await sql<OutboxTable>`
    update outbox set claimed_at = ${at}, claimed_by = ${workerId}, tries = tries + 1
    where id = (select id from outbox
      where sent_at is null and closed_at is null and tries < ${maximumTries}
        and (not_before is null or not_before <= ${at})
        and (claimed_at is null or claimed_at <= ${instant(now() - claimMs)})
      order by tries, written_at limit 1 for update skip locked)
    returning *`.execute(city.db);
  return rows[0];
}

async function sendClaimed(
  city: City,
  mail: OutboxTable,
  { send, now, fresh }: SendOptions,
): Promise<'sent' | 'failed' | 'away' | 'withdrawn'> {
  let words: { subject: string; body: string } | null = null;
  try {
    words = fresh ? await fresh(city, mail) : mail;
    if (!words) {
      await close(city, mail, 'withdrawn', now());
      return 'withdrawn';
    }
    const { subject, body } = await keepWords(city, mail, words);
    await send({ to: mail.to_address, subject, text: body, id: mail.id, city: city.slug });
    await sql`update outbox set sent_at = ${instant(now())}, last_error = null, claimed_at = null, claimed_by = null,
      closed_at = null, closed_why = null where id = ${mail.id}`.execute(city.db);
    return 'sent';
  } catch (error) {
    if (error instanceof MailRefused && error.isPermanent) {
      await recordBounce(city, mail, { code: error.code, saidBy: 'smtp', isAddressFault: error.isAddressFault }, now());
      return 'failed';
    }
    await postpone(city, mail, error, now());
    return error instanceof MailServerAway ? 'away' : 'failed';
  }
}

type Words = Pick<OutboxTable, 'subject' | 'body'>;

/**
 * Written down before they go out, so that the record says what was sent. Where a legal hold keeps the words that stand
 * there, these go out: refused afterwards, the mail would be sent again and again.
 */
async function keepWords(city: City, mail: OutboxTable, { subject, body: newer }: Words): Promise<Words> {
  const body = wrapText(newer, mailWidth);
  if (subject === mail.subject && body === mail.body) return { subject, body };
  try {
    await sql`update outbox set subject = ${subject}, body = ${body} where id = ${mail.id}`.execute(city.db);
    return { subject, body };
  } catch (error) {
    if (isHeldError(error)) return mail;
    throw error;
  }
}

/** Whoever has lost the claim meanwhile marks nothing. */
async function postpone(city: City, mail: OutboxTable, error: unknown, now: number): Promise<void> {
  const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  const isLast = mail.tries >= maximumTries;
  await sql`update outbox set claimed_at = null, claimed_by = null, last_error = ${reason},
      not_before = ${instant(now + pauseAfter(mail.tries))},
      closed_at = ${isLast ? instant(now) : null}, closed_why = ${isLast ? 'failed' : null}
    where id = ${mail.id} and claimed_at = ${mail.claimed_at} and claimed_by = ${mail.claimed_by} and sent_at is null`.execute(
    city.db,
  );
}

async function close(city: City, mail: OutboxTable, why: ClosedReason, now: number): Promise<void> {
  await sql`update outbox set closed_at = ${instant(now)}, closed_why = ${why}, claimed_at = null, claimed_by = null
    where id = ${mail.id} and sent_at is null`.execute(city.db);
}
