/** Words in records by PostgreSQL's full text search: every word as a beginning, quoted words as a phrase, no language. */
import { type RawBuilder, sql } from 'kysely';

/**
 * A share of a record's words in one table. `text` is an immutable expression over `from`, and an index
 * `using gin (to_tsvector('simple', <text>))` holds it; `key` is the column with the record's id.
 */
export type SearchedText = { from: string; key: string; text: string };

export type SearchTerm = { text: string; isPhrase: boolean };

/** `permit "parking lot"`: one beginning and one phrase. What holds neither letter nor digit is passed over. */
export function searchTerms(words: string): SearchTerm[] {
  return [...words.matchAll(/"([^"]*)"|([^\s"]+)/g)]
    .map(([, phrase, word]) => ({ text: (phrase ?? word ?? '').trim(), isPhrase: phrase !== undefined }))
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
}

/** True, in SQL, where the record holds all of the words; each may stand in another of its texts. */
export function holdsWords(
  spec: { key: string; words: string | null; searched?: readonly SearchedText[] },
  words: string,
): RawBuilder<unknown> {
  if (words.trim() === '') return sql`true`;
  const terms = searchTerms(words);
  // Sealed text cannot be searched, and a search for nothing finds nothing.
  if (terms.length === 0 || spec.words === null) return sql`false`;
  return sql.join(
    terms.map((term) => holdsTerm(spec, asQuery(term))),
    sql` and `,
  );
}

function holdsTerm(
  { key, words, searched }: { key: string; words: string | null; searched?: readonly SearchedText[] },
  query: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (!searched) return sql`to_tsvector('simple', coalesce(${sql.raw(words as string)}, '')) @@ ${query}`;
  const parts = searched.map(
    (one) =>
      sql`select ${sql.raw(one.key)} from ${sql.raw(one.from)} where to_tsvector('simple', ${sql.raw(one.text)}) @@ ${query}`,
  );
  return sql`${sql.raw(key)} in (${sql.join(parts, sql` union all `)})`;
}

function asQuery({ text, isPhrase }: SearchTerm): RawBuilder<unknown> {
  if (isPhrase) return sql`phraseto_tsquery('simple', ${text})`;
  // Quoted, so that no sign of the query language means anything.
  return sql`to_tsquery('simple', ${`'${text.replaceAll('\\', ' ').replaceAll("'", "''")}':*`})`;
}
