/** What reminders need of tasks beside their progress. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from '#platform/database.ts';
import type { AnswerKind } from '#rules/reminders.ts';

export type OfficeAnswer = { task_id: string; kind: AnswerKind; acted_at: IsoInstant };

/** The newest thing that the office said to a body about a task since `since`, unless the body has acted after it. */
export async function officeAnswers(db: Database, since: IsoInstant): Promise<OfficeAnswer[]> {
  const { rows } = await sql<OfficeAnswer>`
    select distinct on (d.assignment_id) d.assignment_id as task_id, d.kind, d.acted_at from duty_acts d
    where d.acted_at >= ${since} and d.kind in ('returned', 'question_answered', 'extended', 'more_time_refused', 'exemption_refused')
      and not exists (select 1 from duty_acts later where later.assignment_id = d.assignment_id and later.seq > d.seq and later.side = 'body')
    order by d.assignment_id, d.seq desc`.execute(db);
  return rows;
}
