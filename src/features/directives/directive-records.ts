/** The records of this wing: the directives themselves, who confirmed having them, and outside conditions that were met. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import { directiveActs } from './directive-acts.ts';
import { conditionTables, receiptTables, versionTables } from './directive-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;
const open = (name: string) => ({ name, disclosure: onRequest, isRestricted: false });

const version: RecordClass = {
  id: 'directives.version',
  tables: ['directive_versions'],
  seenBy: [],
  isOpenToAll: true,
  fields: [open('text')],
};
const receipt: RecordClass = {
  id: 'directives.receipt',
  tables: ['directive_receipts'],
  seenBy: [directiveActs.readProgress],
  fields: [open('confirmed_by')],
};
const condition: RecordClass = {
  id: 'directives.condition',
  tables: ['directive_conditions'],
  seenBy: [],
  isOpenToAll: true,
  fields: [open('source')],
};

export const directiveRecords: readonly RecordSource[] = [
  recordTables(versionTables(version)),
  recordTables(receiptTables(receipt)),
  recordTables(conditionTables(condition)),
];
