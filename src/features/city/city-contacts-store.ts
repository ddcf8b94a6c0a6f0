/** Lists that were read in, and many people at once. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { isRowId, newId } from '#kit/ids.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { Grant } from '#rules/permissions.ts';
import type { ReadList } from './city-contacts-columns.ts';
import type { Encoding, Separator } from './city-contacts-csv.ts';

export type ListDocument = ReadList & { encoding: Encoding; separator: Separator };
export type ContactList = {
  id: string;
  fileName: string | null;
  document: ListDocument;
  readAt: IsoInstant;
  readBy: string | null;
  appliedAt: IsoInstant | null;
  appliedBy: string | null;
};

export type NewList = {
  id: string;
  fileName: string | null;
  document: ListDocument;
  at: IsoInstant;
  by: string | null;
};

export async function insertList(tx: Tx, { id, fileName, document, at, by }: NewList): Promise<void> {
  await sql`insert into contact_lists (id, kind, file_name, document, read_at, read_by)
    values (${id}, ${document.kind}, ${fileName}, ${JSON.stringify(document)}::jsonb, ${at}, ${by})`.execute(tx);
}

const columns = sql`l.id, l.file_name as "fileName", l.read_at as "readAt", by_whom.name as "readBy",
  l.applied_at as "appliedAt", applier.name as "appliedBy"`;
const joined = sql`contact_lists l left join people by_whom on by_whom.id = l.read_by left join people applier on applier.id = l.applied_by`;

export async function contactList(db: Database, id: string): Promise<ContactList | null> {
  if (!isRowId(id)) return null;
  const { rows } = await sql<ContactList>`select ${columns}, l.document from ${joined} where l.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The same, with the row held until the transaction ends. */
export async function lockList(tx: Tx, id: string): Promise<ContactList | null> {
  if (!isRowId(id)) return null;
  await sql`select 1 from contact_lists where id = ${id} for update`.execute(tx);
  return contactList(tx, id);
}

export type ListedList = Omit<ContactList, 'document'> & { kind: ReadList['kind']; lines: number };

/** The newest lists, without what they say. */
export async function newestLists(db: Database, limit: number): Promise<ListedList[]> {
  const { rows } = await sql<ListedList>`select ${columns}, l.kind, jsonb_array_length(l.document -> 'rows') as lines
    from ${joined} order by l.read_at desc, l.id desc limit ${limit}`.execute(db);
  return rows;
}

export async function markApplied(tx: Tx, id: string, at: IsoInstant, by: string | null): Promise<void> {
  await sql`update contact_lists set applied_at = ${at}, applied_by = ${by} where id = ${id}`.execute(tx);
}

/** Nobody adds or changes people and roles meanwhile. */
export async function lockPeople(tx: Tx): Promise<void> {
  await sql`lock table people, role_grants in share row exclusive mode`.execute(tx);
}

export type PersonRow = { id: string; name: string; email: string; locale: string; addedAt: IsoInstant };

export async function insertPeople(tx: Tx, people: readonly PersonRow[]): Promise<void> {
  const rows = people.map(({ addedAt, ...one }) => ({ ...one, added_at: addedAt, suspended_at: null }));
  await sql`insert into people select * from jsonb_populate_recordset(null::people, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
}

/** Answers the ids of the grants, in the order given. */
export async function insertGrants(
  tx: Tx,
  grants: readonly (Grant & { personId: string })[],
  grantedAt: IsoInstant,
  grantedBy: string | null,
): Promise<string[]> {
  const rows = grants.map(({ personId, role, bodyId }) => ({
    id: newId(),
    person_id: personId,
    role,
    body_id: bodyId,
    granted_at: grantedAt,
    ended_at: null,
    granted_by: grantedBy,
    source: 'hand',
  }));
  await sql`insert into role_grants select * from jsonb_populate_recordset(null::role_grants, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}
