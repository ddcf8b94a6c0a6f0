/** The mail server as the administration sees it: without its password. */
import type { ShownMailServer } from '#features/notices/notice-questions.ts';
import type { Config } from '#platform/config.ts';
import { mailServerOf } from '#platform/mail-smtp.ts';

export function shownMailServer({ mail }: Pick<Config, 'mail'>): ShownMailServer | null {
  if (!mail) return null;
  const { host, port, isTlsFirst, tls, user } = mailServerOf(mail.url);
  return { host, port, tls: isTlsFirst ? 'first' : tls, user, from: mail.from };
}
