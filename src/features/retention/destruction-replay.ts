/** After a restore: what the ledger says was destroyed goes again, with its keys; what a hold covers stays. */
import type { City } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { destroyRecordKeys } from '#platform/sealed-fields.ts';
import type { Tombstone, TombstoneLedger } from '#platform/tombstones.ts';
import { existingAmong, filesOf, insertTombstones, isReferred } from './destruction-store.ts';
import { heldWholes } from './legal-hold-store.ts';

const pageSize = 500;

export type Replayed = {
  /** Records that were there and went again. */
  destroyed: number;
  /** Records that the ledger names and a hold of the restored database covers: they stay. */
  held: number;
  /** Files that no record refers to any more: the restore leaves them out of the store. */
  files: readonly string[];
};

/** Runs inside the restore's own transaction. Doing it again changes nothing. */
export async function replayTombstones(
  sources: readonly RecordSource[],
  city: City,
  tx: Tx,
  ledger: TombstoneLedger,
): Promise<Replayed> {
  const inside = { ...city, db: tx };
  const last = lastWords(await ledger.read());
  const seen: Seen = { destroyed: 0, held: 0, hashes: new Set(), staying: new Set() };
  // Wholes first: they say in which order their parts can go. Then whatever was destroyed by itself.
  for (const source of sources.toSorted(
    (a, b) => Number(a.class.keptWith !== undefined) - Number(b.class.keptWith !== undefined),
  )) {
    const lines = last.get(source.class.id) ?? [];
    for (let at = 0; at < lines.length; at += pageSize)
      await again(inside, sources, source, lines.slice(at, at + pageSize), seen);
  }
  const files: string[] = [];
  for (const hash of seen.hashes) if (!(await isReferred(tx, sources, hash))) files.push(hash);
  return { destroyed: seen.destroyed, held: seen.held, files };
}

/** `staying`: parts of a record that a hold keeps, as `class id`. */
type Seen = { destroyed: number; held: number; hashes: Set<string>; staying: Set<string> };
type Line = { id: string; line: Tombstone };

/** The newest line of each record by its moment, where it says `destroyed`: ledgers of several machines may stand in any order. */
function lastWords(lines: readonly Tombstone[]): Map<string, Line[]> {
  const byRecord = new Map<string, Line>();
  const inOrder = lines.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const line of inOrder) for (const id of line.recordIds) byRecord.set(`${line.classId} ${id}`, { id, line });
  const byClass = new Map<string, Line[]>();
  for (const one of byRecord.values()) {
    if (one.line.kind !== 'destroyed') continue;
    byClass.set(one.line.classId, [...(byClass.get(one.line.classId) ?? []), one]);
  }
  return byClass;
}

async function again(
  city: City & { db: Tx },
  sources: readonly RecordSource[],
  source: RecordSource,
  lines: readonly Line[],
  seen: Seen,
): Promise<void> {
  const { id: classId } = source.class;
  const named = lines.map((one) => one.id);
  const existing = await existingAmong(city.db, source, named);
  const parts = (await source.parts?.(city.db, existing)) ?? [];
  const held = await heldWholes(city.db, classId, existing, parts);
  for (const id of existing) if (seen.staying.has(`${classId} ${id}`)) held.add(id);
  for (const part of parts) if (held.has(part.of)) seen.staying.add(`${part.classId} ${part.id}`);
  const going = existing.filter((id) => !held.has(id));
  seen.held += held.size;
  for (const partClass of new Set(parts.map((part) => part.classId))) {
    const ids = parts.filter((part) => part.classId === partClass && going.includes(part.of)).map((part) => part.id);
    const partSource = sources.find((one) => one.class.id === partClass);
    if (partSource) await remove(city.db, partSource, ids, seen);
  }
  await remove(city.db, source, going, seen);
  // A key can stand in the backup without its record.
  await destroyRecordKeys(
    city.db,
    classId,
    named.filter((id) => !held.has(id)),
  );
  for (const { id, line } of lines) {
    if (held.has(id)) continue;
    const tombstone = { classId, recordId: id, scheduleId: line.scheduleId };
    await insertTombstones(city.db, { listId: line.listId, batch: 0, at: line.at as `${string}T${string}Z` }, [
      tombstone,
    ]);
  }
}

async function remove(
  tx: Tx,
  source: RecordSource,
  ids: readonly string[],
  seen: Pick<Seen, 'destroyed' | 'hashes'>,
): Promise<void> {
  if (ids.length === 0) return;
  for (const hash of await filesOf(tx, source, ids)) seen.hashes.add(hash);
  await source.destroy(tx, ids);
  await destroyRecordKeys(tx, source.class.id, ids);
  seen.destroyed += ids.length;
}
