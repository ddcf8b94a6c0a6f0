/** People and their roles. A grant holds from the moment it is written until it is ended. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import type { Database } from '#platform/database.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Actor, Grant, Role } from '#rules/permissions.ts';

type PeopleTable = {
  id: string;
  name: string;
  email: string;
  locale: string;
  added_at: IsoInstant;
  suspended_at: IsoInstant | null;
};
type GrantTable = {
  id: string;
  person_id: string;
  role: Role;
  body_id: BodyId | null;
  granted_at: IsoInstant;
  ended_at: IsoInstant | null;
  granted_by: string | null;
};
type Tables = { people: PeopleTable; role_grants: GrantTable };

export type Person = {
  id: string;
  name: string;
  email: string;
  locale: string;
  addedAt: IsoInstant;
  suspendedAt: IsoInstant | null;
};
export type PersonWithRoles = Person & { grants: readonly Grant[] };
/** Where somebody stands between being added and working here. */
export const personStates = ['active', 'invited', 'added', 'suspended'] as const;
export type PersonState = (typeof personStates)[number];
export type ListedPerson = PersonWithRoles & { invitedAt: IsoInstant | null; hasSignedIn: boolean };
/** Somebody to write to. */
export type Contact = {
  personId: string;
  name: string;
  email: string;
  locale: string;
  role: Role;
  bodyId: BodyId | null;
};

const heldGrants = sql`coalesce(
  json_agg(json_build_object('role', g.role, 'bodyId', g.body_id) order by g.id) filter (where g.id is not null), '[]')`;
const personColumns = sql`p.id, p.name, p.email, p.locale, p.added_at as "addedAt", p.suspended_at as "suspendedAt"`;

/** The person with the roles held now; null when unknown or suspended. Asked on every request of a session. */
export async function actorOf(city: Pick<City, 'db'>, personId: string): Promise<Actor | null> {
  const { rows } = await sql<Actor>`select p.id as "personId", p.name, ${heldGrants} as grants
    from people p left join role_grants g on g.person_id = p.id and g.ended_at is null
    where p.id = ${personId} and p.suspended_at is null group by p.id`.execute(city.db);
  return rows[0] ?? null;
}

export async function personById(db: Database, id: string): Promise<Person | null> {
  const { rows } = await sql<Person>`select ${personColumns} from people p where p.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** Whoever has the address and is not suspended. */
export async function personByEmail(db: Database, email: string): Promise<Person | null> {
  const { rows } = await sql<Person>`select ${personColumns} from people p
    where lower(p.email) = lower(${email}) and p.suspended_at is null`.execute(db);
  return rows[0] ?? null;
}

/** `added`: nobody has written to them yet. Whoever has signed in once is active, whether they were invited or not. */
export function stateOf(person: Pick<ListedPerson, 'suspendedAt' | 'invitedAt' | 'hasSignedIn'>): PersonState {
  if (person.suspendedAt) return 'suspended';
  if (person.hasSignedIn) return 'active';
  return person.invitedAt ? 'invited' : 'added';
}

/** Everybody with their roles held now, by name; with `search`, those whose name, address, role or department holds it. */
export async function listPeople(db: Database, search = ''): Promise<ListedPerson[]> {
  const like = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<ListedPerson>`select ${personColumns}, ${heldGrants} as grants,
      (select max(i.invited_at) from invitations i where i.person_id = p.id) as "invitedAt",
      exists (select 1 from audit_entries a where a.actor_id = p.id and a.event = 'session.signed_in') as "hasSignedIn"
    from people p left join role_grants g on g.person_id = p.id and g.ended_at is null
    where p.name ilike ${like} or p.email ilike ${like} or exists (
      select 1 from role_grants f where f.person_id = p.id and f.ended_at is null and (replace(f.role, '_', ' ') ilike ${like} or f.body_id ilike ${like}))
    group by p.id order by p.suspended_at is not null, p.name, p.id`.execute(db);
  return rows;
}

/** Those who hold one of the roles in the body now, in the order of the roles given: whom to write to about it. */
export async function peopleOf(
  db: Database,
  bodyId: BodyId,
  roles: readonly Role[] = ['liaison', 'general_manager'],
): Promise<Contact[]> {
  return contacts(db, roles, sql`g.body_id = ${bodyId}`);
}

/** Those who hold the role now, anywhere in the city or in the body given. */
export async function peopleOfRole(db: Database, role: Role, bodyId?: BodyId): Promise<Contact[]> {
  return contacts(db, [role], bodyId === undefined ? sql`true` : sql`g.body_id = ${bodyId}`);
}

async function contacts(db: Database, roles: readonly Role[], where: ReturnType<typeof sql>): Promise<Contact[]> {
  const { rows } =
    await sql<Contact>`select p.id as "personId", p.name, p.email, p.locale, g.role, g.body_id as "bodyId"
    from role_grants g join people p on p.id = g.person_id
    where g.ended_at is null and p.suspended_at is null and g.role = any(${[...roles]}) and ${where}
    order by array_position(${[...roles]}::text[], g.role), g.body_id, p.name, p.id`.execute(db);
  return rows;
}

/** What people are called; unknown ids are left out. */
export async function namesOfPeople(db: Database, personIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{
    id: string;
    name: string;
  }>`select id, name from people where id = any(${[...personIds]}::text[])`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** For every body those who hold one of the roles: one statement for pages that list all bodies. */
export async function peopleOfBodies(
  db: Database,
  roles: readonly Role[] = ['liaison', 'general_manager'],
): Promise<Contact[]> {
  return contacts(db, roles, sql`g.body_id is not null`);
}

/** False when the id or the address is taken. */
export async function insertPerson(db: Database, person: Omit<Person, 'suspendedAt'>): Promise<boolean> {
  const { id, name, email, locale, addedAt } = person;
  const result = await db
    .withTables<Tables>()
    .insertInto('people')
    .values({ id, name, email, locale, added_at: addedAt, suspended_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) > 0;
}

/** The id of the grant, or null when the person holds just this already. */
export async function insertGrant(
  db: Database,
  personId: string,
  grant: Grant,
  grantedAt: IsoInstant,
  grantedBy: string | null,
): Promise<string | null> {
  const row = await db
    .withTables<Tables>()
    .insertInto('role_grants')
    .values({
      id: newId(),
      person_id: personId,
      role: grant.role,
      body_id: grant.bodyId,
      granted_at: grantedAt,
      ended_at: null,
      granted_by: grantedBy,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export type HeldGrant = Grant & {
  id: string;
  personId: string;
  grantedAt: IsoInstant;
  endedAt: IsoInstant | null;
  grantedBy: string | null;
};

const grantColumns = sql`g.id, g.person_id as "personId", g.role, g.body_id as "bodyId", g.granted_at as "grantedAt", g.ended_at as "endedAt"`;

/** A person's grants, held and ended, oldest first, with the words for whoever granted. */
export async function grantsOf(db: Database, personId: string): Promise<HeldGrant[]> {
  const { rows } = await sql<HeldGrant>`select ${grantColumns}, by_whom.name as "grantedBy"
    from role_grants g left join people by_whom on by_whom.id = g.granted_by where g.person_id = ${personId} order by g.id`.execute(
    db,
  );
  return rows;
}

export async function grantById(db: Database, id: string): Promise<HeldGrant | null> {
  const { rows } =
    await sql<HeldGrant>`select ${grantColumns}, g.granted_by as "grantedBy" from role_grants g where g.id::text = ${id}`.execute(
      db,
    );
  return rows[0] ?? null;
}

export async function endGrant(db: Database, id: string, endedAt: IsoInstant): Promise<void> {
  await db
    .withTables<Tables>()
    .updateTable('role_grants')
    .set({ ended_at: endedAt })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** Administrators who can sign in, with their rows held until the transaction ends: two cannot end each other at once. */
export async function lockAdministrators(db: Database): Promise<string[]> {
  const { rows } = await sql<{ personId: string }>`select g.person_id as "personId"
    from role_grants g join people p on p.id = g.person_id
    where g.role = 'administrator' and g.ended_at is null and p.suspended_at is null order by g.id for update of g, p`.execute(
    db,
  );
  return rows.map((row) => row.personId);
}

export async function setSuspended(db: Database, personId: string, suspendedAt: IsoInstant | null): Promise<void> {
  await db
    .withTables<Tables>()
    .updateTable('people')
    .set({ suspended_at: suspendedAt })
    .where('id', '=', personId)
    .execute();
}

export async function setLocale(db: Database, personId: string, locale: string): Promise<void> {
  await db.withTables<Tables>().updateTable('people').set({ locale }).where('id', '=', personId).execute();
}

/** How many sign-in links were made for the person since the instant: a limit against filling a mailbox. */
export async function linksMadeSince(db: Database, personId: string, since: IsoInstant): Promise<number> {
  const { rows } = await sql<{ made: number }>`select count(*)::int as made from sign_in_links
    where person_id = ${personId} and run_id is null and made_at > ${since}`.execute(db);
  return rows[0]?.made ?? 0;
}
