import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { localeFaults, readSentence } from './locale-check.ts';

type Sentences = Record<string, string>;
const file = (path: string, text: string) => ({ path, text });
const json = (tag: string, sentences: Sentences, feature = 'bread') =>
  file(`locales/${tag}/${feature}.json`, JSON.stringify(sentences, null, 2));
const code = (text: string, path = 'src/features/bread/bread-pages.ts') => file(path, text);

const en = { 'bread.list.title': 'Bread', 'bread.list.count': '{$count} loaves' };
const es = { 'bread.list.title': 'Pan', 'bread.list.count': '{$count} panes' };
const usesAll = code("t('bread.list.title'); const row = { key: 'bread.list.count' };");

const cases: { what: string; files: { path: string; text: string }[]; faults: RegExp[] }[] = [
  { what: 'sound locales and uses', files: [json('en', en), json('es', es), usesAll], faults: [] },
  {
    what: 'a key that the code uses and no language has',
    files: [json('en', en), json('es', es), usesAll, code("\nt('bread.list.missing')", 'src/web/menu.ts')],
    faults: [/^src\/web\/menu\.ts:2: no sentence for bread\.list\.missing$/],
  },
  {
    what: 'a key that nothing uses',
    files: [json('en', en), json('es', es), code("t('bread.list.title')")],
    faults: [/^locales\/en\/bread\.json: bread\.list\.count is used nowhere/],
  },
  {
    what: 'a key that only a test uses',
    files: [
      json('en', en),
      json('es', es),
      code("t('bread.list.title')"),
      code("'bread.list.count'", 'src/web/a.test.ts'),
    ],
    faults: [/bread\.list\.count is used nowhere/],
  },
  {
    what: 'a sentence that Spanish lacks',
    files: [json('en', en), json('es', { 'bread.list.title': 'Pan' }), usesAll],
    faults: [/^locales\/es\/bread\.json: bread\.list\.count is missing$/],
  },
  {
    what: 'a sentence that English lacks',
    files: [json('en', { 'bread.list.title': 'Bread' }), json('es', es), code("'bread.list.title'")],
    faults: [/^locales\/es\/bread\.json: bread\.list\.count is not in English$/],
  },
  {
    what: 'variables that differ',
    files: [json('en', en), json('es', { ...es, 'bread.list.count': '{$loaves} panes' }), usesAll],
    faults: [/^locales\/es\/bread\.json: bread\.list\.count uses \(\$loaves\) where English uses \(\$count\)$/],
  },
  {
    what: 'a sentence that is not MessageFormat 2',
    files: [json('en', en), json('es', { ...es, 'bread.list.count': '{$count panes' }), usesAll],
    faults: [/^locales\/es\/bread\.json: bread\.list\.count is not MessageFormat 2: /],
  },
  {
    what: 'a key that is not named after its file and page',
    files: [json('en', { ...en, 'cake.list.title': 'Cake' }), json('es', es), usesAll],
    faults: [/cake\.list\.title is not named bread\.page\.thing/],
  },
  {
    what: 'a key written twice',
    files: [
      file('locales/en/bread.json', '{\n "bread.list.title": "A",\n "bread.list.title": "B"\n}'),
      json('es', es),
      usesAll,
    ],
    faults: [/stands here twice/, /bread\.list\.count is not in English/, /no sentence for bread\.list\.count/],
  },
  {
    what: 'a template whose hole stands for part of a key',
    files: [json('en', en), json('es', es), code('t(`bread.list.${thing}`)')],
    faults: [],
  },
  {
    what: 'a template within html, with a hole in the middle',
    files: [
      json('en', en),
      json('es', es),
      code('html`<p>${t(`bread.${page}.title`)}${t(`bread.${page}.count`)}</p>`'),
    ],
    faults: [],
  },
  {
    what: 'a template that fits no key',
    files: [json('en', en), json('es', es), usesAll, code('t(`bread.oven.${state}`)', 'src/web/menu.ts')],
    faults: [/no sentence for bread\.oven\.\$\{\}/],
  },
  {
    what: 'a list of ids that one template reads',
    files: [
      json('en', { 'act.foia.appeal': 'A' }, 'act'),
      json('es', { 'act.foia.appeal': 'B' }, 'act'),
      code('t(`act.${id}`)'),
    ],
    faults: [],
  },
  {
    what: 'a feature that one template claims to read whole',
    files: [json('en', en), json('es', es), code('t(`bread.${anything}`)')],
    faults: [/title is used nowhere/, /count is used nowhere/],
  },
  {
    what: 'a frame word of two parts, and one that is missing',
    files: [
      json('en', { 'layout.skip': 'A' }, 'layout'),
      json('es', { 'layout.skip': 'B' }, 'layout'),
      code("t('layout.skip'); t('layout.jump')"),
    ],
    faults: [/no sentence for layout\.jump/],
  },
  {
    what: 'words with dots that are no keys: events, files, imports',
    files: [
      json('en', en),
      json('es', es),
      usesAll,
      code("import x from 'bread.list.ts'; ['bread.baked', 'foia.clock.ts', 'Bread.list.title']", 'src/web/menu.ts'),
    ],
    faults: [],
  },
];

describe('locale check', () => {
  for (const { what, files, faults } of cases) {
    test(`${faults.length === 0 ? 'accepts' : 'names'} ${what}`, () => {
      const found = localeFaults(files);
      assert.equal(found.length, faults.length, found.join('\n'));
      for (const [at, fault] of faults.entries()) assert.match(found[at] ?? '', fault);
    });
  }

  test('counts what comes from outside: not what a message declares itself', () => {
    const sentence =
      '.input {$count :integer} .local $half = {$count :integer} .match $count one {{one}} * {{{$count} of {$half}, {#b}{$who}{/b}}}';
    assert.deepEqual(readSentence(sentence), { names: '#b $count $who /b' });
  });
});
