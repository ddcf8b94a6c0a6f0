/** What is read for the page "What this system holds": for everybody the kinds of records, for staff how many there are. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { anyRecord } from '#platform/record-tables.ts';
import { type RecordClass, type RetentionSchedule, scheduleOn } from '#rules/record-classes.ts';
import { oldestOf } from './record-store.ts';
import { latestEnd } from './destruction-law.ts';
import { standingHolds } from './legal-hold-store.ts';

export type Holding = {
  class: RecordClass;
  /** The schedule of the class itself, or of the class that it is kept with. */
  schedule: RetentionSchedule | null;
};

/** Counts are for staff alone: the public page never has them. */
export type CountedHolding = Holding & {
  count: number;
  oldest: IsoInstant | null;
  holds: number;
  /** For schedules that ask for a look: how many are past their time; more than a thousand are not counted on. */
  toReview: number | null;
};

export function holdings(city: City, sources: readonly RecordSource[], day: IsoDate = todayIn(city)): Holding[] {
  return sources.map(({ class: one }) => ({
    class: one,
    schedule: scheduleOn(city.profile.records, one.keptWith ?? one.id, day),
  }));
}

export const mostToReview = 1000;

export async function countedHoldings(city: City, sources: readonly RecordSource[]): Promise<CountedHolding[]> {
  const today = todayIn(city);
  const rows: CountedHolding[] = [];
  for (const source of sources) {
    const schedule = scheduleOn(city.profile.records, source.class.keptWith ?? source.class.id, today);
    const [count, oldest, holds, toReview] = await Promise.all([
      source.count(city, anyRecord),
      oldestOf(city.db, source),
      standingHolds(city.db, source.class.id),
      reviewCount(city, source, schedule, today),
    ]);
    rows.push({ class: source.class, schedule, count, oldest, holds, toReview });
  }
  return rows;
}

async function reviewCount(
  city: City,
  source: RecordSource,
  schedule: RetentionSchedule | null,
  today: IsoDate,
): Promise<number | null> {
  if (source.class.keptWith || schedule?.outcome !== 'review') return null;
  const day = latestEnd(schedule, today);
  if (!day) return null;
  const query = { after: schedule.after, day, limit: mostToReview, beyond: null };
  return (await source.endedBy(city, query)).length;
}
