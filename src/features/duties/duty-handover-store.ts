/** Who has which task in hand, and work that was given from one person to another. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { Handover, WorkKind } from './duty-handover-questions.ts';

/** For each task the last act of each side that says who is at it; `kind` is the act's. */
export type LastHand = { task_id: string; side: 'body' | 'office'; kind: string; person_id: string | null };

/** The newest act of each side on the tasks where the person acted or was handed something; reminders and advice say nothing. */
export async function lastHands(db: Database, personId: string): Promise<LastHand[]> {
  const { rows } = await sql<LastHand>`
    select distinct on (d.assignment_id, case when d.kind = 'handed_over' then 'body' else d.side end) d.assignment_id as task_id,
      case when d.kind = 'handed_over' then 'body' else d.side end as side, d.kind,
      case when d.kind = 'handed_over' then d.to_person_id else d.acted_by end as person_id
    from duty_acts d
    where d.kind not in ('nudged', 'advised')
      and d.assignment_id in (select assignment_id from duty_acts where acted_by = ${personId} or to_person_id = ${personId})
    order by d.assignment_id, case when d.kind = 'handed_over' then 'body' else d.side end, d.seq desc`.execute(db);
  return rows;
}

export type HandoverRow = {
  id: string;
  handover_id: string;
  undoes: string | null;
  assignment_id: string;
  kind: WorkKind;
  from_person_id: string;
  to_person_id: string;
  handed_at: IsoInstant;
  handed_by: string | null;
};

export async function insertHandovers(tx: Tx, rows: readonly HandoverRow[]): Promise<void> {
  await sql`insert into work_handovers select * from jsonb_populate_recordset(null::work_handovers, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
}

/** To whom the review of each task was given last. */
export async function reviewHands(db: Database): Promise<{ task_id: string; person_id: string }[]> {
  const { rows } = await sql<{ task_id: string; person_id: string }>`
    select distinct on (assignment_id) assignment_id as task_id, to_person_id as person_id
    from work_handovers where kind = 'review' order by assignment_id, handed_at desc, id desc`.execute(db);
  return rows;
}

export async function handoverRows(db: Database, handoverId: string): Promise<HandoverRow[]> {
  if (!isRowId(handoverId)) return [];
  const { rows } =
    await sql<HandoverRow>`select * from work_handovers where handover_id = ${handoverId} order by assignment_id, kind`.execute(
      db,
    );
  return rows;
}

/** True when another act took this one back. */
export async function isGivenBack(db: Database, handoverId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from work_handovers where undoes = ${handoverId} limit 1`.execute(db);
  return rows.length > 0;
}

/** What was given from or to the person, newest first; acts that gave something back are not among them. */
export async function handoversOf(city: { db: Database }, personId: string): Promise<Handover[]> {
  const { rows } = await sql<Handover>`
    select h.handover_id as "handoverId", h.from_person_id as "fromPersonId", h.to_person_id as "toPersonId",
      min(h.handed_at) as "handedAt", count(*)::int as count,
      exists (select 1 from work_handovers u where u.undoes = h.handover_id) as "isGivenBack"
    from work_handovers h
    where h.undoes is null and (h.from_person_id = ${personId} or h.to_person_id = ${personId})
    group by h.handover_id, h.from_person_id, h.to_person_id
    order by min(h.handed_at) desc, h.handover_id desc`.execute(city.db);
  return rows;
}

/** Two administrators who give the same work away follow one another. */
export async function lockHandovers(tx: Tx): Promise<void> {
  await sql`lock table work_handovers in share row exclusive mode`.execute(tx);
}
