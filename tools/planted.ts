/**
 * Proves that the direction rules see: `tools/planted/*.txt` describe a small project in which each rule is broken
 * on purpose. They are text, so that neither lint nor compiler meets them, and are written to a temporary folder.
 */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Breach, cruise } from './direction.ts';
import { type ProjectFile, projectRoot } from './project-files.ts';

export type Plant = {
  readonly rule: string;
  readonly breaches: readonly Breach[];
  readonly files: readonly ProjectFile[];
};

const manifest = z.object({ type: z.string(), imports: z.record(z.string(), z.string()) });

/** Lines before the first `=== path` are `breach: from -> to` or comment; after it come the files. */
export function parsePlant(rule: string, text: string): Plant {
  const [head = '', ...parts] = text.split(/^=== /m);
  const breaches = [...head.matchAll(/^breach: (\S+) -> (\S+)$/gm)].map(([, from = '', to = '']) => ({
    rule,
    from,
    to,
  }));
  const files = parts.map((part) => {
    const end = part.indexOf('\n');
    return { path: part.slice(0, end).trim(), text: part.slice(end + 1) };
  });
  return { rule, breaches, files };
}

/** Every plant; `allowed` is the sound ground on which the others stand, and must break nothing. */
export async function readPlants(folder = join(projectRoot, 'tools/planted')): Promise<Plant[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
  return Promise.all(
    names.map(async (name) => parsePlant(name.replace(/[.]txt$/, ''), await readFile(join(folder, name), 'utf8'))),
  );
}

/** Writes the plants as one tree, asks dependency-cruiser, and removes the tree. */
export async function cruisePlants(plants: readonly Plant[]): Promise<readonly Breach[]> {
  const root = await mkdtemp(join(tmpdir(), 'steward-planted-'));
  try {
    const { type, imports } = manifest.parse(JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')));
    const known = { ...imports, '#records/*': './src/records/*' };
    await writeFile(join(root, 'package.json'), JSON.stringify({ type, imports: known }));
    await copyFile(join(projectRoot, 'tsconfig.json'), join(root, 'tsconfig.json'));
    await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
    for (const { path, text } of plants.flatMap((plant) => plant.files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { flag: 'wx' });
    }
    return (await cruise(root)).breaches;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What is wrong with the rules: one not planted, a planted breach not seen, a sound import that is blamed. */
export function plantedFaults(plants: readonly Plant[], rules: readonly string[], found: readonly Breach[]): string[] {
  const planted = new Set(plants.filter((plant) => plant.breaches.length > 0).map((plant) => plant.rule));
  const same = (a: Breach, b: Breach) =>
    a.rule === b.rule && a.from === b.from && (a.to === b.to || endsLike(b.to, a.to));
  const sound = new Set(plants.find((plant) => plant.rule === 'allowed')?.files.map((file) => file.path));
  return [
    ...[...new Set(rules)].filter((rule) => !planted.has(rule)).map((rule) => `rule ${rule} has no planted breach`),
    ...[...planted].filter((rule) => !rules.includes(rule)).map((rule) => `planted ${rule} is no rule`),
    ...plants
      .flatMap((plant) => plant.breaches)
      .filter((breach) => !found.some((seen) => same(breach, seen)))
      .map(({ rule, from, to }) => `rule ${rule} does not see ${from} -> ${to}`),
    ...found
      .filter((breach) => sound.has(breach.from))
      .map(({ rule, from, to }) => `rule ${rule} blames the sound import ${from} -> ${to}`),
  ];
}

/** A package is planted by its name and reported by where it was found. */
function endsLike(reported: string, planted: string): boolean {
  return !planted.startsWith('src/') && reported.includes(`node_modules/${planted}/`);
}
