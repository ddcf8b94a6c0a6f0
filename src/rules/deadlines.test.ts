/** Data table: what is due when, case by case; then what holds for every case. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { MessageFormat } from 'messageformat';
import { Temporal } from 'temporal-polyfill';
import { type IsoDate, isIsoDate } from '#kit/dates.ts';
import type { Calendar, HolidayRule } from './calendar.ts';
import { dayInEnglish, stepNames } from './deadline-steps.ts';
import { dueFor, type DueQuestion, endOfDay } from './deadlines.ts';
import type { Deadline, Trigger } from './obligations.ts';
import { periodReported, recurrenceDays, recurrenceFault } from './recurrence.ts';

const holiday = (id: string, month: number, day: number): HolidayRule => {
  const observed = 'saturday_to_friday_sunday_to_monday';
  return {
    id,
    name: { en: id, es: `${id} (es)` },
    day: { kind: 'fixed', month, day },
    observed,
    validFrom: null,
    validTo: null,
    citation: 'Code 2',
  };
};
const city: Calendar = {
  id: 'city',
  name: { en: 'City', es: 'Ciudad' },
  citation: 'Code 1',
  textStatus: 'reconstructed',
  weekend: [6, 7],
  rules: [holiday('Independence Day', 7, 4), holiday('Christmas', 12, 25)],
};
const court: Calendar = { ...city, id: 'court', name: { en: 'Court' }, rules: [] };

const signing: Trigger = { kind: 'signing' };
const onDate: Trigger = { kind: 'date', on: '2026-04-01' };
const incident: Trigger = { kind: 'event', event: 'incident', text: { en: 'Agents come.' } };
const ruling: Trigger = { kind: 'external_condition', condition: 'ruling', text: { en: 'The court rules.' } };
const ruled: Trigger = { ...ruling, metOn: '2026-05-04' };

const question = (trigger: Trigger, deadline: Deadline, more: Partial<DueQuestion> = {}): DueQuestion => {
  const days = { signedOn: '2025-07-11', effectiveOn: '2025-07-11', from: null, to: '2026-01-01' } as const;
  return {
    trigger,
    deadline,
    ...days,
    timeZone: 'America/Los_Angeles',
    calendars: [city, court],
    citation: 'ED 12, ED12-2',
    ...more,
  };
};

/** title, trigger, deadline, changes, then for each occurrence `key state dueOn dueAt` */
type Case = [string, Trigger, Deadline, Partial<DueQuestion>, string[]];
const days = (count: number): Deadline => ({ kind: 'calendar_days', days: count });
const working = (count: number, calendar = 'city'): Deadline => ({ kind: 'working_days', days: count, calendar });
const hours = (count: number): Deadline => ({ kind: 'hours', hours: count });
const repeat = (rrule: string, more: object = {}): Deadline => ({ kind: 'recurrence', rrule, ...more });
const event = (at: string) => ({ event: { key: 'incident-7', at: at as `${string}T${string}Z` } });

const cases: Case[] = [
  ['two weeks after signing', signing, days(14), {}, ['once dated 2025-07-25 -']],
  [
    'fifteen days after signing, over the end of a short month',
    signing,
    days(15),
    { signedOn: '2026-02-10' },
    ['once dated 2026-02-25 -'],
  ],
  ['zero days is the day of signing', signing, days(0), {}, ['once dated 2025-07-11 -']],
  ['one day', signing, days(1), {}, ['once dated 2025-07-12 -']],
  ['days over a leap day', signing, days(28), { signedOn: '2024-02-01' }, ['once dated 2024-02-29 -']],
  [
    'days over the same span without a leap day',
    signing,
    days(28),
    { signedOn: '2025-02-01' },
    ['once dated 2025-03-01 -'],
  ],
  ['days over the turn of a year', signing, days(30), { signedOn: '2025-12-15' }, ['once dated 2026-01-14 -']],
  ['days over a change of the clocks', signing, days(7), { signedOn: '2026-03-06' }, ['once dated 2026-03-13 -']],
  [
    'days count from the signature, also when the effect is later',
    signing,
    days(14),
    { effectiveOn: '2025-08-01' },
    ['once dated 2025-07-25 -'],
  ],
  ['days are not bounded by the window of recurrences', signing, days(400), {}, ['once dated 2026-08-15 -']],
  [
    'a day off does not move a calendar date',
    signing,
    days(23),
    { signedOn: '2025-06-11' },
    ['once dated 2025-07-04 -'],
  ],
  ['five working days', signing, working(5), {}, ['once dated 2025-07-18 -']],
  ['ten working days', signing, working(10), {}, ['once dated 2025-07-25 -']],
  [
    'working days skip a holiday of the named calendar',
    signing,
    working(1),
    { signedOn: '2025-07-03' },
    ['once dated 2025-07-07 -'],
  ],
  [
    'another calendar knows no holiday',
    signing,
    working(1, 'court'),
    { signedOn: '2025-07-03' },
    ['once dated 2025-07-04 -'],
  ],
  ['zero working days from a Saturday', signing, working(0), { signedOn: '2025-07-12' }, ['once dated 2025-07-14 -']],
  [
    '24 hours run from the end of the day of signing',
    signing,
    hours(24),
    {},
    ['once dated 2025-07-12 2025-07-13T07:00:00.000Z'],
  ],
  ['72 hours from signing', signing, hours(72), {}, ['once dated 2025-07-14 2025-07-15T07:00:00.000Z']],
  [
    '24 hours in the night when clocks go forward are 24 hours',
    signing,
    hours(24),
    { signedOn: '2026-03-07' },
    ['once dated 2026-03-09 2026-03-09T08:00:00.000Z'],
  ],
  [
    '24 hours in the night when clocks go back are 24 hours',
    signing,
    hours(24),
    { signedOn: '2026-10-31' },
    ['once dated 2026-11-01 2026-11-02T07:00:00.000Z'],
  ],
  [
    'hours in another zone',
    signing,
    hours(24),
    { timeZone: 'America/Chicago' },
    ['once dated 2025-07-12 2025-07-13T05:00:00.000Z'],
  ],
  ['at once', signing, { kind: 'at_once' }, {}, ['once dated 2025-07-11 -']],
  [
    'at once binds from the day of effect',
    signing,
    { kind: 'at_once' },
    { effectiveOn: '2025-08-01' },
    ['once dated 2025-08-01 -'],
  ],
  ['a date of its own', signing, { kind: 'date', on: '2026-03-09' }, {}, ['once dated 2026-03-09 -']],
  ['none stated', signing, { kind: 'none_stated' }, {}, ['once standing - -']],
  ['days from a date', onDate, days(30), {}, ['once dated 2026-05-01 -']],
  ['working days from a date', onDate, working(3), {}, ['once dated 2026-04-06 -']],
  ['at once on a date', onDate, { kind: 'at_once' }, {}, ['once dated 2026-04-01 -']],
  ['an event has no date before it happens', incident, { kind: 'at_once' }, {}, ['once standing - -']],
  ['an event with hours has none either', incident, hours(24), {}, ['once standing - -']],
  [
    'an event with a named date has none before it happens',
    incident,
    { kind: 'date', on: '2026-03-09' },
    {},
    ['once standing - -'],
  ],
  [
    'an event that happened, at once',
    incident,
    { kind: 'at_once' },
    event('2025-07-08T01:30:00Z'),
    ['incident-7 dated 2025-07-07 -'],
  ],
  [
    '24 hours from an event',
    incident,
    hours(24),
    event('2025-07-08T01:30:00Z'),
    ['incident-7 dated 2025-07-08 2025-07-09T01:30:00.000Z'],
  ],
  [
    'hours that end at midnight end on the day before',
    incident,
    hours(24),
    event('2025-07-08T07:00:00Z'),
    ['incident-7 dated 2025-07-08 2025-07-09T07:00:00.000Z'],
  ],
  [
    'an event over the change of the clocks',
    incident,
    hours(24),
    event('2026-03-07T20:00:00Z'),
    ['incident-7 dated 2026-03-08 2026-03-08T20:00:00.000Z'],
  ],
  [
    'working days from the local day of an event',
    incident,
    working(5),
    event('2025-12-20T02:00:00Z'),
    ['incident-7 dated 2025-12-29 -'],
  ],
  [
    'an event without a stated deadline',
    incident,
    { kind: 'none_stated' },
    event('2025-07-08T01:30:00Z'),
    ['incident-7 standing - -'],
  ],
  ['a condition that is open', ruling, days(30), {}, ['once waiting - -']],
  ['a condition that is open, with a rule that repeats', ruling, repeat('FREQ=MONTHLY'), {}, ['once waiting - -']],
  ['a condition that was met', ruled, days(30), {}, ['once dated 2026-06-03 -']],
  ['a condition that was met, at once', ruled, { kind: 'at_once' }, {}, ['once dated 2026-05-04 -']],
  ['a condition that was met, without a deadline', ruled, { kind: 'none_stated' }, {}, ['once standing - -']],
  [
    'every first Tuesday, reporting on the month before',
    signing,
    repeat('FREQ=MONTHLY;BYDAY=1TU', { from: '2026-03-01', period: 'month' }),
    { signedOn: '2026-02-10', to: '2026-06-01' },
    ['2026-02 dated 2026-03-03 -', '2026-03 dated 2026-04-07 -', '2026-04 dated 2026-05-05 -'],
  ],
  [
    'the last day of a month reports on that month',
    signing,
    repeat('FREQ=MONTHLY;BYMONTHDAY=-1', { period: 'month' }),
    { to: '2025-10-01' },
    ['2025-07 dated 2025-07-31 -', '2025-08 dated 2025-08-31 -', '2025-09 dated 2025-09-30 -'],
  ],
  [
    'a window in the middle of a rule',
    signing,
    repeat('FREQ=MONTHLY;BYMONTHDAY=5', { period: 'month' }),
    { from: '2025-09-05', to: '2025-10-05' },
    ['2025-08 dated 2025-09-05 -'],
  ],
  [
    'a window before the rule begins',
    signing,
    repeat('FREQ=MONTHLY;BYMONTHDAY=5'),
    { from: '2025-01-01', to: '2025-07-11' },
    [],
  ],
  [
    'a quarter',
    signing,
    repeat('FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15', { period: 'quarter' }),
    { to: '2026-02-01' },
    ['2025-Q2 dated 2025-07-15 -', '2025-Q3 dated 2025-10-15 -', '2025-Q4 dated 2026-01-15 -'],
  ],
  [
    'a year',
    signing,
    repeat('FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1', { period: 'year' }),
    { to: '2027-01-01' },
    ['2025 dated 2026-07-01 -'],
  ],
  [
    'a rule with a count stops',
    signing,
    repeat('FREQ=DAILY;COUNT=2'),
    {},
    ['2025-07-11 dated 2025-07-11 -', '2025-07-12 dated 2025-07-12 -'],
  ],
  [
    'a rule with an end stops',
    signing,
    repeat('FREQ=WEEKLY;BYDAY=MO;UNTIL=20250721'),
    {},
    ['2025-07-14 dated 2025-07-14 -', '2025-07-21 dated 2025-07-21 -'],
  ],
  [
    'the 31st comes only in months that have one',
    signing,
    repeat('FREQ=MONTHLY;BYMONTHDAY=31'),
    { to: '2025-11-01' },
    ['2025-07-31 dated 2025-07-31 -', '2025-08-31 dated 2025-08-31 -', '2025-10-31 dated 2025-10-31 -'],
  ],
  [
    'a rule never begins before its trigger',
    onDate,
    repeat('FREQ=MONTHLY;BYMONTHDAY=1', { from: '2026-01-01' }),
    { to: '2026-05-02' },
    ['2026-04-01 dated 2026-04-01 -', '2026-05-01 dated 2026-05-01 -'],
  ],
  [
    'a rule that an event starts carries the event in its key',
    incident,
    repeat('FREQ=MONTHLY;BYMONTHDAY=1;COUNT=1'),
    event('2025-07-08T01:30:00Z'),
    ['incident-7:2025-08-01 dated 2025-08-01 -'],
  ],
];

for (const [title, trigger, deadline, more, expected] of cases) {
  test(`due: ${title}`, () => {
    const found = dueFor(question(trigger, deadline, more));
    assert.deepEqual(
      found.map((one) => `${one.occurrence} ${one.state} ${one.dueOn ?? '-'} ${one.dueAt ?? '-'}`),
      expected,
    );
    for (const one of found) {
      assert.ok(one.reasons.length > 0, 'has a reason');
      assert.ok(one.reasons.every((reason) => reason.citation !== '' && reason.step !== ''));
    }
  });
}

test('the table holds at least forty cases', () => assert.ok(cases.length >= 40));

test('the reason for two weeks names the signing, the count and the day', () => {
  const [due] = dueFor(question(signing, days(14)));
  assert.deepEqual(
    due?.reasons.map((reason) => [reason.step, reason.citation]),
    [
      ['Signed on Fri 11 July 2025.', 'ED 12, ED12-2'],
      ['14 calendar days later is Fri 25 July 2025. Every day counts, weekends and holidays too.', 'ED 12, ED12-2'],
    ],
  );
});

test('the reason for working days names every holiday that did not count, with where it is written', () => {
  const [due] = dueFor(question(signing, working(1), { signedOn: '2025-07-03' }));
  const skipped = due?.reasons.find((reason) => reason.key === 'deadline.step.holiday_skipped');
  assert.equal(skipped?.step, 'Fri 4 July 2025 did not count: Independence Day.');
  assert.equal(skipped?.citation, 'Code 2');
  assert.deepEqual(skipped?.texts?.holiday, { en: 'Independence Day', es: 'Independence Day (es)' });
  assert.ok(due?.reasons.some((reason) => reason.step === '2 weekend days in between did not count.'));
});

test('a date on a day off says that it was seen and stays', () => {
  const steps = (signedOn: IsoDate, count: number) =>
    dueFor(question(signing, days(count), { signedOn }))[0]?.reasons.at(-1)?.key;
  assert.equal(steps('2025-06-11', 23), 'deadline.step.falls_on_holiday');
  assert.equal(steps('2025-07-11', 1), 'deadline.step.falls_on_weekend');
  assert.equal(steps('2025-07-11', 14), 'deadline.step.calendar_days');
});

test('a calendar that is not there is a fault, not a guess', () => {
  assert.throws(() => dueFor(question(signing, working(5, 'moon'))), /moon/);
});

test('a day ends at midnight of its zone, also when the clocks change', () => {
  assert.equal(endOfDay('2025-07-25', 'America/Los_Angeles'), '2025-07-26T07:00:00.000Z');
  assert.equal(endOfDay('2026-03-08', 'America/Los_Angeles'), '2026-03-09T07:00:00.000Z');
  assert.equal(endOfDay('2026-03-07', 'America/Los_Angeles'), '2026-03-08T08:00:00.000Z');
});

const catalog = (tag: string) =>
  JSON.parse(readFileSync(new URL(`../../locales/${tag}/deadline.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;

test('every step has a sentence in English and Spanish, and no sentence is without a step', () => {
  const keys = stepNames.map((name) => `deadline.step.${name}`).sort();
  assert.deepEqual(Object.keys(catalog('en')).sort(), keys);
  assert.deepEqual(Object.keys(catalog('es')).sort(), keys);
});

test('the English step and the English sentence of its key say the same, and the Spanish one leaves no gap', () => {
  const [en, es] = [catalog('en'), catalog('es')];
  const seen = new Set<string>();
  for (const [, trigger, deadline, more] of [
    ...cases,
    ['one', signing, days(1), { signedOn: '2025-07-04' }, []] as Case,
  ]) {
    for (const reason of dueFor(question(trigger, deadline, more)).flatMap((one) => one.reasons)) {
      seen.add(reason.key.slice('deadline.step.'.length));
      const values: Record<string, string | number> = {};
      for (const [key, value] of Object.entries(reason.values))
        values[key] = typeof value === 'string' && isIsoDate(value) ? dayInEnglish(value) : value;
      for (const [key, text] of Object.entries(reason.texts ?? {})) values[key] = text.en;
      const format = (tag: string, sentence: string | undefined) =>
        new MessageFormat(tag, sentence ?? '', { bidiIsolation: 'none' }).format(values, (error) =>
          assert.fail(`${reason.key}: ${String(error)}`),
        );
      assert.equal(format('en', en[reason.key]), reason.step);
      assert.doesNotMatch(format('es', es[reason.key]), /[{}]/);
    }
  }
  assert.deepEqual(
    [...stepNames].filter((name) => !seen.has(name)),
    [],
    'every step occurs in the table',
  );
});

const ruleFaults: [string, boolean][] = [
  ['FREQ=MONTHLY;BYDAY=1TU', true],
  ['FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2', true],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', true],
  ['FREQ=MONTLY', false],
  ['FREQ=HOURLY', false],
  ['BYDAY=MO', false],
  ['FREQ=DAILY;NOPE=2', false],
  ['FREQ=MONTHLY;BYDAY=XX', false],
  ['FREQ=MONTHLY;BYMONTHDAY=77', false],
  ['FREQ=MONTHLY;COUNT=abc', false],
  ['every month', false],
  ['', false],
];
for (const [rrule, isSound] of ruleFaults) {
  test(`the rule "${rrule}" is ${isSound ? 'sound' : 'refused with a word on why'}`, () => {
    assert.equal(recurrenceFault(rrule) === null, isSound);
  });
}

const anyDay = fc
  .integer({ min: 0, max: 20_000 })
  .map((count) => Temporal.PlainDate.from('2000-01-01').add({ days: count }).toString() as IsoDate);

test('calendar days add up: the due day minus the signing is the number', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 1000 }), (signedOn, count) => {
      const [due] = dueFor(question(signing, days(count), { signedOn, effectiveOn: signedOn }));
      assert.equal(Temporal.PlainDate.from(signedOn).until(due?.dueOn ?? '', { largestUnit: 'day' }).days, count);
    }),
  );
});

test('hours are exact in every zone, and the last day holds the last moment', () => {
  const zones = fc.constantFrom('America/Los_Angeles', 'America/Chicago', 'Pacific/Honolulu', 'UTC');
  const instants = fc.integer({ min: 1_000_000_000, max: 1_900_000_000 });
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 500 }), zones, (second, count, timeZone) => {
      const at = Temporal.Instant.fromEpochMilliseconds(second * 1000).toString() as `${string}T${string}Z`;
      const [due] = dueFor(question(incident, hours(count), { timeZone, event: { key: 'e', at } }));
      assert.equal(Temporal.Instant.from(due?.dueAt ?? '').epochMilliseconds - second * 1000, count * 3_600_000);
      const end = endOfDay(due?.dueOn as IsoDate, timeZone);
      assert.ok((due?.dueAt ?? '') <= end);
    }),
  );
});

test('two half-open windows side by side hold each occurrence once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 0, max: 700 }),
      fc.constantFrom('FREQ=WEEKLY;BYDAY=TU', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=DAILY;INTERVAL=10'),
      (a, b, rrule) => {
        const start = Temporal.PlainDate.from('2025-01-01');
        const day = (count: number) => start.add({ days: count }).toString() as IsoDate;
        const [from, middle, to] = [day(0), day(Math.min(a, b)), day(a + b)];
        const whole = recurrenceDays(rrule, '2025-01-01', from, to);
        assert.deepEqual(
          [...recurrenceDays(rrule, '2025-01-01', from, middle), ...recurrenceDays(rrule, '2025-01-01', middle, to)],
          whole,
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('a period that is reported is complete when the due day ends, and the next one is not', () => {
  fc.assert(
    fc.property(anyDay, fc.constantFrom('month' as const, 'quarter' as const, 'year' as const), (dueOn, unit) => {
      const period = periodReported(dueOn, unit);
      const dayAfter = Temporal.PlainDate.from(dueOn).add({ days: 1 }).toString();
      assert.ok(period.to <= dayAfter);
      assert.equal(periodReported(period.to, unit).key, period.key);
    }),
  );
});
