/** The mail with a link, in the language of the person who gets it, not of the page on which it was asked for. */
import { localText } from '#kit/text.ts';
import { localeOf } from '#i18n/locales.ts';
import type { City } from '#platform/city.ts';
import { sessionLimits } from '#platform/sessions.ts';
import { cityUrl } from './city-address.ts';
import { proveLinkPath, signInLinkPath } from './city-paths.ts';
import type { CityDeps } from './city-questions.ts';
import type { ComposeMail } from './city-session-service.ts';

export const linkMinutes = Math.round(sessionLimits.linkMs / 60_000);

/** `what`: to sign in, or to show again who one is. `next`: where that leads, inside the city. */
export function linkMail(
  { baseUrl, sentences }: Pick<CityDeps, 'baseUrl' | 'sentences'>,
  city: City,
  what: 'sign-in' | 'proof',
  next: string | null,
): ComposeMail {
  const path = what === 'sign-in' ? signInLinkPath : proveLinkPath;
  return (token, locale) => {
    const tag = localeOf(locale)?.tag ?? 'en';
    const t = sentences(tag);
    const mark = city.profile.practice ? `${t('session.mail.practice')}\n\n` : '';
    const address = cityUrl(baseUrl, city, path.to({ token }, { next }), tag);
    const values = { city: localText(city.profile.name, tag), minutes: linkMinutes };
    const [subject, text, notYou] =
      what === 'sign-in'
        ? [t('session.mail.subject', values), t('session.mail.text', values), t('session.mail.not-you')]
        : [
            t('session.prove.mail.subject', values),
            t('session.prove.mail.text', values),
            t('session.prove.mail.not-you'),
          ];
    return { subject, body: `${mark}${text}\n\n${address}\n\n${notYou}\n` };
  };
}
