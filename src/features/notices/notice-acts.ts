/** Who may look after the mail. How often a person is reminded is each person's own choice. */
import type { Act } from '#rules/permissions.ts';

export const noticeActs = {
  /** How mail leaves this installation, and what came back. */
  readMail: { id: 'notices.read_mail', who: { administrator: 'city', auditor: 'city' } },
  /** Sends oneself a mail, to see whether it arrives. */
  testMail: { id: 'notices.test_mail', who: { administrator: 'city' } },
} as const satisfies Record<string, Act>;
