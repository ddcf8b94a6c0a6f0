/** How each department is reached: what the city keeps beside its pack, as dated facts. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { BodyContact } from './city-department-terms.ts';

export type RecordedContact = BodyContact & { bodyId: BodyId; recordedAt: IsoInstant; recordedBy: string | null };

const columns = sql`c.body_id as "bodyId", c.head_title as "headTitle", c.role_mailbox as "roleMailbox", c.phone, c.address,
  c.recorded_at as "recordedAt", p.name as "recordedBy"`;

/** What holds now, for every body of which something was recorded. */
export async function bodyContacts(db: Database): Promise<Map<BodyId, RecordedContact>> {
  const { rows } = await sql<RecordedContact>`select distinct on (c.body_id) ${columns}
    from body_contacts c left join people p on p.id = c.recorded_by
    order by c.body_id, c.recorded_at desc, c.id desc`.execute(db);
  return new Map(rows.map((row) => [row.bodyId, row]));
}

/** Everything that was recorded of one body, newest first. */
export async function contactHistory(db: Database, bodyId: BodyId): Promise<RecordedContact[]> {
  const { rows } = await sql<RecordedContact>`select ${columns}
    from body_contacts c left join people p on p.id = c.recorded_by
    where c.body_id = ${bodyId} order by c.recorded_at desc, c.id desc`.execute(db);
  return rows;
}

export async function insertContacts(
  tx: Tx,
  rows: readonly (BodyContact & { bodyId: BodyId })[],
  recordedAt: IsoInstant,
  recordedBy: string | null,
): Promise<void> {
  const made = rows.map((row) => ({
    id: newId(),
    body_id: row.bodyId,
    head_title: row.headTitle,
    role_mailbox: row.roleMailbox,
    phone: row.phone,
    address: row.address,
    recorded_at: recordedAt,
    recorded_by: recordedBy,
  }));
  await sql`insert into body_contacts select * from jsonb_populate_recordset(null::body_contacts, ${JSON.stringify(made)}::jsonb)`.execute(
    tx,
  );
}

/** One change of contacts at a time. */
export async function lockContacts(tx: Tx): Promise<void> {
  await sql`lock table body_contacts in share row exclusive mode`.execute(tx);
}
