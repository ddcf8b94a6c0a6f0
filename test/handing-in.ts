/** Many people who hand in at once over HTTP, and what the database holds of it afterwards. */
import { sql } from 'kysely';
import { peopleOfRole } from '#features/city/city-people-store.ts';
import { newId, sha256 } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import { openSession } from '#platform/sessions.ts';

/** A liaison with a session and the token of a form, as a browser holds them. */
type Liaison = { bodyId: string; cookie: string; token: string };
export type FreshTask = { taskId: string; bodyId: string };

export type Answer =
  /** 303: done, says the system. */
  | 'acknowledged'
  /** 4xx: a sentence says why not, such as "handed in already". */
  | 'refused'
  /** 5xx, or no answer at all: whoever handed in cannot know. */
  | 'unknown';

export async function signInLiaisons(city: City, url: string): Promise<ReadonlyMap<string, Liaison>> {
  const people = await peopleOfRole(city.db, 'liaison');
  const liaisons = people.map(async ({ personId, bodyId }): Promise<[string, Liaison]> => {
    const session = `steward_session=${await openSession(city.db, personId, Date.now())}`;
    const page = await fetch(`${url}/${city.slug}/me`, { headers: { cookie: session } });
    const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1];
    const formCookie = page.headers.getSetCookie().map((one) => one.split(';')[0]);
    if (!token || !bodyId) throw new Error(`${personId} got no form (${page.status})`);
    return [bodyId, { bodyId, cookie: [session, ...formCookie].join('; '), token }];
  });
  return new Map(await Promise.all(liaisons));
}

/** `count` tasks that nobody has touched, in turn over the bodies: copies of the first task of each that takes a file. */
export async function freshTasks(city: City, count: number): Promise<FreshTask[]> {
  const { rows: models } = await sql<{ id: string; body_id: string }>`
    select distinct on (a.body_id) a.id, a.body_id from assignments a
    join assignment_terms t on t.assignment_id = a.id and not t.is_withdrawn and not t.is_joint
    join duty_versions v on v.id = t.duty_version_id
    where v.document #> '{duty,proof}' @> '["signed_statement", "file"]' and v.document #>> '{duty,reviewer,role}' = 'reviewer'
    order by a.body_id, a.id`.execute(city.db);
  if (models.length === 0) throw new Error('no task takes a signed statement and a file');
  const made = Array.from({ length: count }, (_, index) => {
    const model = models[index % models.length] as (typeof models)[number];
    return { taskId: newId(), bodyId: model.body_id, model: model.id };
  });
  const rows = JSON.stringify(made);
  await sql`insert into assignments (id, directive_id, clause_id, duty_id, body_id, occurrence, made_at)
    select n."taskId", a.directive_id, a.clause_id, a.duty_id, a.body_id, 'test ' || n."taskId", a.made_at
    from jsonb_to_recordset(${rows}::jsonb) as n("taskId" uuid, model uuid) join assignments a on a.id = n.model`.execute(
    city.db,
  );
  await sql`insert into assignment_terms (id, assignment_id, recorded_at, duty_version_id, is_withdrawn, verb, legal_status,
      due_state, due_on, due_at, period_label, is_joint, reasons, terms_hash)
    select gen_random_uuid(), n."taskId", t.recorded_at, t.duty_version_id, t.is_withdrawn, t.verb, t.legal_status,
      t.due_state, t.due_on, t.due_at, t.period_label, t.is_joint, t.reasons, t.terms_hash
    from jsonb_to_recordset(${rows}::jsonb) as n("taskId" uuid, model uuid)
    join lateral (select * from assignment_terms t where t.assignment_id = n.model order by t.recorded_at desc, t.id desc limit 1) t on true`.execute(
    city.db,
  );
  return made.map(({ taskId, bodyId }) => ({ taskId, bodyId }));
}

const evidenceOf = (taskId: string) => `Evidence for the task ${taskId}.\n`;

/** Hands in a signed statement and a file of its own, as the form of the task does. */
export async function handIn(url: string, slug: string, liaison: Liaison, taskId: string): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ _csrf: liaison.token, text: '', sign: 'yes', signedRole: 'liaison' })) {
    form.append(name, value);
  }
  form.append('files', new Blob([evidenceOf(taskId)], { type: 'text/plain' }), 'evidence.txt');
  try {
    const answer = await fetch(`${url}/${slug}/tasks/${taskId}/submit`, {
      method: 'POST',
      headers: { cookie: liaison.cookie },
      body: form,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    });
    await answer.arrayBuffer();
    if (answer.status === 303) return 'acknowledged';
    return answer.status < 500 ? 'refused' : 'unknown';
  } catch {
    return 'unknown';
  }
}

type Row = { id: string; submissions: number; statements: number; hashes: string[]; acts: number; notes: number };

/** What is there of a task's submission: all of it once, nothing, or something between, which must not be. */
export type Trace = 'whole' | 'nothing' | 'half' | 'twice';

/** For each task, what the database and the file store hold. */
export async function tracesOf(city: City, tasks: readonly FreshTask[]): Promise<Map<string, Trace>> {
  const ids = tasks.map((task) => task.taskId);
  const { rows } = await sql<Row>`
    select a.id,
      (select count(*)::int from submissions s where s.assignment_id = a.id) as submissions,
      (select count(*)::int from submissions s join submission_items i on i.submission_id = s.id
        where s.assignment_id = a.id and i.kind = 'signed_statement') as statements,
      (select coalesce(array_agg(i.file_sha256), '{}') from submissions s join submission_items i on i.submission_id = s.id
        where s.assignment_id = a.id and i.kind = 'file') as hashes,
      (select count(*)::int from duty_acts d join submissions s on s.id = d.submission_id
        where d.assignment_id = a.id and d.kind = 'submitted') as acts,
      (select count(*)::int from audit_entries e where e.event = 'duty.submitted' and e.subject_kind = 'task' and e.subject_id = a.id::text
        and exists (select 1 from submissions s where s.id::text = e.details ->> 'submissionId')) as notes
    from assignments a where a.id = any(${ids}::uuid[])`.execute(city.db);
  const traces = new Map<string, Trace>();
  for (const row of rows) traces.set(row.id, await traceOf(city, row));
  return traces;
}

async function traceOf(city: City, { id, submissions, statements, hashes, acts, notes }: Row): Promise<Trace> {
  const counts = [submissions, statements, hashes.length, acts, notes];
  if (counts.every((count) => count === 0)) return 'nothing';
  if (submissions > 1 && counts.every((count) => count === submissions)) return 'twice';
  const isWhole = counts.every((count) => count === 1) && hashes[0] === sha256(evidenceOf(id));
  return isWhole && (await city.files.has(hashes[0] as string)) ? 'whole' : 'half';
}

/** Rows without their other half, anywhere in the city: none may be there, whatever fell. */
export async function orphansIn(city: City): Promise<number> {
  const { rows } = await sql<{ orphans: number }>`
    select (select count(*) from submissions s where not exists (select 1 from submission_items i where i.submission_id = s.id))
         + (select count(*) from submissions s where not exists (select 1 from duty_acts d where d.submission_id = s.id and d.kind = 'submitted'))
         + (select count(*) from duty_acts d where d.kind = 'submitted' and not exists (
             select 1 from audit_entries e where e.event = 'duty.submitted' and e.subject_id = d.assignment_id::text)) as orphans`.execute(
    city.db,
  );
  return Number(rows[0]?.orphans ?? 0);
}
