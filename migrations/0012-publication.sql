-- The gate through which anything becomes public: documents, their versions, the acts upon them, and the days on which
-- nothing is published. What is public is computed from dated facts, never stored.

create table publications (
  id uuid primary key,
  kind text not null,
  subject_id text not null,
  opened_at timestamptz not null,
  unique (kind, subject_id)
);

-- A draft as it was frozen, after the privacy check took out what may not be shown. It never changes.
create table publication_versions (
  id uuid primary key,
  publication_id uuid not null references publications,
  number int not null,
  as_of date not null,
  -- what it is to the version that was public before it
  change text not null check (change in ('first', 'update', 'correction')),
  -- what the public reads about this version, such as what was corrected and why
  note text not null,
  document jsonb not null,
  -- over kind, subject, number, change, note and document: what the second person approves
  hash text not null,
  -- which numbers were taken out, and why: never the numbers
  hidden jsonb not null,
  drafted_at timestamptz not null,
  -- null: the system itself, when a city is loaded
  drafted_by text,
  unique (publication_id, number)
);

-- Everything that happened to a version, in order.
create table publication_acts (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  version_id uuid not null references publication_versions,
  kind text not null check (kind in ('drafted', 'checked', 'overridden', 'published', 'withdrawn', 'set_aside')),
  acted_at timestamptz not null,
  acted_by text,
  -- of a withdrawal: why, for everybody
  public_note text,
  -- of an override: counsel's reason, for nobody outside
  reason text,
  -- ids, rules and places of what the check found, without the words that it found
  findings jsonb not null default '[]'
);
create index publication_acts_by_version on publication_acts (version_id, seq);
create unique index publication_acts_published_once on publication_acts (version_id) where kind = 'published';

-- Frozen is frozen: nobody rewrites a version or an act. Rows go only when retention destroys a record.
create function publication_fact_stays() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % do not change', tg_table_name using errcode = '42501';
end $$;
revoke execute on function publication_fact_stays() from public;
create trigger publication_versions_stay before update on publication_versions
  for each row execute function publication_fact_stays();
create trigger publication_acts_stay before update on publication_acts
  for each row execute function publication_fact_stays();

-- Windows, half-open, in which nothing in scope becomes public.
create table blackouts (
  id uuid primary key,
  recorded_at timestamptz not null,
  recorded_by text,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- null: every kind
  kinds text[],
  -- internal
  reason text not null,
  authority text not null
);
create table blackout_ends (
  blackout_id uuid primary key references blackouts,
  ended_at timestamptz not null,
  ended_by text,
  reason text not null
);

-- What anyone may read: each document in the version that is public now, and its history. Of a withdrawn version only
-- that it was withdrawn, when and why. A barrier, so that no condition of a reader's own is tried on any other row.
create view public_publications with (security_barrier = true) as
  with told as (
    select v.publication_id, v.id, v.number, v.as_of, v.change, v.note, a.seq, a.acted_at as published_at,
           w.acted_at as withdrawn_at, w.public_note as withdrawn_note,
           row_number() over (partition by v.publication_id order by a.seq desc) as place
    from publication_versions v
    join publication_acts a on a.version_id = v.id and a.kind = 'published'
    left join lateral (
      select d.acted_at, d.public_note from publication_acts d
      where d.version_id = v.id and d.kind = 'withdrawn' order by d.seq limit 1) w on true)
  select p.kind, p.subject_id, t.number, t.as_of, t.published_at, t.withdrawn_at, t.withdrawn_note,
         case when t.withdrawn_at is null then v.document end as document,
         case when t.withdrawn_at is null then v.hash end as hash,
         (select jsonb_agg(jsonb_build_object(
            'number', h.number, 'asOf', h.as_of, 'publishedAt', h.published_at, 'change', h.change,
            'note', case when h.withdrawn_at is null then h.note else '' end,
            'withdrawnAt', h.withdrawn_at, 'withdrawnNote', h.withdrawn_note) order by h.seq desc)
          from told h where h.publication_id = p.id) as history
  from told t
  join publications p on p.id = t.publication_id
  join publication_versions v on v.id = t.id
  where t.place = 1;

-- Dated facts for other wings' stores.
create view publications_summary as
  select p.id as publication_id, p.kind, p.subject_id, v.number, v.as_of, v.drafted_at as recorded_at,
         (select min(a.acted_at) from publication_acts a where a.version_id = v.id and a.kind = 'published') as valid_from,
         (select min(a.acted_at) from publication_acts a where a.version_id = v.id and a.kind = 'withdrawn') as valid_to
  from publications p join publication_versions v on v.publication_id = p.id;

-- Live facts are no longer within the public's reach: what they say is published as a document, or not at all.
drop view public_task_counts;
drop view public_directive_versions;
drop view public_directive_conditions;
