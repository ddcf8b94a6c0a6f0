/** How the records of this wing lie in its tables. */
import { sql } from 'kysely';
import type { Database } from '#platform/database.ts';
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

export function packTables(recordClass: RecordClass): RecordSpec {
  const next = '(select min(n.recorded_at) from city_packs n where n.id > c.id)';
  return {
    class: recordClass,
    from: 'city_packs c',
    key: 'c.id',
    keyType: 'uuid',
    at: 'c.recorded_at',
    title: 'left(c.hash, 12)',
    words: 'c.document::text',
    tables: [{ name: 'city_packs', recordId: 'id', texts: ['document'] }],
    texts: [{ field: 'text', from: 'city_packs c', key: 'c.id', text: 'c.document' }],
    ended: { made: { at: 'c.recorded_at' }, replaced: { at: next, where: `${next} is not null` } },
  };
}

/** Kept while the person can sign in; the time runs from the day on which they no longer can. */
export function personTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'people p',
    key: 'p.id',
    keyType: 'text',
    person: 'p.id',
    at: 'p.added_at',
    title: 'p.name',
    link: { kind: 'person', id: 'p.id' },
    words: "p.name || ' ' || p.email",
    tables: [{ name: 'people', recordId: 'id', texts: ['name', 'email'] }],
    texts: [
      { field: 'name', from: 'people p', key: 'p.id', text: 'p.name' },
      { field: 'email', from: 'people p', key: 'p.id', text: 'p.email' },
    ],
    ended: { ended: { at: 'p.suspended_at', where: 'p.suspended_at is not null' } },
    parts: partsOfPeople,
  };
}

async function partsOfPeople(db: Database, ids: readonly string[]) {
  const { rows } = await sql<{ classId: string; id: string; of: string }>`
    select 'city.role_grant' as "classId", g.id::text as id, g.person_id as of from role_grants g where g.person_id = any(${[...ids]}::text[])
    union all
    select 'city.invitation', i.id::text, i.person_id from invitations i where i.person_id = any(${[...ids]}::text[])
    union all
    select 'city.language_review', r.id::text, r.reviewed_by from language_reviews r where r.reviewed_by = any(${[...ids]}::text[])`.execute(
    db,
  );
  return rows;
}

export function grantTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'role_grants g join people p on p.id = g.person_id',
    key: 'g.id',
    keyType: 'uuid',
    body: 'g.body_id',
    person: 'g.person_id',
    at: 'g.granted_at',
    title: "concat_ws(', ', p.name, g.role, g.body_id)",
    link: { kind: 'person', id: 'g.person_id' },
    words: "concat_ws(' ', p.name, g.role)",
    tables: [{ name: 'role_grants', recordId: 'id', texts: ['role'] }],
    texts: [
      {
        field: 'role',
        from: 'role_grants g join people p on p.id = g.person_id',
        key: 'g.id',
        text: "concat_ws(', ', p.name, g.role, g.body_id)",
      },
    ],
    ended: {},
  };
}

export function reviewTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'language_reviews r',
    key: 'r.id',
    keyType: 'uuid',
    person: 'r.reviewed_by',
    at: 'r.reviewed_at',
    title: 'r.locale',
    link: { kind: 'person', id: 'r.reviewed_by' },
    words: "''",
    tables: [{ name: 'language_reviews', recordId: 'id', texts: [] }],
    ended: {},
  };
}

/** A link that signs somebody in is no part of the record: whoever reads it for a demand would come in as that person. */
const bodyWithoutLinks = "regexp_replace(o.body, '(/sign-in/)[A-Za-z0-9_-]+', '\\1…', 'g')";

export function mailTables(recordClass: RecordClass): RecordSpec {
  const from = 'outbox o';
  return {
    class: recordClass,
    from,
    key: 'o.id',
    keyType: 'uuid',
    person: 'o.to_person_id',
    at: 'o.written_at',
    title: 'o.subject',
    link: { kind: 'outbox_mail', id: 'o.id' },
    words: "concat_ws(' ', o.subject, o.body, o.to_address)",
    tables: [{ name: 'outbox', recordId: 'id', texts: ['subject', 'body', 'to_address'] }],
    texts: [
      { field: 'subject', from, key: 'o.id', text: 'o.subject' },
      { field: 'body', from, key: 'o.id', text: bodyWithoutLinks },
      { field: 'address', from, key: 'o.id', text: 'o.to_address' },
    ],
    ended: { made: { at: 'o.written_at' } },
  };
}

/** The database lets nobody delete from the audit; its schedule can only ask for a review. */
export function auditTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'audit_entries e',
    key: 'e.id',
    keyType: 'uuid',
    body: 'e.body_id',
    person: 'e.actor_id',
    at: 'e.at',
    title: "concat_ws(', ', e.event, e.subject_kind, e.subject_id)",
    words: "concat_ws(' ', e.event, e.subject_id, e.details::text)",
    tables: [{ name: 'audit_entries', recordId: 'id', texts: ['details'] }],
    texts: [
      {
        field: 'event',
        from: 'audit_entries e',
        key: 'e.id',
        text: "concat_ws(', ', e.event, e.subject_kind, e.subject_id, e.details::text)",
      },
    ],
    ended: { made: { at: 'e.at' } },
  };
}

export function sessionTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'sessions s',
    key: 's.id_hash',
    keyType: 'text',
    person: 's.person_id',
    at: 's.signed_in_at',
    title: 's.person_id',
    words: "''",
    tables: [{ name: 'sessions', recordId: 'id_hash', texts: ['person_id'] }],
    texts: [{ field: 'person', from: 'sessions s', key: 's.id_hash', text: 's.person_id' }],
    ended: { ended: { at: "coalesce(s.revoked_at, s.signed_in_at + interval '12 hours')" } },
  };
}

export function linkTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'sign_in_links l',
    key: 'l.token_hash',
    keyType: 'text',
    person: 'l.person_id',
    at: 'l.made_at',
    title: 'l.person_id',
    words: "''",
    tables: [{ name: 'sign_in_links', recordId: 'token_hash', texts: ['person_id'] }],
    texts: [{ field: 'person', from: 'sign_in_links l', key: 'l.token_hash', text: 'l.person_id' }],
    ended: { ended: { at: 'l.expires_at' } },
  };
}

export function keptFormTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'kept_forms k',
    key: 'k.id',
    keyType: 'text',
    person: 'k.person_id',
    at: 'k.kept_at',
    title: 'k.path',
    words: "concat_ws(' ', k.path, k.fields::text)",
    tables: [{ name: 'kept_forms', recordId: 'id', texts: ['fields'] }],
    texts: [{ field: 'typed', from: 'kept_forms k', key: 'k.id', text: 'k.fields' }],
    ended: { made: { at: 'k.kept_at' } },
  };
}
