/** Keeps the records that a demand reaches from being destroyed, on every path: the database itself refuses (0010-retention.sql). */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Tx } from '#platform/database.ts';
import { lockHolds } from './legal-hold-store.ts';

export type NamedRecord = { classId: string; recordId: string };

/** From the commit on. Waits for a destruction in the middle of a batch, and that for this. */
export async function freezeRecords(
  tx: Tx,
  demandId: string,
  records: readonly NamedRecord[],
  now: IsoInstant,
): Promise<void> {
  await lockHolds(tx, 'to_place');
  await sql`insert into record_freezes (demand_id, class_id, record_id, frozen_at)
    select ${demandId}::uuid, r."classId", r."recordId", ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r("classId" text, "recordId" text)
    on conflict (demand_id, class_id, record_id) do update set thawed_at = null`.execute(tx);
}

/** Other demands and legal holds go on keeping what they keep. */
export async function thawRecords(
  tx: Tx,
  demandId: string,
  records: readonly NamedRecord[] | 'all',
  now: IsoInstant,
): Promise<void> {
  const among =
    records === 'all'
      ? sql`true`
      : sql`(class_id, record_id) in (select r."classId", r."recordId"
          from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r("classId" text, "recordId" text))`;
  await sql`update record_freezes set thawed_at = ${now}
    where demand_id = ${demandId} and thawed_at is null and ${among}`.execute(tx);
}
