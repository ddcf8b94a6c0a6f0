/** How the records of this wing lie in its tables. */
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

export function versionTables(recordClass: RecordClass): RecordSpec {
  const next =
    '(select min(n.recorded_at) from directive_versions n where n.directive_id = v.directive_id and n.number > v.number)';
  return {
    class: recordClass,
    from: 'directive_versions v',
    key: 'v.id',
    keyType: 'uuid',
    at: 'v.recorded_at',
    title: "(v.document ->> 'shortTitle') || ', ' || v.number",
    link: { kind: 'directive', id: 'v.directive_id' },
    words: 'v.source_yaml',
    tables: [{ name: 'directive_versions', recordId: 'id', texts: ['document', 'source_yaml'] }],
    texts: [{ field: 'text', from: 'directive_versions v', key: 'v.id', text: 'v.source_yaml' }],
    ended: { made: { at: 'v.recorded_at' }, replaced: { at: next, where: `${next} is not null` } },
  };
}

export function receiptTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'directive_receipts r',
    key: 'r.id',
    keyType: 'uuid',
    body: 'r.body_id',
    person: 'r.person_id',
    at: 'r.confirmed_at',
    title: "r.directive_id || ', ' || r.body_id",
    link: { kind: 'directive', id: 'r.directive_id' },
    words: "''",
    tables: [{ name: 'directive_receipts', recordId: 'id', texts: [] }],
    texts: [
      {
        field: 'confirmed_by',
        from: 'directive_receipts r left join people p on p.id = r.person_id',
        key: 'r.id',
        text: "concat_ws(', ', p.name, r.role)",
      },
    ],
    ended: { made: { at: 'r.confirmed_at' } },
  };
}

export function conditionTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'directive_conditions c',
    key: 'c.id',
    keyType: 'uuid',
    person: 'c.recorded_by',
    at: 'c.recorded_at',
    title: "c.condition_id || ', ' || c.met_on",
    words: 'c.source',
    tables: [{ name: 'directive_conditions', recordId: 'id', texts: ['source'] }],
    texts: [{ field: 'source', from: 'directive_conditions c', key: 'c.id', text: 'c.source' }],
    ended: { made: { at: 'c.recorded_at' } },
  };
}
