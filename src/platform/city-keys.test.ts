import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cityKeys, parseKeys } from './city-keys.ts';

const [older, newer] = ['o'.repeat(43), 'n'.repeat(43)];

test('the first key is the current one, and every key gives each city a key of its own', () => {
  const keys = parseKeys(`2026:${newer}, 2025:${older}`);
  const [one, other] = [cityKeys('los_angeles', keys), cityKeys('practice', keys)];
  assert.equal(one.currentId, '2026');
  assert.deepEqual([...one.byId.keys()], ['2026', '2025']);
  assert.notDeepEqual(one.byId.get('2026'), other.byId.get('2026'));
  assert.deepEqual(one.byId.get('2025'), cityKeys('los_angeles', parseKeys(`2025:${older}`)).byId.get('2025'));
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['nothing', ' , ', /names no key/],
  ['a secret alone', newer, /key 1 is not id:secret/],
  ['a short secret', `a:${newer},b:short`, /key 2 is not id:secret/],
  ['one id twice', `a:${newer},a:${older}`, /same id/],
];
for (const [what, text, reason] of refused)
  test(`refuses ${what}, and repeats no secret`, () => {
    assert.throws(
      () => parseKeys(text),
      (error: Error) => reason.test(error.message) && !error.message.includes(newer),
    );
  });
