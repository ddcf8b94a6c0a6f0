/** What a group of the city's own sign-in is here: administrators say it, and each sign-in brings roles in line. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, type AuditNote, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { departmentRoles, may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import * as store from './city-group-store.ts';
import { type GroupRule, groupChanges, type HeldByPerson } from './city-oidc-decision.ts';
import { endGrant, lockAdministrators } from './city-people-store.ts';
import { inOneTransaction } from './city-store.ts';

const isAllowed = ({ actor }: Acting) => actor === null || may(actor, cityActs.managePeople);

export async function addGroupRule(city: City, acting: Acting, rule: GroupRule): Promise<Result<{ ruleId: string }>> {
  if (!isAllowed(acting)) return refuse('city.refused.not-allowed');
  const { role, bodyId } = rule;
  if (departmentRoles.has(role) && bodyId === null) return refuse('city.refused.department-missing', 'bodyId');
  if (!departmentRoles.has(role) && bodyId !== null) return refuse('city.refused.department-unused', 'bodyId');
  if (bodyId !== null && !city.profile.bodies.some((body) => body.id === bodyId))
    return refuse('city.refused.department-unknown', 'bodyId');
  return inOneTransaction(city, async (inside) => {
    const by = acting.actor?.personId ?? null;
    const ruleId = await store.insertGroupRule(inside.db, rule, city.clock.now(), by);
    if (!ruleId) return refuse('access.group.known', 'group');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: {
        event: 'city.group_mapped',
        subject: { kind: 'city', id: city.slug },
        bodyId,
        details: { role, rule: ruleId },
      },
    }));
    return ok({ ruleId });
  });
}

/** The rule goes, and with it at once the roles that people hold by it; another of their groups may bring them back. */
export async function removeGroupRule(city: City, acting: Acting, ruleId: string): Promise<Result<{ ended: number }>> {
  if (!isAllowed(acting)) return refuse('city.refused.not-allowed');
  return inOneTransaction(city, async (inside) => {
    const administrators = await lockAdministrators(inside.db);
    const rule = await store.takeGroupRule(inside.db, ruleId);
    if (!rule) return refuse('access.group.gone');
    const held = await store.heldByRule(inside.db, rule);
    const leftOver = administrators.filter((id) => !held.some((grant) => grant.personId === id));
    if (rule.role === 'administrator' && administrators.length > 0 && leftOver.length === 0)
      throw new LastAdministrator();
    await auditedChange(inside, acting, async () => {
      for (const grant of held) await endGrant(inside.db, grant.id, city.clock.now());
      const unmapped: AuditNote = {
        event: 'city.group_unmapped',
        subject: { kind: 'city', id: city.slug },
        bodyId: rule.bodyId,
        details: { role: rule.role, rule: ruleId, ended: held.length },
      };
      return { value: null, note: [unmapped, ...held.map((grant) => endedNote(grant.personId, grant))] };
    });
    return ok({ ended: held.length });
  }).catch((error: unknown) => {
    if (error instanceof LastAdministrator) return refuse('city.refused.last-administrator');
    throw error;
  });
}

/** Thrown inside the transaction, so that the rule that was taken stays. */
class LastAdministrator extends Error {}

/**
 * Brings a person's roles in line with their groups, inside the sign-in's own transaction; answers how many changed.
 * The last administrator keeps the role whatever the groups say: nobody could give it back.
 */
export async function alignGroups(
  inside: City,
  acting: Acting,
  personId: string,
  groups: readonly string[] | null,
): Promise<number> {
  const known = new Set(inside.profile.bodies.map((body) => body.id));
  const rules = (await store.groupRules(inside.db)).filter(({ bodyId }) => bodyId === null || known.has(bodyId));
  const changes = groupChanges(rules, groups, await store.heldByPerson(inside.db, personId));
  const isLast =
    changes.end.some((grant) => grant.role === 'administrator') &&
    (await lockAdministrators(inside.db)).every((id) => id === personId);
  const end = changes.end.filter((grant) => !(isLast && grant.role === 'administrator'));
  if (changes.add.length + end.length === 0) return 0;
  await auditedChange(inside, { ...acting, actor: null }, async () => {
    const notes: AuditNote[] = [];
    for (const rule of changes.add) {
      const grant = await store.insertGroupGrant(inside.db, personId, rule, inside.clock.now());
      const details = { role: rule.role, grant, source: 'group' };
      if (grant) notes.push({ event: 'city.role_granted', subject: personOf(personId), bodyId: rule.bodyId, details });
    }
    for (const grant of end) {
      await endGrant(inside.db, grant.id, inside.clock.now());
      notes.push(endedNote(personId, grant));
    }
    return { value: null, note: notes };
  });
  return changes.add.length + end.length;
}

const personOf = (id: string) => ({ kind: 'person', id }) as const;

const endedNote = (personId: string, { id, role, bodyId }: HeldByPerson): AuditNote => ({
  event: 'city.role_ended',
  subject: personOf(personId),
  bodyId,
  details: { role, grant: id, source: 'group' },
});
