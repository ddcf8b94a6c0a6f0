/** Tasks as the database holds them: one statement each, plain objects out. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
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
  if (filter.taskIds) parts.push(sql`a.id = any(${filter.taskIds.filter(isRowId)}::uuid[])`);
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

export type FactRow = {
  assignment_id: string;
  kind: ActKind;
  acted_at: IsoInstant;
  side: Side;
  new_due_on: IsoDate | null;
};

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
  if (!isRowId(taskId)) return false;
  const { rows } = await sql`select 1 from assignments where id = ${taskId} for update`.execute(tx);
  return rows.length > 0;
}

export type NewDutyAct = Omit<DutyActRow, 'seq' | 'sealed_text'> & { sealed_text?: string | null };

/** Everything that happened to a task before `until`, oldest first. */
export async function actsOf(db: Database, taskId: string, until: IsoInstant): Promise<DutyActRow[]> {
  const { rows } = await sql<DutyActRow>`
    select seq, id, assignment_id, kind, acted_at, acted_by, side, submission_id, new_due_on, wished_on, to_person_id, text, points, sealed_text
    from duty_acts where assignment_id = ${taskId} and acted_at < ${until} order by seq`.execute(db);
  return rows;
}

export async function insertAct(tx: Tx, act: NewDutyAct): Promise<void> {
  await sql`insert into duty_acts (id, assignment_id, kind, acted_at, acted_by, side, submission_id, new_due_on, wished_on, to_person_id, text, points, sealed_text)
    values (${act.id}, ${act.assignment_id}, ${act.kind}, ${act.acted_at}, ${act.acted_by}, ${act.side}, ${act.submission_id},
            ${act.new_due_on}, ${act.wished_on}, ${act.to_person_id}, ${act.text}, ${JSON.stringify(act.points)}::jsonb, ${act.sealed_text ?? null})`.execute(
    tx,
  );
}

/** Advice whose words still stand in the open, locked for sealing. */
export async function unsealedAdvice(tx: Tx): Promise<{ id: string; text: string }[]> {
  const { rows } = await sql<{ id: string; text: string }>`select id, text from duty_acts
    where kind = 'advised' and sealed_text is null and text <> '' order by seq for update`.execute(tx);
  return rows;
}

export async function sealAct(tx: Tx, id: string, sealedText: string): Promise<void> {
  await sql`update duty_acts set text = '', sealed_text = ${sealedText} where id = ${id}`.execute(tx);
}

export function submissionsOf(db: Database, taskId: string, until: IsoInstant): Promise<SubmissionRow[]> {
  return tables(db)
    .selectFrom('submissions')
    .selectAll()
    .where('assignment_id', '=', taskId)
    .where('submitted_at', '<', until)
    .orderBy('number', 'desc')
    .execute();
}

export function itemsOf(db: Database, submissionIds: readonly string[]): Promise<SubmissionItemRow[]> {
  if (submissionIds.length === 0) return Promise.resolve([]);
  return tables(db)
    .selectFrom('submission_items')
    .selectAll()
    .where('submission_id', 'in', [...submissionIds])
    .orderBy('position')
    .execute();
}

/** A file that was handed in, with the task that it belongs to. */
export async function itemWithTask(db: Database, itemId: string) {
  if (!isRowId(itemId)) return undefined;
  return tables(db)
    .selectFrom('submission_items as item')
    .innerJoin('submissions as submission', 'submission.id', 'item.submission_id')
    .select(['item.file_sha256', 'item.file_name', 'submission.assignment_id', 'submission.submitted_at'])
    .where('item.id', '=', itemId)
    .executeTakeFirst();
}

export async function nextSubmissionNumber(tx: Tx, taskId: string): Promise<number> {
  const { rows } = await sql<{
    next: number;
  }>`select coalesce(max(number), 0) + 1 as next from submissions where assignment_id = ${taskId}`.execute(tx);
  return rows[0]?.next ?? 1;
}

export async function insertSubmission(
  tx: Tx,
  submission: SubmissionRow,
  items: readonly SubmissionItemRow[],
): Promise<void> {
  await tables(tx).insertInto('submissions').values(submission).execute();
  if (items.length === 0) return;
  const rows = items.map((item) => ({
    ...item,
    form: item.form === null ? null : (JSON.stringify(item.form) as never),
  }));
  await tables(tx).insertInto('submission_items').values(rows).execute();
}

/** The reasons of the dates that hold before `until`. */
export async function reasonsBefore(
  db: Database,
  until: IsoInstant,
  taskIds: readonly string[],
): Promise<{ task_id: string; reasons: Reason[] }[]> {
  const { rows } = await sql<{ task_id: string; reasons: Reason[] }>`
    select distinct on (assignment_id) assignment_id as task_id, reasons from assignment_terms
    where assignment_id = any(${[...taskIds]}::uuid[]) and recorded_at < ${until}
    order by assignment_id, recorded_at desc, id desc`.execute(db);
  return rows;
}

/** To whom the tasks of these bodies were handed last, before `until`. */
export async function handedOver(
  db: Database,
  bodyIds: readonly BodyId[],
  until: IsoInstant,
): Promise<{ task_id: string; person_id: string }[]> {
  const { rows } = await sql<{ task_id: string; person_id: string }>`
    select distinct on (d.assignment_id) d.assignment_id as task_id, d.to_person_id as person_id
    from duty_acts d join assignments a on a.id = d.assignment_id
    where d.kind = 'handed_over' and a.body_id = any(${[...bodyIds]}::text[]) and d.acted_at < ${until}
    order by d.assignment_id, d.seq desc`.execute(db);
  return rows;
}

/** For each task its newest submission before `until`, and how many points its newest review has. */
export type LatestWork = {
  task_id: string;
  submission_number: number | null;
  submitted_at: IsoInstant | null;
  points: number;
  wished_on: IsoDate | null;
};
export async function latestWork(db: Database, taskIds: readonly string[], until: IsoInstant): Promise<LatestWork[]> {
  const { rows } = await sql<LatestWork>`
    select a.id as task_id, s.number as submission_number, s.submitted_at, coalesce(jsonb_array_length(r.points), 0) as points, w.wished_on
    from assignments a
    left join lateral (select number, submitted_at from submissions s where s.assignment_id = a.id and s.submitted_at < ${until}
      order by s.number desc limit 1) s on true
    left join lateral (select points from duty_acts d where d.assignment_id = a.id and d.kind = 'returned' and d.acted_at < ${until}
      order by d.seq desc limit 1) r on true
    left join lateral (select wished_on from duty_acts d where d.assignment_id = a.id and d.kind = 'more_time_asked' and d.acted_at < ${until}
      order by d.seq desc limit 1) w on true
    where a.id = any(${[...taskIds]}::uuid[])`.execute(db);
  return rows;
}

/** Those of the tasks that have something handed in. */
export async function tasksWithSubmissions(db: Database, bodyId: BodyId): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from assignments a where a.body_id = ${bodyId} and exists (select 1 from submissions s where s.assignment_id = a.id)`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

export type NudgedRow = { task_id: string; body_id: BodyId; person_id: string | null };
/** The reminders of one round. */
export async function nudgedAt(db: Database, at: IsoInstant): Promise<NudgedRow[]> {
  const { rows } = await sql<NudgedRow>`
    select d.assignment_id as task_id, a.body_id, d.to_person_id as person_id from duty_acts d
    join assignments a on a.id = d.assignment_id where d.kind = 'nudged' and d.acted_at = ${at} order by d.seq`.execute(
    db,
  );
  return rows;
}

export type ActSince = { at: IsoInstant; kind: ActKind; taskId: string; bodyId: BodyId };

/** What happened in a half-open time, in order, without reminders and advice. */
export async function actsBetween(db: Database, since: IsoInstant, until: IsoInstant): Promise<ActSince[]> {
  const { rows } = await sql<ActSince>`
    select d.acted_at as at, d.kind, d.assignment_id as "taskId", a.body_id as "bodyId" from duty_acts d
    join assignments a on a.id = d.assignment_id
    where d.acted_at >= ${since} and d.acted_at < ${until} and d.kind not in ('nudged', 'advised') order by d.seq`.execute(
    db,
  );
  return rows;
}

export type SubmittedText = {
  task_id: string;
  submission_id: string;
  body_id: BodyId;
  number: number;
  submitted_at: IsoInstant;
  note: string;
  file_names: string[];
};
/** Notes and file names of the newest submissions, for the search; `bodyIds` null means every body. */
export async function submittedTexts(
  db: Database,
  bodyIds: readonly BodyId[] | null,
  limit: number,
): Promise<SubmittedText[]> {
  const among = bodyIds === null ? sql`true` : sql`a.body_id = any(${[...bodyIds]}::text[])`;
  const { rows } = await sql<SubmittedText>`
    select a.id as task_id, s.id as submission_id, a.body_id, s.number, s.submitted_at, s.note,
           coalesce((select array_agg(i.file_name order by i.position) from submission_items i
             where i.submission_id = s.id and i.file_name is not null), '{}') as file_names
    from submissions s join assignments a on a.id = s.assignment_id
    where ${among} order by s.submitted_at desc, s.id desc limit ${limit}`.execute(db);
  return rows;
}

/** The tasks for which files were handed in, by the file's content. */
export async function fileUses(city: { db: Database }, hashes: readonly string[]) {
  const { rows } = await sql<{ sha256: string; task_id: string; body_id: BodyId }>`
    select distinct i.file_sha256 as sha256, a.id as task_id, a.body_id from submission_items i
    join submissions s on s.id = i.submission_id join assignments a on a.id = s.assignment_id
    where i.file_sha256 = any(${[...hashes]}::text[]) order by sha256, task_id`.execute(city.db);
  return rows.map(({ sha256, task_id, body_id }) => ({
    sha256,
    link: { kind: 'task' as const, id: task_id },
    bodyId: body_id,
  }));
}

/** For each task the files of its newest submission before `until`. */
export async function newestFiles(
  db: Database,
  taskIds: readonly string[],
  until: IsoInstant,
): Promise<{ task_id: string; sha256: string }[]> {
  const { rows } = await sql<{ task_id: string; sha256: string }>`
    select s.assignment_id as task_id, i.file_sha256 as sha256
    from (select distinct on (assignment_id) id, assignment_id from submissions
          where assignment_id = any(${[...taskIds]}::uuid[]) and submitted_at < ${until}
          order by assignment_id, number desc) s
    join submission_items i on i.submission_id = s.id and i.file_sha256 is not null`.execute(db);
  return rows;
}
