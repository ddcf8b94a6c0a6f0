/** Recording how a department is reached. What stood before stays in the history. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import { may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { bodyContacts, insertContacts, lockContacts } from './city-department-store.ts';
import { type BodyContact, changedFields, contactOf, noContact } from './city-department-terms.ts';

/** Saying the same again records nothing. */
export async function recordContact(
  city: City,
  acting: Acting,
  bodyId: BodyId,
  contact: BodyContact,
): Promise<Result<null>> {
  if (acting.actor && !may(acting.actor, cityActs.manageDepartments)) return refuse('city.refused.not-allowed');
  if (!city.profile.bodies.some((body) => body.id === bodyId)) return refuse('city.refused.department-unknown');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    await lockContacts(tx);
    const before = contactOf((await bodyContacts(tx)).get(bodyId) ?? noContact);
    const changed = changedFields(before, contact);
    if (changed.length === 0) return { value: ok(null), note: [] };
    await insertContacts(tx, [{ bodyId, ...contact }], city.clock.now(), acting.actor?.personId ?? null);
    return {
      value: ok(null),
      note: {
        event: 'city.department_contact_recorded',
        subject: { kind: 'department', id: bodyId },
        bodyId,
        details: Object.fromEntries(changed.map((field) => [field, true])),
      },
    };
  });
}
