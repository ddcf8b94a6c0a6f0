/** The sentences that give the reason for a date. Their translations are `deadline.step.*` in locales/<tag>/deadline.json. */
import { Temporal } from 'temporal-polyfill';
import { isIsoDate } from '#kit/dates.ts';
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { Reason } from './obligations.ts';

type Words = Readonly<Record<string, string>>;

const english = {
  signed: (v: Words) => `Signed on ${v.on}.`,
  in_force: (v: Words) => `In force from ${v.on}.`,
  clock_starts: (v: Words) => `The clock starts on ${v.on}, the date that the clause names.`,
  condition_open: (v: Words) => `No date yet. The clock starts when this is recorded: ${v.condition}`,
  condition_met: (v: Words) => `Recorded on ${v.on}: ${v.condition}`,
  event_open: (v: Words) => `No date: the task stands, and each time this happens a new one opens: ${v.event}`,
  event_happened: (v: Words) => `On ${v.on} this happened: ${v.event}`,
  calendar_days: (v: Words) =>
    `${plural(v.days, 'calendar day')} later is ${v.on}. Every day counts, weekends and holidays too.`,
  working_days: (v: Words) => `${plural(v.days, 'working day')} later is ${v.on}. The calendar is: ${v.calendar}.`,
  weekends_skipped: (v: Words) => `${plural(v.days, 'weekend day')} in between did not count.`,
  holiday_skipped: (v: Words) => `${v.on} did not count: ${v.holiday}.`,
  falls_on_weekend: (v: Words) => `${v.on} is a weekend day. The text does not move the date, so it stays.`,
  falls_on_holiday: (v: Words) => `${v.on} is a holiday (${v.holiday}). The text does not move the date, so it stays.`,
  at_once: (v: Words) => `Due at once, so on ${v.on}.`,
  hours_from_day_end: (v: Words) => `The hour is not recorded, so the hours run from the end of ${v.on}.`,
  hours: (v: Words) =>
    `${plural(v.hours, 'hour')} later the time is up (time zone ${v.zone}); the last day is ${v.on}.`,
  date_named: (v: Words) => `The clause names the date: ${v.on}.`,
  repeats: (v: Words) => `It repeats from ${v.from} by the rule ${v.rule}. This one is due on ${v.on}.`,
  period: (v: Words) => `It reports on ${v.period}, the last period that is complete by then.`,
  none_stated: () => 'No date: the text states none. The task stands until it is done.',
} as const satisfies Record<string, (values: Words) => string>;

export type StepName = keyof typeof english;
export const stepNames = Object.keys(english) as StepName[];

/** One step of a reason: its English sentence, its key, and what the sentence names. */
export function step(
  name: StepName,
  citation: string,
  values: Record<string, string | number> = {},
  texts?: Record<string, LocalText>,
): Reason {
  const words: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) words[key] = inWords(value);
  for (const [key, text] of Object.entries(texts ?? {})) words[key] = text.en;
  const sentence: (values: Words) => string = english[name];
  return { step: sentence(words), key: `deadline.step.${name}`, values, ...(texts ? { texts } : {}), citation };
}

/** A day in English words as the screens write it, such as `Fri 25 July 2025`. */
export function dayInEnglish(day: IsoDate): string {
  const words = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return Temporal.PlainDate.from(day).toLocaleString('en-GB', words).replaceAll(',', '');
}

function inWords(value: string | number): string {
  return typeof value === 'string' && isIsoDate(value) ? dayInEnglish(value) : String(value);
}

function plural(count: string | undefined, noun: string): string {
  return `${count} ${noun}${count === '1' ? '' : 's'}`;
}
