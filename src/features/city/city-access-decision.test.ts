import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IsoInstant } from '#kit/dates.ts';
import type { Act } from '#rules/permissions.ts';
import { accessCsv } from './city-access-csv.ts';
import { type AccessFacts, eventsOfActs, filterAccess, reviewAccess } from './city-access-decision.ts';

const handIn: Act = { id: 'duties.submit', who: { liaison: 'own', general_manager: 'own' } };
const read: Act = { id: 'overview.read', who: { liaison: 'city', auditor: 'city' } };
const manage: Act = { id: 'city.manage', who: { administrator: 'city' } };
const acts = [handIn, read, manage];
const events = eventsOfActs([
  { permission: handIn, event: 'duty.submitted' },
  { permission: handIn, event: 'duty.taken_back' },
  { permission: read, event: 'none' },
  { permission: manage, event: 'city.role_granted' },
  { permission: 'everyone', event: 'session.signed_in' },
]);
const now = Date.parse('2026-06-30T00:00:00Z');
const day = (on: string): IsoInstant => `2026-${on}T00:00:00.000Z`;
const grant = (role: 'liaison' | 'auditor' | 'administrator', group: string | null = null) => ({
  role,
  bodyId: role === 'liaison' ? 'parks' : null,
  grantedAt: day('01-01'),
  grantedBy: group ? null : 'Administrator',
  group,
});
const person = (personId: string, fields: Partial<AccessFacts['people'][number]> = {}) => ({
  personId,
  name: personId,
  email: `${personId}@example.org`,
  suspendedAt: null,
  grants: [],
  ...fields,
});

const facts: AccessFacts = {
  trackedSince: day('01-01'),
  people: [
    person('ada', { grants: [grant('liaison'), grant('auditor', 'auditors')] }),
    person('bo', { grants: [grant('administrator')] }),
    person('cy', { grants: [grant('liaison')] }),
    person('di', { suspendedAt: day('02-01'), grants: [grant('liaison')] }),
    person('el', { suspendedAt: day('02-01') }),
  ],
  lastEvents: [
    { personId: 'ada', event: 'session.signed_in', at: day('06-29') },
    { personId: 'ada', event: 'duty.submitted', at: day('06-01') },
    { personId: 'ada', event: 'duty.taken_back', at: day('06-02') },
    { personId: 'bo', event: 'session.signed_in', at: day('03-01') },
    { personId: 'di', event: 'session.signed_in', at: day('06-01') },
  ],
};

describe('the review of access', () => {
  const people = reviewAccess(facts, acts, events, now);
  const of = (id: string) => people.find(({ personId }) => personId === id);

  it('says for each role which acts it allows, where, and when it was last used', () => {
    assert.deepEqual(of('ada')?.grants[0]?.acts, [
      { id: 'duties.submit', scope: 'own', lastUsedAt: day('06-02') },
      { id: 'overview.read', scope: 'city', lastUsedAt: 'unheard' },
    ]);
    assert.equal(of('ada')?.grants[0]?.lastUsedAt, day('06-02'));
    assert.equal(of('bo')?.grants[0]?.lastUsedAt, null);
    assert.equal(of('ada')?.grants[1]?.lastUsedAt, 'unheard');
  });

  for (const [id, flags] of [
    ['ada', []],
    ['bo', ['away']],
    ['cy', ['never_signed_in']],
    ['di', ['suspended_with_roles']],
    ['el', []],
  ] as const)
    it(`flags ${id} as ${flags.join() || 'nothing'}`, () => assert.deepEqual(of(id)?.flags, flags));

  const plain = { search: '', role: null, flag: null, sort: 'name' } as const;
  for (const [why, filter, ids] of [
    ['everybody by name', {}, 'ada bo cy di el'],
    ['by part of an address', { search: 'BO@' }, 'bo'],
    ['by role', { role: 'liaison' }, 'ada cy di'],
    ['by flag', { flag: 'never_signed_in' }, 'cy'],
    ['longest away first', { sort: 'signed_in' }, 'cy el bo di ada'],
  ] as const)
    it(`shows ${why}`, () => {
      const found = filterAccess(people, { ...plain, ...filter });
      assert.equal(found.map(({ personId }) => personId).join(' '), ids);
    });

  it('shows of somebody found by a role that role alone', () => {
    const [ada] = filterAccess(people, { ...plain, role: 'auditor' });
    assert.deepEqual(
      ada?.grants.map(({ role }) => role),
      ['auditor'],
    );
  });

  it('writes a row for each person, role and act, and who gave it or which group', () => {
    const lines = accessCsv(people, []).trimEnd().split('\r\n');
    assert.equal(lines.length, 1 + 2 + 1 + 1 + 2 + 2 + 1);
    assert.match(
      lines[1] as string,
      /^ada,.*,liaison,parks,.*,Administrator,,duties\.submit,own,2026-06-02T00:00:00\.000Z,yes$/,
    );
    assert.match(lines[3] as string, /,auditor,,.*,group,auditors,overview\.read,city,,no$/);
    assert.match(lines.at(-1) as string, /^el,el,el@example\.org,2026-02-01T00:00:00\.000Z,,,,,,,,,,,$/);
  });
});
