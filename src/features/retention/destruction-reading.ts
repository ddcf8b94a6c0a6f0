/** What the pages of destruction show: a list with its tally, and the certificate of what was destroyed. */
import type { City } from '#platform/city.ts';
import { auditEntriesAbout, type AuditLine } from './destruction-audit-store.ts';
import * as store from './destruction-store.ts';

export type ListReading = {
  list: store.DestructionList;
  tally: readonly store.Tally[];
  batches: readonly store.BatchRow[];
  files: { removed: number; shared: number };
};

export async function readList(city: City, id: string): Promise<ListReading | null> {
  const list = await store.listById(city.db, id);
  if (!list) return null;
  const [tally, batches, files] = await Promise.all([
    store.tallyOf(city.db, id),
    store.batchesOf(city.db, id),
    store.fileCounts(city.db, id),
  ]);
  return { list, tally, batches, files };
}

/** What the audit says of the list: who did what in which role, for the certificate. */
export type Certificate = ListReading & { entries: readonly AuditLine[] };

export async function readCertificate(city: City, id: string): Promise<Certificate | null> {
  const reading = await readList(city, id);
  if (!reading?.list.finishedAt) return null;
  return { ...reading, entries: await auditEntriesAbout(city.db, id) };
}
