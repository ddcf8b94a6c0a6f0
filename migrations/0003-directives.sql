-- Directives as they were recorded: every version with its source, who confirmed having it, and outside conditions that were met.

-- One row for each text that differed from the one before; the highest number is the one in force.
create table directive_versions (
  id uuid primary key,
  directive_id text not null,
  -- SHA-256 over the canonical form of the document: two files that say the same have the same version
  version text not null,
  number int not null,
  recorded_at timestamptz not null,
  document jsonb not null,
  source_yaml text not null,
  unique (directive_id, number)
);
create index directive_versions_by_version on directive_versions (directive_id, version);

-- A department has this exact version. One row for each version and department.
create table directive_receipts (
  id uuid primary key,
  directive_id text not null,
  version text not null,
  body_id text not null,
  -- null: the system itself, which fills Practice City
  person_id text,
  -- in which role the sentence was confirmed: by the head, or by the liaison for the head
  role text not null,
  confirmed_at timestamptz not null,
  -- which wording of the sentence was confirmed
  statement_version text not null,
  unique (directive_id, version, body_id)
);

-- Something outside the city that a clause waits for has happened. A later row corrects an earlier one.
create table directive_conditions (
  id uuid primary key,
  condition_id text not null,
  met_on date not null,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by text
);
create index directive_conditions_by_condition on directive_conditions (condition_id, recorded_at);

-- Dated facts for other wings' stores: each version, and the day from which its directive is in force.
create view directives_summary as
  select v.directive_id, v.version, v.number, v.recorded_at,
         v.document ->> 'shortTitle' as short_title,
         (v.document ->> 'signedOn')::date as signed_on,
         (v.document ->> 'effectiveOn')::date as valid_from
  from directive_versions v;

-- What anyone may read: the text of every version. No person, no department's doing.
create view public_directive_versions as
  select v.directive_id, v.version, v.number, v.recorded_at, v.document
  from directive_versions v;

create view public_directive_conditions as
  select c.id, c.condition_id, c.met_on, c.source, c.recorded_at
  from directive_conditions c;
