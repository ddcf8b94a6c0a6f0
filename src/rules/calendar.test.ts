import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import { addWorkingDays, type Calendar, holidaysIn, type HolidayRule, isWorkingDay } from './calendar.ts';

const rule = (id: string, day: HolidayRule['day'], more: Partial<HolidayRule> = {}): HolidayRule => {
  const observed = 'saturday_to_friday_sunday_to_monday';
  return { id, name: { en: id }, day, observed, validFrom: null, validTo: null, citation: null, ...more };
};

const calendar: Calendar = {
  id: 'city',
  name: { en: 'City' },
  citation: 'Code 1',
  textStatus: 'reconstructed',
  weekend: [6, 7],
  rules: [
    rule('new-year', { kind: 'fixed', month: 1, day: 1 }),
    rule('mlk', { kind: 'nth_weekday', month: 1, weekday: 1, nth: 3 }),
    rule('chavez', { kind: 'nth_weekday', month: 3, weekday: 1, nth: -1 }),
    rule('juneteenth', { kind: 'fixed', month: 6, day: 19 }, { validFrom: 2022 }),
    rule('july-4', { kind: 'fixed', month: 7, day: 4 }),
    rule('columbus', { kind: 'nth_weekday', month: 10, weekday: 1, nth: 2 }, { validTo: 2017 }),
    rule('indigenous', { kind: 'nth_weekday', month: 10, weekday: 1, nth: 2 }, { validFrom: '2018-01-01' }),
    rule('thanksgiving', { kind: 'nth_weekday', month: 11, weekday: 4, nth: 4 }),
    rule('day-after', { kind: 'nth_weekday', month: 11, weekday: 4, nth: 4, plusDays: 1 }),
    rule('christmas', { kind: 'fixed', month: 12, day: 25 }),
    rule('mourning', { kind: 'proclaimed', on: '2025-01-09' }, { citation: 'Proclamation of 2025-01-07' }),
    rule('leap', { kind: 'fixed', month: 2, day: 29 }, { observed: 'as_it_falls' }),
  ],
};

const holidayCases: [string, number, string, string | null][] = [
  ['a fixed day', 2025, 'new-year', '2025-01-01'],
  ['a fixed day on a Sunday moves to Monday', 2027, 'july-4', '2027-07-05'],
  ['a fixed day on a Saturday moves to Friday', 2026, 'july-4', '2026-07-03'],
  ['a New Year on a Saturday is kept in the year before', 2021, 'new-year', '2021-12-31'],
  ['and not in its own year', 2022, 'new-year', null],
  ['a Christmas on a Sunday moves to the 26th', 2022, 'christmas', '2022-12-26'],
  ['the third Monday of January', 2026, 'mlk', '2026-01-19'],
  ['the last Monday of March', 2025, 'chavez', '2025-03-31'],
  ['the last Monday of March in another year', 2026, 'chavez', '2026-03-30'],
  ['the fourth Thursday of November', 2025, 'thanksgiving', '2025-11-27'],
  ['the day after it', 2025, 'day-after', '2025-11-28'],
  ['the day after it, not the fourth Friday', 2024, 'day-after', '2024-11-29'],
  ['a holiday not yet made', 2021, 'juneteenth', null],
  ['a holiday in its first year, moved to Monday', 2022, 'juneteenth', '2022-06-20'],
  ['a holiday in its last year', 2017, 'columbus', '2017-10-09'],
  ['a holiday that ended', 2018, 'columbus', null],
  ['the one that took its place', 2018, 'indigenous', '2018-10-08'],
  ['a proclaimed single day', 2025, 'mourning', '2025-01-09'],
  ['a proclaimed day does not come back', 2026, 'mourning', null],
  ['a leap day in a leap year, left on its Thursday', 2024, 'leap', '2024-02-29'],
  ['a leap day left on a Saturday', 2020, 'leap', '2020-02-29'],
  ['a leap day in a common year', 2025, 'leap', null],
];

for (const [title, year, id, expected] of holidayCases) {
  test(`a calendar knows ${title} (${id} ${year})`, () => {
    assert.equal(holidaysIn(calendar, year).findLast((holiday) => holiday.id === id)?.on ?? null, expected);
  });
}

test('a holiday says on which day it falls, where it is written, and the list is in order', () => {
  const holidays = holidaysIn(calendar, 2027);
  assert.equal(holidays.find((one) => one.id === 'july-4')?.fallsOn, '2027-07-04');
  assert.equal(holidays.find((one) => one.id === 'july-4')?.citation, 'Code 1');
  assert.equal(holidaysIn(calendar, 2025).find((one) => one.id === 'mourning')?.citation, 'Proclamation of 2025-01-07');
  assert.deepEqual(
    holidays.map((one) => one.on),
    holidays.map((one) => one.on).toSorted(),
  );
});

const workingCases: [string, IsoDate, number, IsoDate, string[]][] = [
  ['a Friday plus one is Monday', '2025-07-11', 1, '2025-07-14', ['2025-07-12', '2025-07-13']],
  ['the start never counts', '2025-07-14', 1, '2025-07-15', []],
  ['a week of working days', '2025-07-11', 5, '2025-07-18', ['2025-07-12', '2025-07-13']],
  ['a holiday is skipped by name', '2025-07-03', 1, '2025-07-07', ['2025-07-04', '2025-07-05', '2025-07-06']],
  ['zero on a working day is the day itself', '2025-07-11', 0, '2025-07-11', []],
  ['zero on a Saturday is Monday', '2025-07-12', 0, '2025-07-14', ['2025-07-12', '2025-07-13']],
  ['over Thanksgiving', '2025-11-26', 1, '2025-12-01', ['2025-11-27', '2025-11-28', '2025-11-29', '2025-11-30']],
  ['over the turn of a year', '2021-12-30', 1, '2022-01-03', ['2021-12-31', '2022-01-01', '2022-01-02']],
];

for (const [title, start, days, on, skipped] of workingCases) {
  test(`working days: ${title}`, () => {
    const found = addWorkingDays(start, days, calendar);
    assert.equal(found.on, on);
    assert.deepEqual(
      found.skipped.map((day) => day.on),
      skipped,
    );
  });
}

test('a skipped holiday carries its name and a skipped weekend none', () => {
  const { skipped } = addWorkingDays('2025-07-03', 1, calendar);
  assert.deepEqual(
    skipped.map((day) => day.holiday?.id ?? null),
    ['july-4', null, null],
  );
});

test('working days refuse a broken number and a calendar without working days', () => {
  assert.throws(() => addWorkingDays('2025-07-11', -1, calendar), RangeError);
  assert.throws(() => addWorkingDays('2025-07-11', 1.5, calendar), RangeError);
  assert.throws(() => addWorkingDays('2025-07-11', 1, { ...calendar, weekend: [1, 2, 3, 4, 5, 6, 7] }), RangeError);
});

const anyDay = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }).toString() as IsoDate);

test('adding working days lands on a working day, and the days between are counted or skipped, none lost', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 300 }), (start, days) => {
      const { on, skipped } = addWorkingDays(start, days, calendar);
      assert.ok(isWorkingDay(on, calendar));
      const span = Temporal.PlainDate.from(start).until(on, { largestUnit: 'day' }).days;
      assert.equal(span, days + skipped.length);
      assert.ok(skipped.every((day) => !isWorkingDay(day.on, calendar)));
    }),
    { numRuns: 100 },
  );
});

test('adding a and then b working days is adding a + b', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (start, a, b) => {
      assert.equal(
        addWorkingDays(addWorkingDays(start, a, calendar).on, b, calendar).on,
        addWorkingDays(start, a + b, calendar).on,
      );
    }),
    { numRuns: 60 },
  );
});
