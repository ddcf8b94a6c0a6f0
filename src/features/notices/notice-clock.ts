/** Which reminder an item calls for on a day. Pure: the day, the pack's numbers and the working days come in. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { NoticeItem, ReminderPlan } from '#rules/reminders.ts';
import { type Calendar, holidaysIn, isWeekend } from '#rules/calendar.ts';
import {
  daysOfNews,
  type NoticeKind,
  noticeKinds,
  type Rhythm,
  type Section,
  weeksWithoutAnswer,
} from './notice-terms.ts';

/** A reminder is written once for the same item, kind, step and day that it is about. */
export type DueNotice = { kind: NoticeKind; step: number; aboutOn: IsoDate };
export type IsWorkingDay = (day: IsoDate) => boolean;

/** The city's own working days; a city without a calendar works from Monday to Friday. Holidays are worked out once a year. */
export function workingDaysOf(calendars: readonly Calendar[]): IsWorkingDay {
  const calendar = calendars[0];
  const byYear = new Map<number, ReadonlySet<string>>();
  return (day) => {
    if (!calendar) return Temporal.PlainDate.from(day).dayOfWeek <= 5;
    if (isWeekend(day, calendar)) return false;
    const year = Number(day.slice(0, 4));
    const holidays = byYear.get(year) ?? new Set(holidaysIn(calendar, year).map((holiday) => holiday.on));
    byYear.set(year, holidays);
    return !holidays.has(day);
  };
}

/** What the item calls for on the day, the strongest last; `today` is a working day. */
export function noticesOn(
  item: Pick<NoticeItem, 'dueOn' | 'isBinding' | 'turn' | 'waitsSince' | 'answered'>,
  today: IsoDate,
  plan: ReminderPlan,
  isWorkingDay: IsWorkingDay,
): DueNotice[] {
  if (item.turn === 'office') {
    const { waitsSince } = item;
    if (!waitsSince || waitsSince >= today) return [];
    return [{ kind: 'review', step: weeksAfter(waitsSince, today), aboutOn: waitsSince }];
  }
  return [...answerOf(item, today), ...aroundDate(item, today, plan, isWorkingDay)];
}

function answerOf({ answered }: Pick<NoticeItem, 'answered'>, today: IsoDate): DueNotice[] {
  if (!answered) return [];
  const aboutOn = answered.at.slice(0, 10) as IsoDate;
  if (daysBetween(aboutOn, today) > daysOfNews) return [];
  // Two answers on one day are two pieces of news: the step is the minute of the day.
  return [
    { kind: 'answered', step: Number(answered.at.slice(11, 13)) * 60 + Number(answered.at.slice(14, 16)), aboutOn },
  ];
}

function aroundDate(
  { dueOn, isBinding }: Pick<NoticeItem, 'dueOn' | 'isBinding'>,
  today: IsoDate,
  plan: ReminderPlan,
  isWorkingDay: IsWorkingDay,
): DueNotice[] {
  if (dueOn === null) return [];
  const notice = (kind: NoticeKind, step = 0): DueNotice => ({ kind, step, aboutOn: dueOn });
  if (today <= dueOn) {
    const furthest = Math.max(0, ...plan.before);
    const left = workingDaysAfter(today, dueOn, furthest + 1, isWorkingDay);
    if (left === 0) return [notice('due')];
    const threshold = plan.before.filter((days) => days >= left).toSorted((a, b) => a - b)[0];
    return threshold === undefined ? [] : [notice('before', threshold)];
  }
  const week = weeksAfter(dueOn, today);
  if (!isBinding) return week <= weeksWithoutAnswer ? [notice('no_answer', week)] : [];
  const { generalManagerAfter, chiefOfStaffAfter } = plan;
  const late = workingDaysAfter(dueOn, today, Math.max(generalManagerAfter, chiefOfStaffAfter), isWorkingDay);
  return [
    notice('late', week),
    ...(late >= generalManagerAfter ? [notice('late_general_manager')] : []),
    ...(late >= chiefOfStaffAfter ? [notice('late_chief_of_staff')] : []),
  ];
}

/** Working days after `from` up to and with `to`; the count stops at `atMost`. */
export function workingDaysAfter(from: IsoDate, to: IsoDate, atMost: number, isWorkingDay: IsWorkingDay): number {
  let count = 0;
  for (let day = next(from); day <= to && count < atMost; day = next(day)) if (isWorkingDay(day)) count += 1;
  return count;
}

/** The week's Monday when the day is its first working day, or its second for a worker that was down on the first; else null. */
export function weekBegunOn(today: IsoDate, isWorkingDay: IsWorkingDay): IsoDate | null {
  const day = Temporal.PlainDate.from(today);
  const monday = day.subtract({ days: day.dayOfWeek - 1 }).toString() as IsoDate;
  const before = workingDaysAfter(day.subtract({ days: day.dayOfWeek }).toString() as IsoDate, today, 7, isWorkingDay);
  return isWorkingDay(today) && before <= 2 ? monday : null;
}

export function isFirstWorkingDayOfWeek(today: IsoDate, isWorkingDay: IsWorkingDay): boolean {
  const day = Temporal.PlainDate.from(today);
  const sunday = day.subtract({ days: day.dayOfWeek }).toString() as IsoDate;
  return isWorkingDay(today) && workingDaysAfter(sunday, today, 7, isWorkingDay) === 1;
}

/** True when a person with that choice gets this kind on such a day. */
export function comesOn(kind: NoticeKind, rhythm: Rhythm, isFirstOfWeek: boolean): boolean {
  const { comesFor } = noticeKinds[kind];
  if (comesFor === 'always') return true;
  if (!(comesFor as readonly Rhythm[]).includes(rhythm)) return false;
  return rhythm !== 'mondays' || isFirstOfWeek;
}

/** Whether what a mail was to say still stands when it goes: the item is open, on the same date, and the same side's move. */
export function stillStands(item: NoticeItem, { kind, aboutOn }: DueNotice): boolean {
  if (kind === 'review') return item.turn === 'office' && item.waitsSince === aboutOn;
  if (item.turn !== 'body') return false;
  return kind === 'answered' || item.dueOn === aboutOn;
}

/** The heading under which it stands on the day of the mail: what was to come may be late when a mail goes out late. */
export function sectionOn({ dueOn, isBinding }: NoticeItem, { kind }: DueNotice, today: IsoDate): Section {
  const { section } = noticeKinds[kind];
  if (section !== 'coming' && section !== 'due') return section;
  if (dueOn !== null && dueOn < today) return isBinding ? 'late' : 'no_answer';
  return section;
}

/** 0 in the first seven days after the day, 1 in the next seven. */
function weeksAfter(day: IsoDate, today: IsoDate): number {
  return Math.floor((daysBetween(day, today) - 1) / 7);
}

function daysBetween(from: IsoDate, to: IsoDate): number {
  return Temporal.PlainDate.from(from).until(to).days;
}

function next(day: IsoDate): IsoDate {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString() as IsoDate;
}
