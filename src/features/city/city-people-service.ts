/** What an administrator does for one person beside roles and access: invites them, and changes what is known of them. */
import { ok, type Refusal, refuse, type Result } from '#kit/result.ts';
import { localeOf } from '#i18n/locales.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { writeMail } from '#platform/mail.ts';
import { endOpenLinks, makeSignInLink, sessionLimits } from '#platform/sessions.ts';
import { departmentRoles, type Grant, may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { type InvitationMail, invitationMail } from './city-people-mail.ts';
import { hasSignedIn, insertInvitation, type PersonFields, updatePerson } from './city-people-invite-store.ts';
import { linksMadeSince, lockAdministrators, type Person, personById } from './city-people-store.ts';
import { addPerson, grantRole, type NewPerson } from './city-service.ts';
import { inOneTransaction } from './city-store.ts';

/** Words and addresses for the mail, and the real clock. */
export type InviteTools = InvitationMail & { now(): number };

/** The most invitations and links that one address is sent within a quarter of an hour. */
const mailsAtATime = 5;

/** What is wrong with a role and its department; null when they fit. Whether it is held already is asked when it is given. */
export function grantFault(city: City, { role, bodyId }: Grant): Refusal | null {
  const fault = (key: string) => ({ key: `city.refused.${key}`, field: 'bodyId' });
  if (departmentRoles.has(role) && bodyId === null) return fault('department-missing');
  if (!departmentRoles.has(role) && bodyId !== null) return fault('department-unused');
  if (bodyId !== null && !city.profile.bodies.some((body) => body.id === bodyId)) return fault('department-unknown');
  return null;
}

/** All of it or nothing: the person, the role when one is given, the invitation when it is wished. */
export async function addWithRole(
  city: City,
  acting: Acting,
  input: NewPerson & { grant: Grant | null; isInvited: boolean },
  tools: InviteTools,
): Promise<Result<{ personId: string }>> {
  const { grant, isInvited, ...person } = input;
  const fault = grant ? grantFault(city, grant) : null;
  if (fault) return { ok: false, refusals: [fault] };
  return inOneTransaction(city, async (inside) => {
    const added = await addPerson(inside, acting, person);
    if (!added.ok) return added;
    const { personId } = added.value;
    if (grant) mustWork(await grantRole(inside, acting, personId, grant));
    if (isInvited) mustWork(await invitePerson(inside, acting, personId, tools));
    return ok({ personId });
  });
}

/** Everything was asked before: a refusal here would leave half of it behind. */
function mustWork(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`a new person was refused: ${result.refusals.map((one) => one.key).join(', ')}`);
}

/**
 * Writes a mail in the person's language with a link that signs in once within seven days; a later invitation ends the
 * earlier one's link. Refused for whoever has signed in, is suspended, or was sent many mails just now.
 */
export async function invitePerson(
  city: City,
  acting: Acting,
  personId: string,
  tools: InviteTools,
): Promise<Result<null>> {
  if (acting.actor && !may(acting.actor, cityActs.managePeople)) return refuse('city.refused.not-allowed');
  return inOneTransaction(city, async (inside) => {
    const person = await personById(inside.db, personId);
    if (!person || person.suspendedAt) return refuse('city.refused.person-unknown');
    if (await hasSignedIn(inside.db, personId)) return refuse('city.refused.signed-in-already');
    const now = tools.now();
    const since = new Date(now - sessionLimits.linkMs).toISOString() as IsoInstant;
    if ((await linksMadeSince(inside.db, personId, since)) >= mailsAtATime) return refuse('city.refused.invited-often');
    await auditedChange(inside, acting, async (tx) => {
      await endOpenLinks(tx, personId, now);
      const token = await makeSignInLink(tx, personId, now, null, null, sessionLimits.invitationMs);
      await insertInvitation(tx, personId, city.clock.now(), acting.actor?.personId ?? null);
      const about = { kind: 'person', id: personId } as const;
      await writeMail(inside, tx, {
        toPersonId: personId,
        toAddress: person.email,
        ...(await invitationMail(inside, person, token, tools)),
        about,
        kind: 'sign_in',
      });
      return { value: null, note: { event: 'city.person_invited', subject: about } };
    });
    return ok(null);
  });
}

/**
 * Changes name, address and language of mail. A changed address ends the links that were sent to the old one, and is told
 * to the old one. The last administrator's address stays: with a wrong one nobody could get in.
 */
export async function changePerson(
  city: City,
  acting: Acting,
  personId: string,
  fields: PersonFields,
  tools: InviteTools,
): Promise<Result<null>> {
  if (acting.actor && !may(acting.actor, cityActs.managePeople)) return refuse('city.refused.not-allowed');
  if (!localeOf(fields.locale)) return refuse('city.refused.language', 'locale');
  return inOneTransaction(city, async (inside) => {
    const administrators = await lockAdministrators(inside.db);
    const before = await personById(inside.db, personId);
    if (!before) return refuse('city.refused.person-unknown');
    const changed = (['name', 'email', 'locale'] as const).filter((field) => before[field] !== fields[field]);
    if (changed.length === 0) return ok(null);
    const isMoved = before.email.toLowerCase() !== fields.email.toLowerCase();
    const isLast = administrators.length > 0 && administrators.every((id) => id === personId);
    if (isMoved && isLast) return refuse('city.refused.last-administrator-address', 'email');
    if (!(await updatePerson(inside.db as never, personId, fields))) return refuse('city.refused.email-taken', 'email');
    await auditedChange(inside, acting, async (tx) => {
      if (isMoved) await sayGoodbye(inside, tx, before, tools);
      const details = Object.fromEntries(changed.map((field) => [field, true]));
      return {
        value: null,
        note: { event: 'city.person_changed', subject: { kind: 'person', id: personId }, details },
      };
    });
    return ok(null);
  });
}

async function sayGoodbye(
  city: City,
  tx: Parameters<typeof writeMail>[1],
  before: Person,
  { wordsOf, now }: InviteTools,
): Promise<void> {
  await endOpenLinks(tx, before.id, now());
  const { t } = wordsOf(city, before.locale);
  const about = { kind: 'person', id: before.id } as const;
  const mail = { subject: t('city.mail.moved-subject'), body: `${t('city.mail.moved-text', { name: before.name })}\n` };
  await writeMail(city, tx, { toPersonId: before.id, toAddress: before.email, ...mail, about });
}
