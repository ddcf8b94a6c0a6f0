/** Holidays as rules with validity, and working days counted in a calendar that is always named. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { TextStatus } from './obligations.ts';

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** On which day of a year a holiday falls, before it is moved off a weekend. */
export type HolidayDay =
  | { kind: 'fixed'; month: number; day: number }
  /** `nth` 1 is the first such weekday of the month, -1 the last; `plusDays` counts on from there (the day after Thanksgiving). */
  | { kind: 'nth_weekday'; month: number; weekday: Weekday; nth: number; plusDays?: number }
  /** A single day that the city proclaimed. */
  | { kind: 'proclaimed'; on: IsoDate };

/** A day, or a year: as a beginning its 1 January, as an end its 31 December. */
export type ValidityBound = IsoDate | number;

export type HolidayRule = {
  id: string;
  name: LocalText;
  day: HolidayDay;
  /** `saturday_to_friday_sunday_to_monday` moves the day off a weekend; `as_it_falls` leaves it there. */
  observed: 'saturday_to_friday_sunday_to_monday' | 'as_it_falls';
  /** First and last day (both included) on which the holiday itself, not its observance, may fall. */
  validFrom: ValidityBound | null;
  validTo: ValidityBound | null;
  /** Where the rule is written, when it is not the calendar's own citation. */
  citation: string | null;
};

export type Calendar = {
  id: string;
  name: LocalText;
  citation: string;
  textStatus: TextStatus;
  /** Weekdays on which nobody works. */
  weekend: readonly Weekday[];
  rules: readonly HolidayRule[];
};

/** A holiday of one year. `on` is the day kept free, `fallsOn` the day that the rule names. */
export type Holiday = { id: string; name: LocalText; on: IsoDate; fallsOn: IsoDate; citation: string };

/** A day that did not count as a working day; `holiday` is null for a plain weekend. */
export type SkippedDay = { on: IsoDate; holiday: Holiday | null };

/**
 * The holidays whose free day lies in the year, in order of date. A New Year's Day that falls on a Saturday is kept on
 * 31 December, so it belongs to the year before it.
 */
export function holidaysIn(calendar: Calendar, year: number): Holiday[] {
  const holidays: Holiday[] = [];
  for (const rule of calendar.rules) {
    for (const ruleYear of [year - 1, year, year + 1]) {
      const day = dayOfRule(rule.day, ruleYear);
      if (!day || !isValidOn(rule, day)) continue;
      const on = rule.observed === 'as_it_falls' ? day : movedOffWeekend(day, calendar);
      if (on.year !== year) continue;
      const citation = rule.citation ?? calendar.citation;
      holidays.push({ id: rule.id, name: rule.name, on: isoOf(on), fallsOn: isoOf(day), citation });
    }
  }
  return holidays.sort((a, b) => a.on.localeCompare(b.on) || a.id.localeCompare(b.id));
}

/** The holiday kept on that day, or null. */
export function holidayOn(date: IsoDate, calendar: Calendar): Holiday | null {
  return holidaysIn(calendar, Number(date.slice(0, 4))).find((holiday) => holiday.on === date) ?? null;
}

/** True when the day is neither a weekend nor a holiday in the named calendar. */
export function isWorkingDay(date: IsoDate, calendar: Calendar): boolean {
  return !isWeekend(date, calendar) && holidayOn(date, calendar) === null;
}

/** True when the calendar has the day's weekday as a weekend. */
export function isWeekend(date: IsoDate, calendar: Calendar): boolean {
  return calendar.weekend.includes(Temporal.PlainDate.from(date).dayOfWeek as Weekday);
}

/**
 * The n-th working day after `start`; the start itself never counts. With n = 0 the first working day on or after it.
 * Throws a RangeError when n is negative or broken, or when the calendar has no working day at all.
 */
export function addWorkingDays(start: IsoDate, n: number, calendar: Calendar): { on: IsoDate; skipped: SkippedDay[] } {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`Working days must be a whole number from 0, not ${n}`);
  if (new Set(calendar.weekend).size >= 7) throw new RangeError(`Calendar ${calendar.id} has no working day`);
  const byYear = new Map<number, Map<string, Holiday>>();
  const holidayAt = (day: Temporal.PlainDate): Holiday | null => {
    let year = byYear.get(day.year);
    if (!year) {
      year = new Map(holidaysIn(calendar, day.year).map((holiday) => [holiday.on, holiday]));
      byYear.set(day.year, year);
    }
    return year.get(day.toString()) ?? null;
  };
  const skipped: SkippedDay[] = [];
  let day = Temporal.PlainDate.from(start);
  let counted = 0;
  if (n > 0) day = day.add({ days: 1 });
  for (;;) {
    const holiday = holidayAt(day);
    if (holiday || isWeekend(isoOf(day), calendar)) skipped.push({ on: isoOf(day), holiday });
    else if (n === 0 || ++counted === n) return { on: isoOf(day), skipped };
    day = day.add({ days: 1 });
  }
}

function dayOfRule(day: HolidayDay, year: number): Temporal.PlainDate | null {
  switch (day.kind) {
    case 'fixed': {
      // 29 February exists only in leap years; in the others the holiday does not fall at all.
      const last = Temporal.PlainYearMonth.from({ year, month: day.month }).daysInMonth;
      return day.day > last ? null : Temporal.PlainDate.from({ year, month: day.month, day: day.day });
    }
    case 'nth_weekday': {
      const nth = nthWeekday(year, day.month, day.weekday, day.nth);
      return nth && day.plusDays ? nth.add({ days: day.plusDays }) : nth;
    }
    case 'proclaimed': {
      const on = Temporal.PlainDate.from(day.on);
      return on.year === year ? on : null;
    }
  }
}

function nthWeekday(year: number, month: number, weekday: Weekday, nth: number): Temporal.PlainDate | null {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const last = first.with({ day: first.daysInMonth });
  const found =
    nth > 0
      ? first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 })
      : last.subtract({ days: ((last.dayOfWeek - weekday + 7) % 7) + (-nth - 1) * 7 });
  return found.month === month ? found : null;
}

function movedOffWeekend(day: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate {
  if (day.dayOfWeek === 6 && calendar.weekend.includes(6)) return day.subtract({ days: 1 });
  if (day.dayOfWeek === 7 && calendar.weekend.includes(7)) return day.add({ days: 1 });
  return day;
}

function isValidOn(rule: HolidayRule, day: Temporal.PlainDate): boolean {
  const from =
    rule.validFrom === null ? null : typeof rule.validFrom === 'number' ? `${rule.validFrom}-01-01` : rule.validFrom;
  const to = rule.validTo === null ? null : typeof rule.validTo === 'number' ? `${rule.validTo}-12-31` : rule.validTo;
  const on = day.toString();
  return (from === null || on >= from) && (to === null || on <= to);
}

function isoOf(day: Temporal.PlainDate): IsoDate {
  return day.toString() as IsoDate;
}
