/** What day and instant it is, for a city: the real clock, or Practice City's, which stays on one day. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';

export type Clock = { now(): IsoInstant };

export const systemClock: Clock = { now: () => new Date().toISOString() as IsoInstant };

/** The calendar date of an instant in a named time zone. */
export function dateIn(timeZone: string, instant: IsoInstant): IsoDate {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString() as IsoDate;
}

/** The instant at which a local day ends (half-open: the next day's midnight) in a named time zone. */
export function endOfDay(timeZone: string, day: IsoDate): IsoInstant {
  const next = Temporal.PlainDate.from(day).add({ days: 1 });
  return next.toZonedDateTime({ timeZone }).toInstant().toString({ smallestUnit: 'millisecond' }) as IsoInstant;
}

const workingHours = 8;

/** A clock that stays on one day: it begins at nine o'clock there and runs for eight hours since `startedAt`, then stands. */
export function pinnedClock(
  day: IsoDate,
  timeZone: string,
  startedAt: () => IsoInstant,
  real: Clock = systemClock,
): Clock {
  const nine = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: '09:00' }).epochMilliseconds;
  return {
    now() {
      const elapsed = Math.max(0, Date.parse(real.now()) - Date.parse(startedAt()));
      return new Date(nine + Math.min(elapsed, workingHours * 3_600_000)).toISOString() as IsoInstant;
    },
  };
}
