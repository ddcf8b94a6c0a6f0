/** By when a demand must be answered, and why: from the day it came in and the clock that the city's pack states. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import { addWorkingDays, type Calendar, isWorkingDay, type SkippedDay } from '#rules/calendar.ts';
import type { Reason } from '#rules/obligations.ts';
import type { RecordsClock } from '#rules/record-classes.ts';

export type DueDate = { on: IsoDate; reasons: Reason[] };

/** The last day to answer. The day of receipt is not counted. Throws when the clock names a calendar that is not there. */
export function answerDue(receivedOn: IsoDate, clock: RecordsClock, calendars: readonly Calendar[]): DueDate {
  const calendar = calendarOf(clock, calendars);
  const received = because(
    'received',
    clock.citation,
    { on: receivedOn },
    `Received on ${receivedOn}; that day is not counted.`,
  );
  const counted = count(receivedOn, clock.days, clock, calendar, clock.citation);
  return { on: counted.on, reasons: [received, ...counted.reasons] };
}

/** The last day after an extension, counted on from the day that was due; null where the law knows none. */
export function extendedDue(dueOn: IsoDate, clock: RecordsClock, calendars: readonly Calendar[]): DueDate | null {
  if (!clock.extension) return null;
  const { days, citation } = clock.extension;
  const first = because('extended', citation, { on: dueOn, days }, `Extended: ${days} days more, from ${dueOn}.`);
  const counted = count(dueOn, days, clock, calendarOf(clock, calendars), citation);
  return { on: counted.on, reasons: [first, ...counted.reasons] };
}

/** The day that the paper itself names. */
export function namedDue(returnOn: IsoDate): DueDate {
  return {
    on: returnOn,
    reasons: [because('named', '', { on: returnOn }, `The paper names the day: ${returnOn}.`)],
  };
}

function calendarOf(clock: RecordsClock, calendars: readonly Calendar[]): Calendar {
  const calendar = calendars.find((one) => one.id === clock.calendar);
  if (!calendar) throw new Error(`no calendar is named ${clock.calendar}`);
  return calendar;
}

function count(from: IsoDate, days: number, clock: RecordsClock, calendar: Calendar, citation: string): DueDate {
  if (clock.unit === 'working_days') {
    const { on, skipped } = addWorkingDays(from, days, calendar);
    const text = `${days} working days later is ${on}.`;
    const counted = because('working_days', citation, { days, on }, text, calendar);
    return { on, reasons: [counted, ...daysOff(skipped, calendar)] };
  }
  const last = Temporal.PlainDate.from(from).add({ days }).toString() as IsoDate;
  const text = `${days} calendar days later is ${last}.`;
  const reasons = [because('calendar_days', citation, { days, on: last }, text)];
  if (clock.lastDayOff === 'stays' || isWorkingDay(last, calendar)) return { on: last, reasons };
  const { on, skipped } = addWorkingDays(last, 0, calendar);
  const moved = because('moved', calendar.citation, { from: last, on }, `${last} is a day off; the last day is ${on}.`);
  return { on, reasons: [...reasons, moved, ...daysOff(skipped, calendar)] };
}

/** Holidays by name; weekends need no word. */
function daysOff(skipped: readonly SkippedDay[], calendar: Calendar): Reason[] {
  return skipped.flatMap(({ on, holiday }) =>
    holiday
      ? [
          {
            ...because('holiday', holiday.citation, { on }, `${on} did not count: ${holiday.name.en}.`, calendar),
            texts: { holiday: holiday.name },
          },
        ]
      : [],
  );
}

function because(
  name: string,
  citation: string,
  values: Record<string, string | number>,
  step: string,
  calendar?: Calendar,
): Reason {
  return {
    step,
    key: `disclosure.clock.${name}`,
    values,
    ...(calendar ? { texts: { calendar: calendar.name } } : {}),
    citation,
  };
}
