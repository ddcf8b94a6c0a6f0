/**
 * `npm test`: runs every test file, first what needs nothing, then what needs a database, last what needs a browser.
 * Options: --full, --only PATTERN (part of a path), --group unit|database|browser. Ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { chromiumPath, packageCommand } from './browser-program.ts';
import { collectTests, type Group, groups, type TestFile } from './collect.ts';
import { startTestServer } from './database.ts';
import { type FileResult, runTestFile } from './run-file.ts';
import { countsOf, failureText, fileLine, slowestText, totalLine } from './run-words.ts';
import { projectRoot } from '../tools/project-files.ts';

const { values: options } = parseArgs({
  options: { full: { type: 'boolean' }, only: { type: 'string' }, group: { type: 'string' } },
});

const concurrency: Record<Group, number> = { unit: 2, database: 2, browser: 1 };
const limitSeconds = options.full ? 900 : 240;

// An interrupted run takes its test files and its server along: both end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const all = await collectTests(projectRoot);
const wanted = all.filter(({ path, group }) => path.includes(options.only ?? '') && group === (options.group ?? group));
const results: FileResult[] = [];
let isIncomplete = false;

if (options.group !== undefined && !(groups as readonly string[]).includes(options.group)) {
  fail(`there is no group "${options.group}"; the groups are ${groups.join(', ')}`);
} else if (wanted.length === 0) {
  fail(`no test file matches${options.only ? ` "${options.only}"` : ''}`);
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  for (const group of groups) {
    const files = wanted.filter((file) => file.group === group);
    if (files.length === 0) continue;
    if (group === 'browser' && !chromiumPath()) {
      fail(`${files.length} browser tests need Chromium: ${packageCommand('chromium')}`);
      continue;
    }
    console.log(`${group}: ${files.length} files`);
    await runGroup(group, files);
  }
  console.log(slowestText(results));
  const counts = countsOf(results);
  for (const result of results)
    if (result.lines.some((line) => line.kind === 'failed')) console.log(failureText(result));
  if (counts.failed > 0) process.exitCode = 1;
  console.log(totalLine({ ...counts, failed: counts.failed + (isIncomplete ? 1 : 0) }));
}

async function runGroup(group: Group, files: readonly TestFile[]): Promise<void> {
  const needsServer = group !== 'unit' && !process.env['STEWARD_TEST_DATABASE_URL'];
  const server = needsServer ? await startTestServer() : undefined;
  const env = {
    ...process.env,
    ...(server ? { STEWARD_TEST_DATABASE_URL: server.url } : {}),
    ...(options.full ? { STEWARD_TEST_FULL: '1' } : {}),
  };
  const queue = [...files];
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const result = await runTestFile(file.path, { root: projectRoot, env, limitSeconds });
      results.push(result);
      console.log(fileLine(result));
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency[group] }, work));
  } finally {
    await server?.stop();
  }
}

/** Nothing may look complete that is not: the run goes on, and ends with exit code 1. */
function fail(sentence: string): void {
  console.log(sentence);
  isIncomplete = true;
  process.exitCode = 1;
}
