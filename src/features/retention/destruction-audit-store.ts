/** The audit's rows about one destruction list, for its certificate. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from '#platform/database.ts';
import type { AuditEvent } from '#rules/audit-events.ts';

export type AuditLine = {
  seq: number;
  at: IsoInstant;
  event: AuditEvent;
  roles: string;
  details: Record<string, unknown>;
};

/** Oldest first. */
export async function auditEntriesAbout(db: Database, listId: string): Promise<AuditLine[]> {
  const { rows } = await sql<AuditLine>`select seq, at, event, actor_roles as roles, details from audit_entries
    where subject_kind = 'destruction' and subject_id = ${listId} order by seq`.execute(db);
  return rows;
}
