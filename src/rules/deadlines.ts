/** From a trigger and a deadline to due dates, each with its reason. Reads no clock: what happened comes in as a fact. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { addWorkingDays, holidayOn, isWeekend } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { step } from './deadline-steps.ts';
import type { Deadline, Reason, Trigger } from './obligations.ts';
import { periodReported, recurrenceDays } from './recurrence.ts';
import type { Period } from './recurrence.ts';

export type DueQuestion = {
  trigger: Trigger;
  deadline: Deadline;
  signedOn: IsoDate;
  effectiveOn: IsoDate;
  /** IANA name of the city's zone; only deadlines in hours need it. */
  timeZone: string;
  /** The first is the city's own calendar, which says whether a date falls on a day off. */
  calendars: readonly Calendar[];
  /** What the clause is called where it is cited, such as `ED 12, ED12-2`. */
  citation: string;
  /** Half-open window; it bounds recurrences only. `from` null begins with the trigger. */
  from: IsoDate | null;
  to: IsoDate;
  /** A recorded event of the trigger's kind: the answer is then the occurrence that it opens, under its own key. */
  event?: { key: string; at: IsoInstant };
};

export type Occurrence = {
  /** `once`, the period reported (`2026-03`), the due day of an unnamed recurrence, or the event's key. */
  occurrence: string;
  /** `dated` has a day, `standing` has none by nature, `waiting` gets one when its condition is recorded. */
  state: 'dated' | 'standing' | 'waiting';
  period?: Period;
  /** English, such as `March 2026`. */
  periodLabel?: string;
  /** Last day on which it is in time. */
  dueOn: IsoDate | null;
  /** First instant at which it is too late; only where the deadline is in hours. Days end with `endOfDay`. */
  dueAt: IsoInstant | null;
  reasons: Reason[];
};

/** Where the clock starts: a day, the exact instant when one is known, and how we know. */
type Start = { on: IsoDate; at: IsoInstant | null; reasons: Reason[] };

/**
 * The occurrences of a duty with their due dates and reasons. Undated ones (standing, waiting) are given too, without a date.
 * Throws when the deadline names a calendar that is not among `calendars`: a pack that was checked never does.
 */
export function dueFor(question: DueQuestion): Occurrence[] {
  const start = startOf(question);
  if ('state' in start) return [start];
  const { deadline, citation } = question;
  const occurrence = question.event ? question.event.key : 'once';
  const dated = (on: IsoDate, at: IsoInstant | null, reasons: Reason[]): Occurrence[] => [
    { occurrence, state: 'dated', dueOn: on, dueAt: at, reasons: [...start.reasons, ...reasons] },
  ];
  switch (deadline.kind) {
    case 'calendar_days': {
      const on = isoOf(Temporal.PlainDate.from(start.on).add({ days: deadline.days }));
      return dated(on, null, [step('calendar_days', citation, { days: deadline.days, on }), ...stays(on, question)]);
    }
    case 'working_days':
      return dated(...inWorkingDays(start.on, deadline, question));
    case 'hours':
      return dated(...inHours(start, deadline.hours, question));
    case 'at_once':
      return dated(start.on, null, [step('at_once', citation, { on: start.on })]);
    case 'date':
      return dated(deadline.on, null, [
        step('date_named', citation, { on: deadline.on }),
        ...stays(deadline.on, question),
      ]);
    case 'recurrence':
      return recurring(start, deadline, question);
    case 'none_stated': {
      const reasons = [...start.reasons, step('none_stated', citation)];
      return [{ occurrence, state: 'standing', dueOn: null, dueAt: null, reasons }];
    }
  }
}

/** The first instant after the day in the zone: something due on that day is in time before it. */
export function endOfDay(day: IsoDate, timeZone: string): IsoInstant {
  return instantOf(Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone));
}

function startOf(question: DueQuestion): Start | Occurrence {
  const { trigger, citation, signedOn, effectiveOn } = question;
  const undated = (state: 'standing' | 'waiting', reason: Reason): Occurrence => {
    return { occurrence: 'once', state, dueOn: null, dueAt: null, reasons: [reason] };
  };
  switch (trigger.kind) {
    case 'signing': {
      const signed = step('signed', citation, { on: signedOn });
      // What is due at once binds from the day of effect; a number of days is counted from the signature.
      if (question.deadline.kind !== 'at_once' || effectiveOn <= signedOn)
        return { on: signedOn, at: null, reasons: [signed] };
      return { on: effectiveOn, at: null, reasons: [signed, step('in_force', citation, { on: effectiveOn })] };
    }
    case 'date':
      return { on: trigger.on, at: null, reasons: [step('clock_starts', citation, { on: trigger.on })] };
    case 'event': {
      if (!question.event) return undated('standing', step('event_open', citation, {}, { event: trigger.text }));
      const on = localDay(question.event.at, question.timeZone);
      return {
        on,
        at: question.event.at,
        reasons: [step('event_happened', citation, { on }, { event: trigger.text })],
      };
    }
    case 'external_condition': {
      const condition = { condition: trigger.text };
      if (!trigger.metOn) return undated('waiting', step('condition_open', citation, {}, condition));
      return {
        on: trigger.metOn,
        at: null,
        reasons: [step('condition_met', citation, { on: trigger.metOn }, condition)],
      };
    }
  }
}

function inWorkingDays(
  start: IsoDate,
  deadline: { days: number; calendar: string },
  { calendars, citation }: DueQuestion,
): [IsoDate, null, Reason[]] {
  const calendar = calendars.find((one) => one.id === deadline.calendar);
  if (!calendar) throw new Error(`No calendar is named ${deadline.calendar}`);
  const { on, skipped } = addWorkingDays(start, deadline.days, calendar);
  const reasons = [step('working_days', citation, { days: deadline.days, on }, { calendar: calendar.name })];
  for (const day of skipped) {
    if (day.holiday)
      reasons.push(step('holiday_skipped', day.holiday.citation, { on: day.on }, { holiday: day.holiday.name }));
  }
  const weekendDays = skipped.filter((day) => !day.holiday).length;
  if (weekendDays > 0) reasons.push(step('weekends_skipped', calendar.citation, { days: weekendDays }));
  return [on, null, reasons];
}

function inHours(start: Start, hours: number, { timeZone, citation }: DueQuestion): [IsoDate, IsoInstant, Reason[]] {
  const from = start.at
    ? Temporal.Instant.from(start.at).toZonedDateTimeISO(timeZone)
    : Temporal.PlainDate.from(start.on).add({ days: 1 }).toZonedDateTime(timeZone);
  const until = from.add({ hours });
  const on = isoOf(until.subtract({ nanoseconds: 1 }).toPlainDate());
  const reasons = start.at ? [] : [step('hours_from_day_end', citation, { on: start.on })];
  return [on, instantOf(until), [...reasons, step('hours', citation, { hours, zone: timeZone, on })]];
}

function recurring(start: Start, deadline: Deadline & { kind: 'recurrence' }, question: DueQuestion): Occurrence[] {
  const { citation } = question;
  const first = deadline.from && deadline.from > start.on ? deadline.from : start.on;
  const prefix = question.event ? `${question.event.key}:` : '';
  return recurrenceDays(deadline.rrule, first, question.from ?? first, question.to).map((on) => {
    const period = deadline.period ? periodReported(on, deadline.period) : null;
    const periodLabel = period ? periodInEnglish(period) : null;
    const reasons = [...start.reasons, step('repeats', citation, { from: first, rule: deadline.rrule, on })];
    if (period) reasons.push(step('period', citation, { period: period.key }));
    reasons.push(...stays(on, question));
    const about = period && periodLabel ? { period, periodLabel } : {};
    return { occurrence: prefix + (period?.key ?? on), state: 'dated', ...about, dueOn: on, dueAt: null, reasons };
  });
}

/** A day off does not move a date unless the text says so; the reader is told that it was seen. */
function stays(on: IsoDate, { calendars }: DueQuestion): Reason[] {
  const calendar = calendars[0];
  if (!calendar) return [];
  const holiday = holidayOn(on, calendar);
  if (holiday) return [step('falls_on_holiday', holiday.citation, { on }, { holiday: holiday.name })];
  return isWeekend(on, calendar) ? [step('falls_on_weekend', calendar.citation, { on })] : [];
}

function periodInEnglish(period: Period): string {
  if (period.unit === 'year') return period.key;
  if (period.unit === 'quarter') return `${period.key.slice(5)} ${period.key.slice(0, 4)}`;
  return Temporal.PlainDate.from(period.from).toLocaleString('en-US', { month: 'long', year: 'numeric' });
}

function localDay(at: IsoInstant, timeZone: string): IsoDate {
  return isoOf(Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate());
}

function isoOf(day: Temporal.PlainDate): IsoDate {
  return day.toString() as IsoDate;
}

function instantOf(at: Temporal.ZonedDateTime): IsoInstant {
  return at.toInstant().toString({ fractionalSecondDigits: 3 }) as IsoInstant;
}
