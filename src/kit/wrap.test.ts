import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wrapText } from './wrap.ts';

const cases: [string, number, string][] = [
  ['one two three', 7, 'one two\nthree'],
  ['short', 7, 'short'],
  ['a https://example.org/a/very/long/address b', 12, 'a\nhttps://example.org/a/very/long/address\nb'],
  ['  in a list of words', 10, '  in a\n  list of\n  words'],
  ['kept\n\nlines  ', 10, 'kept\n\nlines'],
  ['Año Ñandú ¿qué tal?', 9, 'Año Ñandú\n¿qué tal?'],
];

for (const [text, width, expected] of cases) {
  test(`${JSON.stringify(text)} in ${width}`, () => assert.equal(wrapText(text, width), expected));
}

test('no word is lost, and no line that could be broken is too long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zñü]{1,30}$/), { maxLength: 40 }),
      fc.integer({ min: 5, max: 80 }),
      (words, width) => {
        const wrapped = wrapText(words.join(' '), width);
        assert.deepEqual(wrapped.split(/[ \n]/).filter(Boolean), words);
        for (const line of wrapped.split('\n')) assert.ok(line.length <= width || !line.includes(' '), line);
      },
    ),
  );
});
