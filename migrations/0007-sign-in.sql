-- Signing in by the city's own account or a passkey, showing again who one is, and roles that groups bring.

-- how the session began, and when and how its owner last showed who they are
alter table sessions add column signed_in_by text not null default 'link';
alter table sessions add column proved_at timestamptz;
alter table sessions add column proved_by text not null default 'link';
update sessions set proved_at = signed_in_at;
alter table sessions alter column proved_at set not null;
create index sessions_by_age on sessions (signed_in_at);

-- a link that opens no session: it proves, for the session named, that its owner reads the person's mail
alter table sign_in_links add column for_session text;
create index sign_in_links_by_age on sign_in_links (expires_at);

-- whose account at the city's own sign-in is whose here
create table identity_links (
  issuer text not null,
  subject text not null,
  person_id text not null references people (id),
  linked_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (issuer, subject)
);
create unique index identity_links_by_person on identity_links (person_id, issuer);

-- somebody who was sent to the city's own sign-in and has not come back; used once, for ten minutes
create table identity_attempts (
  -- SHA-256 of the state that the provider hands back
  state_hash text primary key,
  -- SHA-256 of the cookie of the browser that began
  browser_hash text not null,
  nonce text not null,
  code_verifier text not null,
  -- where to go afterwards, inside the city; null: where the person's work begins
  next text,
  locale text not null,
  -- set when the owner of a session shows again who they are
  for_session text,
  made_at timestamptz not null,
  expires_at timestamptz not null
);
create index identity_attempts_by_age on identity_attempts (expires_at);

create table passkeys (
  -- the credential's id, base64url
  id text primary key,
  person_id text not null references people (id),
  name text not null,
  -- COSE, base64url
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  -- one device alone, or copied between devices by its maker
  is_synced boolean not null,
  is_backed_up boolean not null,
  added_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_by_person on passkeys (person_id);

-- a question to an authenticator; answered once, within five minutes
create table passkey_challenges (
  challenge_hash text primary key,
  purpose text not null check (purpose in ('add', 'sign_in', 'prove')),
  -- the session that asked; null for signing in
  for_session text,
  made_at timestamptz not null,
  expires_at timestamptz not null
);
create index passkey_challenges_by_age on passkey_challenges (expires_at);

-- what a group of the city's own sign-in is here; one group may bring several roles
create table group_rules (
  id uuid primary key,
  group_name text not null,
  role text not null,
  body_id text,
  added_at timestamptz not null,
  added_by text
);
create unique index group_rules_once on group_rules (group_name, role, coalesce(body_id, ''));

-- by hand, or by a group: what groups brought goes with the group
alter table role_grants add column source text not null default 'hand' check (source in ('hand', 'group'));
alter table role_grants add column group_name text;
alter table role_grants add constraint role_grants_group check ((source = 'group') = (group_name is not null));
