import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { dayField, idField, localTextField, untranslated, urlField } from './pack-fields.ts';
import { nearest } from './pack-faults.ts';
import { formatFault, parsePackText, readPackFile } from './pack-file.ts';

const schema = z.strictObject({
  id: idField,
  name: localTextField,
  day: dayField,
  kind: z.enum(['one', 'two']),
  count: z.int().min(1).max(9),
  is_open: z.boolean(),
  link: urlField.nullable(),
  list: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('days'), days: z.int() }),
        z.strictObject({ kind: z.literal('once') }),
      ]),
    )
    .min(1),
});

const sound = `id: an-id
name: { en: A name, es: Un nombre }
day: 2025-07-11
kind: one
count: 3
is_open: true
link: null
list:
  - kind: days
    days: 14
  - { kind: once }
`;

test('a sound file gives its value, and dates stay text', () => {
  const file = parsePackText('a.yaml', sound, schema);
  assert.deepEqual(file.faults, []);
  assert.equal(file.value?.day, '2025-07-11');
  assert.deepEqual(file.locate(['list', 0, 'days']), { line: 10, column: 11 });
  assert.deepEqual(file.locate(['list', 1, 'kind']), { line: 11, column: 13 });
  assert.deepEqual(
    file.locate(['list', 0, 'nothing']),
    { line: 9, column: 5 },
    'what is missing is shown where its block begins',
  );
});

/** What is replaced in the sound file, by what, and the fault. */
const cases: [string, string, string, string][] = [
  [
    'an unknown key, with the one that was meant',
    'is_open: true',
    'is_opne: true\nis_open: true',
    'a.yaml:6:1: "is_opne" is not known here, right would be "is_open"',
  ],
  [
    'an unknown key far from all known ones',
    'link: null',
    'link: null\nzebra: 1',
    'a.yaml:8:1: "zebra" is not known here, right would be one of id, name, day, kind, count, is_open, link, list',
  ],
  [
    'an unknown key in the branch of a choice',
    'days: 14',
    'days: 14\n    dayz: 3',
    'a.yaml:11:5: "dayz" is not known here, right would be "days"',
  ],
  ['a missing key', 'day: 2025-07-11\n', '', 'a.yaml:1:1: "day" is missing, right would be a real day as YYYY-MM-DD'],
  [
    'a missing key in the branch of a choice',
    '    days: 14\n',
    '',
    'a.yaml:9:5: "days" is missing, right would be a whole number',
  ],
  [
    'a day that does not exist',
    '2025-07-11',
    '2025-02-30',
    'a.yaml:3:6: "2025-02-30" does not fit "day", right would be a real day as YYYY-MM-DD',
  ],
  [
    'a day written another way',
    '2025-07-11',
    '7/11/2025',
    'a.yaml:3:6: "7/11/2025" does not fit "day", right would be a real day as YYYY-MM-DD',
  ],
  [
    'a word that is no choice',
    'kind: one',
    'kind: three',
    'a.yaml:4:7: "three" does not fit "kind", right would be one of one, two',
  ],
  [
    'a kind that no branch has',
    '{ kind: once }',
    '{ kind: never }',
    'a.yaml:11:13: "never" does not fit "kind", right would be one of days, once',
  ],
  [
    'a branch without its kind',
    '{ kind: once }',
    '{ days: 3 }',
    'a.yaml:11:5: "kind" is missing, right would be one of days, once',
  ],
  [
    'a number too large',
    'count: 3',
    'count: 30',
    'a.yaml:5:8: 30 does not fit "count", right would be a whole number from 1 to 9',
  ],
  [
    'a broken number',
    'count: 3',
    'count: 2.5',
    'a.yaml:5:8: 2.5 does not fit "count", right would be a whole number from 1 to 9',
  ],
  [
    'a number in quotes',
    'count: 3',
    'count: "3"',
    'a.yaml:5:8: "3" does not fit "count", right would be a whole number from 1 to 9',
  ],
  [
    'a word for true',
    'is_open: true',
    'is_open: yes',
    'a.yaml:6:10: "yes" does not fit "is_open", right would be true or false',
  ],
  [
    'an id with capitals',
    'an-id',
    'An Id',
    'a.yaml:1:5: "An Id" does not fit "id", right would be an id in lower-case letters, digits and hyphens, such as public-works',
  ],
  [
    'an address without its scheme',
    'link: null',
    'link: city.gov',
    'a.yaml:7:7: "city.gov" does not fit "link", right would be an address that begins with https:// or http://, or null',
  ],
  [
    'a text without English',
    'en: A name, es',
    'de: A name, es',
    'a.yaml:2:7: "en" is missing, right would be the text in English',
  ],
  [
    'a text that is empty',
    'en: A name',
    'en: ""',
    'a.yaml:2:13: "" does not fit "en", right would be the text in English',
  ],
  [
    'a text that is no block',
    '{ en: A name, es: Un nombre }',
    'A name',
    'a.yaml:2:7: "A name" does not fit "name", right would be a text by language: en (always), then es and others',
  ],
  [
    'a language that is none',
    'es: Un nombre',
    'Spanish: Un nombre',
    'a.yaml:2:21: "Spanish" is not a language, right would be a BCP 47 tag such as en, es or zh-Hant',
  ],
  [
    'a comma that cuts a text in two',
    'es: Un nombre',
    'es: Un nombre, y otro más',
    'a.yaml:2:36: "y otro más" is read as a name, right would be the whole text in quotes, since it holds a comma',
  ],
  [
    'an empty list',
    sound.slice(sound.indexOf('list:')),
    'list: []\n',
    'a.yaml:8:7: an empty list does not fit "list", right would be a list of at least 1',
  ],
  [
    'a list that is none',
    sound.slice(sound.indexOf('list:')),
    'list: none\n',
    'a.yaml:8:7: "none" does not fit "list", right would be a list of at least 1',
  ],
  [
    'a key that stands twice',
    'count: 3',
    'count: 3\ncount: 4',
    'a.yaml:6:1: this is not sound YAML (Map keys must be unique), right would be each name once in its block: join the two or rename one',
  ],
];

for (const [title, from, to, expected] of cases) {
  test(`a pack file shows line, column, what is wrong and what would be right: ${title}`, () => {
    assert.ok(sound.includes(from));
    const file = parsePackText('a.yaml', sound.replace(from, to), schema);
    assert.equal(file.value, null);
    assert.deepEqual(file.faults.map(formatFault), [expected]);
  });
}

test('broken YAML is a fault with its place, whatever broke', () => {
  for (const [text, line] of [
    ['id: [1\nname: x', 2],
    ['id: "open', 1],
    ['a: b: c', 1],
    ['\tid: x', 1],
  ] as const) {
    const { faults, value } = parsePackText('a.yaml', text, schema);
    assert.equal(value, null);
    assert.equal(faults[0]?.line, line, text);
    assert.match(faults[0]?.wrong ?? '', /not sound YAML/);
  }
});

test('every fault of form is listed at once, in order of line', () => {
  const { faults } = parsePackText('a.yaml', sound.replace('count: 3', 'count: 30').replace('an-id', '7'), schema);
  assert.deepEqual(
    faults.map((fault) => fault.line),
    [1, 5],
  );
});

test('an empty file, a list and a missing file are faults, not exceptions', async () => {
  assert.match(parsePackText('a.yaml', '', schema).faults[0]?.wrong ?? '', /the file holds nothing/);
  assert.match(parsePackText('a.yaml', '- 1', schema).faults[0]?.wrong ?? '', /the file holds a list/);
  const missing = await readPackFile('/nowhere/city.yaml', schema, 'city.yaml');
  assert.deepEqual(missing.faults.map(formatFault), [
    'city.yaml:1:1: the file is missing, right would be a YAML file of this name',
  ]);
});

test('an alias is followed to find the place', () => {
  const text = 'a: &x { en: One }\nb: *x\n';
  const file = parsePackText('a.yaml', text, z.strictObject({ a: localTextField, b: localTextField }));
  assert.deepEqual(file.locate(['b', 'en']), { line: 1, column: 13 });
});

test('an alias of nothing, and one that unfolds into more aliases, are faults', () => {
  const wrong = (text: string) => parsePackText('a.yaml', text, z.unknown()).faults.map(formatFault);
  assert.deepEqual(wrong('id: *nowhere'), [
    'a.yaml:1:5: nothing above is named &nowhere, right would be an alias of an anchor that stands above it',
  ]);
  assert.deepEqual(wrong('a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]'), [
    'a.yaml:3:5: &b holds an alias itself, right would be an anchor on a block without aliases',
  ]);
});

test('texts without a language are found wherever they stand', () => {
  const value = { a: { en: 'x', es: 'y' }, b: [{ c: { en: 'x' } }], d: 'en' };
  assert.deepEqual(untranslated(value, ['en', 'es']), [{ path: ['b', 0, 'c'], tag: 'es' }]);
});

test('a slip of the pen finds its word, and nonsense finds none', () => {
  assert.equal(nearest('lapdd', ['lapd', 'lafd', 'rap']), 'lapd');
  assert.equal(nearest('zebra', ['lapd', 'lafd', 'rap']), null);
});
