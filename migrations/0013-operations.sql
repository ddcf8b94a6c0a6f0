-- Operations: what was backed up, checked and tried out, and how it ended.

-- One row for each backup, and for each restore drill that somebody noted. No name, no text that was typed.
create table operation_runs (
  id uuid primary key,
  kind text not null check (kind in ('nightly_backup', 'backup', 'restore_drill')),
  outcome text not null check (outcome in ('done', 'failed')),
  -- the real clock's, in a practice city too: the age of a backup is the age of a file
  began_at timestamptz not null,
  ended_at timestamptz not null,
  -- of the archive
  byte_length bigint,
  archive_hash text,
  row_count bigint,
  file_count bigint,
  -- when the archive was read again from beginning to end and every hash fitted
  verified_at timestamptz,
  -- files that rows name and the store did not have, or had damaged
  faulty_file_count int not null default 0,
  -- why it failed, as a code
  fault text,
  noted_by text
);
create index operation_runs_by_time on operation_runs (kind, ended_at desc);
comment on table operation_runs is 'append-only';
