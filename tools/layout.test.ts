import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeLines, layoutFaults } from './layout.ts';

const lines = (count: number, first = 'const a = 1;') => [first, ...Array(count - 1).fill('a;')].join('\n');

const cases: [what: string, path: string, text: string, fault: RegExp | null][] = [
  ['a barrel', 'src/web/index.ts', "export { page } from './page.ts';\n", /a barrel/],
  ['a barrel of everything', 'src/web/index.ts', "export * from './page.ts';\n", /a barrel/],
  ['a barrel of types', 'src/web/index.ts', "export type {\n  Page,\n} from './page.ts';\n", /a barrel/],
  [
    'an index that lists things',
    'src/records/tables/index.ts',
    "import { a } from './a.ts';\nexport const tables = [a];\n",
    null,
  ],
  ['a types folder', 'src/web/types/page.ts', '', /no types\/ folder/],
  ['a file of helpers', 'src/web/page-helpers.ts', '', /"page-helpers" says nothing/],
  ['a folder of utils', 'test/utils/clock.ts', '', /"utils" says nothing/],
  ['a manager', 'src/web/session-manager.ts', '', /says nothing/],
  ['the role of general manager', 'src/web/general-manager.ts', '', null],
  ['a file name in capitals', 'src/web/Page.ts', '', /kebab-case/],
  ['a long file', 'src/web/page.ts', lines(401), /401 lines/],
  ['a file at the limit', 'src/web/page.ts', lines(400), null],
  ['a long data table', 'src/web/page.ts', lines(2600, '// data table: names of pages'), null],
  [
    'a clock in law',
    'src/features/foia/foia-clock.ts',
    'const a = 1;\nconst now = Date.now();',
    /:2: law reads no clock/,
  ],
  ['a clock in rules', 'src/rules/calendar.ts', 'Temporal.Now.instant()', /law reads no clock/],
  ['a clock named in a comment of law', 'src/rules/calendar.ts', '/** Never Date.now(). */\n', null],
  ['a date from an argument in law', 'src/rules/calendar.ts', 'new Date(instant)', null],
  ['a query in a service', 'src/features/foia/foia-service.ts', "tx.selectFrom('a')", /:1: a query/],
  ['a template of SQL in a page', 'src/features/foia/foia-pages.ts', 'sql<{ n: number }>`select 1`', /a query/],
  ['a query in a store', 'src/features/foia/foia-store.ts', "tx.selectFrom('a')", null],
];

describe('layout', () => {
  for (const [what, path, text, fault] of cases) {
    test(`${fault ? 'refuses' : 'allows'} ${what}`, () => {
      const found = layoutFaults([{ path, text }]);
      if (fault) assert.match(found.join('\n'), fault);
      else assert.deepEqual(found, []);
    });
  }

  test('the ground is counted over its files, without tests, tables and comments', () => {
    const file = (path: string, text: string) => ({ path: `src/kit/${path}`, text });
    const ground = [
      file('dates.ts', lines(300)),
      file('ids.ts', `/**\n * Words.\n */\n\n${lines(100)}`),
      file('ids.test.ts', lines(300)),
      file('zones.ts', lines(300, '// data table')),
    ];
    assert.deepEqual(layoutFaults(ground), []);
    assert.match(layoutFaults([...ground, file('more.ts', 'a;')]).join('\n'), /src\/kit\/: 401 code lines/);
  });

  test('code behind a comment counts, a comment does not', () => {
    assert.equal(codeLines("/* one */ const a = 1;\n// two\n/*\nthree\n*/\n\nconst url = 'https://x';\n"), 2);
  });
});
