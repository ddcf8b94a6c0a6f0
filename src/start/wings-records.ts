/** Every kind of record that the installation holds, wing by wing, and the tables that hold none. */
import { cityAdminNoRecords, cityAdminRecords } from '#features/city/city-admin-records.ts';
import { cityNoRecords, cityRecords } from '#features/city/city-records.ts';
import { directiveRecords } from '#features/directives/directive-records.ts';
import { handoverRecords } from '#features/duties/duty-handover-records.ts';
import { dutyNoRecords, dutyRecords } from '#features/duties/duty-records.ts';
import { noticeNoRecords } from '#features/notices/notice-records.ts';
import { operationsNoRecords } from '#features/operations/operations-records.ts';
import { overviewRecords } from '#features/overview/overview-records.ts';
import { publicationRecords } from '#features/publication/publication-records.ts';
import { disclosureRecords } from '#features/retention/disclosure-records.ts';
import { retentionNoRecords, retentionRecords } from '#features/retention/retention-records.ts';
import type { RecordSource } from '#platform/record-source.ts';
import type { NoRecord } from '#rules/record-classes.ts';

export const recordSources: readonly RecordSource[] = [
  ...directiveRecords,
  ...dutyRecords,
  ...handoverRecords,
  ...cityRecords,
  ...cityAdminRecords,
  ...overviewRecords,
  ...publicationRecords,
  ...retentionRecords,
  ...disclosureRecords,
];

export const noRecords: readonly NoRecord[] = [
  ...dutyNoRecords,
  ...cityNoRecords,
  ...cityAdminNoRecords,
  ...noticeNoRecords,
  ...operationsNoRecords,
  ...retentionNoRecords,
  // What the scanner said of a content, not whose it is; the record is whatever the file was handed in for.
  { table: 'file_scans', why: 'machinery' },
];
