-- When a person last said "I have seen this": from there on the overview says what is new.

create table overview_looks (
  person_id text primary key,
  looked_at timestamptz not null
);
