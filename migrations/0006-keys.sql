-- Keys of restricted fields: one for each record, wrapped by the city's own key, which is in no database and no backup.
-- Deleting the row makes the record's restricted fields unreadable, in every copy whose city key is gone or whose
-- tombstones were replayed.
create table record_keys (
  record_kind text not null,
  record_id text not null,
  -- which of the city's keys wraps it
  key_id text not null,
  wrapped text not null,
  made_at timestamptz not null,
  primary key (record_kind, record_id)
);
create index record_keys_by_key on record_keys (key_id);

-- A bucket of attempts: rates are limited across all web processes. The name is a keyed hash, never an address.
create table rate_buckets (
  bucket text primary key,
  tokens double precision not null,
  filled_at timestamptz not null
);
create index rate_buckets_by_time on rate_buckets (filled_at);
