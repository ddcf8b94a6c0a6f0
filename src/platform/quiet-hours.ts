/** Quiet hours: until when mail that can wait is held, by the city's own clock and calendar. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { type Calendar, isWorkingDay } from '#rules/calendar.ts';

/** `from` and `to` are local times such as `19:00`; the window is half-open and may go over midnight. */
export type QuietHours = { from: string; to: string; onDaysOff: boolean };

export const defaultQuietHours: QuietHours = { from: '19:00', to: '07:00', onDaysOff: true };

/** The instant at which the window ends that `at` lies in, or null where it lies in none. A day off is quiet as a whole. */
export function quietUntil(
  hours: QuietHours | null,
  calendar: Calendar | undefined,
  timeZone: string,
  at: IsoInstant,
): IsoInstant | null {
  if (!hours) return null;
  const start = Temporal.Instant.from(at);
  let moment = start;
  // Days off in a row are few; a calendar without a working day would have no end.
  for (let steps = 0; steps < 800; steps += 1) {
    const end = endOfQuiet(hours, calendar, moment.toZonedDateTimeISO(timeZone));
    if (!end) return moment.equals(start) ? null : (moment.toString({ smallestUnit: 'millisecond' }) as IsoInstant);
    moment = end;
  }
  throw new RangeError('quiet hours without an end');
}

/** The end of what makes this moment quiet, itself perhaps quiet for another reason. */
function endOfQuiet(
  hours: QuietHours,
  calendar: Calendar | undefined,
  local: Temporal.ZonedDateTime,
): Temporal.Instant | null {
  const day = local.toPlainDate();
  const timeZone = local.timeZoneId;
  if (hours.onDaysOff && calendar && !isWorkingDay(day.toString() as IsoDate, calendar)) {
    return day.add({ days: 1 }).toZonedDateTime({ timeZone }).toInstant();
  }
  const time = local.toPlainTime();
  const [from, to] = [Temporal.PlainTime.from(hours.from), Temporal.PlainTime.from(hours.to)];
  const isBefore = Temporal.PlainTime.compare(time, to) < 0;
  const isAfter = Temporal.PlainTime.compare(time, from) >= 0;
  const isOverMidnight = Temporal.PlainTime.compare(from, to) > 0;
  if (isOverMidnight ? !isBefore && !isAfter : !(isBefore && isAfter)) return null;
  const endsOn = isOverMidnight && isAfter ? day.add({ days: 1 }) : day;
  const end = endsOn.toPlainDateTime(to);
  const first = end.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).toInstant();
  // Where the clock is put back, the hour comes twice: in its second round the window ends at the second end.
  if (Temporal.Instant.compare(first, local.toInstant()) > 0) return first;
  return end.toZonedDateTime(timeZone, { disambiguation: 'later' }).toInstant();
}
