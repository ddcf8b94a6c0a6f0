import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { groupOf } from './collect.ts';
import { runTestFile } from './run-file.ts';
import { countsOf, failureText, totalLine } from './run-words.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'steward-run-'));
});
after(() => rm(root, { recursive: true, force: true }));

async function run(text: string, limitSeconds = 30) {
  await writeFile(join(root, 'a.test.ts'), text);
  // What the runner of this file has told node:test must not reach the one it starts.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return runTestFile('a.test.ts', { root, env, limitSeconds });
}

const head = "import { before, describe, test } from 'node:test';\n";
const cases: [what: string, text: string, total: string, words: RegExp | null][] = [
  [
    'tests, not suites',
    `${head}describe('s', () => { test('a', () => {}); test('b', () => {}); });`,
    '2 passed, 0 failed',
    null,
  ],
  [
    'a failure once, with its reason',
    `${head}describe('s', () => { test('a', () => { throw new Error('no flour'); }); });`,
    '0 passed, 1 failed',
    /no flour/,
  ],
  [
    'what is left out apart',
    `${head}test.skip('a', () => {}); test.todo('b'); test('c', () => {});`,
    '1 passed, 0 failed, 2 skipped',
    null,
  ],
  ['a crash as failed', `${head}test('a', () => {});\nprocess.exit(3);`, '0 passed, 1 failed', /exit code 3/],
  ['a file that cannot be read as failed', "import './none.ts';", '0 passed, 1 failed', /ERR_MODULE_NOT_FOUND/],
  ['a file without a test as failed', 'export {};', '0 passed, 1 failed', /holds no test/],
  [
    'a kill as failed',
    `${head}test('a', () => process.kill(process.pid, 'SIGKILL'));`,
    '0 passed, 1 failed',
    /SIGKILL/,
  ],
  [
    'a broken hook as failed',
    `${head}describe('s', () => { before(() => { throw new Error('no oven'); }); test('a', () => {}); });`,
    '0 passed, 2 failed',
    /no oven/,
  ],
];

describe('a test run counts', () => {
  for (const [what, text, total, words] of cases) {
    test(what, async () => {
      const result = await run(text);
      assert.equal(totalLine(countsOf([result])), total, failureText(result));
      if (words) assert.match(failureText(result), words);
    });
  }

  test('a file that never ends as failed, and ends it', async () => {
    const result = await run(`${head}test('a', () => {});\nsetInterval(() => {}, 1000);`, 2);
    assert.match(failureText(result), /did not end within 2 s/);
    assert.ok(result.seconds < 10);
  });
});

test('a test file is put where what it needs is there', () => {
  const helpers = new Map([
    ['test/city.ts', "import { createDatabase } from './database.ts';"],
    ['test/clock.ts', "import { day } from '#kit/dates.ts';"],
    ['test/database.ts', ''],
  ]);
  const of = (path: string, text: string) => groupOf(path, text, helpers);
  assert.equal(of('src/kit/dates.test.ts', "import { day } from './dates.ts';"), 'unit');
  assert.equal(of('src/kit/dates.test.ts', "import { clock } from '#test/clock.ts';"), 'unit');
  assert.equal(of('src/web/page.test.ts', "import { createDatabase } from '#test/database.ts';"), 'database');
  assert.equal(of('src/web/page.test.ts', "import {\n  testCity,\n} from '#test/city.ts';"), 'database');
  assert.equal(of('src/web/page.database.test.ts', ''), 'database');
  assert.equal(of('test/journeys/mayor.test.ts', "import { testCity } from '#test/city.ts';"), 'browser');
});
