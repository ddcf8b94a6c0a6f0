/** What came back: which mail, from which address, and whether the address itself is at fault. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { type AuditNote, auditedChange } from './audit.ts';
import type { City } from './city.ts';
import type { Database } from './database.ts';
import type { OutboxTable } from './mail.ts';

export type Bounce = { code: string; saidBy: 'smtp' | 'report'; isAddressFault: boolean };

/**
 * The mailbox does not exist, has moved or is closed, or its domain takes no mail: writing again is of no use. A full
 * mailbox, a filter or a rule of the server says nothing of the address (RFC 3463, 5.2.2 and 5.7).
 */
export function isAddressCode(code: string): boolean {
  return /^5\.(1\.(1|2|3|6|10)|2\.1|4\.4)$/.test(code) || /^55[013]$/.test(code);
}

/**
 * Records that a mail came back: the mail is closed and, where its address is at fault, nothing more is sent there. False when it
 * was known already.
 */
export function recordBounce(city: City, mail: OutboxTable, bounce: Bounce, now: number): Promise<boolean> {
  const at = new Date(now).toISOString() as IsoInstant;
  return auditedChange<boolean>(city, { actor: null, requestId: null }, async (tx) => {
    // A report that comes a second time says nothing new; after another try it does.
    const { rows } = await sql`
      insert into mail_bounces (mail_id, address, recorded_at, code, said_by, is_address_fault)
      values (${mail.id}, lower(${mail.to_address}), ${at}, ${bounce.code}, ${bounce.saidBy}, ${bounce.isAddressFault})
      on conflict (mail_id) do update set recorded_at = excluded.recorded_at, code = excluded.code, said_by = excluded.said_by,
        is_address_fault = excluded.is_address_fault, cleared_at = null, cleared_by = null
      where excluded.said_by = 'smtp' or (mail_bounces.cleared_at is not null and mail_bounces.cleared_at < ${mail.sent_at})
      returning mail_id`.execute(tx);
    if (rows.length === 0) return { value: false, note: [] as AuditNote[] };
    await sql`update outbox set closed_at = ${at}, closed_why = 'bounced', claimed_at = null, claimed_by = null, last_error = ${bounce.code}
      where id = ${mail.id}`.execute(tx);
    const details = { code: bounce.code, saidBy: bounce.saidBy, isAddressFault: bounce.isAddressFault };
    return { value: true, note: { event: 'mail.bounced', subject: { kind: 'outbox_mail', id: mail.id }, details } };
  });
}

export type AddressFault = { address: string; recordedAt: IsoInstant; code: string; mailId: string };

/** Addresses to which nothing is sent until somebody says so, the newest first; `addresses` narrows to those. */
export async function addressFaults(db: Database, addresses?: readonly string[]): Promise<AddressFault[]> {
  const among = addresses ? sql`b.address = any(${addresses.map((one) => one.toLowerCase())}::text[])` : sql`true`;
  const { rows } = await sql<AddressFault>`
    select distinct on (b.address) b.address, b.recorded_at as "recordedAt", b.code, b.mail_id as "mailId"
    from mail_bounces b where b.is_address_fault and b.cleared_at is null and ${among}
    order by b.address, b.recorded_at desc`.execute(db);
  return rows.toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt));
}

/** From now on mail to the address goes out again; answers how many bounces that lifts. */
export async function clearAddress(db: Database, address: string, by: string | null, at: IsoInstant): Promise<number> {
  const { numAffectedRows } = await sql`update mail_bounces set cleared_at = ${at}, cleared_by = ${by}
    where address = lower(${address}) and is_address_fault and cleared_at is null`.execute(db);
  return Number(numAffectedRows ?? 0);
}
