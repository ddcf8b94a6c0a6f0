/** Who may do what and when they last did: pure. From people, roles, acts and what the audit heard to the review's rows. */
import type { IsoInstant } from '#kit/dates.ts';
import type { Act, Grant, Role, Scope } from '#rules/permissions.ts';

export type AccessGrant = Grant & {
  grantedAt: IsoInstant;
  /** The words for whoever gave it; null: the installation itself, or a group. */
  grantedBy: string | null;
  /** The group of the city's own sign-in that brought it; null: given by hand. */
  group: string | null;
};

export type AccessFacts = {
  people: readonly {
    personId: string;
    name: string;
    email: string;
    suspendedAt: IsoInstant | null;
    grants: readonly AccessGrant[];
  }[];
  /** The newest row of the audit for each person and event. */
  lastEvents: readonly { personId: string; event: string; at: IsoInstant }[];
  /** The first row of the audit; null while it is empty. */
  trackedSince: IsoInstant | null;
};

/** `null`: not since tracking began. `unheard`: no event tells of the act alone: it only reads, or shares the event of another. */
export type LastUse = IsoInstant | null | 'unheard';
export type ReviewedAct = { id: string; scope: Scope; lastUsedAt: LastUse };
export type ReviewedGrant = AccessGrant & { acts: readonly ReviewedAct[]; lastUsedAt: LastUse };

export const accessFlags = ['never_signed_in', 'away', 'suspended_with_roles'] as const;
export type AccessFlag = (typeof accessFlags)[number];

export type ReviewedPerson = Omit<AccessFacts['people'][number], 'grants'> & {
  grants: readonly ReviewedGrant[];
  lastSignedInAt: IsoInstant | null;
  flags: readonly AccessFlag[];
};

/** Which events tell that an act was done: the events of the routes that ask for it. */
export type EventsOfActs = ReadonlyMap<string, ReadonlySet<string>>;

export function eventsOfActs(routes: readonly { permission: string | Act; event: string }[]): EventsOfActs {
  const events = new Map<string, Set<string>>();
  for (const { permission, event } of routes) {
    if (typeof permission === 'string' || event === 'none') continue;
    const known = events.get(permission.id) ?? new Set<string>();
    events.set(permission.id, known.add(event));
  }
  return events;
}

const awayMs = 90 * 86_400_000;

/** `now` in milliseconds. In the order of `facts.people`; each role with the acts that it allows. */
export function reviewAccess(
  facts: AccessFacts,
  acts: readonly Act[],
  events: EventsOfActs,
  now: number,
): ReviewedPerson[] {
  const last = new Map<string, Map<string, IsoInstant>>();
  for (const { personId, event, at } of facts.lastEvents) {
    const own = last.get(personId) ?? new Map<string, IsoInstant>();
    last.set(personId, own.set(event, at));
  }
  return facts.people.map(({ grants, ...person }) => {
    const own = last.get(person.personId) ?? new Map<string, IsoInstant>();
    const lastSignedInAt = own.get('session.signed_in') ?? null;
    return {
      ...person,
      grants: grants.map((grant) => reviewedGrant(grant, acts, events, own)),
      lastSignedInAt,
      flags: flagsOf(person.suspendedAt !== null, grants.length > 0, lastSignedInAt, now),
    };
  });
}

function reviewedGrant(
  grant: AccessGrant,
  acts: readonly Act[],
  events: EventsOfActs,
  own: ReadonlyMap<string, IsoInstant>,
): ReviewedGrant {
  const allowed = acts.flatMap(({ id, who }): ReviewedAct[] => {
    const scope = who[grant.role];
    if (!scope) return [];
    const heard = events.get(id);
    return [{ id, scope, lastUsedAt: heard ? newest([...heard].map((event) => own.get(event) ?? null)) : 'unheard' }];
  });
  const heard = allowed.flatMap(({ lastUsedAt }) => (lastUsedAt === 'unheard' ? [] : [lastUsedAt]));
  return { ...grant, acts: allowed, lastUsedAt: heard.length > 0 ? newest(heard) : 'unheard' };
}

function newest(instants: readonly (IsoInstant | null)[]): IsoInstant | null {
  return instants.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);
}

function flagsOf(
  isSuspended: boolean,
  hasRoles: boolean,
  lastSignedInAt: IsoInstant | null,
  now: number,
): AccessFlag[] {
  if (isSuspended) return hasRoles ? ['suspended_with_roles'] : [];
  if (lastSignedInAt === null) return ['never_signed_in'];
  return now - Date.parse(lastSignedInAt) > awayMs ? ['away'] : [];
}

export const accessSorts = ['name', 'signed_in', 'since'] as const;
export type AccessSort = (typeof accessSorts)[number];
export type AccessFilter = { search: string; role: Role | null; flag: AccessFlag | null; sort: AccessSort };

/** Those who fit, in the order asked for: by name, longest away first, or newest role first. */
export function filterAccess(people: readonly ReviewedPerson[], filter: AccessFilter): ReviewedPerson[] {
  const search = filter.search.trim().toLowerCase();
  const found = people
    .map((person) => ({ ...person, grants: person.grants.filter(({ role }) => !filter.role || role === filter.role) }))
    .filter(({ grants }) => !filter.role || grants.length > 0)
    .filter(({ flags }) => !filter.flag || flags.includes(filter.flag))
    .filter(
      ({ name, email }) => !search || name.toLowerCase().includes(search) || email.toLowerCase().includes(search),
    );
  const keyOf = {
    name: ({ name }) => name,
    // Never before anything else.
    signed_in: ({ lastSignedInAt }) => lastSignedInAt ?? '',
    since: ({ grants }) => newest(grants.map(({ grantedAt }) => grantedAt)) ?? '',
  } satisfies Record<AccessSort, (person: ReviewedPerson) => string>;
  const key = keyOf[filter.sort];
  const order = filter.sort === 'since' ? -1 : 1;
  return found.toSorted((a, b) => order * compare(key(a), key(b)) || compare(a.name, b.name));
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
