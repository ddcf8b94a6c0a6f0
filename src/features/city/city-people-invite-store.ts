/** Invitations, and what an administrator changes of a person. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { Grant } from '#rules/permissions.ts';

export type Invitation = { invitedAt: IsoInstant; invitedBy: string | null };

/** Newest first, with the words for whoever invited. */
export async function invitationsOf(db: Database, personId: string): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`select i.invited_at as "invitedAt", by_whom.name as "invitedBy"
    from invitations i left join people by_whom on by_whom.id = i.invited_by
    where i.person_id = ${personId} order by i.invited_at desc, i.id desc`.execute(db);
  return rows;
}

export async function insertInvitation(
  tx: Tx,
  personId: string,
  invitedAt: IsoInstant,
  invitedBy: string | null,
): Promise<void> {
  await sql`insert into invitations (id, person_id, invited_at, invited_by)
    values (${newId()}, ${personId}, ${invitedAt}, ${invitedBy})`.execute(tx);
}

/** By the audit, whichever way they signed in. */
export async function hasSignedIn(db: Database, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from audit_entries
    where actor_id = ${personId} and event = 'session.signed_in' limit 1`.execute(db);
  return rows.length > 0;
}

export type PersonFields = { name: string; email: string; locale: string };

/** False when somebody else has the address. */
export async function updatePerson(tx: Tx, personId: string, { name, email, locale }: PersonFields): Promise<boolean> {
  const { numAffectedRows } = await sql`update people set name = ${name}, email = ${email}, locale = ${locale}
    where id = ${personId}
      and not exists (select 1 from people o where lower(o.email) = lower(${email}) and o.id <> ${personId})`.execute(
    tx,
  );
  return Number(numAffectedRows) > 0;
}

/** Of these grants those that nobody else holds who can sign in: what stands still when this person goes. */
export async function heldAlone(db: Database, personId: string): Promise<Grant[]> {
  const { rows } = await sql<Grant>`select g.role, g.body_id as "bodyId" from role_grants g
    where g.person_id = ${personId} and g.ended_at is null and not exists (
      select 1 from role_grants o join people p on p.id = o.person_id
      where o.role = g.role and o.body_id is not distinct from g.body_id and o.person_id <> g.person_id
        and o.ended_at is null and p.suspended_at is null)
    order by g.id`.execute(db);
  return rows;
}
