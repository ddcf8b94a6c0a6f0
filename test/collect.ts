/** Finds the test files and says what each needs: nothing, a database, or a browser. */
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

export const groups = ['unit', 'database', 'browser'] as const;
export type Group = (typeof groups)[number];
export type TestFile = { readonly path: string; readonly group: Group };

const places = ['src', 'test', 'tools', 'bench'];
const databaseHelper = 'test/database.ts';

/** Every `*.test.ts` under `root`, sorted by path. */
export async function collectTests(root: string): Promise<TestFile[]> {
  const paths = (await Promise.all(places.map((place) => sourcePaths(root, place)))).flat().sort();
  const read = async (path: string) => [path, await readFile(join(root, path), 'utf8')] as const;
  const helpers = new Map(await Promise.all(paths.filter(isHelper).map(read)));
  const tests = await Promise.all(paths.filter((path) => path.endsWith('.test.ts')).map(read));
  return tests.map(([path, text]) => ({ path, group: groupOf(path, text, helpers) }));
}

async function sourcePaths(root: string, place: string): Promise<string[]> {
  const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1).replaceAll('\\', '/'), entry.name));
}

const isHelper = (path: string) => path.startsWith('test/') && !path.endsWith('.test.ts');

/** A test needs the database when its name says so, or when it reaches test/database.ts by helpers of test/. */
export function groupOf(path: string, text: string, helpers: ReadonlyMap<string, string>): Group {
  if (path.startsWith('test/journeys/')) return 'browser';
  if (path.endsWith('.database.test.ts') || reaches(path, text, helpers, new Set())) return 'database';
  return 'unit';
}

function reaches(path: string, text: string, helpers: ReadonlyMap<string, string>, seen: Set<string>): boolean {
  return helperImports(path, text).some((target) => {
    if (target === databaseHelper) return true;
    const next = helpers.get(target);
    if (next === undefined || seen.has(target)) return false;
    return reaches(target, next, helpers, seen.add(target));
  });
}

/** The files of test/ that `text` imports as values or types, by `#test/…` or by relative path. */
function helperImports(path: string, text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\b[^'"`;]*'(#test\/[^']+|[.]{1,2}\/[^']+)'/gm)].map(([, target = '']) =>
    target.startsWith('#test/') ? `test/${target.slice(6)}` : posix.join(posix.dirname(path), target),
  );
}
