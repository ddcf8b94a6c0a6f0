/** Tasks as the database holds them: one statement each, plain objects out. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { BodyId, VerbStrength } from '#rules/bodies.ts';
import type { LegalStatus, Reason } from '#rules/obligations.ts';
import type { TaskFilter } from '#rules/task-progress.ts';
import type { ActKind, Side } from './duty-moves.ts';
import type { DutyActRow, DutyTables, DutyVersionRow, SubmissionItemRow, SubmissionRow } from './duty-tables.ts';

const tables = (db: Database) => db.withTables<DutyTables>();

/** A task with the terms that held at a moment; what the duty says is in its version. */
export type TaskRow = {
  id: string;
  directive_id: string;
  clause_id: string;
  duty_id: string;
  body_id: BodyId;
  occurrence: string;
  duty_version_id: string;
  verb: VerbStrength;
  legal_status: LegalStatus;
  due_state: 'dated' | 'standing' | 'waiting';
  due_on: IsoDate | null;
  due_at: IsoInstant | null;
  period_label: string | null;
  is_joint: boolean;
};

function narrowed(filter: TaskFilter) {
  const parts = [sql`true`];
  if (filter.bodyIds) parts.push(sql`a.body_id = any(${[...filter.bodyIds]}::text[])`);
  if (filter.directiveId) parts.push(sql`a.directive_id = ${filter.directiveId}`);
  if (filter.clauseId) parts.push(sql`a.clause_id = ${filter.clauseId}`);
  if (filter.taskIds) parts.push(sql`a.id = any(${[...filter.taskIds]}::uuid[])`);
  return sql.join(parts, sql` and `);
}

/** Tasks that stood before `until` (half-open), in the order of the directives' duties. */
export async function tasksBefore(db: Database, until: IsoInstant, filter: TaskFilter): Promise<TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select a.id, a.directive_id, a.clause_id, a.duty_id, a.body_id, a.occurrence,
           t.duty_version_id, t.verb, t.legal_status, t.due_state, t.due_on, t.due_at, t.period_label, t.is_joint
    from assignments a
    join (select distinct on (assignment_id) * from assignment_terms where recorded_at < ${until}
          order by assignment_id, recorded_at desc, id desc) t on t.assignment_id = a.id and not t.is_withdrawn
    where ${narrowed(filter)}`.execute(db);
  return rows;
}

export type FactRow = { assignment_id: string; kind: ActKind; acted_at: IsoInstant; side: Side; new_due_on: IsoDate | null };

/** The facts about those tasks before `until`, oldest first. */
export async function factsBefore(db: Database, until: IsoInstant, filter: TaskFilter): Promise<FactRow[]> {
  const isAll = !filter.bodyIds && !filter.directiveId && !filter.clauseId && !filter.taskIds;
  const among = isAll ? sql`true` : sql`d.assignment_id in (select a.id from assignments a where ${narrowed(filter)})`;
  const { rows } = await sql<FactRow>`
    select d.assignment_id, d.kind, d.acted_at, d.side, d.new_due_on from duty_acts d
    where d.acted_at < ${until} and ${among} order by d.seq`.execute(db);
  return rows;
}

export function dutyVersions(db: Database): Promise<DutyVersionRow[]> {
  return tables(db).selectFrom('duty_versions').selectAll().execute();
}

/** Locks a task for a move, so that two people's moves follow one another. */
export async function lockTask(tx: Tx, taskId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from assignments where id = ${taskId} for update`.execute(tx);
  return rows.length > 0;
}

/** Everything that happened to a task before `until`, oldest first. */
export async function actsOf(db: Database, taskId: string, until: IsoInstant): Promise<DutyActRow[]> {
  const { rows } = await sql<DutyActRow>`
    select seq, id, assignment_id, kind, acted_at, acted_by, side, submission_id, new_due_on, to_person_id, text, points
    from duty_acts where assignment_id = ${taskId} and acted_at < ${until} order by seq`.execute(db);
  return rows;
}

export async function insertAct(tx: Tx, act: Omit<DutyActRow, 'seq'>): Promise<void> {
  await sql`insert into duty_acts (id, assignment_id, kind, acted_at, acted_by, side, submission_id, new_due_on, to_person_id, text, points)
    values (${act.id}, ${act.assignment_id}, ${act.kind}, ${act.acted_at}, ${act.acted_by}, ${act.side}, ${act.submission_id},
            ${act.new_due_on}, ${act.to_person_id}, ${act.text}, ${JSON.stringify(act.points)}::jsonb)`.execute(tx);
}

export function submissionsOf(db: Database, taskId: string, until: IsoInstant): Promise<SubmissionRow[]> {
  return tables(db).selectFrom('submissions').selectAll().where('assignment_id', '=', taskId).where('submitted_at', '<', until).orderBy('number', 'desc').execute();
}

export function itemsOf(db: Database, submissionIds: readonly string[]): Promise<SubmissionItemRow[]> {
  if (submissionIds.length === 0) return Promise.resolve([]);
  return tables(db).selectFrom('submission_items').selectAll().where('submission_id', 'in', [...submissionIds]).orderBy('position').execute();
}

/** A file that was handed in, with the task that it belongs to. */
export function itemWithTask(db: Database, itemId: string) {
  return tables(db)
    .selectFrom('submission_items as item')
    .innerJoin('submissions as submission', 'submission.id', 'item.submission_id')
    .select(['item.file_sha256', 'item.file_name', 'item.media_type', 'submission.assignment_id', 'submission.id as submission_id'])
    .where('item.id', '=', itemId)
    .executeTakeFirst();
}

export async function nextSubmissionNumber(tx: Tx, taskId: string): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(number), 0) + 1 as next from submissions where assignment_id = ${taskId}`.execute(tx);
  return rows[0]?.next ?? 1;
}

export async function insertSubmission(tx: Tx, submission: SubmissionRow, items: readonly SubmissionItemRow[]): Promise<void> {
  await tables(tx).insertInto('submissions').values(submission).execute();
  if (items.length === 0) return;
  const rows = items.map((item) => ({ ...item, form: item.form === null ? null : (JSON.stringify(item.form) as never) }));
  await tables(tx).insertInto('submission_items').values(rows).execute();
}

/** The reasons of the dates that hold before `until`. */
export async function reasonsBefore(db: Database, until: IsoInstant, taskIds: readonly string[]): Promise<{ task_id: string; reasons: Reason[] }[]> {
  const { rows } = await sql<{ task_id: string; reasons: Reason[] }>`
    select distinct on (assignment_id) assignment_id as task_id, reasons from assignment_terms
    where assignment_id = any(${[...taskIds]}::uuid[]) and recorded_at < ${until}
    order by assignment_id, recorded_at desc, id desc`.execute(db);
  return rows;
}

/** The colleagues to whom a person's tasks were handed last: task id to person id. */
export async function handedOverTo(db: Database, personId: string): Promise<string[]> {
  const { rows } = await sql<{ assignment_id: string }>`
    select assignment_id from (select distinct on (assignment_id) assignment_id, to_person_id from duty_acts
      where kind = 'handed_over' order by assignment_id, seq desc) last where to_person_id = ${personId}`.execute(db);
  return rows.map((row) => row.assignment_id);
}

export type ActSince = { at: IsoInstant; kind: ActKind; taskId: string; bodyId: BodyId };

/** What happened in a half-open time, newest first, without nudges and advice. */
export async function actsBetween(db: Database, since: IsoInstant, until: IsoInstant): Promise<ActSince[]> {
  const { rows } = await sql<ActSince>`
    select d.acted_at as at, d.kind, d.assignment_id as "taskId", a.body_id as "bodyId" from duty_acts d
    join assignments a on a.id = d.assignment_id
    where d.acted_at >= ${since} and d.acted_at < ${until} and d.kind not in ('nudged', 'advised') order by d.seq desc`.execute(db);
  return rows;
}

/** Notes and file names that carry the words, newest first: for the search. */
export async function submissionsWithWords(db: Database, words: string, bodyIds: readonly string[] | null, limit: number) {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  const among = bodyIds === null ? sql`true` : sql`a.body_id = any(${[...bodyIds]}::text[])`;
  const { rows } = await sql<{ task_id: string; body_id: string; duty_version_id: string; note: string; file_name: string | null }>`
    select a.id as task_id, a.body_id, s.note, i.file_name,
           (select t.duty_version_id from assignment_terms t where t.assignment_id = a.id order by t.recorded_at desc, t.id desc limit 1) as duty_version_id
    from submissions s join assignments a on a.id = s.assignment_id
    left join lateral (select file_name from submission_items i where i.submission_id = s.id and i.file_name ilike ${pattern} limit 1) i on true
    where ${among} and (s.note ilike ${pattern} or i.file_name is not null)
    order by s.submitted_at desc limit ${limit}`.execute(db);
  return rows;
}
