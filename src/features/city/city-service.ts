/** What is done with the city itself: a pack applied, people added, roles granted and ended, a language signed. */
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { localeOf } from '#i18n/locales.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { endOpenLinks, revokeSessionsOf } from '#platform/sessions.ts';
import { type Act, departmentRoles, type Grant, may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import type { CityPack } from './city-pack.ts';
import * as people from './city-people-store.ts';
import { inOneTransaction, insertLanguageReview, insertPack, latestPack, packHash } from './city-store.ts';

/** True for the system itself (a job, a seed, a command) and for an actor who may do the act somewhere. */
function isAllowed(acting: Acting, act: Act): boolean {
  return acting.actor === null || may(acting.actor, act);
}

const notAllowed = () => refuse('city.refused.not-allowed');

/** Records the pack when it differs from the one in force; answers whether it was new. */
export async function recordCityPack(
  city: City,
  acting: Acting,
  pack: CityPack,
): Promise<{ isNew: boolean; hash: string }> {
  const hash = packHash(pack);
  return inOneTransaction(city, async (inside) => {
    const latest = await latestPack(inside.db);
    if (latest?.hash === hash) return { isNew: false, hash };
    return auditedChange(inside, acting, async () => {
      const id = await insertPack(inside.db, pack, city.clock.now());
      return {
        value: { isNew: true, hash },
        note: {
          event: 'city.pack_applied',
          subject: { kind: 'city', id: city.slug },
          details: { pack: id, hash, bodies: pack.bodies.length },
        },
      };
    });
  });
}

/** `id` is given only where it must be the same each time, as for the people of an evaluation. */
export type NewPerson = { id?: string; name: string; email: string; locale: string };

export async function addPerson(city: City, acting: Acting, person: NewPerson): Promise<Result<{ personId: string }>> {
  if (!isAllowed(acting, cityActs.managePeople)) return notAllowed();
  if (!localeOf(person.locale)) return refuse('city.refused.language', 'locale');
  const personId = person.id ?? newId();
  return inOneTransaction(city, async (inside) => {
    const isAdded = await people.insertPerson(inside.db, { ...person, id: personId, addedAt: city.clock.now() });
    if (!isAdded) return refuse('city.refused.email-taken', 'email');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: { event: 'city.person_added', subject: { kind: 'person', id: personId } },
    }));
    return ok({ personId });
  });
}

/** A role of a department needs one of the city's bodies; a role of the whole city has none. */
export async function grantRole(
  city: City,
  acting: Acting,
  personId: string,
  grant: Grant,
): Promise<Result<{ grantId: string }>> {
  if (!isAllowed(acting, cityActs.managePeople)) return notAllowed();
  const { role, bodyId } = grant;
  if (departmentRoles.has(role) && bodyId === null) return refuse('city.refused.department-missing', 'bodyId');
  if (!departmentRoles.has(role) && bodyId !== null) return refuse('city.refused.department-unused', 'bodyId');
  if (bodyId !== null && !city.profile.bodies.some((body) => body.id === bodyId))
    return refuse('city.refused.department-unknown', 'bodyId');
  return inOneTransaction(city, async (inside) => {
    if (!(await people.personById(inside.db, personId))) return refuse('city.refused.person-unknown');
    const grantId = await people.insertGrant(
      inside.db,
      personId,
      grant,
      city.clock.now(),
      acting.actor?.personId ?? null,
    );
    if (!grantId) return refuse('city.refused.role-held', 'role');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: {
        event: 'city.role_granted',
        subject: { kind: 'person', id: personId },
        bodyId,
        details: { role, grant: grantId },
      },
    }));
    return ok({ grantId });
  });
}

/** The last administrator keeps the role: nobody could grant it again. */
export async function endRole(city: City, acting: Acting, grantId: string): Promise<Result<{ personId: string }>> {
  if (!isAllowed(acting, cityActs.managePeople)) return notAllowed();
  return inOneTransaction(city, async (inside) => {
    const administrators = await people.lockAdministrators(inside.db);
    const grant = await people.grantById(inside.db, grantId);
    if (!grant || grant.endedAt) return refuse('city.refused.role-not-held');
    const { personId, role, bodyId } = grant;
    if (role === 'administrator' && administrators.every((id) => id === personId))
      return refuse('city.refused.last-administrator');
    await auditedChange(inside, acting, async () => {
      await people.endGrant(inside.db, grantId, city.clock.now());
      return {
        value: null,
        note: {
          event: 'city.role_ended',
          subject: { kind: 'person', id: personId },
          bodyId,
          details: { role, grant: grantId },
        },
      };
    });
    return ok({ personId });
  });
}

/**
 * Nobody signs in as a suspended person; every session of theirs ends at once, and no link sent before opens anything.
 * Roles stay, for the day they return. The last administrator stays, unless the people of an evaluation are ended before
 * production: a command adds another then.
 */
export async function suspendPerson(
  city: City,
  acting: Acting,
  personId: string,
  now: number,
  { mayTakeLast = false }: { mayTakeLast?: boolean } = {},
): Promise<Result<null>> {
  if (!isAllowed(acting, cityActs.managePeople)) return notAllowed();
  return inOneTransaction(city, async (inside) => {
    const administrators = await people.lockAdministrators(inside.db);
    const person = await people.personById(inside.db, personId);
    if (!person || person.suspendedAt) return refuse('city.refused.person-unknown');
    const isLast = administrators.length > 0 && administrators.every((id) => id === personId);
    if (isLast && !mayTakeLast) return refuse('city.refused.last-administrator');
    await auditedChange(inside, acting, async () => {
      await people.setSuspended(inside.db, personId, city.clock.now());
      const sessions = await revokeSessionsOf(inside.db, personId, now);
      await endOpenLinks(inside.db, personId, now);
      return {
        value: null,
        note: { event: 'city.person_suspended', subject: { kind: 'person', id: personId }, details: { sessions } },
      };
    });
    return ok(null);
  });
}

export async function restorePerson(city: City, acting: Acting, personId: string): Promise<Result<null>> {
  if (!isAllowed(acting, cityActs.managePeople)) return notAllowed();
  return inOneTransaction(city, async (inside) => {
    const person = await people.personById(inside.db, personId);
    if (!person?.suspendedAt) return refuse('city.refused.person-unknown');
    await auditedChange(inside, acting, async () => {
      await people.setSuspended(inside.db, personId, null);
      return { value: null, note: { event: 'city.person_restored', subject: { kind: 'person', id: personId } } };
    });
    return ok(null);
  });
}

/** The language in which mail to this person is written. Each for themselves. */
export async function chooseLanguage(city: City, acting: Acting, tag: string): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor) return notAllowed();
  if (!localeOf(tag)) return refuse('city.refused.language', 'locale');
  await auditedChange(city, acting, async (tx) => {
    await people.setLocale(tx, actor.personId, tag);
    return {
      value: null,
      note: {
        event: 'city.language_chosen',
        subject: { kind: 'person', id: actor.personId },
        details: { language: tag },
      },
    };
  });
  return ok(null);
}

/** A named reviewer signs that these sentences, by their hash, say what the English ones say. */
export async function signTranslation(
  city: City,
  acting: Acting,
  tag: string,
  catalogHash: string,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, cityActs.signTranslation)) return notAllowed();
  if (!localeOf(tag)) return refuse('city.refused.language');
  const reviewedAt: IsoInstant = city.clock.now();
  return inOneTransaction(city, async (inside) => {
    const review = { locale: tag, catalog_hash: catalogHash, reviewed_by: actor.personId, reviewed_at: reviewedAt };
    if (!(await insertLanguageReview(inside.db, review))) return refuse('city.refused.already-signed');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: {
        event: 'translation.signed',
        subject: { kind: 'city', id: city.slug },
        details: { language: tag, catalog: catalogHash },
      },
    }));
    return ok(null);
  });
}
