/**
 * Restricted fields: text is encrypted (AES-256-GCM) under a key of its own record, and that key is wrapped by the city's.
 * Destroying the record's key destroys the text wherever it was copied.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { City } from './city.ts';
import type { Database, Tx } from './database.ts';

/** `kind` is the class of the record, such as `retention.legal_hold`; with the id it is bound into every seal. */
export type RecordName = { kind: string; id: string };
type KeyRow = { record_kind: string; record_id: string; key_id: string; wrapped: string; made_at: IsoInstant };
type Tables = { record_keys: KeyRow };

/** The key that wraps the record's key is not among those of this installation. */
export class KeyMissing extends Error {}

/** Answers the sealed text, for a `text` column. Makes the record's key with its first field. */
export async function sealField(city: City, tx: Tx, record: RecordName, field: string, text: string): Promise<string> {
  const key = (await recordKey(city, tx, record)) ?? (await makeKey(city, tx, record));
  return encrypt(key, Buffer.from(text), about(record, field));
}

/** The text, or null when the record's key was destroyed. Throws KeyMissing, or an error when the seal was altered. */
export async function openField(
  city: City,
  db: Database,
  record: RecordName,
  field: string,
  sealed: string,
): Promise<string | null> {
  const key = await recordKey(city, db, record);
  return key ? decrypt(key, sealed, about(record, field)).toString() : null;
}

/** Like openField for many records of one kind, in one query. */
export async function openFields(
  city: City,
  db: Database,
  kind: string,
  field: string,
  sealed: readonly { id: string; text: string }[],
): Promise<Map<string, string | null>> {
  const rows = await db
    .withTables<Tables>()
    .selectFrom('record_keys')
    .selectAll()
    .where('record_kind', '=', kind)
    .where('record_id', 'in', sql<string>`(select unnest(${sealed.map((one) => one.id)}::text[]))`)
    .execute();
  const keys = new Map(rows.map((row) => [row.record_id, unwrap(city, row)]));
  return new Map(
    sealed.map(({ id, text }) => {
      const key = keys.get(id);
      return [id, key ? decrypt(key, text, about({ kind, id }, field)).toString() : null];
    }),
  );
}

/** After this no copy of the record's restricted fields can be read with this database. Answers whether there was a key. */
export async function destroyRecordKey(tx: Tx, { kind, id }: RecordName): Promise<boolean> {
  const result = await tx
    .withTables<Tables>()
    .deleteFrom('record_keys')
    .where('record_kind', '=', kind)
    .where('record_id', '=', id)
    .executeTakeFirst();
  return Number(result.numDeletedRows) > 0;
}

/** Like destroyRecordKey for many records of one kind. */
export async function destroyRecordKeys(tx: Tx, kind: string, ids: readonly string[]): Promise<void> {
  await sql`delete from record_keys where record_kind = ${kind} and record_id = any(${[...ids]}::text[])`.execute(tx);
}

/** Wraps up to `limit` record keys anew with the current key; answers how many. Afterwards older keys can go. */
export async function rewrapKeys(city: City, tx: Tx, limit: number): Promise<number> {
  const rows = await tx
    .withTables<Tables>()
    .selectFrom('record_keys')
    .selectAll()
    .where('key_id', '!=', city.keys.currentId)
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  for (const row of rows) {
    const { wrapped, key_id } = wrap(city, unwrap(city, row), { kind: row.record_kind, id: row.record_id });
    await tx
      .withTables<Tables>()
      .updateTable('record_keys')
      .set({ wrapped, key_id })
      .where('record_kind', '=', row.record_kind)
      .where('record_id', '=', row.record_id)
      .execute();
  }
  return rows.length;
}

/** How many record keys each city key wraps: a key that wraps none can be taken out of the settings. */
export async function keysInUse(db: Database): Promise<{ keyId: string; records: number }[]> {
  const { rows } = await sql<{ keyId: string; records: number }>`
    select key_id as "keyId", count(*)::int as records from record_keys group by key_id order by key_id`.execute(db);
  return rows;
}

async function recordKey(city: City, db: Database, { kind, id }: RecordName): Promise<Buffer | null> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('record_keys')
    .selectAll()
    .where('record_kind', '=', kind)
    .where('record_id', '=', id)
    .executeTakeFirst();
  return row ? unwrap(city, row) : null;
}

async function makeKey(city: City, tx: Tx, record: RecordName): Promise<Buffer> {
  const key = randomBytes(32);
  await tx
    .withTables<Tables>()
    .insertInto('record_keys')
    .values({ record_kind: record.kind, record_id: record.id, made_at: city.clock.now(), ...wrap(city, key, record) })
    .execute();
  return key;
}

function wrap(city: City, key: Buffer, record: RecordName): { key_id: string; wrapped: string } {
  const { currentId, byId } = city.keys;
  return { key_id: currentId, wrapped: encrypt(byId.get(currentId) as Buffer, key, about(record, 'key')) };
}

function unwrap(city: City, row: KeyRow): Buffer {
  const cityKey = city.keys.byId.get(row.key_id);
  if (!cityKey) throw new KeyMissing(`the key ${row.key_id} is not among STEWARD_KEYS`);
  return decrypt(cityKey, row.wrapped, about({ kind: row.record_kind, id: row.record_id }, 'key'));
}

/** A seal taken from one record or field fits no other. */
const about = ({ kind, id }: RecordName, field: string) => Buffer.from(JSON.stringify([kind, id, field]));

function encrypt(key: Buffer, content: Buffer, bound: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

function decrypt(key: Buffer, sealed: string, bound: Buffer): Buffer {
  if (!sealed.startsWith('v1.')) throw new Error('this is no sealed field');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    .setAAD(bound)
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
}
