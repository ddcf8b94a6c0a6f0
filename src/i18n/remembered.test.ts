import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Translate } from '#i18n/translate.ts';
import { remembered } from './remembered.ts';

test('each distinct sentence is formatted once, whatever was said in between, and never more are kept than allowed', () => {
  const formatted: string[] = [];
  const t: Translate = (key, values) => {
    const sentence = `${key} ${values?.count ?? ''}`;
    formatted.push(sentence);
    return sentence;
  };
  const say = remembered(t, 2);
  assert.deepEqual(
    [1, 2, 1].map((count) => say('late', { count })),
    ['late 1', 'late 2', 'late 1'],
  );
  assert.deepEqual(formatted, ['late 1', 'late 2']);
  assert.equal(say('met', { count: 1 }), 'met 1');
  assert.equal(say('late', { count: 2 }), 'late 2');
  assert.deepEqual(formatted, ['late 1', 'late 2', 'met 1', 'late 2']);
});
