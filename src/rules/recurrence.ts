/** RFC 5545 recurrence rules over days, and the period that each occurrence reports on. */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';

export type PeriodUnit = 'month' | 'quarter' | 'year';

/** What is reported: `key` is `2026-02`, `2026-Q1` or `2026`; the window is half-open. */
export type Period = { unit: PeriodUnit; key: string; from: IsoDate; to: IsoDate };

const knownParts = new Set([
  'FREQ',
  'UNTIL',
  'COUNT',
  'INTERVAL',
  'BYDAY',
  'BYMONTHDAY',
  'BYYEARDAY',
  'BYWEEKNO',
  'BYMONTH',
  'BYSETPOS',
  'WKST',
]);
const dayFrequencies = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/**
 * Null when the text is an RRULE over days (no DTSTART, nothing shorter than a day), else what is wrong with it.
 * Source: RFC 5545, section 3.3.10.
 */
export function recurrenceFault(rrule: string): string | null {
  for (const part of rrule.split(';')) {
    const [name, value, ...rest] = part.split('=');
    if (!name || !value || rest.length > 0) return `"${part}" is not NAME=VALUE`;
    if (!knownParts.has(name)) return `${name} is not a part of a rule over days`;
    if (name === 'FREQ' && !dayFrequencies.has(value)) return `FREQ is ${value}`;
    const outside = outOfRange(name, value);
    if (outside) return outside;
  }
  try {
    ruleFrom(rrule, '2024-01-01');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  BYMONTHDAY: [-31, 31],
  BYYEARDAY: [-366, 366],
  BYWEEKNO: [-53, 53],
  BYMONTH: [1, 12],
  INTERVAL: [1, 1000],
  COUNT: [1, 1000],
};

function outOfRange(name: string, value: string): string | null {
  const range = ranges[name];
  if (!range) return null;
  for (const one of value.split(',')) {
    const number = Number(one);
    if (!Number.isInteger(number) || number === 0 || number < range[0] || number > range[1]) return `${name} is ${one}`;
  }
  return null;
}

/** The days of a rule that begins at `start`, within the half-open window. A day before `start` is never among them. */
export function recurrenceDays(rrule: string, start: IsoDate, from: IsoDate, to: IsoDate): IsoDate[] {
  const first = from < start ? start : from;
  if (first >= to) return [];
  // Midnight in UTC stands for the day: the rule counts days, and no zone has a say in it.
  return ruleFrom(rrule, start)
    .between(zoned(first), zoned(to), true)
    .map((at) => at.toPlainDate().toString() as IsoDate)
    .filter((day) => day >= first && day < to);
}

/** The last period that is complete when the due day ends: due 3 March or 31 March gives February, or March. */
export function periodReported(dueOn: IsoDate, unit: PeriodUnit): Period {
  const next = Temporal.PlainDate.from(dueOn).add({ days: 1 });
  const month = unit === 'year' ? 1 : unit === 'quarter' ? next.month - ((next.month - 1) % 3) : next.month;
  const to = next.with({ month, day: 1 });
  const from = to.subtract(unit === 'year' ? { years: 1 } : { months: unit === 'quarter' ? 3 : 1 });
  const keys = {
    month: from.toPlainYearMonth().toString(),
    quarter: `${from.year}-Q${Math.ceil(from.month / 3)}`,
    year: String(from.year),
  };
  return { unit, key: keys[unit], from: from.toString() as IsoDate, to: to.toString() as IsoDate };
}

function ruleFrom(rrule: string, start: IsoDate) {
  return new RRuleTemporal({ rruleString: rrule, dtstart: zoned(start), temporal: Temporal });
}

function zoned(day: IsoDate): Temporal.ZonedDateTime {
  return Temporal.PlainDate.from(day).toZonedDateTime('UTC');
}
