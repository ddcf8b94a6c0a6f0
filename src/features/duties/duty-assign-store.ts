/** Many rows at once, for the import of a pack. */
import { sql } from 'kysely';
import type { Database } from '#platform/database.ts';
import type { AssignmentRow, DutyVersionRow, TermsRow } from './duty-tables.ts';

export type NewAssignment = AssignmentRow;
export type LatestTerms = TermsRow & {
  directive_id: string;
  clause_id: string;
  duty_id: string;
  body_id: string;
  occurrence: string;
};

/** The newest terms of every assignment there ever was. */
export async function latestTerms(db: Database): Promise<LatestTerms[]> {
  const { rows } = await sql<LatestTerms>`
    select distinct on (t.assignment_id) t.*, a.directive_id, a.clause_id, a.duty_id, a.body_id, a.occurrence
    from assignment_terms t join assignments a on a.id = t.assignment_id
    order by t.assignment_id, t.recorded_at desc, t.id desc`.execute(db);
  return rows;
}

/** One import at a time. */
export async function lockAssignments(db: Database): Promise<void> {
  await sql`lock table assignments in share row exclusive mode`.execute(db);
}

const asRows = (rows: readonly unknown[]) => sql`${JSON.stringify(rows)}::jsonb`;

export async function insertDutyVersions(db: Database, rows: readonly DutyVersionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into duty_versions select * from jsonb_populate_recordset(null::duty_versions, ${asRows(rows)})`.execute(
    db,
  );
}

export async function insertAssignments(db: Database, rows: readonly NewAssignment[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into assignments select * from jsonb_populate_recordset(null::assignments, ${asRows(rows)})`.execute(
    db,
  );
}

export async function insertTerms(db: Database, rows: readonly TermsRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into assignment_terms select * from jsonb_populate_recordset(null::assignment_terms, ${asRows(rows)})`.execute(
    db,
  );
}

/** How many events of that day were recorded for this duty of this body. */
export async function eventsOn(
  db: Database,
  of: Pick<AssignmentRow, 'directive_id' | 'clause_id' | 'duty_id' | 'body_id'>,
  day: string,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from assignments
    where directive_id = ${of.directive_id} and clause_id = ${of.clause_id} and duty_id = ${of.duty_id} and body_id = ${of.body_id}
      and occurrence like ${`event-${day}-%`}`.execute(db);
  return rows[0]?.count ?? 0;
}
