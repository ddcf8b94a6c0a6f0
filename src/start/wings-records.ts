/** Every kind of record that the installation holds, wing by wing, and the tables that hold none. */
import { cityNoRecords, cityRecords } from '#features/city/city-records.ts';
import { directiveRecords } from '#features/directives/directive-records.ts';
import { dutyNoRecords, dutyRecords } from '#features/duties/duty-records.ts';
import { noticeNoRecords } from '#features/notices/notice-records.ts';
import { overviewRecords } from '#features/overview/overview-records.ts';
import { retentionNoRecords, retentionRecords } from '#features/retention/retention-records.ts';
import type { RecordSource } from '#platform/record-source.ts';
import type { NoRecord } from '#rules/record-classes.ts';

export const recordSources: readonly RecordSource[] = [
  ...directiveRecords,
  ...dutyRecords,
  ...cityRecords,
  ...overviewRecords,
  ...retentionRecords,
];

export const noRecords: readonly NoRecord[] = [...dutyNoRecords, ...cityNoRecords, ...noticeNoRecords, ...retentionNoRecords];
