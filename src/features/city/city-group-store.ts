/** What the database keeps of groups: which role a group brings, and the roles that people hold by one. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { Database } from '#platform/database.ts';
import type { GroupRule, HeldByPerson } from './city-oidc-decision.ts';

export type KeptGroupRule = GroupRule & {
  id: string;
  addedAt: IsoInstant;
  /** The words for whoever added it; null: the installation. */
  addedBy: string | null;
  /** How many people hold the role by this group now. */
  held: number;
};

const ruleColumns = sql`r.id, r.group_name as "group", r.role, r.body_id as "bodyId", r.added_at as "addedAt"`;

/** Every rule, by group. */
export async function groupRules(db: Database): Promise<KeptGroupRule[]> {
  const { rows } = await sql<KeptGroupRule>`select ${ruleColumns}, p.name as "addedBy", (
      select count(*)::int from role_grants g where g.ended_at is null and g.source = 'group' and g.group_name = r.group_name
        and g.role = r.role and g.body_id is not distinct from r.body_id) as held
    from group_rules r left join people p on p.id = r.added_by order by r.group_name, r.role, r.body_id nulls first`.execute(
    db,
  );
  return rows;
}

/** The id, or null when the group brings just this role already. */
export async function insertGroupRule(
  db: Database,
  rule: GroupRule,
  addedAt: IsoInstant,
  addedBy: string | null,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`insert into group_rules (id, group_name, role, body_id, added_at, added_by)
    values (${newId()}, ${rule.group}, ${rule.role}, ${rule.bodyId}, ${addedAt}, ${addedBy}) on conflict do nothing returning id`.execute(
    db,
  );
  return rows[0]?.id ?? null;
}

export async function takeGroupRule(db: Database, id: string): Promise<GroupRule | null> {
  const { rows } = await sql<GroupRule>`delete from group_rules where id::text = ${id}
    returning group_name as "group", role, body_id as "bodyId"`.execute(db);
  return rows[0] ?? null;
}

/** The roles that a person holds now, with how they came by them. */
export async function heldByPerson(db: Database, personId: string): Promise<HeldByPerson[]> {
  const { rows } = await sql<HeldByPerson>`select id, role, body_id as "bodyId", source from role_grants
    where person_id = ${personId} and ended_at is null order by id for update`.execute(db);
  return rows;
}

/** The roles that people hold by just this rule. */
export async function heldByRule(db: Database, rule: GroupRule): Promise<(HeldByPerson & { personId: string })[]> {
  const { rows } = await sql<
    HeldByPerson & { personId: string }
  >`select id, person_id as "personId", role, body_id as "bodyId", source from role_grants
    where ended_at is null and source = 'group' and group_name = ${rule.group} and role = ${rule.role}
      and body_id is not distinct from ${rule.bodyId} order by id for update`.execute(db);
  return rows;
}

/** The id of the grant, or null when the person holds just this already. */
export async function insertGroupGrant(
  db: Database,
  personId: string,
  rule: GroupRule,
  grantedAt: IsoInstant,
): Promise<string | null> {
  const { rows } = await sql<{
    id: string;
  }>`insert into role_grants (id, person_id, role, body_id, granted_at, ended_at, granted_by, source, group_name)
    values (${newId()}, ${personId}, ${rule.role}, ${rule.bodyId}, ${grantedAt}, null, null, 'group', ${rule.group})
    on conflict do nothing returning id`.execute(db);
  return rows[0]?.id ?? null;
}
