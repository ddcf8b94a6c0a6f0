/** How the records of administration and of signing in lie in their tables. */
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

/** What belongs to a person and goes with them: a table with a person in it, without a text of its own. */
export function personalTables(
  recordClass: RecordClass,
  table: {
    name: string;
    key: string;
    keyType: 'uuid' | 'text';
    person: string;
    at: string;
    title: string;
    texts: readonly string[];
  },
): RecordSpec {
  const from = `${table.name} x`;
  const [field] = recordClass.fields;
  return {
    class: recordClass,
    from,
    key: `x.${table.key}`,
    keyType: table.keyType,
    person: `x.${table.person}`,
    at: `x.${table.at}`,
    title: table.title,
    link: { kind: 'person', id: `x.${table.person}` },
    words: "''",
    tables: [{ name: table.name, recordId: table.key, texts: table.texts }],
    ...(field ? { texts: [{ field: field.name, from, key: `x.${table.key}`, text: table.title }] } : {}),
    ended: {},
  };
}

/** How a department is reached; each row holds until the next. */
export function contactTables(recordClass: RecordClass): RecordSpec {
  const from = 'body_contacts c';
  const next =
    '(select min(n.recorded_at) from body_contacts n where n.body_id = c.body_id and (n.recorded_at, n.id) > (c.recorded_at, c.id))';
  const text = "concat_ws(', ', c.head_title, c.role_mailbox, c.phone, c.address)";
  return {
    class: recordClass,
    from,
    key: 'c.id',
    keyType: 'uuid',
    body: 'c.body_id',
    person: 'c.recorded_by',
    at: 'c.recorded_at',
    title: "c.body_id || ', ' || c.head_title",
    link: { kind: 'department', id: 'c.body_id' },
    words: text,
    tables: [{ name: 'body_contacts', recordId: 'id', texts: ['head_title', 'role_mailbox', 'phone', 'address'] }],
    texts: [{ field: 'contact', from, key: 'c.id', text }],
    ended: { made: { at: 'c.recorded_at' }, replaced: { at: next, where: `${next} is not null` } },
  };
}

export function contactListTables(recordClass: RecordClass): RecordSpec {
  const from = 'contact_lists l';
  return {
    class: recordClass,
    from,
    key: 'l.id',
    keyType: 'uuid',
    person: 'l.read_by',
    at: 'l.read_at',
    title: "concat_ws(', ', l.kind, l.file_name)",
    words: 'l.document::text',
    tables: [{ name: 'contact_lists', recordId: 'id', texts: ['document', 'file_name'] }],
    texts: [{ field: 'contact', from, key: 'l.id', text: 'l.document' }],
    ended: { made: { at: 'l.read_at' } },
  };
}

export function proclaimedTables(recordClass: RecordClass): RecordSpec {
  const from = 'proclaimed_days d';
  const text = "concat_ws(', ', d.on_date, d.name ->> 'en', d.citation, d.taken_back_why)";
  return {
    class: recordClass,
    from,
    key: 'd.id',
    keyType: 'uuid',
    person: 'd.proclaimed_by',
    at: 'd.proclaimed_at',
    title: "d.on_date || ', ' || (d.name ->> 'en')",
    words: text,
    tables: [{ name: 'proclaimed_days', recordId: 'id', texts: ['name', 'citation', 'on_date'] }],
    texts: [{ field: 'text', from, key: 'd.id', text }],
    ended: { made: { at: 'd.proclaimed_at' } },
  };
}

export function groupRuleTables(recordClass: RecordClass): RecordSpec {
  const from = 'group_rules g';
  const text = "concat_ws(', ', g.group_name, g.role, g.body_id)";
  return {
    class: recordClass,
    from,
    key: 'g.id',
    keyType: 'uuid',
    body: 'g.body_id',
    person: 'g.added_by',
    at: 'g.added_at',
    title: text,
    words: text,
    tables: [{ name: 'group_rules', recordId: 'id', texts: ['group_name', 'role'] }],
    texts: [{ field: 'role', from, key: 'g.id', text }],
    ended: { made: { at: 'g.added_at' } },
  };
}
