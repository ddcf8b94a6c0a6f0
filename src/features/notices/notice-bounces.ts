/** Takes returned mails in: what fits one of our mails and its address is recorded, everything else is counted and left. */
import type { City } from '#platform/city.ts';
import { isAddressCode, recordBounce } from '#platform/mail-bounces.ts';
import { readReport, type ReturnedMail } from './notice-report.ts';
import { sentMail } from './notice-store.ts';

export type ReportCounts = {
  recorded: number;
  /** Said before. */
  known: number;
  /** No mail of this installation to that address: another system's, or forged. */
  unknown: number;
  /** No delivery report: an automatic answer, or anything else. */
  other: number;
};

/** `cities`: a report does not say of which city its mail was. `now`: the real clock's. */
export async function takeReport(
  cities: readonly City[],
  raw: Uint8Array | string,
  now: number,
): Promise<ReportCounts> {
  const counts: ReportCounts = { recorded: 0, known: 0, unknown: 0, other: 0 };
  const returned = await readReport(raw);
  if (!returned || returned.length === 0) return { ...counts, other: 1 };
  for (const one of returned) counts[await takeOne(cities, one, now)] += 1;
  return counts;
}

async function takeOne(
  cities: readonly City[],
  { messageId, recipients, code }: ReturnedMail,
  now: number,
): Promise<'recorded' | 'known' | 'unknown'> {
  for (const city of cities) {
    const mail = await sentMail(city.db, messageId);
    if (!mail || !recipients.includes(mail.to_address.toLowerCase())) continue;
    const isNew = await recordBounce(city, mail, { code, saidBy: 'report', isAddressFault: isAddressCode(code) }, now);
    return isNew ? 'recorded' : 'known';
  }
  return 'unknown';
}
