/** The record of work that went from one person to another: kept with the task. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import { dutyActs } from './duty-acts.ts';
import { handoverTables } from './duty-records-store.ts';

const handover: RecordClass = {
  id: 'duties.handover',
  tables: ['work_handovers'],
  seenBy: [dutyActs.handOverFor],
  fields: [],
  keptWith: 'duties.assignment',
};

export const handoverRecords: readonly RecordSource[] = [recordTables(handoverTables(handover))];
