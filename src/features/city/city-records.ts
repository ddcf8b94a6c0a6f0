/** The records of this wing: people, their roles and signatures, mail, the audit, and what signing in leaves for a while. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { NoRecord, RecordClass } from '#rules/record-classes.ts';
import { cityActs } from './city-acts.ts';
import * as store from './city-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;
const contactData = { kind: 'withheld', ground: 'personal-privacy' } as const;
const secret = { kind: 'withheld', ground: 'system-security' } as const;
const field = (name: string, disclosure: RecordClass['fields'][number]['disclosure']) => ({
  name,
  disclosure,
  isRestricted: false,
});

const pack: RecordClass = {
  id: 'city.pack',
  tables: ['city_packs'],
  seenBy: [],
  isOpenToAll: true,
  fields: [field('text', onRequest)],
};
const person: RecordClass = {
  id: 'city.person',
  tables: ['people'],
  seenBy: [cityActs.readPeople],
  fields: [field('name', onRequest), field('email', contactData)],
};
const grant: RecordClass = {
  id: 'city.role_grant',
  tables: ['role_grants'],
  seenBy: [cityActs.readPeople],
  fields: [field('role', onRequest)],
  keptWith: 'city.person',
};
const review: RecordClass = {
  id: 'city.language_review',
  tables: ['language_reviews'],
  seenBy: [cityActs.readLanguages],
  fields: [],
  keptWith: 'city.person',
};
const mail: RecordClass = {
  id: 'city.mail',
  tables: ['outbox'],
  seenBy: [cityActs.readOutbox],
  fields: [field('subject', onRequest), field('body', onRequest), field('address', contactData)],
};
const entry: RecordClass = {
  id: 'city.audit_entry',
  tables: ['audit_entries'],
  seenBy: [cityActs.readAudit],
  fields: [field('event', onRequest)],
};
const session: RecordClass = {
  id: 'city.session',
  tables: ['sessions'],
  seenBy: [],
  fields: [field('person', secret)],
  isShortLived: true,
};
const link: RecordClass = {
  id: 'city.sign_in_link',
  tables: ['sign_in_links'],
  seenBy: [],
  fields: [field('person', secret)],
  isShortLived: true,
};
const keptForm: RecordClass = {
  id: 'city.kept_form',
  tables: ['kept_forms'],
  seenBy: [],
  fields: [field('typed', onRequest)],
  isShortLived: true,
};

export const cityRecords: readonly RecordSource[] = [
  recordTables(store.packTables(pack)),
  recordTables(store.personTables(person)),
  recordTables(store.grantTables(grant)),
  recordTables(store.reviewTables(review)),
  recordTables(store.mailTables(mail)),
  recordTables(store.auditTables(entry)),
  recordTables(store.sessionTables(session)),
  recordTables(store.linkTables(link)),
  recordTables(store.keptFormTables(keptForm)),
];

export const cityNoRecords: readonly NoRecord[] = [
  { table: 'audit_seals', why: 'audit_chain' },
  { table: 'worker_pulse', why: 'machinery' },
  { table: 'practice_state', why: 'machinery' },
  { table: 'record_keys', why: 'machinery' },
  { table: 'rate_buckets', why: 'machinery' },
  { table: 'schema_migrations', why: 'machinery' },
  { table: 'schema_migrations_lock', why: 'machinery' },
];
