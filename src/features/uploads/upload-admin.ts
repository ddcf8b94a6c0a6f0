/** What the administration's first page says of uploads: is there a scanner, does it answer, what waits, what was found. */
import type { AdminCard, AdminCards } from '#platform/admin-card.ts';
import { scanCounts, scannerSays } from '#platform/file-scans.ts';
import { uploadActs } from './upload-acts.ts';

export const uploadAdminCards: AdminCards = async (city) => {
  const [counts, says] = await Promise.all([scanCounts(city), scannerSays(city)]);
  const lines: AdminCard['lines'] = [
    { key: `upload.card.${says.kind}` },
    ...(counts.infected > 0 ? [{ key: 'upload.card.infected', values: { count: counts.infected } }] : []),
    ...(says.kind === 'none' ? [] : [{ key: 'upload.card.waiting', values: { count: counts.waiting } }]),
    ...(counts.tooLarge > 0 ? [{ key: 'upload.card.too-large', values: { count: counts.tooLarge } }] : []),
  ];
  const needsHands = counts.infected > 0 || counts.tooLarge > 0 || says.kind === 'away';
  const weight = needsHands ? 'act' : says.kind === 'none' ? 'look' : 'fine';
  return [{ id: 'uploads', titleKey: 'upload.card.title', lines, href: '/uploads', act: uploadActs.read, weight }];
};
