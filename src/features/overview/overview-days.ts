/** The days from which the overview counts. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';

export function addDays(on: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(on).add({ days }).toString() as IsoDate;
}

/** The Monday before the day; on a Monday the one a week earlier, so that the list is never empty by its date alone. */
export function mondayBefore(on: IsoDate): IsoDate {
  const day = Temporal.PlainDate.from(on);
  return addDays(on, day.dayOfWeek === 1 ? -7 : 1 - day.dayOfWeek);
}
