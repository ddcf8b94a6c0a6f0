-- Administration: who was invited, work given from one person to another, contacts of departments, days that the city
-- proclaims, and lists of contacts that were read in.

-- A mail with a link was written for a person who had not signed in yet. One row for each time.
create table invitations (
  id uuid primary key,
  person_id text not null references people (id),
  invited_at timestamptz not null,
  -- null: the system itself
  invited_by text
);
create index invitations_by_person on invitations (person_id, invited_at);

-- Open work that went from one person to another. The rows of one act share handover_id; giving it back writes other
-- rows, which name in `undoes` the act that they take back.
create table work_handovers (
  id uuid primary key,
  handover_id uuid not null,
  undoes uuid,
  assignment_id uuid not null references assignments (id),
  kind text not null check (kind in ('task', 'review')),
  from_person_id text not null,
  to_person_id text not null,
  handed_at timestamptz not null,
  handed_by text
);
create index work_handovers_by_act on work_handovers (handover_id);
create index work_handovers_by_task on work_handovers (assignment_id, handed_at);
create index work_handovers_by_people on work_handovers (from_person_id, to_person_id);

-- How a department is reached, beside what the pack says of it: all four as they stood from recorded_at on, until the
-- next row. An empty text means that there is none. Work contacts alone, never private ones.
create table body_contacts (
  id uuid primary key,
  body_id text not null,
  head_title text not null,
  role_mailbox text not null,
  phone text not null,
  address text not null,
  recorded_at timestamptz not null,
  recorded_by text
);
create index body_contacts_by_body on body_contacts (body_id, recorded_at desc, id desc);

-- A single day on which the city is closed by a proclamation. It counts in its calendar from proclaimed_at until
-- taken_back_at; the row stays.
create table proclaimed_days (
  id uuid primary key,
  calendar_id text not null,
  on_date date not null,
  name jsonb not null,
  citation text not null,
  proclaimed_at timestamptz not null,
  proclaimed_by text,
  taken_back_at timestamptz,
  taken_back_by text,
  taken_back_why text,
  check ((taken_back_at is null) = (taken_back_why is null))
);
create unique index proclaimed_days_once on proclaimed_days (calendar_id, on_date) where taken_back_at is null;

-- A list of contacts that was read in, as it was read; nothing changes until it is applied.
create table contact_lists (
  id uuid primary key,
  kind text not null check (kind in ('people', 'departments')),
  file_name text,
  -- columns, lines and what was strange about the file
  document jsonb not null,
  read_at timestamptz not null,
  read_by text,
  applied_at timestamptz,
  applied_by text
);
create index contact_lists_by_time on contact_lists (read_at);
