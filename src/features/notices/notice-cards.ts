/** What the administration's first page says of the mail. */
import type { AdminCard, AdminCards } from '#platform/admin-card.ts';
import { addressFaults } from '#platform/mail-bounces.ts';
import { noticeActs } from './notice-acts.ts';
import { mailAdminPath } from './notice-paths.ts';
import { mailCounts, sendingFacts } from './notice-store.ts';

/** Mail that should have gone waits so long before the card says so. */
const waitMs = 30 * 60_000;

export function noticeAdminCards(hasServer: boolean): AdminCards {
  return async (city) => {
    const [counts, faults, facts] = await Promise.all([
      mailCounts(city.db, city.clock.now()),
      addressFaults(city.db),
      sendingFacts(city.db),
    ]);
    const isSent = hasServer && city.profile.practice === null;
    const isStuck =
      isSent &&
      counts.oldestWaitingAt !== null &&
      Date.parse(counts.oldestWaitingAt) < Date.parse(city.clock.now()) - waitMs;
    const lines: AdminCard['lines'][number][] = [];
    if (!hasServer) lines.push({ key: 'notice.card.no-server' });
    else if (!isSent) lines.push({ key: 'notice.card.practice' });
    if (isStuck) lines.push({ key: 'notice.card.stuck', values: { at: counts.oldestWaitingAt as string } });
    if (counts.failed > 0) lines.push({ key: 'notice.card.failed', values: { count: counts.failed } });
    if (faults.length > 0) lines.push({ key: 'notice.card.faults', values: { count: faults.length } });
    if (isSent && !isStuck) {
      lines.push(
        facts.lastSentAt
          ? { key: 'notice.card.sent', values: { at: facts.lastSentAt, count: counts.sent } }
          : { key: 'notice.card.none-sent' },
      );
    }
    const weight = isStuck ? 'act' : counts.failed + faults.length > 0 ? 'look' : 'fine';
    return [
      {
        id: 'mail',
        titleKey: 'notice.admin.title',
        lines,
        href: mailAdminPath.to({}),
        act: noticeActs.readMail,
        weight,
      },
    ];
  };
}
