/** How the records of this wing lie in its tables. */
import { sql } from 'kysely';
import type { Database } from '#platform/database.ts';
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

/** The last move that settles a task or opens it again. */
const lastAnswer = (column: string) =>
  `(select x.${column} from duty_acts x where x.assignment_id = a.id and x.kind in ('submitted', 'taken_back', 'accepted', 'returned', 'excused', 'declined') order by x.seq desc limit 1)`;

const task = `a.directive_id || ', ' || a.clause_id || ', ' || a.duty_id || ', ' || a.occurrence`;

export function assignmentTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'assignments a',
    key: 'a.id',
    keyType: 'uuid',
    body: 'a.body_id',
    at: 'a.made_at',
    title: task,
    link: { kind: 'task', id: 'a.id' },
    words: "''",
    tables: [
      { name: 'assignment_terms', recordId: 'assignment_id', texts: [] },
      { name: 'assignments', recordId: 'id', texts: [] },
    ],
    ended: {
      closed: { at: lastAnswer('acted_at'), where: `${lastAnswer('kind')} in ('accepted', 'excused', 'declined')` },
    },
    parts: partsOfTasks,
  };
}

/** What happened goes before what was handed in, to which it points. */
async function partsOfTasks(db: Database, ids: readonly string[]) {
  const { rows } = await sql<{ classId: string; id: string; of: string }>`
    select 'duties.act' as "classId", d.id::text as id, d.assignment_id::text as of from duty_acts d where d.assignment_id = any(${[...ids]}::uuid[])
    union all
    select 'duties.handover', h.id::text, h.assignment_id::text from work_handovers h where h.assignment_id = any(${[...ids]}::uuid[])
    union all
    select 'duties.submission', s.id::text, s.assignment_id::text from submissions s where s.assignment_id = any(${[...ids]}::uuid[])`.execute(
    db,
  );
  return rows;
}

export function submissionTables(recordClass: RecordClass): RecordSpec {
  const items = 'submission_items i';
  const own = { from: items, key: 'i.submission_id' };
  const inOrder = { ...own, order: 'i.position' };
  return {
    class: recordClass,
    from: 'submissions s join assignments a on a.id = s.assignment_id',
    key: 's.id',
    keyType: 'uuid',
    body: 'a.body_id',
    person: 's.submitted_by',
    at: 's.submitted_at',
    title: `${task} || ' (' || s.number || ')'`,
    link: { kind: 'task', id: 'a.id' },
    words: `s.note || ' ' || coalesce((select string_agg(concat_ws(' ', i.statement_text, i.file_name, i.url, i.form::text), ' ') from submission_items i where i.submission_id = s.id), '')`,
    searched: [
      { from: 'submissions', key: 'id', text: 'note' },
      {
        from: 'submission_items',
        key: 'submission_id',
        text: "coalesce(statement_text, '') || ' ' || coalesce(file_name, '') || ' ' || coalesce(url, '') || ' ' || coalesce(form::text, '')",
      },
    ],
    tables: [
      {
        name: 'submission_items',
        recordId: 'submission_id',
        texts: ['statement_text', 'file_name', 'file_sha256', 'url', 'form'],
        file: 'file_sha256',
      },
      { name: 'submissions', recordId: 'id', texts: ['note'] },
    ],
    texts: [
      { field: 'note', from: 'submissions s', key: 's.id', text: 's.note' },
      { field: 'statement', ...inOrder, text: 'i.statement_text' },
      { field: 'form', ...inOrder, text: 'i.form::text' },
      { field: 'link', ...inOrder, text: 'i.url' },
      { field: 'file', ...inOrder, text: 'i.file_name' },
      {
        field: 'handed_in_by',
        from: 'submissions s left join people p on p.id = s.submitted_by',
        key: 's.id',
        text: 'p.name',
      },
    ],
    files: [{ ...own, sha256: 'i.file_sha256', name: "coalesce(i.file_name, 'file')" }],
    ended: {},
  };
}

export function actTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'duty_acts d join assignments a on a.id = d.assignment_id',
    key: 'd.id',
    keyType: 'uuid',
    body: 'a.body_id',
    person: 'd.acted_by',
    at: 'd.acted_at',
    title: `${task} || ': ' || d.kind`,
    link: { kind: 'task', id: 'a.id' },
    words: `case when d.sealed_text is null then d.text || ' ' || d.points::text end`,
    searched: [
      { from: 'duty_acts', key: 'id', text: "case when sealed_text is null then text || ' ' || points::text end" },
    ],
    tables: [{ name: 'duty_acts', recordId: 'id', texts: ['text', 'points', 'sealed_text'], sealedBy: 'sealed_text' }],
    texts: [
      { field: 'words', from: 'duty_acts d', key: 'd.id', text: "case when d.kind <> 'advised' then d.text end" },
      {
        field: 'points',
        from: 'duty_acts d cross join lateral jsonb_array_elements(d.points) with ordinality as points (point, nth)',
        key: 'd.id',
        text: "concat_ws(': ', nullif(point ->> 'about', ''), point ->> 'text')",
        order: 'nth',
      },
      { field: 'advice', from: 'duty_acts d', key: 'd.id', text: 'd.sealed_text', sealed: 'advice' },
      { field: 'acted_by', from: 'duty_acts d left join people p on p.id = d.acted_by', key: 'd.id', text: 'p.name' },
    ],
    ended: {},
  };
}

export function handoverTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'work_handovers h join assignments a on a.id = h.assignment_id',
    key: 'h.id',
    keyType: 'uuid',
    body: 'a.body_id',
    person: 'h.to_person_id',
    at: 'h.handed_at',
    title: task,
    link: { kind: 'task', id: 'a.id' },
    words: "''",
    tables: [{ name: 'work_handovers', recordId: 'id', texts: [] }],
    ended: {},
  };
}
