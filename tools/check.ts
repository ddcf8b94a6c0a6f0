/** `npm run check`: what must hold before a change lands, in one list. Every step runs; one fault fails the whole. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { cruise, directionFaults } from './direction.ts';
import { documentFaults } from './documents.ts';
import { layoutFaults } from './layout.ts';
import { localeFaults } from './locale-check.ts';
import { cruisePlants, plantedFaults, readPlants } from './planted.ts';
import { type Outcome, projectPaths, projectRoot, readTextFiles, runNode, runProgram } from './project-files.ts';

/** A step answers its faults; none means that it holds. */
type Step = { readonly name: string; readonly run: () => Promise<readonly string[]> };

const paths = await projectPaths();
const files = await readTextFiles(paths);
const bin = (name: string) => join(projectRoot, 'node_modules/.bin', name);
const faultsOf = ({ code, stdout, stderr }: Outcome) => (code === 0 ? [] : [`${stdout}${stderr}`.trim()]);

const steps: readonly Step[] = [
  { name: 'format', run: format },
  {
    name: 'lint',
    run: async () => faultsOf(await runProgram(bin('oxlint'), ['--deny-warnings', 'src', 'test', 'tools', 'bench'])),
  },
  { name: 'types', run: async () => faultsOf(await runNode([bin('tsc'), '--noEmit', '--pretty', 'false', '-p', '.'])) },
  { name: 'direction', run: async () => directionFaults(await cruise(), paths) },
  { name: 'direction sees what is planted', run: planted },
  { name: 'layout', run: async () => layoutFaults(files) },
  { name: 'sentences', run: async () => localeFaults(files) },
  { name: 'packs', run: packs },
  { name: 'documents', run: async () => documentFaults(files, paths, await scriptNames()) },
];

async function format(): Promise<readonly string[]> {
  const outcome = await runProgram(bin('biome'), ['format', '--colors=off', '--max-diagnostics=none']);
  const unformatted = [...`${outcome.stdout}${outcome.stderr}`.matchAll(/^(\S+) format [^\w\s]/gm)];
  if (outcome.code === 0 || unformatted.length === 0) return faultsOf(outcome);
  return unformatted.map(([, path]) => `${path}: not in the one format; npm run format writes it`);
}

async function planted(): Promise<readonly string[]> {
  const config: unknown = await import(join(projectRoot, '.dependency-cruiser.mjs'));
  const named = z.object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) });
  const rules = named.parse(config).default.forbidden.map((rule) => rule.name);
  const plants = await readPlants();
  return plantedFaults(plants, rules, await cruisePlants(plants));
}

async function packs(): Promise<readonly string[]> {
  const cli = join(projectRoot, 'src/start/cli.ts');
  if (!existsSync(cli)) return [];
  const folders = await readdir(join(projectRoot, 'packs'), { withFileTypes: true });
  const faults: string[] = [];
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    faults.push(...faultsOf(await runNode([cli, 'pack', 'check', join('packs', folder.name)])));
  }
  return faults;
}

async function scriptNames(): Promise<string[]> {
  const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
  return Object.keys(manifest.parse(JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'))).scripts);
}

let failed = 0;
for (const step of steps) {
  const startedAt = performance.now();
  const faults = await step
    .run()
    .catch((error: unknown) => [error instanceof Error ? `${error.stack}` : String(error)]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? 'ok    ' : 'failed'}  ${step.name}  (${seconds} s)`);
  for (const fault of faults) console.log(fault.replace(/^/gm, '    '));
  if (faults.length > 0) failed += 1;
}
console.log(failed === 0 ? 'check: all holds' : `check: ${failed} of ${steps.length} failed`);
process.exitCode = failed === 0 ? 0 : 1;
