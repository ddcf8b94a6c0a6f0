-- Mail that arrives: who is sending it now, what came back, of what each person was reminded, and how often each wants it.

alter table outbox
  -- what it is, such as a sign-in link or a digest: the kinds of src/platform/mail.ts
  add column kind text not null default 'other',
  -- set while a process talks to the mail server, outside any transaction; after some minutes the claim is void
  add column claimed_at timestamptz,
  add column claimed_by text,
  -- nothing more is tried, and why: failed, bounced, address (mail to it came back before), withdrawn (nothing left to say)
  add column closed_at timestamptz,
  add column closed_why text;
drop index outbox_waiting;
create index outbox_waiting on outbox (tries, written_at) where sent_at is null and closed_at is null;
create index outbox_by_address on outbox (lower(to_address));

-- One row for a mail that came back.
create table mail_bounces (
  mail_id uuid primary key references outbox on delete cascade,
  -- in lower case
  address text not null,
  recorded_at timestamptz not null,
  -- the status of RFC 3463, such as 5.1.1, else the three digits of the server's reply
  code text not null,
  -- smtp: the mail server refused it at once; report: a delivery status report came back
  said_by text not null,
  -- the address itself is at fault: nothing more is sent to it until an administrator says so
  is_address_fault boolean not null,
  cleared_at timestamptz,
  cleared_by text
);
create index mail_bounces_in_force on mail_bounces (address) where is_address_fault and cleared_at is null;

-- Each reminder is written once to a person; a changed date begins anew.
create table notices (
  id uuid primary key,
  item_id text not null,
  kind text not null,
  -- the threshold before the date, or the week after it
  step int not null,
  -- the due date, or the day from which it waits
  about_on date not null,
  person_id text not null,
  noticed_at timestamptz not null,
  mail_id uuid references outbox on delete set null,
  unique (item_id, kind, step, about_on, person_id)
);
create index notices_by_mail on notices (mail_id);

create table notice_choices (
  person_id text primary key,
  rhythm text not null,
  chosen_at timestamptz not null
);
