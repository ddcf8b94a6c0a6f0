/** The records of this wing: when a person last said that they had seen the overview. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import { lookTables } from './overview-records-store.ts';
import { overviewActs } from './overview-acts.ts';

export const overviewRecords: readonly RecordSource[] = [
  recordTables(
    lookTables({ id: 'overview.look', tables: ['overview_looks'], seenBy: [overviewActs.markSeen], fields: [] }),
  ),
];
