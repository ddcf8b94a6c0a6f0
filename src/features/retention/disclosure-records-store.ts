/** How demands for records and productions lie in their tables; and the texts of a demand that each have a seal of their own. */
import { sql } from 'kysely';
import type { Database } from '#platform/database.ts';
import type { RecordSpec } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';

const closedAt = (demandId: string) =>
  `(select max(x.acted_at) from demand_acts x where x.demand_id = ${demandId} and x.kind = 'closed')`;

export function demandTables(recordClass: RecordClass): RecordSpec {
  const own = { from: 'records_demands d', key: 'd.id' };
  return {
    class: recordClass,
    ...own,
    keyType: 'uuid',
    person: 'd.registered_by',
    at: 'd.registered_at',
    title: 'd.number',
    link: { kind: 'records_demand', id: 'd.id' },
    words: null,
    tables: [
      { name: 'demand_rulings', recordId: 'demand_id', texts: [] },
      { name: 'demand_records', recordId: 'demand_id', texts: [] },
      { name: 'demand_searches', recordId: 'demand_id', texts: ['words_sealed'] },
      { name: 'demand_acts', recordId: 'demand_id', texts: ['text_sealed'] },
      {
        name: 'records_demands',
        recordId: 'id',
        texts: ['asker_sealed', 'contact_sealed', 'asked_sealed'],
        file: 'file_sha256',
      },
    ],
    texts: [
      { field: 'asker', ...own, text: 'd.asker_sealed', sealed: 'asker' },
      { field: 'contact', ...own, text: 'd.contact_sealed', sealed: 'contact' },
      { field: 'asked', ...own, text: 'd.asked_sealed', sealed: 'asked' },
    ],
    files: [{ ...own, sha256: 'd.file_sha256', name: "coalesce(d.file_name, 'file')" }],
    ended: {
      made: { at: 'd.registered_at' },
      closed: { at: closedAt('d.id'), where: `${closedAt('d.id')} is not null` },
    },
    parts: productionsOfDemands,
  };
}

/** What went out goes before the demand under which it did. */
async function productionsOfDemands(db: Database, ids: readonly string[]) {
  const { rows } = await sql<{ classId: string; id: string; of: string }>`
    select 'retention.production' as "classId", p.id::text as id, p.demand_id::text as of
    from demand_productions p where p.demand_id = any(${[...ids]}::uuid[])`.execute(db);
  return rows;
}

export function productionTables(recordClass: RecordClass): RecordSpec {
  const from = 'demand_productions p';
  const parts = { from: 'demand_production_parts f', key: 'f.production_id' };
  return {
    class: recordClass,
    from,
    key: 'p.id',
    keyType: 'uuid',
    person: 'p.made_by',
    at: 'p.made_at',
    title: "p.demand_number || ' / ' || p.number",
    link: { kind: 'records_demand', id: 'p.demand_id' },
    words: "''",
    tables: [
      { name: 'demand_production_records', recordId: 'production_id', texts: [] },
      { name: 'demand_production_parts', recordId: 'production_id', texts: ['sha256'], file: 'sha256' },
      { name: 'demand_productions', recordId: 'id', texts: ['content_hash'] },
    ],
    texts: [{ field: 'part', ...parts, text: 'f.name', order: 'f.position' }],
    files: [{ ...parts, sha256: 'f.sha256', name: 'f.name' }],
    ended: {},
  };
}

export type SealedText = { demandId: string; field: string; name: string; sealed: string };

/** What counsel and officers wrote on these demands, oldest first; `name` is the name under which it was sealed. */
export async function sealedTextsOf(db: Database, demandIds: readonly string[]): Promise<SealedText[]> {
  const { rows } = await sql<SealedText>`
    select demand_id as "demandId", 'words' as field, 'act:' || id as name, text_sealed as sealed from demand_acts
    where demand_id = any(${[...demandIds]}::uuid[]) and text_sealed is not null
    union all
    select demand_id, 'searched', 'search:' || id, words_sealed from demand_searches
    where demand_id = any(${[...demandIds]}::uuid[]) and words_sealed is not null
    union all
    select demand_id, 'note', 'note:' || id, note_sealed from demand_records
    where demand_id = any(${[...demandIds]}::uuid[]) and note_sealed is not null
    order by name`.execute(db);
  return rows;
}
