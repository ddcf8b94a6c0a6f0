import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { City } from '#platform/city.ts';
import { keptForMoments, keptMilliseconds } from './home-reading.ts';

function aCity(slug: string): City {
  return {
    slug,
    clock: { now: () => '2026-03-10T18:00:00.000Z' },
    profile: { timeZone: 'America/Los_Angeles' },
  } as unknown as City;
}

test('many readers of one city in the same moments cost one reading, and another city its own', async () => {
  let [readings, now] = [0, 0];
  const read = keptForMoments(
    async ({ slug }) => `${slug} ${++readings}`,
    () => now,
  );
  const [one, other] = [aCity('one'), aCity('other')];
  assert.deepEqual(await Promise.all([read(one), read(one), read(other)]), ['one 1', 'one 1', 'other 2']);
  now = keptMilliseconds - 1;
  assert.equal(await read(one), 'one 1');
  now = keptMilliseconds;
  assert.equal(await read(one), 'one 3');
});

test('a reading that failed is not kept', async () => {
  let isDown = true;
  const read = keptForMoments(
    async () => {
      if (isDown) throw new Error('the database is away');
      return 'counts';
    },
    () => 0,
  );
  await assert.rejects(read(aCity('one')), /away/);
  isDown = false;
  assert.equal(await read(aCity('one')), 'counts');
});
