/** What anybody may read, through the role that reads published documents and nothing else. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { City } from '#platform/city.ts';
import type { PublishedDocument } from '#platform/publishable.ts';
import { localText, type PublicPublication, publicPublication } from './publication-schema.ts';

/** The published document of the subject, or that it is withdrawn; null for one that is unknown or was never public. */
export async function publicPublicationOf(
  city: City,
  kind: string,
  subjectId: string,
): Promise<PublicPublication | null> {
  const { rows } =
    await sql`select * from public_publications where kind = ${kind} and subject_id = ${subjectId}`.execute(
      city.publicDb,
    );
  return rows.length === 0 ? null : publicPublication.parse(rows[0]);
}

/** Everything that is public now, by kind and subject. */
export async function publishedDocuments(city: City, kind: string): Promise<PublishedDocument[]> {
  const { rows } = await sql`select * from public_publications
    where kind = ${kind} and document is not null order by subject_id`.execute(city.publicDb);
  return rows.map((row) => {
    const {
      kind,
      subject_id: subjectId,
      number,
      published_at: publishedAt,
      hash,
      document,
    } = publicPublication.parse(row);
    if (!document || hash === null) throw new Error('a withdrawn document was read as published');
    return { kind, subjectId, number, publishedAt, hash, document };
  });
}

const listed = z.array(
  publicPublication
    .pick({ kind: true, subject_id: true, number: true, as_of: true, published_at: true, withdrawn_at: true })
    .extend({ title: localText.nullable() }),
);
export type PublicListed = z.output<typeof listed>[number];

/** For the list of documents: without their content, withdrawn ones among them. */
export async function publicList(city: City): Promise<PublicListed[]> {
  const { rows } =
    await sql`select kind, subject_id, number, as_of, published_at, withdrawn_at, document -> 'title' as title
    from public_publications order by kind, subject_id`.execute(city.publicDb);
  return listed.parse(rows);
}
