/**
 * Destroys what was approved, batch by batch. Each batch is one transaction: holds are asked again, the ledger is written,
 * rows and keys go, tombstones and a digest stay. Whoever dies in the middle leaves a batch done or not begun.
 */
import type { IsoInstant } from '#kit/dates.ts';
import { auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { isJustReceived, lockFile } from '#platform/file-scans.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { destroyRecordKeys } from '#platform/sealed-fields.ts';
import type { Tombstone } from '#platform/tombstones.ts';
import { scheduleOn } from '#rules/record-classes.ts';
import { batchDigest, destroyableOn, listState, mayDestroyBy, type ProvedRecord } from './destruction-law.ts';
import * as store from './destruction-store.ts';
import { heldWholes, lockHolds } from './legal-hold-store.ts';

const asSystem = { actor: null, requestId: null };
export const batchSize = 100;

/** Destroys every approved list to its end; answers how many records went. */
export async function destroyApproved(city: City, sources: readonly RecordSource[], size = batchSize): Promise<number> {
  let destroyed = 0;
  for (const list of await store.openLists(city.db)) {
    if (listState(list) !== 'approved') continue;
    for (;;) {
      const batch = await destroyBatch(city, sources, list.id, size);
      if (batch === null) break;
      destroyed += batch;
    }
    while (await lookAtFile(city, sources, list.id));
    await finish(city, list.id);
  }
  return destroyed;
}

/** Null when nothing is left of the list; else how many records went. */
export function destroyBatch(
  city: City,
  sources: readonly RecordSource[],
  listId: string,
  size: number,
): Promise<number | null> {
  return auditedChange<number | null>(city, asSystem, async (tx) => {
    await lockHolds(tx, 'to_destroy');
    const list = await store.listById(tx, listId, true);
    if (!list || listState(list) !== 'approved') return { value: null, note: [] };
    const wholes = await store.nextWholes(tx, listId, size);
    const [first] = wholes;
    if (!first) return { value: null, note: [] };
    const source = sources.find((one) => one.class.id === first.classId);
    if (!source) throw new Error(`no wing knows records of the class ${first.classId}`);
    const own = wholes.filter((item) => item.classId === first.classId);
    const inside = { ...city, db: tx };
    const sorted = await sortOut(inside, sources, source, own);
    const at = city.clock.now();
    const tombstones = [...sorted.destroyed, ...sorted.parts];
    await city.tombstones.append(
      linesOf(
        listId,
        at,
        tombstones,
        sorted.held.map((id) => ({ classId: first.classId, recordId: id })),
      ),
    );
    await removeRows(tx, sources, listId, tombstones, source);
    const note = await writeDown(tx, { listId, at, tombstones, source, ...sorted });
    return { value: sorted.destroyed.length + sorted.parts.length, note: noteOf(list, note, sorted) };
  });
}

type Sorted = { destroyed: ProvedRecord[]; parts: ProvedRecord[]; held: string[]; kept: string[]; gone: string[] };

/** What of the batch still is there, is still due, and is covered by no hold in any part. */
async function sortOut(
  city: City,
  sources: readonly RecordSource[],
  source: RecordSource,
  items: readonly store.Item[],
): Promise<Sorted> {
  const today = todayIn(city);
  const classId = source.class.id;
  const ids = items.map((item) => item.recordId);
  const existing = new Set(await store.existingAmong(city.db, source, ids));
  const schedule = scheduleOn(city.profile.records, classId, today);
  const ended = mayDestroyBy(schedule, today)
    ? await source.endedBy(city, { after: schedule.after, day: today, limit: ids.length, beyond: null, among: ids })
    : [];
  const due = new Set(
    ended
      .filter(({ endedOn }) => schedule && (destroyableOn(schedule, endedOn) ?? '9999') <= today)
      .map(({ id }) => id),
  );
  const parts = (await source.parts?.(city.db, ids)) ?? [];
  const held = await heldWholes(city.db, classId, ids, parts);
  const going = items.filter(({ recordId: id }) => existing.has(id) && due.has(id) && !held.has(id));
  const scheduleOf = new Map(going.map((item) => [item.recordId, item.scheduleId]));
  const known = new Set(sources.map((one) => one.class.id));
  return {
    destroyed: going.map(({ recordId, scheduleId }) => ({ classId, recordId, scheduleId })),
    parts: parts.flatMap((part) => {
      const scheduleId = scheduleOf.get(part.of);
      if (!scheduleId) return [];
      if (!known.has(part.classId)) throw new Error(`no wing knows records of the class ${part.classId}`);
      return [{ classId: part.classId, recordId: part.id, scheduleId }];
    }),
    held: ids.filter((id) => existing.has(id) && held.has(id)),
    kept: ids.filter((id) => existing.has(id) && !held.has(id) && !due.has(id)),
    gone: ids.filter((id) => !existing.has(id)),
  };
}

function linesOf(
  listId: string,
  at: IsoInstant,
  records: readonly ProvedRecord[],
  held: readonly { classId: string; recordId: string }[],
): Tombstone[] {
  const lines = new Map<
    string,
    { kind: Tombstone['kind']; classId: string; scheduleId: string; recordIds: string[] }
  >();
  const add = (kind: Tombstone['kind'], classId: string, scheduleId: string, id: string) => {
    const key = `${kind} ${classId} ${scheduleId}`;
    const line = lines.get(key) ?? { kind, classId, scheduleId, recordIds: [] };
    line.recordIds.push(id);
    lines.set(key, line);
  };
  for (const one of records) add('destroyed', one.classId, one.scheduleId, one.recordId);
  // A batch may have been in the ledger before its process died and a hold was placed.
  for (const one of held) add('kept', one.classId, '', one.recordId);
  return [...lines.values()].map((line) => ({ ...line, listId, at }));
}

/** Parts first, in the order that their whole gives; then the wholes; then the keys of all. */
async function removeRows(
  tx: Tx,
  sources: readonly RecordSource[],
  listId: string,
  records: readonly ProvedRecord[],
  whole: RecordSource,
): Promise<void> {
  const classes = [...new Set(records.map((one) => one.classId))].filter((id) => id !== whole.class.id);
  for (const classId of [...classes, whole.class.id]) {
    const ids = records.filter((one) => one.classId === classId).map((one) => one.recordId);
    const source = sources.find((one) => one.class.id === classId);
    if (!source || ids.length === 0) continue;
    await store.recordFiles(tx, listId, await store.filesOf(tx, source, ids));
    await source.destroy(tx, ids);
    await destroyRecordKeys(tx, classId, ids);
  }
}

type Written = Sorted & { listId: string; at: IsoInstant; tombstones: readonly ProvedRecord[]; source: RecordSource };

async function writeDown(tx: Tx, { listId, at, tombstones, source, ...sorted }: Written) {
  const batches = await store.batchesOf(tx, listId);
  const last = batches.at(-1);
  const batch = (last?.batch ?? 0) + 1;
  const digest = batchDigest(last?.digest ?? null, tombstones);
  if (tombstones.length > 0) {
    await store.insertBatch(tx, listId, { batch, destroyedAt: at, recordCount: tombstones.length, digest });
    await store.insertTombstones(tx, { listId, batch, at }, tombstones);
  }
  const outcomes = [
    ['destroyed', sorted.destroyed.map((one) => one.recordId)],
    ['held', sorted.held],
    ['kept', sorted.kept],
    ['gone', sorted.gone],
  ] as const;
  for (const [outcome, ids] of outcomes)
    if (ids.length > 0) await store.writeOutcome(tx, listId, source.class.id, ids, outcome, at);
  return { batch, digest };
}

function noteOf(list: store.DestructionList, { batch, digest }: { batch: number; digest: string }, sorted: Sorted) {
  const count = sorted.destroyed.length + sorted.parts.length;
  const details = {
    number: list.number,
    batch,
    destroyed: count,
    held: sorted.held.length,
    ...(count > 0 ? { digest } : {}),
  };
  return {
    event: 'retention.records_destroyed' as const,
    subject: { kind: 'destruction' as const, id: list.id },
    details,
  };
}

/** Takes a file out of the store when no record of any kind refers to it; false when none is left to look at. */
function lookAtFile(city: City, sources: readonly RecordSource[], listId: string): Promise<boolean> {
  return store.inOneTransaction(city, async (tx) => {
    const hash = await store.nextFile(tx, listId);
    if (!hash) return false;
    await lockFile(tx, hash);
    // The same content may just have come in again, for a record that is not written yet.
    const isReferred = (await store.isReferred(tx, sources, hash)) || (await isJustReceived(city, tx, hash));
    if (!isReferred) await city.files.remove(hash);
    await store.writeFileLooked(tx, listId, hash, city.clock.now(), !isReferred);
    return true;
  });
}

function finish(city: City, listId: string): Promise<void> {
  return auditedChange(city, asSystem, async (tx) => {
    const list = await store.listById(tx, listId, true);
    if (!list || list.finishedAt) return { value: undefined, note: [] };
    await store.writeFinished(tx, listId, city.clock.now());
    const files = await store.fileCounts(tx, listId);
    const details = { number: list.number, filesRemoved: files.removed, filesShared: files.shared };
    return {
      value: undefined,
      note: { event: 'retention.destruction_finished', subject: { kind: 'destruction', id: listId }, details },
    };
  });
}
