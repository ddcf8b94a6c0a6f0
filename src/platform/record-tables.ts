/** A source of records made from tables: the wing says in SQL what a record is, and the rest is the same for all. */
import { type RawBuilder, sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import type { LinkKind } from '#rules/links.ts';
import type { KeepEvent, RecordClass } from '#rules/record-classes.ts';
import type { City } from './city.ts';
import type { Tx } from './database.ts';
import type {
  EndedRecord,
  FoundRecord,
  GuardedTable,
  RecordQuery,
  RecordSource,
  WholeRecord,
} from './record-source.ts';
import { holdsWords, type SearchedText } from './record-search.ts';
import { openFields } from './sealed-fields.ts';

/** SQL expressions over `from`; none of them ever holds anything that somebody typed. */
export type RecordSpec = {
  class: RecordClass;
  from: string;
  key: string;
  keyType: 'uuid' | 'text' | 'bigint';
  body?: string;
  person?: string;
  /** A timestamptz. */
  at: string;
  title: string;
  link?: { kind: LinkKind; id: string };
  /** Null for what no word search can see. */
  words: string | null;
  /** The same words table by table, as their search indexes hold them; left out where the tables stay small. */
  searched?: readonly SearchedText[];
  tables: readonly GuardedTable[];
  texts?: readonly TextPart[];
  files?: readonly { from: string; key: string; sha256: string; name: string }[];
  /** For each event that the class knows: the timestamptz of it, and which records have one. */
  ended: Partial<Record<KeepEvent, { at: string; where?: string }>>;
  parts?: RecordSource['parts'];
  /** What must be loosened before the rows can go. */
  before?(tx: Tx, ids: readonly string[]): Promise<void>;
};

/** Texts of a record: a row each. `sealed` names the field under which a sealed text was sealed. */
export type TextPart = {
  field: string;
  from: string;
  key: string;
  text: string;
  sealed?: string;
  /** In which order several texts of a record come: always the same, since marks name a text by its place. By default, by text. */
  order?: string;
};

type FactRow = {
  record_id: string;
  body_id: string | null;
  person_id: string | null;
  recorded_at: IsoInstant;
  link_id: string | null;
  title: string;
};

/** What is no key at all names no record; the database would refuse to compare it. */
const fits = {
  uuid: isRowId,
  bigint: (id: string) => /^\d{1,18}$/.test(id),
  text: () => true,
} as const satisfies Record<RecordSpec['keyType'], (id: string) => boolean>;

export function recordTables(spec: RecordSpec): RecordSource {
  const facts = factsOf(spec);
  const is = (column: string, ids: readonly string[]) =>
    sql`${sql.raw(column)} = any(${ids.filter(fits[spec.keyType])}::${sql.raw(spec.keyType)}[])`;
  const found = (row: FactRow): FoundRecord => ({
    id: row.record_id,
    recordedAt: row.recorded_at,
    bodyId: row.body_id,
    personId: row.person_id,
    title: row.title,
    link: spec.link && row.link_id ? { kind: spec.link.kind, id: row.link_id } : null,
  });
  const source: RecordSource = {
    class: spec.class,
    guard: { facts, key: spec.key, keyType: spec.keyType, tables: spec.tables },
    events: Object.keys(spec.ended) as KeepEvent[],
    async find(city, query, limit, after) {
      const beyond =
        after && fits[spec.keyType](after)
          ? sql`(f.recorded_at, f.record_id) < (select l.recorded_at, l.record_id from (${sql.raw(facts)} where ${sql.raw(spec.key)} = ${after}::${sql.raw(spec.keyType)}) l)`
          : sql`true`;
      const { rows } =
        await sql<FactRow>`select f.record_id, f.body_id, f.person_id, f.recorded_at, f.link_id, f.title from (${sql.raw(facts)} where ${holdsWords(spec, query.words)}) f where ${asked(city, query)} and ${beyond}
        order by f.recorded_at desc, f.record_id desc limit ${limit}`.execute(city.db);
      return rows.map(found);
    },
    async count(city, query) {
      const { rows } = await sql<{
        count: number;
      }>`select count(*)::int as count from (${sql.raw(facts)} where ${holdsWords(spec, query.words)}) f
        where ${asked(city, query)}`.execute(city.db);
      return rows[0]?.count ?? 0;
    },
    async read(city, ids) {
      const { rows } = await sql<FactRow>`${sql.raw(facts)} where ${is(spec.key, ids)}`.execute(city.db);
      const byId = new Map(rows.map((row) => [row.record_id, { ...found(row), texts: [], files: [] } as Filling]));
      for (const part of spec.texts ?? []) await readTexts(city, spec, part, is(part.key, ids), byId);
      for (const { from, key, sha256, name } of spec.files ?? []) {
        const files = await sql<{ id: string; sha256: string; name: string }>`select ${sql.raw(key)}::text as id,
          ${sql.raw(sha256)} as sha256, ${sql.raw(name)} as name from ${sql.raw(from)} where ${is(key, ids)} and ${sql.raw(sha256)} is not null order by 2, 3`.execute(
          city.db,
        );
        for (const file of files.rows) byId.get(file.id)?.files.push({ sha256: file.sha256, name: file.name });
      }
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async endedBy(city, { after, day, limit, beyond, among }) {
      const event = spec.ended[after];
      if (!event) return [];
      const on = sql`((${sql.raw(event.at)}) at time zone ${city.profile.timeZone})::date`;
      const next = beyond ? sql`(x.on_day, x.id) > (${beyond.endedOn}::date, ${beyond.id})` : sql`true`;
      const { rows } = await sql<{ id: string; on_day: IsoDate }>`select x.id, x.on_day from (
          select ${sql.raw(spec.key)}::text as id, ${on} as on_day from ${sql.raw(spec.from)}
          where (${sql.raw(event.where ?? 'true')}) and ${among ? is(spec.key, among) : sql`true`}) x
        where x.on_day <= ${day}::date and ${next} order by x.on_day, x.id limit ${limit}`.execute(city.db);
      return rows.map((row): EndedRecord => ({ id: row.id, endedOn: row.on_day }));
    },
    async destroy(tx, ids) {
      await spec.before?.(tx, ids);
      // A table that knows the record by an expression alone was emptied by `before`.
      for (const { name, recordId } of spec.tables.filter((table) => isColumn(table.recordId)))
        await sql`delete from ${sql.id(name)} where ${is(recordId, ids)}`.execute(tx);
    },
  };
  return spec.parts ? { ...source, parts: spec.parts } : source;
}

type Filling = { -readonly [K in keyof WholeRecord]: WholeRecord[K] } & {
  texts: { field: string; text: string }[];
  files: { sha256: string; name: string }[];
};

async function readTexts(
  city: City,
  spec: RecordSpec,
  part: TextPart,
  among: RawBuilder<unknown>,
  byId: ReadonlyMap<string, Filling>,
): Promise<void> {
  const { rows } = await sql<{
    id: string;
    text: string | null;
  }>`select ${sql.raw(part.key)}::text as id, ${sql.raw(part.text)}::text as text
    from ${sql.raw(part.from)} where ${among} order by ${sql.raw(part.order ?? '2')}`.execute(city.db);
  const written = rows.flatMap(({ id, text }) => (text === null || text === '' ? [] : [{ id, text }]));
  const opened =
    part.sealed && written.length > 0 ? await openFields(city, city.db, spec.class.id, part.sealed, written) : null;
  for (const { id, text } of written) {
    const plain = opened ? opened.get(id) : text;
    if (plain) byId.get(id)?.texts.push({ field: part.field, text: plain });
  }
}

const isColumn = (text: string) => /^[a-z0-9_]+$/.test(text);

function factsOf({ from, key, body, person, at, title, link, words }: RecordSpec): string {
  return `select (${key})::text as record_id, ${body ?? 'null'}::text as body_id, ${person ?? 'null'}::text as person_id,
    (${at})::timestamptz as recorded_at, ${link ? `(${link.id})` : 'null'}::text as link_id, (${title})::text as title,
    ${words ? `(${words})` : 'null'}::text as words from ${from}`;
}

function asked(city: City, { bodyId, personId, from, to }: RecordQuery): RawBuilder<unknown> {
  const zone = city.profile.timeZone;
  const parts = [sql`true`];
  if (bodyId) parts.push(sql`f.body_id = ${bodyId}`);
  if (personId) parts.push(sql`f.person_id = ${personId}`);
  if (from) parts.push(sql`f.recorded_at >= (${from}::date)::timestamp at time zone ${zone}`);
  if (to) parts.push(sql`f.recorded_at < (${to}::date + 1)::timestamp at time zone ${zone}`);
  return sql.join(parts, sql` and `);
}

/** Asks for every record of a class. */
export const anyRecord: RecordQuery = { words: '', bodyId: null, personId: null, from: null, to: null };
