-- Every file that came in, and what the virus scanner said of it. One row a content: its SHA-256 names it in the store.
create table file_scans (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  byte_length bigint not null,
  received_at timestamptz not null,
  -- not_scanned: it came in while no scanner was set up; it is scanned as soon as one is
  state text not null check (state in ('waiting', 'clean', 'infected', 'not_scanned')),
  -- how the scanner called itself, with the version of its signatures
  scanner text,
  scanned_at timestamptz,
  signature text,
  -- the scanner does not take files of this size
  is_too_large boolean not null default false,
  -- after a failure: the moment, by the real clock, before which it is not tried again
  not_before timestamptz
);
create index file_scans_open on file_scans (received_at) where state in ('waiting', 'not_scanned');
create index file_scans_infected on file_scans (received_at) where state = 'infected';
