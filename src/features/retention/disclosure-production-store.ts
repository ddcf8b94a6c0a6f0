/** Productions: what went out under a demand, frozen. One statement each. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database, Tx } from '#platform/database.ts';
import { type EntryRow } from './disclosure-entry-store.ts';

/** `isRecordFile`: a file of a record, released whole. */
export type ProductionPart = { name: string; sha256: string; byteLength: number; isRecordFile: boolean };

export type ProductionRow = {
  id: string;
  demand_id: string;
  demand_number: string;
  number: number;
  made_at: IsoInstant;
  made_by: string;
  content_hash: string;
  parts: ProductionPart[];
  released_count: number;
  withheld_count: number;
};

export async function insertProduction(
  tx: Tx,
  row: ProductionRow,
  entries: readonly Pick<EntryRow, 'id' | 'version'>[],
): Promise<void> {
  await sql`insert into demand_productions (id, demand_id, demand_number, number, made_at, made_by, content_hash, released_count, withheld_count)
    values (${row.id}, ${row.demand_id}, ${row.demand_number}, ${row.number}, ${row.made_at}, ${row.made_by}, ${row.content_hash},
      ${row.released_count}, ${row.withheld_count})`.execute(tx);
  await sql`insert into demand_production_parts (production_id, position, name, sha256, byte_length, is_record_file)
    select ${row.id}, r.nth, r.part ->> 'name', r.part ->> 'sha256', (r.part ->> 'byteLength')::bigint, (r.part ->> 'isRecordFile')::boolean
    from jsonb_array_elements(${JSON.stringify(row.parts)}::jsonb) with ordinality as r(part, nth)`.execute(tx);
  await sql`insert into demand_production_records (production_id, entry_id, version)
    select ${row.id}, r.id, r.version
    from jsonb_to_recordset(${JSON.stringify(entries.map(({ id, version }) => ({ id, version })))}::jsonb) as r(id uuid, version int)`.execute(
    tx,
  );
}

/** Oldest first. */
export async function productionsOf(db: Database, demandId: string): Promise<ProductionRow[]> {
  const { rows } = await sql<ProductionRow>`
    select p.*, (select json_agg(json_build_object('name', f.name, 'sha256', f.sha256, 'byteLength', f.byte_length,
        'isRecordFile', f.is_record_file) order by f.position) from demand_production_parts f where f.production_id = p.id) as parts
    from demand_productions p where p.demand_id = ${demandId} order by p.number`.execute(db);
  return rows;
}

/** Marked records of the demand that no production holds as they are marked now, in the order of their numbers. */
export async function entriesToProduce(db: Database, demandId: string): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select e.id, e.demand_id, e.position, e.class_id, e.record_id, e.recorded_at, e.body_id, e.left_out_at, e.version, e.marks,
           e.outcome, e.has_privileged, e.digest, e.note_sealed, e.marked_at, e.marked_by
    from demand_records e
    where e.demand_id = ${demandId} and e.left_out_at is null and e.version > 0
      and not exists (select 1 from demand_production_records p where p.entry_id = e.id and p.version = e.version)
    order by e.position`.execute(db);
  return rows;
}
