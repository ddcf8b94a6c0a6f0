/** Demands for records and what happened to them, as the database holds them: one statement each. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { Reason } from '#rules/obligations.ts';
import type { DemandActKind, DemandChannel, DemandFact, DemandKind } from './disclosure-terms.ts';

export type DemandRow = {
  id: string;
  number: string;
  kind: DemandKind;
  channel: DemandChannel;
  received_on: IsoDate;
  asker_sealed: string;
  contact_sealed: string;
  asked_sealed: string;
  return_on: IsoDate | null;
  due_on: IsoDate | null;
  due_reasons: Reason[];
  file_sha256: string | null;
  file_name: string | null;
  registered_at: IsoInstant;
  registered_by: string;
};

export type DemandActRow = {
  id: string;
  demand_id: string;
  kind: DemandActKind;
  acted_at: IsoInstant;
  acted_by: string;
  new_due_on: IsoDate | null;
  reasons: Reason[] | null;
  marks_revision: number | null;
  text_sealed: string | null;
};

/** A demand with what is needed to say where it stands; nothing that is sealed. */
export type DemandLine = Pick<DemandRow, 'id' | 'number' | 'kind' | 'channel' | 'received_on' | 'due_on'> & {
  facts: DemandFact[];
  records: number;
  marked: number;
  /** Counts every change of what is taken in and how it is marked: what counsel approves, and what goes out. */
  marks_revision: number;
};

const facts = sql`coalesce((select json_agg(json_build_object('kind', a.kind, 'actedAt', a.acted_at, 'actedBy', a.acted_by,
  'newDueOn', a.new_due_on, 'marksRevision', a.marks_revision) order by a.seq) from demand_acts a where a.demand_id = d.id), '[]')`;

/** All demands, newest first; with `id`, that one alone. */
export async function demandLines(db: Database, id?: string): Promise<DemandLine[]> {
  if (id !== undefined && !isRowId(id)) return [];
  const { rows } = await sql<DemandLine>`
    select d.id, d.number, d.kind, d.channel, d.received_on, d.due_on, ${facts} as facts, d.revision as marks_revision, e.records, e.marked
    from records_demands d
    left join lateral (
      select count(*) filter (where e.left_out_at is null)::int as records,
             count(*) filter (where e.left_out_at is null and e.version > 0)::int as marked
      from demand_records e where e.demand_id = d.id) e on true
    where ${id === undefined ? sql`true` : sql`d.id = ${id}`}
    order by d.received_on desc, d.number desc`.execute(db);
  return rows;
}

export async function demandById(db: Database, id: string): Promise<DemandRow | null> {
  if (!isRowId(id)) return null;
  const { rows } = await sql<DemandRow>`select * from records_demands where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** Locks the demand, so that two people's acts on it follow one another. */
export async function lockDemand(tx: Tx, id: string): Promise<boolean> {
  if (!isRowId(id)) return false;
  const { rows } = await sql`select 1 from records_demands where id = ${id} for update`.execute(tx);
  return rows.length > 0;
}

/** Says that something of what goes out has changed. */
export async function countRevision(tx: Tx, demandId: string): Promise<void> {
  await sql`update records_demands set revision = revision + 1 where id = ${demandId}`.execute(tx);
}

/** The next number of the year; numbers are given one at a time. */
export async function nextDemandNumber(tx: Tx, year: string): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtext('records_demands.number'), hashtext(current_schema()))`.execute(tx);
  const like = `RD-${year}-%`;
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(split_part(number, '-', 3)::int), 0) as last from records_demands where number like ${like}`.execute(
    tx,
  );
  return `RD-${year}-${String((rows[0]?.last ?? 0) + 1).padStart(3, '0')}`;
}

export async function insertDemand(tx: Tx, row: DemandRow): Promise<void> {
  await sql`insert into records_demands (id, number, kind, channel, received_on, asker_sealed, contact_sealed, asked_sealed,
      return_on, due_on, due_reasons, file_sha256, file_name, registered_at, registered_by)
    values (${row.id}, ${row.number}, ${row.kind}, ${row.channel}, ${row.received_on}, ${row.asker_sealed}, ${row.contact_sealed},
      ${row.asked_sealed}, ${row.return_on}, ${row.due_on}, ${JSON.stringify(row.due_reasons)}::jsonb, ${row.file_sha256},
      ${row.file_name}, ${row.registered_at}, ${row.registered_by})`.execute(tx);
}

export async function insertDemandAct(tx: Tx, row: DemandActRow): Promise<void> {
  await sql`insert into demand_acts (id, demand_id, kind, acted_at, acted_by, new_due_on, reasons, marks_revision, text_sealed)
    values (${row.id}, ${row.demand_id}, ${row.kind}, ${row.acted_at}, ${row.acted_by}, ${row.new_due_on},
      ${row.reasons ? JSON.stringify(row.reasons) : null}::jsonb, ${row.marks_revision}, ${row.text_sealed})`.execute(
    tx,
  );
}

/** Oldest first. */
export async function demandActs(db: Database, demandId: string): Promise<DemandActRow[]> {
  const { rows } = await sql<DemandActRow>`
    select id, demand_id, kind, acted_at, acted_by, new_due_on, reasons, marks_revision, text_sealed
    from demand_acts where demand_id = ${demandId} order by seq`.execute(db);
  return rows;
}
