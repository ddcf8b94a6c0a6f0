-- The disclosure desk: demands for records, what was searched and found, the marks field by field, counsel's word, and
-- what was produced. Rows are dated facts; where a demand stands is computed from them. What somebody asked, who asked and
-- every note are sealed under the key of the demand.

create table records_demands (
  id uuid primary key,
  -- such as RD-2026-003
  number text not null unique,
  kind text not null,
  channel text not null,
  received_on date not null,
  asker_sealed text not null,
  contact_sealed text not null,
  asked_sealed text not null,
  -- the day named by a subpoena or an order; null where the city's answer clock runs
  return_on date,
  due_on date,
  due_reasons jsonb not null,
  -- counts every change of what is taken in and how it is marked
  revision int not null default 0,
  -- the paper itself
  file_sha256 text,
  file_name text,
  registered_at timestamptz not null,
  registered_by text not null
);
create index records_demands_by_day on records_demands (received_on desc);

-- What happened to a demand, in order.
create table demand_acts (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  demand_id uuid not null references records_demands,
  kind text not null,
  acted_at timestamptz not null,
  acted_by text not null,
  new_due_on date,
  reasons jsonb,
  -- the state of all marks that was sent, approved or produced
  marks_revision int,
  text_sealed text
);
create index demand_acts_by_demand on demand_acts (demand_id, seq);

-- A search is part of the answer: what was looked for, where, and how much was found.
create table demand_searches (
  id uuid primary key,
  demand_id uuid not null references records_demands,
  class_ids text[] not null,
  -- words may name a person
  words_sealed text,
  body_id text,
  person_id text,
  from_on date,
  to_on date,
  found jsonb not null,
  searched_at timestamptz not null,
  searched_by text not null
);
create index demand_searches_by_demand on demand_searches (demand_id, searched_at);

-- A record that the demand reaches, under a number of its own, and how it is marked.
create table demand_records (
  id uuid primary key,
  demand_id uuid not null references records_demands,
  position int not null,
  class_id text not null,
  record_id text not null,
  recorded_at timestamptz not null,
  body_id text,
  included_at timestamptz not null,
  included_by text not null,
  search_id uuid references demand_searches,
  left_out_at timestamptz,
  left_out_by text,
  -- 0: not marked yet; each saved page of marks counts one on
  version int not null default 0,
  marks jsonb,
  outcome text,
  has_privileged boolean not null default false,
  -- a keyed hash of the text on which the marks were made
  digest text,
  note_sealed text,
  marked_at timestamptz,
  marked_by text,
  unique (demand_id, class_id, record_id),
  unique (demand_id, position)
);
create index demand_records_progress on demand_records (demand_id, left_out_at, version);
create index demand_records_by_record on demand_records (class_id, record_id);

-- Counsel's word on whether a text of a record is privileged; the newest holds.
create table demand_rulings (
  id uuid primary key,
  demand_id uuid not null references records_demands,
  entry_id uuid not null references demand_records,
  -- the place of the text among the record's texts
  place int not null,
  is_privileged boolean not null,
  ruled_at timestamptz not null,
  ruled_by text not null
);
create index demand_rulings_by_entry on demand_rulings (entry_id, id);

-- What went out.
create table demand_productions (
  id uuid primary key,
  demand_id uuid not null references records_demands,
  demand_number text not null,
  number int not null,
  made_at timestamptz not null,
  made_by text not null,
  -- over everything in it: the hash of the manifest
  content_hash text not null,
  released_count int not null,
  withheld_count int not null,
  unique (demand_id, number)
);

-- Files of a production, and the files of records that it released.
create table demand_production_parts (
  production_id uuid not null references demand_productions,
  position int not null,
  name text not null,
  sha256 text not null,
  byte_length bigint not null,
  is_record_file boolean not null,
  primary key (production_id, position)
);

create table demand_production_records (
  production_id uuid not null references demand_productions,
  entry_id uuid not null,
  version int not null,
  primary key (production_id, entry_id)
);
create index demand_production_records_by_entry on demand_production_records (entry_id);

-- Dated facts for other wings' stores: which records are being gone through, and which demands wait.
create view disclosure_summary as
  select d.id as demand_id, d.number, d.kind, d.received_on, d.registered_at as recorded_at,
         coalesce((select a.new_due_on from demand_acts a where a.demand_id = d.id and a.new_due_on is not null order by a.seq desc limit 1), d.due_on) as due_on,
         (select max(a.acted_at) from demand_acts a where a.demand_id = d.id and a.kind = 'produced') as produced_at,
         (select max(a.acted_at) from demand_acts a where a.demand_id = d.id and a.kind = 'closed') as closed_at
  from records_demands d;

-- What people typed into answers, by word: the disclosure desk looks through all of it.
create index submissions_by_word on submissions using gin (to_tsvector('simple', note));
create index submission_items_by_word on submission_items using gin (to_tsvector('simple',
  coalesce(statement_text, '') || ' ' || coalesce(file_name, '') || ' ' || coalesce(url, '') || ' ' || coalesce(form::text, '')));
create index duty_acts_by_word on duty_acts using gin (to_tsvector('simple', case when sealed_text is null then text || ' ' || points::text end));
