import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { IsoInstant } from '#kit/dates.ts';
import { type BlackoutWindow, closedUntil, concerns, holdsAt, windowState } from './blackout-law.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000).toISOString() as IsoInstant;
const window = (from: number, to: number, fields: Partial<BlackoutWindow> = {}): BlackoutWindow => ({
  startsAt: at(from),
  endsAt: at(to),
  endedAt: null,
  kinds: null,
  ...fields,
});

describe('days without publication', () => {
  const cases: readonly [string, BlackoutWindow[], number, number | null][] = [
    ['without any, things are published', [], 5, null],
    ['the first moment is in', [window(5, 8)], 5, 8],
    ['the last moment is out', [window(5, 8)], 8, null],
    ['windows that overlap count as one', [window(2, 6), window(5, 9)], 3, 9],
    ['windows that touch count as one', [window(2, 6), window(6, 9)], 3, 9],
    ['a gap is open', [window(2, 6), window(7, 9)], 3, 6],
    ['one inside another does not end it', [window(2, 9), window(3, 4)], 3, 9],
    ['one that counsel ended early is over from then on', [window(2, 9, { endedAt: at(4) })], 5, null],
    ['before it was ended it held until then', [window(2, 9, { endedAt: at(4) })], 3, 4],
    ['one that was ended before it began never holds', [window(5, 9, { endedAt: at(1) })], 6, null],
    ['another kind is not concerned', [window(2, 9, { kinds: ['other.kind'] })], 5, null],
    ['its own kind is', [window(2, 9, { kinds: ['other.kind', 'a.kind'] })], 5, 9],
  ];
  for (const [title, windows, now, until] of cases)
    it(title, () => assert.equal(closedUntil(windows, 'a.kind', at(now)), until === null ? null : at(until)));

  it('say where each stands', () => {
    assert.deepEqual(
      [window(5, 8), window(1, 3), window(1, 9), window(5, 9, { endedAt: at(1) })].map((one) =>
        windowState(one, at(4)),
      ),
      ['coming', 'past', 'in_force', 'ended_early'],
    );
  });

  it('are closed at every moment before the end that is told, and open at that end', () => {
    const anyWindow = fc
      .record({
        from: fc.integer({ min: 0, max: 40 }),
        length: fc.integer({ min: 1, max: 12 }),
        endedAt: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
        kinds: fc.constantFrom(null, ['a.kind'], ['b.kind'], ['a.kind', 'b.kind']),
      })
      .map(({ from, length, endedAt, kinds }) =>
        window(from, from + length, { endedAt: endedAt === null ? null : at(endedAt), kinds }),
      );
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 8 }), fc.integer({ min: 0, max: 55 }), (windows, now) => {
        const own = windows.filter((one) => concerns(one, 'a.kind'));
        const holds = (moment: IsoInstant) => own.some((one) => holdsAt(one, moment));
        const until = closedUntil(windows, 'a.kind', at(now));
        if (until === null) return assert.equal(holds(at(now)), false);
        assert.equal(holds(until), false);
        for (let hour = now; at(hour) < until; hour += 1) assert.ok(holds(at(hour)), `open at ${hour}`);
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});
