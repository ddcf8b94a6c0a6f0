/**
 * The audit: one row for each act, written in the act's own transaction and authenticated with the city's key.
 * A moment after the commit `audit-seal.ts` chains the rows, so that none can be changed or taken out unseen.
 */
import { createHmac } from 'node:crypto';
import { canonicalJson } from '#kit/canonical.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { AuditEvent } from '#rules/audit-events.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Link } from '#rules/links.ts';
import type { Actor } from '#rules/permissions.ts';
import type { City } from './city.ts';
import { inTransaction, type Tx } from './database.ts';

export type AuditTable = {
  seq: number;
  id: string;
  at: IsoInstant;
  actor_id: string | null;
  actor_roles: string;
  event: AuditEvent;
  subject_kind: string;
  subject_id: string;
  body_id: string | null;
  request_id: string | null;
  details: Record<string, unknown>;
  mac: string;
};
/** `seq` is given by the database. */
type NewAuditRow = Omit<AuditTable, 'seq'>;
type Tables = { audit_entries: NewAuditRow };

/** Who acts: a signed-in person, or the system itself (a job, a command). */
export type Acting = { actor: Actor | null; requestId: string | null };

/** What an act writes down beside its change. `details` carry ids and codes, never names or typed text. */
export type AuditNote = {
  event: AuditEvent;
  subject: Link;
  bodyId?: BodyId | null;
  details?: Record<string, string | number | boolean | null>;
};

/** The authentication code of a row: over everything that the row says, but not its place, which the seal covers. */
export function auditMac(key: Buffer, row: Omit<NewAuditRow, 'mac'>): string {
  return createHmac('sha256', key).update(canonicalJson(row)).digest('hex');
}

/** Writes one row. Call it inside the transaction of the change that it tells of. */
export function recordAudit(city: City, tx: Tx, acting: Acting, note: AuditNote): Promise<void> {
  return recordAll(city, tx, acting, [note]);
}

/** One statement takes so many rows: an act upon thousands of records is not thousands of statements. */
const rowsAtATime = 500;

async function recordAll(city: City, tx: Tx, acting: Acting, notes: readonly AuditNote[]): Promise<void> {
  for (let from = 0; from < notes.length; from += rowsAtATime) {
    const rows = notes.slice(from, from + rowsAtATime).map((note) => auditRow(city, acting, note));
    await tx.withTables<Tables>().insertInto('audit_entries').values(rows).execute();
  }
}

function auditRow(city: City, acting: Acting, note: AuditNote): NewAuditRow {
  const row: Omit<NewAuditRow, 'mac'> = {
    id: newId(),
    at: city.clock.now(),
    actor_id: acting.actor?.personId ?? null,
    actor_roles:
      acting.actor?.grants.map((grant) => (grant.bodyId ? `${grant.role}@${grant.bodyId}` : grant.role)).join(' ') ??
      'system',
    event: note.event,
    subject_kind: note.subject.kind,
    subject_id: note.subject.id,
    body_id: note.bodyId ?? null,
    request_id: acting.requestId,
    details: note.details ?? {},
  };
  return { ...row, mac: auditMac(city.auditKey, row) };
}

/**
 * The only way to change state: the change and its audit row land in one transaction, or neither does.
 * `change` answers its own value and the note, so that the note can name what was made.
 */
export function auditedChange<T>(
  city: City,
  acting: Acting,
  change: (tx: Tx) => Promise<{ value: T; note: AuditNote | readonly AuditNote[] }>,
): Promise<T> {
  return inTransaction(city.db, async (tx) => {
    const { value, note } = await change(tx);
    await recordAll(city, tx, acting, Array.isArray(note) ? (note as readonly AuditNote[]) : [note as AuditNote]);
    return value;
  });
}
