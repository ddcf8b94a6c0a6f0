/** How the records of this wing's own lie in its tables. */
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

export function holdTables(recordClass: RecordClass): RecordSpec {
  const from = 'legal_holds h';
  return {
    class: recordClass,
    from,
    key: 'h.id',
    keyType: 'uuid',
    person: 'h.placed_by',
    at: 'h.placed_at',
    title: 'h.number::text',
    link: { kind: 'legal_hold', id: 'h.id' },
    words: null,
    tables: [
      { name: 'legal_hold_notices', recordId: 'hold_id', texts: [] },
      { name: 'legal_holds', recordId: 'id', texts: ['matter_sealed', 'reason_sealed'] },
    ],
    texts: [
      {
        field: 'scope',
        from,
        key: 'h.id',
        text: "concat_ws(' ', h.class_ids, h.body_ids, h.record_ids, h.words, h.from_at, h.until_at)",
      },
      { field: 'matter', from, key: 'h.id', text: 'h.matter_sealed', sealed: 'matter' },
      { field: 'reason', from, key: 'h.id', text: 'h.reason_sealed', sealed: 'reason' },
      { field: 'lift_reason', from, key: 'h.id', text: 'h.lift_reason_sealed', sealed: 'lift_reason' },
    ],
    ended: { made: { at: 'h.placed_at' }, closed: { at: 'h.lifted_at', where: 'h.lifted_at is not null' } },
  };
}

export function listTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'destruction_lists l',
    key: 'l.id',
    keyType: 'uuid',
    person: 'l.proposed_by',
    at: 'l.drafted_at',
    title: 'l.number::text',
    link: { kind: 'destruction', id: 'l.id' },
    words: "coalesce(l.refusal, '')",
    tables: [
      { name: 'destruction_files', recordId: 'list_id', texts: [] },
      { name: 'destruction_items', recordId: 'list_id', texts: [] },
      { name: 'destruction_lists', recordId: 'id', texts: ['refusal'] },
    ],
    texts: [{ field: 'refusal', from: 'destruction_lists l', key: 'l.id', text: 'l.refusal' }],
    ended: { made: { at: 'l.drafted_at' } },
  };
}

export function tombstoneTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'destroyed_records t',
    key: 't.record_id',
    keyType: 'text',
    at: 't.destroyed_at',
    title: "t.class_id || ' ' || t.record_id",
    link: { kind: 'destruction', id: 't.list_id' },
    words: "''",
    tables: [{ name: 'destroyed_records', recordId: 'record_id', texts: [] }],
    ended: { made: { at: 't.destroyed_at' } },
  };
}
