-- The city itself: its pack as it was applied, its people and their roles, which languages a person has signed.

-- one row for each pack that differed from the one before; the newest id is the one in force
create table city_packs (
  id uuid primary key,
  recorded_at timestamptz not null,
  hash text not null,
  document jsonb not null
);

create table people (
  id text primary key,
  -- words for a role, such as "Liaison, Recreation and Parks"
  name text not null,
  email text not null,
  locale text not null,
  added_at timestamptz not null,
  suspended_at timestamptz
);
create unique index people_by_email on people (lower(email));

create table role_grants (
  id uuid primary key,
  person_id text not null references people (id),
  role text not null,
  -- the department in which the role is held; null for a role of the whole city
  body_id text,
  granted_at timestamptz not null,
  ended_at timestamptz,
  -- null: the system itself
  granted_by text
);
create index role_grants_by_person on role_grants (person_id) where ended_at is null;
create unique index role_grants_once on role_grants (person_id, role, coalesce(body_id, '')) where ended_at is null;

-- a signature under the sentences of a language, bound to exactly these sentences
create table language_reviews (
  id uuid primary key,
  locale text not null,
  catalog_hash text not null,
  reviewed_by text not null references people (id),
  reviewed_at timestamptz not null,
  unique (locale, catalog_hash)
);
