-- Who owes what by when, and what was done about it. Rows are dated facts; progress is computed from them, never stored.

-- A duty as one version of its directive words it.
create table duty_versions (
  id uuid primary key,
  directive_id text not null,
  clause_id text not null,
  duty_id text not null,
  hash text not null,
  recorded_at timestamptz not null,
  document jsonb not null,
  unique (directive_id, clause_id, duty_id, hash)
);

-- A duty of one body for one occurrence. The key is natural, so that a new version of the directive finds it again.
create table assignments (
  id uuid primary key,
  directive_id text not null,
  clause_id text not null,
  duty_id text not null,
  body_id text not null,
  occurrence text not null,
  made_at timestamptz not null,
  unique (directive_id, clause_id, duty_id, body_id, occurrence)
);
create index assignments_by_body on assignments (body_id);

-- What held for an assignment from recorded_at on, until the next row.
create table assignment_terms (
  id uuid primary key,
  assignment_id uuid not null references assignments,
  recorded_at timestamptz not null,
  duty_version_id uuid not null references duty_versions,
  is_withdrawn boolean not null,
  verb text not null,
  legal_status text not null,
  due_state text not null,
  due_on date,
  due_at timestamptz,
  period_label text,
  is_joint boolean not null,
  reasons jsonb not null,
  terms_hash text not null
);
create index assignment_terms_by_assignment on assignment_terms (assignment_id, recorded_at desc, id desc);

create table submissions (
  id uuid primary key,
  assignment_id uuid not null references assignments,
  number int not null,
  submitted_at timestamptz not null,
  submitted_by text not null,
  note text not null,
  unique (assignment_id, number)
);

create table submission_items (
  id uuid primary key,
  submission_id uuid not null references submissions,
  position int not null,
  kind text not null,
  -- the sentence that was signed, word for word, with the version of its text
  statement_version text,
  statement_text text,
  signed_role text,
  file_sha256 text,
  file_name text,
  byte_length bigint,
  media_type text,
  url text,
  form jsonb,
  link_kind text,
  link_id text
);
create index submission_items_by_submission on submission_items (submission_id, position);

-- Everything that happened to a task, in order. `side` says whose move it was.
create table duty_acts (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  assignment_id uuid not null references assignments,
  kind text not null,
  acted_at timestamptz not null,
  acted_by text,
  side text not null,
  submission_id uuid references submissions,
  new_due_on date,
  -- the day that the body asked for, with more_time_asked
  wished_on date,
  -- to whom it was handed, or who was written to
  to_person_id text,
  text text not null,
  points jsonb not null default '[]'
);
create index duty_acts_by_assignment on duty_acts (assignment_id, seq);
create index duty_acts_by_time on duty_acts (acted_at);

-- Dated facts for other wings' stores.
create view duties_summary as
  select a.id as task_id, a.directive_id, a.clause_id, a.duty_id, a.body_id, a.occurrence, a.made_at as recorded_at,
         t.due_on as valid_to, t.verb, t.is_withdrawn
  from assignments a
  join lateral (select * from assignment_terms t where t.assignment_id = a.id order by t.recorded_at desc, t.id desc limit 1) t on true;

-- For the public page: one row a task, no body, no person, no text. The reader computes counts with the city's own day.
create view public_task_counts as
  select a.directive_id,
         t.verb in ('order', 'direct', 'expect') as binding,
         coalesce((select d.new_due_on from duty_acts d where d.assignment_id = a.id and d.new_due_on is not null order by d.seq desc limit 1), t.due_on) as due_on,
         -- where bodies hold a duty together, one accepted answer serves for all of them
         (last_answer.kind = 'accepted' or (t.is_joint and exists (
           select 1 from assignments o join duty_acts d on d.assignment_id = o.id and d.kind = 'accepted'
           where (o.directive_id, o.clause_id, o.duty_id, o.occurrence) = (a.directive_id, a.clause_id, a.duty_id, a.occurrence)))) is true as is_accepted,
         (last_answer.kind = 'excused') is true as is_excused,
         (last_answer.kind = 'declined') is true as is_declined,
         (last_answer.kind = 'submitted') is true as is_waiting_for_review,
         exists (select 1 from duty_acts d where d.assignment_id = a.id and d.kind not in ('nudged', 'advised')) as has_record,
         t.due_state
  from assignments a
  join lateral (select * from assignment_terms t where t.assignment_id = a.id order by t.recorded_at desc, t.id desc limit 1) t on not t.is_withdrawn
  left join lateral (
    select d.kind from duty_acts d
    where d.assignment_id = a.id and d.kind in ('submitted', 'taken_back', 'accepted', 'returned', 'excused', 'declined')
    order by d.seq desc limit 1) last_answer on true;
