/** The records of this wing's own: legal holds, destruction lists, and the tombstones of what was destroyed. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { NoRecord, RecordClass } from '#rules/record-classes.ts';
import { retentionActs } from './retention-acts.ts';
import * as store from './retention-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;
const workProduct = { kind: 'privileged', privilege: 'attorney_work_product' } as const;

const hold: RecordClass = {
  id: 'retention.legal_hold',
  tables: ['legal_holds', 'legal_hold_notices'],
  seenBy: [retentionActs.readHolds, retentionActs.readHoldReasons],
  fields: [
    { name: 'scope', disclosure: onRequest, isRestricted: false },
    { name: 'matter', disclosure: workProduct, isRestricted: true },
    { name: 'reason', disclosure: workProduct, isRestricted: true },
    { name: 'lift_reason', disclosure: workProduct, isRestricted: true },
  ],
};
const list: RecordClass = {
  id: 'retention.destruction',
  tables: ['destruction_lists', 'destruction_items', 'destruction_files'],
  seenBy: [retentionActs.readDestruction],
  fields: [{ name: 'refusal', disclosure: onRequest, isRestricted: false }],
};
const tombstone: RecordClass = {
  id: 'retention.tombstone',
  tables: ['destroyed_records'],
  seenBy: [retentionActs.readDestruction],
  fields: [],
};

export const retentionRecords: readonly RecordSource[] = [
  recordTables(store.holdTables(hold)),
  recordTables(store.listTables(list)),
  recordTables(store.tombstoneTables(tombstone)),
];

/** Digests over tombstones, and which records a demand keeps from being destroyed: its own record says so in words. */
export const retentionNoRecords: readonly NoRecord[] = [
  { table: 'destruction_batches', why: 'derived' },
  { table: 'record_freezes', why: 'derived' },
];
