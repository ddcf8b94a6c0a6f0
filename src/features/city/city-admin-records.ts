/** The records of administration and of signing in: what belongs to a person, how departments are reached, closure days. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { NoRecord, RecordClass } from '#rules/record-classes.ts';
import { cityActs } from './city-acts.ts';
import * as store from './city-admin-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;
const secret = { kind: 'withheld', ground: 'system-security' } as const;
const seenBy = [cityActs.readPeople];
const field = (name: string, disclosure: RecordClass['fields'][number]['disclosure']) => ({
  name,
  disclosure,
  isRestricted: false,
});
const personal = (id: string, table: string, fields: RecordClass['fields'] = []): RecordClass => {
  return { id, tables: [table], seenBy, fields, keptWith: 'city.person' };
};

export const cityAdminRecords: readonly RecordSource[] = [
  recordTables(
    store.personalTables(personal('city.invitation', 'invitations'), {
      name: 'invitations',
      key: 'id',
      keyType: 'uuid',
      person: 'person_id',
      at: 'invited_at',
      title: 'x.person_id',
      texts: [],
    }),
  ),
  recordTables(
    store.personalTables(personal('city.identity_link', 'identity_links', [field('account', secret)]), {
      name: 'identity_links',
      key: 'subject',
      keyType: 'text',
      person: 'person_id',
      at: 'linked_at',
      title: "x.issuer || ', ' || x.subject",
      texts: ['issuer', 'person_id'],
    }),
  ),
  recordTables(
    store.personalTables(personal('city.passkey', 'passkeys', [field('name', secret)]), {
      name: 'passkeys',
      key: 'id',
      keyType: 'text',
      person: 'person_id',
      at: 'added_at',
      title: 'x.name',
      texts: ['public_key', 'person_id'],
    }),
  ),
  recordTables(
    store.contactTables({
      id: 'city.department_contact',
      tables: ['body_contacts'],
      seenBy,
      fields: [field('contact', onRequest)],
    }),
  ),
  recordTables(
    store.contactListTables({
      id: 'city.contact_list',
      tables: ['contact_lists'],
      seenBy: [cityActs.managePeople],
      fields: [field('contact', { kind: 'withheld', ground: 'personal-privacy' })],
    }),
  ),
  recordTables(
    store.proclaimedTables({
      id: 'city.proclaimed_day',
      tables: ['proclaimed_days'],
      seenBy: [],
      isOpenToAll: true,
      fields: [field('text', onRequest)],
    }),
  ),
  recordTables(
    store.groupRuleTables({
      id: 'city.group_rule',
      tables: ['group_rules'],
      seenBy: [cityActs.managePeople],
      fields: [field('role', secret)],
    }),
  ),
];

/** Questions of minutes between a browser and whoever vouches for a person; they hold no person's words. */
export const cityAdminNoRecords: readonly NoRecord[] = [
  { table: 'identity_attempts', why: 'machinery' },
  { table: 'passkey_challenges', why: 'machinery' },
];
