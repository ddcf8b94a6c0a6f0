/** How the records of this wing lie in its tables. */
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

const versions = 'publication_versions v';
const acts = 'publication_acts a join publication_versions v on v.id = a.version_id';

export function documentTables(recordClass: RecordClass): RecordSpec {
  return {
    class: recordClass,
    from: 'publications p',
    key: 'p.id',
    keyType: 'uuid',
    person: `(select min(v.drafted_by) from ${versions} where v.publication_id = p.id)`,
    at: 'p.opened_at',
    title: "p.kind || ', ' || p.subject_id",
    link: { kind: 'publication', id: 'p.id' },
    words: `concat_ws(' ', (select string_agg(concat_ws(' ', v.document::text, v.note), ' ') from ${versions} where v.publication_id = p.id),
      (select string_agg(concat_ws(' ', a.public_note, a.reason), ' ') from ${acts} where v.publication_id = p.id))`,
    tables: [
      { name: 'publications', recordId: 'id', texts: [] },
      { name: 'publication_versions', recordId: 'publication_id', texts: ['document', 'note'] },
      {
        name: 'publication_acts',
        recordId: '(select v.publication_id from publication_versions v where v.id = old.version_id)',
        texts: ['public_note', 'reason'],
      },
    ],
    texts: [
      { field: 'document', from: versions, key: 'v.publication_id', text: 'v.document::text' },
      { field: 'note', from: versions, key: 'v.publication_id', text: "nullif(v.note, '')" },
      { field: 'note', from: acts, key: 'v.publication_id', text: 'a.public_note' },
      { field: 'reason', from: acts, key: 'v.publication_id', text: 'a.reason' },
    ],
    ended: { made: { at: 'p.opened_at' } },
  };
}

export function blackoutTables(recordClass: RecordClass): RecordSpec {
  const ends = 'blackout_ends e';
  return {
    class: recordClass,
    from: 'blackouts b',
    key: 'b.id',
    keyType: 'uuid',
    person: 'b.recorded_by',
    at: 'b.recorded_at',
    title: "b.starts_at::date || ', ' || b.ends_at::date",
    link: { kind: 'blackout', id: 'b.id::text' },
    words: `concat_ws(' ', b.reason, b.authority, (select e.reason from ${ends} where e.blackout_id = b.id))`,
    tables: [
      { name: 'blackouts', recordId: 'id', texts: ['reason', 'authority'] },
      { name: 'blackout_ends', recordId: 'blackout_id', texts: ['reason'] },
    ],
    texts: [
      { field: 'authority', from: 'blackouts b', key: 'b.id', text: 'b.authority' },
      { field: 'reason', from: 'blackouts b', key: 'b.id', text: 'b.reason' },
      { field: 'reason', from: ends, key: 'e.blackout_id', text: 'e.reason' },
    ],
    ended: { made: { at: 'b.recorded_at' } },
  };
}
