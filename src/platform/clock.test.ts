import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IsoInstant } from '#kit/dates.ts';
import { dateIn, endOfDay, pinnedClock, systemClock } from './clock.ts';

const losAngeles = 'America/Los_Angeles';

describe('days in a zone', () => {
  const days = [
    ['2025-07-25', '2025-07-26T07:00:00.000Z', 'in summer'],
    ['2025-12-31', '2026-01-01T08:00:00.000Z', 'in winter, into a new year'],
    ['2026-03-07', '2026-03-08T08:00:00.000Z', 'on the day before the clocks go forward'],
    ['2026-03-08', '2026-03-09T07:00:00.000Z', 'after 23 hours, when the clocks go forward'],
    ['2025-11-01', '2025-11-02T07:00:00.000Z', 'on the day before the clocks go back'],
    ['2025-11-02', '2025-11-03T08:00:00.000Z', 'after 25 hours, when the clocks go back'],
    ['2024-02-28', '2024-02-29T08:00:00.000Z', 'into a leap day'],
  ] as const;
  for (const [day, end, when] of days) {
    it(`end at the next midnight ${when}`, () => {
      assert.equal(endOfDay(losAngeles, day), end);
      assert.notEqual(dateIn(losAngeles, end), day);
      const lastMoment = new Date(Date.parse(end) - 1).toISOString() as IsoInstant;
      assert.equal(dateIn(losAngeles, lastMoment), day);
    });
  }

  it('end where the midnight itself is skipped', () => {
    // In Santiago the clocks go forward at midnight: the day begins at one o’clock.
    assert.equal(endOfDay('America/Santiago', '2025-09-06'), '2025-09-07T04:00:00.000Z');
  });
});

describe('the pinned clock of a practice city', () => {
  const startedAt: IsoInstant = '2030-01-01T10:00:00.000Z';
  const at = (real: string) =>
    pinnedClock('2026-02-10', losAngeles, () => startedAt, { now: () => real as IsoInstant }).now();

  it('begins at nine in the morning there', () => assert.equal(at(startedAt), '2026-02-10T17:00:00.000Z'));
  it('runs on as real time does', () => assert.equal(at('2030-01-01T10:00:07.250Z'), '2026-02-10T17:00:07.250Z'));
  it('stands at five, however long the city is left alone', () => {
    assert.equal(at('2030-01-01T19:00:00.000Z'), '2026-02-11T01:00:00.000Z');
    assert.equal(at('2031-06-01T00:00:00.000Z'), '2026-02-11T01:00:00.000Z');
    assert.equal(dateIn(losAngeles, at('2031-06-01T00:00:00.000Z')), '2026-02-10');
  });
  it('does not run back when the real clock was set back', () =>
    assert.equal(at('2029-12-31T00:00:00.000Z'), '2026-02-10T17:00:00.000Z'));
  it('begins again when the city is put back', () => {
    let start = startedAt;
    const clock = pinnedClock('2026-02-10', losAngeles, () => start, { now: () => '2030-01-01T12:00:00.000Z' });
    assert.equal(clock.now(), '2026-02-10T19:00:00.000Z');
    start = '2030-01-01T12:00:00.000Z';
    assert.equal(clock.now(), '2026-02-10T17:00:00.000Z');
  });
});

it('the clock of a real city is the real one', () => {
  const before = Date.now();
  const now = Date.parse(systemClock.now());
  assert.ok(now >= before && now <= Date.now());
});
