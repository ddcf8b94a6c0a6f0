/** Reads the audit for its page: filters, whether a row is sealed, page by page from the newest. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from '#platform/database.ts';
import type { AuditEvent } from '#rules/audit-events.ts';

export type AuditFilter = {
  event?: string | undefined;
  personId?: string | undefined;
  /** True for what no person did: jobs, seeds, commands. */
  isSystem?: boolean | undefined;
  bodyId?: string | undefined;
  /** An id, or `kind/id`. */
  subject?: string | undefined;
  /** From this instant, up to and without the other. */
  from?: IsoInstant | undefined;
  to?: IsoInstant | undefined;
  /** Rows with a smaller number only: the next page. */
  before?: number | undefined;
};

export type AuditEntry = {
  seq: number;
  at: IsoInstant;
  actorId: string | null;
  actorName: string | null;
  actorRoles: string;
  event: AuditEvent;
  subjectKind: string;
  subjectId: string;
  /** The words for the person, where the record is one. */
  subjectName: string | null;
  bodyId: string | null;
  requestId: string | null;
  details: Record<string, string | number | boolean | null>;
  sealNo: number | null;
};

function conditions(filter: AuditFilter): ReturnType<typeof sql> {
  const { event, personId, isSystem, bodyId, subject, from, to, before } = filter;
  const all = [sql`true`];
  if (event) all.push(sql`e.event = ${event}`);
  if (personId) all.push(sql`e.actor_id = ${personId}`);
  if (isSystem) all.push(sql`e.actor_id is null`);
  if (bodyId) all.push(sql`e.body_id = ${bodyId}`);
  if (subject) all.push(sql`(e.subject_id = ${subject} or e.subject_kind || '/' || e.subject_id = ${subject})`);
  if (from) all.push(sql`e.at >= ${from}`);
  if (to) all.push(sql`e.at < ${to}`);
  if (before !== undefined) all.push(sql`e.seq < ${before}`);
  return sql.join(all, sql` and `);
}

/** Newest first. */
export async function auditEntries(db: Database, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
  const { rows } =
    await sql<AuditEntry>`select e.seq, e.at, e.actor_id as "actorId", p.name as "actorName", e.actor_roles as "actorRoles",
      e.event, e.subject_kind as "subjectKind", e.subject_id as "subjectId", about.name as "subjectName", e.body_id as "bodyId", e.request_id as "requestId",
      e.details, s.seal_no as "sealNo"
    from audit_entries e left join audit_seals s on s.entry_seq = e.seq left join people p on p.id = e.actor_id
      left join people about on e.subject_kind = 'person' and about.id = e.subject_id
    where ${conditions(filter)} order by e.seq desc limit ${limit}`.execute(db);
  return rows;
}

/** How many rows the filter finds, and how many of them are not sealed yet. */
export async function countAudit(db: Database, filter: AuditFilter): Promise<{ rows: number; unsealed: number }> {
  const { rows } = await sql<{ rows: number; unsealed: number }>`select count(*)::int as rows,
      count(*) filter (where s.entry_seq is null)::int as unsealed
    from audit_entries e left join audit_seals s on s.entry_seq = e.seq where ${conditions({ ...filter, before: undefined })}`.execute(
    db,
  );
  return rows[0] ?? { rows: 0, unsealed: 0 };
}

/** Who appears in the audit, for the list of people to filter by. */
export async function auditPeople(db: Database): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`select p.id, p.name from people p
    where exists (select 1 from audit_entries e where e.actor_id = p.id) order by p.name, p.id`.execute(db);
  return rows;
}
