/** The night's work before a destruction: lists what the schedules let go of, for people to decide on. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { EndedRecord, RecordSource } from '#platform/record-source.ts';
import { scheduleOn, type RetentionSchedule } from '#rules/record-classes.ts';
import { destroyableOn, latestEnd, mayDestroyBy, restAfterRefusal } from './destruction-law.ts';
import { insertItems, insertList, type Item, listedAmong, lockDrafting } from './destruction-store.ts';
import { heldWholes } from './legal-hold-store.ts';

/** A list that people can read: the rest comes on the next. */
export const longestList = 2000;
const pageSize = 500;

/** Drafts one list of what is due today and on no list yet; answers its id, or null when nothing is due. */
export async function draftList(city: City, sources: readonly RecordSource[]): Promise<string | null> {
  const today = todayIn(city);
  return auditedChange<string | null>(city, { actor: null, requestId: null }, async (tx) => {
    const inside = { ...city, db: tx };
    await lockDrafting(tx);
    const items: Item[] = [];
    for (const source of sources) {
      const schedule = scheduleOn(city.profile.records, source.class.id, today);
      if (source.class.isShortLived || source.class.keptWith || !mayDestroyBy(schedule, today)) continue;
      for (const found of await dueOf(inside, source, schedule, today, longestList - items.length))
        items.push(...found);
      if (items.length >= longestList) break;
    }
    if (items.length === 0) return { value: null, note: [] };
    const id = newId();
    const number = await insertList(tx, { id, asOf: today, draftedAt: city.clock.now() });
    await insertItems(tx, id, items);
    return {
      value: id,
      note: {
        event: 'retention.destruction_drafted',
        subject: { kind: 'destruction', id },
        details: { number, records: items.length },
      },
    };
  });
}

/** Each record that is due with all that is kept with it; what a hold covers, in any part, is left where it is. */
async function dueOf(
  city: City,
  source: RecordSource,
  schedule: RetentionSchedule,
  today: IsoDate,
  limit: number,
): Promise<Item[][]> {
  const day = latestEnd(schedule, today);
  const found: Item[][] = [];
  let count = 0;
  let beyond: EndedRecord | null = null;
  while (day && count < limit) {
    const page: EndedRecord[] = await source.endedBy(city, { after: schedule.after, day, limit: pageSize, beyond });
    beyond = page.at(-1) ?? null;
    for (const whole of await dueAmong(city, source, schedule, today, page)) {
      if (count >= limit) break;
      found.push(whole);
      count += whole.length;
    }
    if (page.length < pageSize) break;
  }
  return found;
}

async function dueAmong(
  city: City,
  source: RecordSource,
  schedule: RetentionSchedule,
  today: IsoDate,
  page: readonly EndedRecord[],
): Promise<Item[][]> {
  const due = page.filter(({ endedOn }) => (destroyableOn(schedule, endedOn) ?? '9999') <= today);
  const ids = due.map((one) => one.id);
  if (ids.length === 0) return [];
  const classId = source.class.id;
  const parts = (await source.parts?.(city.db, ids)) ?? [];
  const held = await heldWholes(city.db, classId, ids, parts);
  const listed = await listedAmong(city.db, classId, ids, refusedSince(city));
  return due
    .filter(({ id }) => !held.has(id) && !listed.has(id))
    .map(({ id, endedOn }) => {
      const shared = { endedOn, dueOn: destroyableOn(schedule, endedOn) as IsoDate, scheduleId: schedule.id };
      const own: Item = { classId, recordId: id, wholeClass: null, wholeId: null, ...shared };
      const kept = parts
        .filter((part) => part.of === id)
        .map(
          (part): Item => ({ classId: part.classId, recordId: part.id, wholeClass: classId, wholeId: id, ...shared }),
        );
      return [own, ...kept];
    });
}

function refusedSince(city: City): IsoInstant {
  const since = Temporal.Instant.from(city.clock.now()).subtract({ hours: 24 * restAfterRefusal });
  return since.toString({ smallestUnit: 'millisecond' }) as IsoInstant;
}
