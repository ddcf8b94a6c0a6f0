/** The words of an invitation, in the language of whoever is invited. */
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import { sessionLimits } from '#platform/sessions.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { actorOf, type Person } from './city-people-store.ts';
import { signInLinkPath, signInPath } from './city-paths.ts';

export type InvitationMail = Pick<AdminDeps, 'wordsOf' | 'linkFor'>;

/** Days for which the link in the mail works. */
export const invitationDays = sessionLimits.invitationMs / 86_400_000;

export async function invitationMail(
  city: City,
  person: Person,
  token: string,
  { wordsOf, linkFor }: InvitationMail,
): Promise<{ subject: string; body: string }> {
  const { t, formats, tag } = wordsOf(city, person.locale);
  const cityName = localText(city.profile.name, tag);
  const actor = await actorOf(city, person.id);
  const roles = (actor?.grants ?? []).map(({ role, bodyId }) => {
    const body = city.profile.bodies.find((one) => one.id === bodyId);
    return body ? `${t(`city.role.${role}`)}, ${localText(body.name, tag)}` : t(`city.role.${role}`);
  });
  const parts = [
    t('city.mail.invited-greeting', { name: person.name }),
    roles.length > 0
      ? t('city.mail.invited-roles', { city: cityName, roles: formats.list(roles) })
      : t('city.mail.invited-plain', { city: cityName }),
    `${t('city.mail.invited-link', { days: invitationDays })}\n${linkFor(city, signInLinkPath.to({ token }), tag)}`,
    `${t('city.mail.invited-later')}\n${linkFor(city, signInPath.to({}), tag)}`,
    t('city.mail.invited-mistake'),
    ...(city.profile.practice ? [t('city.mail.practice')] : []),
  ];
  return { subject: t('city.mail.invited-subject', { city: cityName }), body: `${parts.join('\n\n')}\n` };
}
