-- The ground that every wing stands on: the audit, sessions, the outbox, the worker's pulse.

create table audit_entries (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  at timestamptz not null,
  actor_id text,
  actor_roles text not null,
  event text not null,
  subject_kind text not null,
  subject_id text not null,
  body_id text,
  request_id text,
  details jsonb not null,
  mac text not null,
  -- the transaction that wrote the row: rows are sealed when it and all earlier ones have ended
  xid xid8 not null default pg_current_xact_id()
);
create index audit_entries_by_subject on audit_entries (subject_kind, subject_id, seq);
create index audit_entries_by_event on audit_entries (event, seq);
create index audit_entries_by_actor on audit_entries (actor_id, seq);
create index audit_entries_by_body on audit_entries (body_id, seq);
comment on table audit_entries is 'append-only';

create table audit_seals (
  seal_no bigint primary key,
  entry_seq bigint not null unique,
  chain text not null
);
comment on table audit_seals is 'append-only';

create table sign_in_links (
  token_hash text primary key,
  person_id text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- links made for an evaluation work again until the process that made them stops
  run_id text,
  used_at timestamptz
);

create table sessions (
  id_hash text primary key,
  person_id text not null,
  signed_in_at timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_by_person on sessions (person_id);

-- what somebody had typed when the session ran out; given back to the same person for a day, then dropped
create table kept_forms (
  id text primary key,
  person_id text not null,
  path text not null,
  fields jsonb not null,
  kept_at timestamptz not null
);

create table outbox (
  id uuid primary key,
  written_at timestamptz not null,
  to_person_id text,
  to_address text not null,
  subject text not null,
  body text not null,
  subject_kind text,
  subject_id text,
  sent_at timestamptz,
  tries int not null,
  last_error text,
  -- after a failure: the moment, by the real clock, before which it is not tried again
  not_before timestamptz
);
create index outbox_waiting on outbox (tries, written_at) where sent_at is null;
create index outbox_by_time on outbox (written_at);

create table worker_pulse (
  worker_id text primary key,
  beat_at timestamptz not null
);

-- Practice City only: when it was last put back, from which its clock runs
create table practice_state (
  is_only_row boolean primary key default true check (is_only_row),
  started_at timestamptz not null,
  seed_version text not null
);
