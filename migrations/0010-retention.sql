-- The law of records: legal holds that the database itself keeps, destruction lists and what proves them, counsel's
-- advice under seal. The triggers of each table of records are made after the migrations, from the list of all kinds
-- of records (src/platform/record-guards.ts): a table that a later version brings is guarded on its first start.

-- Counsel's advice, encrypted under the key of the act; `text` is empty then.
alter table duty_acts add column sealed_text text;

-- A legal hold: these records are not destroyed, on no path, until two people have said so. Rows are never deleted.
create table legal_holds (
  id uuid primary key,
  number int not null unique,
  -- the scope: every part that is given must fit; an empty list gives nothing
  class_ids text[] not null,
  body_ids text[] not null,
  -- ids of records, or of tasks: a task stands for all that belongs to it
  record_ids text[] not null,
  from_at timestamptz,
  -- half-open
  until_at timestamptz,
  -- in lower case; all of them
  words text[] not null,
  matter_sealed text not null,
  reason_sealed text not null,
  placed_at timestamptz not null,
  placed_by text not null,
  lift_asked_at timestamptz,
  lift_asked_by text,
  lift_reason_sealed text,
  lifted_at timestamptz,
  lifted_by text,
  check (lifted_by is distinct from lift_asked_by or lifted_by is null)
);

-- Who was told "do not delete", for which department, and who has confirmed it.
create table legal_hold_notices (
  id uuid primary key,
  hold_id uuid not null references legal_holds,
  body_id text not null,
  person_id text not null,
  mailed_at timestamptz not null,
  acknowledged_at timestamptz,
  unique (hold_id, body_id, person_id)
);
create index legal_hold_notices_by_person on legal_hold_notices (person_id);

-- Records that a demand for records reaches: kept until it is closed.
create table record_freezes (
  demand_id uuid not null,
  class_id text not null,
  record_id text not null,
  frozen_at timestamptz not null,
  thawed_at timestamptz,
  primary key (demand_id, class_id, record_id)
);
create index record_freezes_standing on record_freezes (class_id, record_id) where thawed_at is null;

-- What is due to be destroyed on a day: drafted by the night's job, proposed by one person, decided by another.
create table destruction_lists (
  id uuid primary key,
  number int not null unique,
  as_of date not null,
  drafted_at timestamptz not null,
  proposed_at timestamptz,
  proposed_by text,
  decided_at timestamptz,
  decided_by text,
  decision text check (decision in ('approved', 'refused')),
  refusal text,
  finished_at timestamptz,
  check (decided_by is distinct from proposed_by or decided_by is null)
);
create table destruction_items (
  list_id uuid not null references destruction_lists,
  class_id text not null,
  record_id text not null,
  -- the record with which it is kept and destroyed, of the class `whole_class`; null for one that has a schedule of its own
  whole_class text,
  whole_id text,
  ended_on date not null,
  due_on date not null,
  schedule_id text not null,
  -- destroyed; held: a legal hold covered it; gone: it was no longer there; kept: it came to life again meanwhile
  outcome text check (outcome in ('destroyed', 'held', 'gone', 'kept')),
  done_at timestamptz,
  primary key (list_id, class_id, record_id)
);
create index destruction_items_by_record on destruction_items (class_id, record_id);
create index destruction_items_open on destruction_items (list_id) where outcome is null;

-- Files that no record refers to any more, until they are out of the store.
create table destruction_files (
  list_id uuid not null references destruction_lists,
  sha256 text not null,
  -- null: still to be looked at; `is_removed` false: another record refers to it
  looked_at timestamptz,
  is_removed boolean,
  primary key (list_id, sha256)
);

-- Tombstones: that there was such a record, and under which rule it was destroyed. No text of it.
create table destroyed_records (
  list_id uuid not null,
  class_id text not null,
  record_id text not null,
  schedule_id text not null,
  batch int not null,
  destroyed_at timestamptz not null,
  primary key (list_id, class_id, record_id)
);
comment on table destroyed_records is 'append-only';
create index destroyed_records_by_record on destroyed_records (class_id, record_id);

-- One row for each transaction of a destruction; the digest covers the batch before, so that the last proves all.
create table destruction_batches (
  list_id uuid not null,
  batch int not null,
  destroyed_at timestamptz not null,
  record_count int not null,
  digest text not null,
  primary key (list_id, batch)
);
comment on table destruction_batches is 'append-only';

create function hold_covers(
  h legal_holds, class_id text, record_id text, link_id text, body_id text, recorded_at timestamptz, words text)
returns boolean language sql immutable as $$
  select h.lifted_at is null
    and (h.class_ids = '{}' or class_id = any (h.class_ids))
    and (h.body_ids = '{}' or body_id = any (h.body_ids)) is true
    and (h.record_ids = '{}' or record_id = any (h.record_ids) or link_id = any (h.record_ids)) is true
    and (h.from_at is null or recorded_at >= h.from_at)
    and (h.until_at is null or recorded_at < h.until_at)
    -- what is under seal cannot be searched here: it counts as covered
    and (words is null or not exists (select 1 from unnest(h.words) word where position(word in lower(words)) = 0))
$$;

-- True while a hold or a freeze covers the record. What a record of the class is, its own function held_<class> says.
create function is_held(of_class text, of_record text) returns boolean language plpgsql stable set search_path from current as $$
declare
  guard text := quote_ident('held_' || translate(of_class, '.-', '__'));
  held boolean := false;
begin
  if exists (select 1 from record_freezes f where f.class_id = of_class and f.record_id = of_record and f.thawed_at is null) then
    return true;
  end if;
  if not exists (select 1 from legal_holds h where h.lifted_at is null) then return false; end if;
  if to_regprocedure(guard || '(text)') is null then return false; end if;
  execute 'select ' || guard || '($1)' into held using of_record;
  return held;
end $$;

-- The key of a held record is neither destroyed nor put in another's place; wrapping it anew under another city key is no loss.
create function guard_record_key() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'UPDATE' and (new.record_kind, new.record_id) = (old.record_kind, old.record_id)
     and (new.wrapped = old.wrapped or new.key_id <> old.key_id) then
    return new;
  end if;
  if is_held(old.record_kind, old.record_id) then
    raise exception 'a legal hold covers the key of % %', old.record_kind, old.record_id using errcode = 'SH001';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger hold_keeps_key before delete or update on record_keys for each row execute function guard_record_key();

-- A hold is lifted, never deleted; only Practice City, which alone has a practice_state, forgets those that were lifted.
create function guard_legal_hold() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'DELETE' then
    if old.lifted_at is null or not exists (select 1 from practice_state) then
      raise exception 'a legal hold is never deleted' using errcode = 'SH001';
    end if;
    return old;
  end if;
  if (to_jsonb(new) - array['lift_asked_at', 'lift_asked_by', 'lift_reason_sealed', 'lifted_at', 'lifted_by'])
     is distinct from (to_jsonb(old) - array['lift_asked_at', 'lift_asked_by', 'lift_reason_sealed', 'lifted_at', 'lifted_by'])
     or old.lifted_at is not null then
    raise exception 'a legal hold is lifted or stands; it is not changed' using errcode = 'SH001';
  end if;
  return new;
end $$;
create trigger hold_stands before delete or update on legal_holds for each row execute function guard_legal_hold();

create function refuse_truncate() returns trigger language plpgsql set search_path from current as $$
begin
  if exists (select 1 from legal_holds h where h.lifted_at is null)
     or exists (select 1 from record_freezes f where f.thawed_at is null) then
    raise exception 'a legal hold stands: % is not truncated', tg_table_name using errcode = 'SH001';
  end if;
  return null;
end $$;
create trigger hold_keeps_holds before truncate on legal_holds for each statement execute function refuse_truncate();
create trigger hold_keeps_keys before truncate on record_keys for each statement execute function refuse_truncate();
