import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pick, seededRandom } from './random.ts';

const take = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('seeded numbers', () => {
  it('come again in the same order for the same seed, in another for another', () => {
    fc.assert(fc.property(fc.nat(), (seed) => assert.deepEqual(take(seed, 20), take(seed, 20))));
    assert.notDeepEqual(take(1, 20), take(2, 20));
  });

  it('lie in [0, 1) and spread evenly', () => {
    const numbers = take(7, 10_000);
    assert.ok(numbers.every((number) => number >= 0 && number < 1));
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length,
    );
    assert.ok(
      tenths.every((count) => count > 850 && count < 1150),
      tenths.join(' '),
    );
  });

  it('pick each item sooner or later, and refuse an empty list', () => {
    const random = seededRandom(3);
    const items = ['plan', 'roster', 'report'];
    assert.deepEqual(new Set(Array.from({ length: 50 }, () => pick(random, items))), new Set(items));
    assert.throws(() => pick(random, []), /nothing to pick from/);
  });
});
