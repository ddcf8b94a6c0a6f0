import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isIsoDate, parseIsoDate } from './dates.ts';

describe('dates', () => {
  const cases = [
    ['2025-07-25', true],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['0001-01-01', true],
    ['2025-02-29', false],
    ['1900-02-29', false],
    ['2025-04-31', false],
    ['2025-13-01', false],
    ['2025-00-10', false],
    ['2025-01-00', false],
    // PostgreSQL knows no year zero.
    ['0000-01-01', false],
    ['25-07-2025', false],
    ['2025-7-5', false],
    ['2025-07-25T00:00', false],
    ['2025-07-25\n', false],
    [' 2025-07-25', false],
    ['', false],
  ] as const;
  for (const [text, isDay] of cases) {
    it(`${isDay ? 'takes' : 'refuses'} ${JSON.stringify(text)}`, () => {
      assert.equal(isIsoDate(text), isDay);
      assert.equal(parseIsoDate(text), isDay ? text : null);
    });
  }

  it('takes nothing for no date', () => {
    assert.equal(parseIsoDate(undefined), null);
    assert.equal(parseIsoDate(null), null);
  });

  it('takes every day of the calendar and no day beside it', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(fc.property(days, (day) => isIsoDate(day.toISOString().slice(0, 10))));
    const parts = fc.tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 0, max: 40 }),
    );
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const read = Date.parse(`${text}T00:00:00Z`);
        const isReal = !Number.isNaN(read) && new Date(read).toISOString().startsWith(text);
        assert.equal(isIsoDate(text), isReal, text);
      }),
    );
  });
});
