import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Many, manyProcesses } from './kill-many.ts';

// 140 of the 200 rounds of the full run; the other 60 are in kill.database.test.ts.
const isFull = process.env['STEWARD_TEST_FULL'] === '1';
const rounds = 140;
const sent = 40;
const shares = [0.05, 0.2, 0.5, 0.8] as const;

// In short: processes.database.test.ts has one fall of each kind.
describe('two web and two worker processes', () => {
  let many: Many;
  before(async () => {
    if (isFull) many = await manyProcesses();
  });
  after(() => many?.close());

  test(`nothing acknowledged is lost or half there when kill -9 hits one of two web or two worker processes, ${rounds} times`, {
    skip: isFull ? false : 'takes minutes: test:full',
  }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const victim = round % 2 === 0 ? 'web' : 'worker';
      const { acknowledged, lost, half, missingAfterRetry, refused } = await many.round(
        victim,
        sent,
        shares[(round >> 1) % 4] ?? 0.2,
      );
      assert.deepEqual(
        { lost, half, missingAfterRetry, refused },
        { lost: 0, half: 0, missingAfterRetry: 0, refused: 0 },
        `round ${round}, ${victim}`,
      );
      // A worker that falls is noticed by nobody who hands in.
      assert.ok(
        victim === 'web' ? acknowledged > 0 : acknowledged === sent,
        `${acknowledged} of ${sent} in round ${round}, ${victim}`,
      );
    }
    assert.deepEqual((await many.audit()).faults, []);
  });
});
