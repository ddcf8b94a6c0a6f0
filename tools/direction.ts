/** Asks dependency-cruiser which imports break the directions of `.dependency-cruiser.mjs`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot, runNode } from './project-files.ts';

export type Breach = { readonly rule: string; readonly from: string; readonly to: string };
export type Cruise = { readonly breaches: readonly Breach[]; readonly modules: readonly string[] };

const report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Cruises the source folders under `root`, a tree with its own package.json and tsconfig.json. */
export async function cruise(root = projectRoot): Promise<Cruise> {
  const folders = ['src', 'test', 'tools', 'bench'].filter((folder) => existsSync(join(root, folder)));
  const cruiser = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(projectRoot, '.dependency-cruiser.mjs');
  const { stdout, stderr } = await runNode([cruiser, '--config', config, '--output-type', 'json', ...folders], root);
  if (!stdout.trimStart().startsWith('{')) throw new Error(`dependency-cruiser gave no answer: ${stderr || stdout}`);
  const found = report.parse(JSON.parse(stdout));
  return {
    modules: found.modules.map((module) => module.source),
    breaches: found.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/** One sentence per breach, and one per source file that the cruise did not see at all. */
export function directionFaults(cruised: Cruise, paths: readonly string[]): string[] {
  const seen = new Set(cruised.modules);
  const unseen = paths.filter((path) => /^(src|test|tools|bench)\/.*[.]ts$/.test(path) && !seen.has(path));
  return [
    ...cruised.breaches.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`),
    ...unseen.map((path) => `${path}: the dependency check did not see this file`),
  ];
}
