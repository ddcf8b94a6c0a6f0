import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { searchTerms } from './record-search.ts';

describe('words to look for', () => {
  for (const [words, expected] of [
    ['permit yard', ['permit', 'yard']],
    ['permit "parking lot"', ['permit', '"parking lot"']],
    ['"left open', ['left', 'open']],
    ['-- & | !', []],
    ["o'brien x@y.org", ["o'brien", 'x@y.org']],
    ['  ', []],
  ] as const)
    it(`${words} is ${expected.length} terms`, () => {
      const terms = searchTerms(words).map(({ text, isPhrase }) => (isPhrase ? `"${text}"` : text));
      assert.deepEqual(terms, expected);
    });
});
