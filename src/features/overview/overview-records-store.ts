/** How the records of this wing lie in its table. */
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

export function lookTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'overview_looks l',
    key: 'l.person_id',
    keyType: 'text',
    person: 'l.person_id',
    at: 'l.looked_at',
    title: 'l.person_id',
    words: "''",
    tables: [{ name: 'overview_looks', recordId: 'person_id', texts: [] }],
    ended: { made: { at: 'l.looked_at' } },
  };
}
