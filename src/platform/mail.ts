/** The outbox: a mail is a row written in the change's own transaction; the worker sends it, and evaluation only shows it. */
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { wrapText } from '#kit/wrap.ts';
import type { Link } from '#rules/links.ts';
import type { City } from './city.ts';
import type { Database, Tx } from './database.ts';
import { quietUntil } from './quiet-hours.ts';

/** What a mail is. One that can wait is held in the city's quiet hours; the others go at once. */
export const mailKinds = {
  /** Somebody stands at the door. */
  sign_in: { canWait: false },
  /** Something was returned or answered, and the department can go on. */
  answer: { canWait: false },
  /** The Mayor's Office reminds by hand. */
  reminder: { canWait: true },
  /** What one person is reminded of on one day. */
  digest: { canWait: true },
  /** The week for the chief of staff. */
  weekly: { canWait: true },
  /** An administrator tries whether mail arrives. */
  test: { canWait: false },
  other: { canWait: false },
} as const satisfies Record<string, { canWait: boolean }>;
export type MailKind = keyof typeof mailKinds;

/** Why nothing more is tried. */
export const closedReasons = [
  /** Every try failed. */
  'failed',
  /** The server of the address refused it for good. */
  'bounced',
  /** Mail to the address came back before, and nobody has said that it is right now. */
  'address',
  /** What it reminds of was done before it was sent. */
  'withdrawn',
] as const;
export type ClosedReason = (typeof closedReasons)[number];

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
  /** Before the first try: held in quiet hours until then. Afterwards: not tried again before. */
  not_before: IsoInstant | null;
  kind: MailKind;
  claimed_at: IsoInstant | null;
  claimed_by: string | null;
  closed_at: IsoInstant | null;
  closed_why: ClosedReason | null;
};
type Tables = { outbox: OutboxTable };

/** A plain-text mail. `about` is the record it concerns; without a kind it goes at once. */
export type Mail = {
  toPersonId: string | null;
  toAddress: string;
  subject: string;
  body: string;
  about: Link | null;
  kind?: MailKind;
};

/** Lines of a mail have so many characters at most. */
export const mailWidth = 78;

/** Answers the mail's id. The text is broken into lines here, so that the outbox shows what is sent. */
export async function writeMail(city: City, tx: Tx, mail: Mail): Promise<string> {
  const { profile } = city;
  const id = newId();
  const writtenAt = city.clock.now();
  const kind = mail.kind ?? 'other';
  const heldUntil = mailKinds[kind].canWait
    ? quietUntil(profile.quietHours, profile.calendars[0], profile.timeZone, writtenAt)
    : null;
  await tx
    .withTables<Tables>()
    .insertInto('outbox')
    .values({
      id,
      written_at: writtenAt,
      to_person_id: mail.toPersonId,
      to_address: mail.toAddress,
      subject: mail.subject,
      body: wrapText(mail.body, mailWidth),
      subject_kind: mail.about?.kind ?? null,
      subject_id: mail.about?.id ?? null,
      sent_at: null,
      tries: 0,
      last_error: null,
      not_before: heldUntil,
      kind,
      claimed_at: null,
      claimed_by: null,
      closed_at: null,
      closed_why: null,
    })
    .execute();
  return id;
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

/** The words in which a mail's way stands, in the order in which the outbox's filter lists them. */
export const mailStates = [
  'held',
  'waiting',
  'sending',
  'retrying',
  'sent',
  'failed',
  'bounced',
  'address',
  'withdrawn',
] as const;
export type MailState = (typeof mailStates)[number];

/** A process that took a mail and did not come back within so long has died: the mail is taken again. */
export const claimMs = 5 * 60_000;

export function mailStateOf(
  mail: Pick<OutboxTable, 'sent_at' | 'closed_why' | 'claimed_at' | 'tries' | 'not_before'>,
  now: IsoInstant,
): MailState {
  if (mail.closed_why) return mail.closed_why;
  if (mail.sent_at) return 'sent';
  if (mail.claimed_at && Date.parse(mail.claimed_at) > Date.parse(now) - claimMs) return 'sending';
  if (mail.tries > 0) return 'retrying';
  return mail.not_before && mail.not_before > now ? 'held' : 'waiting';
}
