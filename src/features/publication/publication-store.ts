/** What the gate keeps: documents, their frozen versions, and the acts upon them. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { LocalText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import { type Database, inTransaction, type Tx } from '#platform/database.ts';
import type { PublicDocument } from '#platform/publishable.ts';
import type { KnownDocument } from './privacy-check.ts';
import type { HiddenCell, PrivacyRule } from './privacy-terms.ts';
import type { ActKind, Change } from './publication-terms.ts';

export type Publication = { id: string; kind: string; subjectId: string };

export type Version = {
  id: string;
  publicationId: string;
  number: number;
  asOf: IsoDate;
  change: Change;
  note: string;
  document: PublicDocument;
  hash: string;
  hidden: readonly HiddenCell[];
  draftedAt: IsoInstant;
  draftedBy: string | null;
};

/** What is stored of a finding: never the words that were found. */
export type StoredFinding = { id: string; rule: PrivacyRule; place: string; count: number };

export type Act = {
  versionId: string;
  kind: ActKind;
  at: IsoInstant;
  by: string | null;
  publicNote: string | null;
  reason: string | null;
  findings: readonly StoredFinding[];
};

/** Approvals, withdrawals and blackouts of a city come one after the other: each sees what the one before it made public. */
export async function lockGate(tx: Database, city: City): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${city.schema} publication`}, 0))`.execute(tx);
}

/** Several acts that hold together or not at all, when a city is loaded. */
export function asOne<T>(city: City, run: (inside: City) => Promise<T>): Promise<T> {
  return inTransaction(city.db, (tx) => run({ ...city, db: tx }));
}

/** The publication of the subject; made when it is asked for the first time. */
export async function publicationOf(tx: Tx, kind: string, subjectId: string, at: IsoInstant): Promise<Publication> {
  await sql`insert into publications (id, kind, subject_id, opened_at) values (${newId()}, ${kind}, ${subjectId}, ${at})
    on conflict (kind, subject_id) do nothing`.execute(tx);
  const { rows } = await sql<Publication>`select id, kind, subject_id as "subjectId" from publications
    where kind = ${kind} and subject_id = ${subjectId}`.execute(tx);
  return rows[0] as Publication;
}

export async function publicationById(db: Database, id: string): Promise<Publication | null> {
  const { rows } =
    await sql<Publication>`select id, kind, subject_id as "subjectId" from publications where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export async function anyOfKind(db: Database, kind: string, subjectId: string | null = null): Promise<boolean> {
  const { rows } = await sql`select 1 from publications
    where kind = ${kind} and (${subjectId}::text is null or subject_id = ${subjectId}) limit 1`.execute(db);
  return rows.length > 0;
}

/** Oldest first. */
export async function versionsOf(db: Database, publicationId: string): Promise<Version[]> {
  const { rows } = await sql<Version>`select v.id, v.publication_id as "publicationId", v.number, v.as_of as "asOf",
      v.change, v.note, v.document, v.hash, v.hidden, v.drafted_at as "draftedAt", v.drafted_by as "draftedBy"
    from publication_versions v where v.publication_id = ${publicationId} order by v.number`.execute(db);
  return rows;
}

const actColumns = sql`a.version_id as "versionId", a.kind, a.acted_at as at, a.acted_by as by,
  a.public_note as "publicNote", a.reason, a.findings`;

/** The acts upon all versions of a publication, in order. */
export async function actsOf(db: Database, publicationId: string): Promise<Act[]> {
  const { rows } = await sql<Act>`select ${actColumns} from publication_acts a
    join publication_versions v on v.id = a.version_id where v.publication_id = ${publicationId} order by a.seq`.execute(
    db,
  );
  return rows;
}

export type VersionHead = Omit<Version, 'document' | 'hidden'> & { kind: string; subjectId: string; title: LocalText };

/** Every version of every publication without its content, newest first. */
export async function versionHeads(db: Database): Promise<VersionHead[]> {
  const { rows } = await sql<VersionHead>`select v.id, v.publication_id as "publicationId", v.number, v.as_of as "asOf",
      v.change, v.note, v.hash, v.drafted_at as "draftedAt", v.drafted_by as "draftedBy", p.kind,
      p.subject_id as "subjectId", v.document -> 'title' as title
    from publication_versions v join publications p on p.id = v.publication_id
    order by v.drafted_at desc, v.number desc`.execute(db);
  return rows;
}

export async function allActs(db: Database): Promise<Act[]> {
  const { rows } = await sql<Act>`select ${actColumns} from publication_acts a order by a.seq`.execute(db);
  return rows;
}

/** Every version that is or ever was public: what somebody outside may have kept. `except` leaves out one version. */
export async function everPublic(db: Database, except: string | null): Promise<KnownDocument[]> {
  const { rows } = await sql<KnownDocument>`select v.document, v.hidden from publication_versions v
    where exists (select 1 from publication_acts a where a.version_id = v.id and a.kind = 'published')
      and v.id is distinct from ${except}::uuid
    order by v.drafted_at`.execute(db);
  return rows;
}

export async function insertVersion(tx: Tx, version: Version): Promise<void> {
  const { id, publicationId, number, asOf, change, note, document, hash, hidden, draftedAt, draftedBy } = version;
  await sql`insert into publication_versions
      (id, publication_id, number, as_of, change, note, document, hash, hidden, drafted_at, drafted_by)
    values (${id}, ${publicationId}, ${number}, ${asOf}, ${change}, ${note}, ${JSON.stringify(document)}::jsonb, ${hash},
      ${JSON.stringify(hidden)}::jsonb, ${draftedAt}, ${draftedBy})`.execute(tx);
}

export async function insertAct(
  tx: Tx,
  act: Pick<Act, 'versionId' | 'kind' | 'at' | 'by'> & Partial<Act>,
): Promise<void> {
  const { versionId, kind, at, by, publicNote = null, reason = null, findings = [] } = act;
  await sql`insert into publication_acts (id, version_id, kind, acted_at, acted_by, public_note, reason, findings)
    values (${newId()}, ${versionId}, ${kind}, ${at}, ${by}, ${publicNote}, ${reason}, ${JSON.stringify(findings)}::jsonb)`.execute(
    tx,
  );
}
