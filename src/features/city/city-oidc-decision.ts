/** Who comes in by the city's own sign-in: pure. From what the provider says and what is known here to one answer. */
import type { Grant, Role } from '#rules/permissions.ts';

export type ProvenIdentity = {
  issuer: string;
  /** The provider's own name for the account, which no other account ever gets. */
  subject: string;
  email: string | null;
  /** The provider says that it has made sure whose address it is. */
  isEmailVerified: boolean;
  name: string | null;
  /** Null: the provider had too many groups to name them, so nothing is known of them. */
  groups: readonly string[] | null;
  /** When the provider last asked the person, in seconds since 1970; null when it does not say. */
  askedAt: number | null;
};

const isYes = (value: unknown) => value === true || value === 'true' || value === 1 || value === '1';
const textOr = (value: unknown, longest: number) =>
  typeof value === 'string' && value.trim() ? value.trim().slice(0, longest) : null;

/**
 * Reads what the provider said. Whether an address was verified is said in two ways: `email_verified` is OpenID Connect's own,
 * `xms_edov` is Microsoft Entra's ("the owner of the address's domain was verified").
 */
export function readIdentity(
  claims: Readonly<Record<string, unknown>>,
  issuer: string,
  groupsClaim: string,
): ProvenIdentity {
  const given = claims[groupsClaim];
  const elsewhere = claims['_claim_names'];
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && groupsClaim in elsewhere;
  const listed = Array.isArray(given) ? given : typeof given === 'string' ? [given] : [];
  const email = textOr(claims['email'], 200);
  return {
    issuer,
    subject: String(claims['sub']),
    email,
    isEmailVerified: email !== null && (isYes(claims['email_verified']) || isYes(claims['xms_edov'])),
    name: textOr(claims['name'], 200),
    groups: given === undefined && isElsewhere ? null : listed.filter((one): one is string => typeof one === 'string'),
    askedAt: typeof claims['auth_time'] === 'number' ? claims['auth_time'] : null,
  };
}

/** Somebody here, as far as it matters at the door. */
export type PersonAtDoor = { personId: string; isSuspended: boolean };

export type DoorFacts = {
  /** Whose account this is, from an earlier sign-in. */
  linked: PersonAtDoor | null;
  /** Who has the address here. */
  byEmail: PersonAtDoor | null;
  /** The person who has the address came in by another account before: the address has changed hands. */
  isEmailOfAnotherAccount: boolean;
  /** One of the account's groups brings a role. */
  hasMappedGroup: boolean;
};

export type DoorRefusal = 'suspended' | 'email_missing' | 'email_unverified' | 'email_of_another' | 'unknown';
export type DoorDecision =
  | { kind: 'known'; personId: string; isNewLink: boolean }
  | { kind: 'new' }
  | { kind: 'refused'; why: DoorRefusal };

/** An account that was here before is known by its own name; an address, which can change hands, counts only once. */
export function whoComesIn(
  identity: Pick<ProvenIdentity, 'email' | 'isEmailVerified'>,
  facts: DoorFacts,
): DoorDecision {
  const refused = (why: DoorRefusal): DoorDecision => ({ kind: 'refused', why });
  const { linked, byEmail } = facts;
  if (linked)
    return linked.isSuspended ? refused('suspended') : { kind: 'known', personId: linked.personId, isNewLink: false };
  if (identity.email === null) return refused('email_missing');
  if (!identity.isEmailVerified) return refused('email_unverified');
  if (byEmail?.isSuspended) return refused('suspended');
  if (byEmail && facts.isEmailOfAnotherAccount) return refused('email_of_another');
  if (byEmail) return { kind: 'known', personId: byEmail.personId, isNewLink: true };
  return facts.hasMappedGroup ? { kind: 'new' } : refused('unknown');
}

/** The provider asked the person after they were sent there; a minute is for clocks that differ. */
export function wasAskedSince({ askedAt }: Pick<ProvenIdentity, 'askedAt'>, sentAt: number): boolean {
  return askedAt !== null && askedAt * 1000 >= sentAt - 60_000;
}

export type GroupRule = Grant & { group: string };
export type HeldByPerson = Grant & { id: string; source: 'hand' | 'group' };
export type GroupChanges = { add: readonly GroupRule[]; end: readonly HeldByPerson[] };

/**
 * What brings a person's roles in line with their groups: missing ones are added, those that a group brought and none
 * brings any more are ended, what was given by hand stays. Groups that are not known change nothing.
 */
export function groupChanges(
  rules: readonly GroupRule[],
  groups: readonly string[] | null,
  held: readonly HeldByPerson[],
): GroupChanges {
  if (groups === null) return { add: [], end: [] };
  const wanted = new Map<string, GroupRule>();
  for (const rule of rules) if (groups.includes(rule.group) && !wanted.has(keyOf(rule))) wanted.set(keyOf(rule), rule);
  const has = new Set(held.map(keyOf));
  return {
    add: [...wanted.values()].filter((rule) => !has.has(keyOf(rule))),
    end: held.filter((grant) => grant.source === 'group' && !wanted.has(keyOf(grant))),
  };
}

const keyOf = ({ role, bodyId }: { role: Role; bodyId: string | null }) => `${role} ${bodyId ?? ''}`;
