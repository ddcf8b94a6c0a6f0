import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Role } from '#rules/permissions.ts';
import {
  type DoorFacts,
  type GroupRule,
  groupChanges,
  type HeldByPerson,
  readIdentity,
  wasAskedSince,
  whoComesIn,
} from './city-oidc-decision.ts';

const nobody: DoorFacts = { linked: null, byEmail: null, isEmailOfAnotherAccount: false, hasMappedGroup: false };
const ana = { personId: 'ana', isSuspended: false };
const ben = { personId: 'ben', isSuspended: false };
const gone = { personId: 'ana', isSuspended: true };
const verified = { email: 'ana@example.org', isEmailVerified: true };

describe('the door of the city’s own sign-in', () => {
  const cases: readonly [
    why: string,
    identity: typeof verified | { email: null; isEmailVerified: false },
    facts: Partial<DoorFacts>,
    says: string,
  ][] = [
    ['knows an account from before', verified, { linked: ana }, 'known ana'],
    ['knows it whatever its address is now', { email: null, isEmailVerified: false }, { linked: ana }, 'known ana'],
    ['prefers the account to the address', verified, { linked: ana, byEmail: ben }, 'known ana'],
    ['keeps out a suspended account', verified, { linked: gone }, 'suspended'],
    ['links a verified address once', verified, { byEmail: ana }, 'known ana, linked now'],
    ['keeps out a suspended person by address', verified, { byEmail: gone, hasMappedGroup: true }, 'suspended'],
    [
      'does not hand a person on with an address',
      verified,
      { byEmail: ana, isEmailOfAnotherAccount: true },
      'email_of_another',
    ],
    [
      'believes no address that was not verified',
      { ...verified, isEmailVerified: false },
      { byEmail: ana },
      'email_unverified',
    ],
    [
      'adds nobody on an address that was not verified',
      { ...verified, isEmailVerified: false },
      { hasMappedGroup: true },
      'email_unverified',
    ],
    ['needs an address', { email: null, isEmailVerified: false }, { hasMappedGroup: true }, 'email_missing'],
    ['adds a stranger whose group brings a role', verified, { hasMappedGroup: true }, 'new'],
    ['turns other strangers away', verified, {}, 'unknown'],
  ];
  for (const [why, identity, facts, says] of cases) {
    it(why, () => {
      const found = whoComesIn(identity, { ...nobody, ...facts });
      const known =
        found.kind === 'known' ? `known ${found.personId}${found.isNewLink ? ', linked now' : ''}` : found.kind;
      assert.equal(found.kind === 'refused' ? found.why : known, says);
    });
  }
});

describe('what a provider says', () => {
  const read = (claims: Record<string, unknown>) =>
    readIdentity({ sub: 's', ...claims }, 'https://id.example', 'groups');
  for (const [claims, isVerified] of [
    [{ email: 'a@b.example', email_verified: true }, true],
    [{ email: 'a@b.example', email_verified: 'true' }, true],
    [{ email: 'a@b.example', xms_edov: '1' }, true],
    [{ email: 'a@b.example', email_verified: false }, false],
    [{ email: 'a@b.example', email_verified: 'no' }, false],
    [{ email: 'a@b.example' }, false],
    [{ email_verified: true }, false],
    [{ email: ['a@b.example'], email_verified: true }, false],
  ] as const)
    it(`${isVerified ? 'vouches' : 'does not vouch'} for the address in ${JSON.stringify(claims)}`, () =>
      assert.equal(read(claims).isEmailVerified, isVerified));

  for (const [claims, groups] of [
    [{ groups: ['a', 'b'] }, ['a', 'b']],
    [{ groups: 'a' }, ['a']],
    [{ groups: [1, 'a', null] }, ['a']],
    [{}, []],
    [{ _claim_names: { groups: 'src1' } }, null],
    [{ _claim_names: { other: 'src1' } }, []],
    [{ groups: { a: true } }, []],
  ] as const)
    it(`names the groups ${JSON.stringify(groups)} in ${JSON.stringify(claims)}`, () =>
      assert.deepEqual(read(claims).groups, groups));

  for (const [askedAt, isFresh] of [
    [null, false],
    [900, false],
    [939, false],
    [940, true],
    [1000, true],
    [1100, true],
  ] as const)
    it(`asked at ${askedAt} the person ${isFresh ? 'was' : 'was not'} asked since 1000, give or take a minute`, () =>
      assert.equal(wasAskedSince({ askedAt }, 1_000_000), isFresh));
});

describe('groups', () => {
  const rule = (group: string, role: Role, bodyId: string | null = null): GroupRule => ({ group, role, bodyId });
  const held = (id: string, source: 'hand' | 'group', role: Role, bodyId: string | null = null): HeldByPerson => ({
    id,
    source,
    role,
    bodyId,
  });
  const rules = [
    rule('parks', 'liaison', 'parks'),
    rule('parks-heads', 'general_manager', 'parks'),
    rule('all', 'liaison', 'parks'),
    rule('audit', 'auditor'),
  ];
  const cases: readonly [why: string, groups: string[] | null, has: HeldByPerson[], add: string[], end: string[]][] = [
    ['bring their roles', ['parks', 'audit'], [], ['liaison', 'auditor'], []],
    ['bring a role once, even when two name it', ['parks', 'all'], [], ['liaison'], []],
    ['bring nothing that is held by hand already', ['audit'], [held('1', 'hand', 'auditor')], [], []],
    ['take back what they brought', [], [held('1', 'group', 'auditor')], [], ['1']],
    ['leave what was given by hand', [], [held('1', 'hand', 'auditor')], [], []],
    ['keep a role that another group brings now', ['all'], [held('1', 'group', 'liaison', 'parks')], [], []],
    ['move a person from one role to another', ['audit'], [held('1', 'group', 'liaison', 'parks')], ['auditor'], ['1']],
    ['tell departments apart', ['parks'], [held('1', 'group', 'liaison', 'harbor')], ['liaison'], ['1']],
    ['change nothing when they are not known', null, [held('1', 'group', 'auditor')], [], []],
    ['that nobody mapped bring nothing', ['sailing'], [], [], []],
    ['are told apart by case', ['Audit'], [], [], []],
  ];
  for (const [why, groups, has, add, end] of cases) {
    it(why, () => {
      const changes = groupChanges(rules, groups, has);
      assert.deepEqual(
        changes.add.map(({ role }) => role),
        add,
      );
      assert.deepEqual(
        changes.end.map(({ id }) => id),
        end,
      );
    });
  }
});
