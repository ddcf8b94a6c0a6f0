/** The review of access as a table of the plainest kind: a row for each person, role and act. */
import { csvText } from '#web/components/csv.ts';
import type { ReviewedPerson } from './city-access-decision.ts';

const head = [
  'person_id',
  'name',
  'email',
  'suspended_at',
  'last_signed_in_at',
  'flags',
  'role',
  'department',
  'since',
  'given_by',
  'group',
  'act',
  'scope',
  'last_used_at',
  'use_is_recorded',
] as const;

/** People without a role have one row with the role left empty. */
export function accessCsv(people: readonly ReviewedPerson[], lead: readonly string[]): string {
  const rows = people.flatMap((person) => {
    const { personId, name, email, suspendedAt, lastSignedInAt, flags, grants } = person;
    const start = [personId, name, email, suspendedAt, lastSignedInAt, flags.join(' ')];
    if (grants.length === 0) return [[...start, ...head.slice(start.length).map(() => null)]];
    return grants.flatMap((grant) => {
      const givenBy = grant.group === null ? (grant.grantedBy ?? 'installation') : 'group';
      const held = [grant.role, grant.bodyId, grant.grantedAt, givenBy, grant.group];
      return grant.acts.map(({ id, scope, lastUsedAt }) => {
        const isHeard = lastUsedAt !== 'unheard';
        return [...start, ...held, id, scope, isHeard ? lastUsedAt : null, isHeard ? 'yes' : 'no'];
      });
    });
  });
  return csvText(lead, head, rows);
}
