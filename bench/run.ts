/**
 * `npm run bench [-- NAME] [--quick] [--json]`: runs bench/NAME.bench.ts, or all of them, and prints the figures.
 * Writes nothing. Exit 1 when a promise is broken or a bench fails, 2 when there is no such bench.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './figure.ts';
import { figureTable, type NamedFigure } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' } },
});

const names = (await readdir(import.meta.dirname))
  .flatMap((file) => (file.endsWith('.bench.ts') ? file.slice(0, -'.bench.ts'.length) : []))
  .sort();
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are: ${names.join(', ') || 'none'}`);
  process.exitCode = 2;
} else {
  await runBenches(names.filter((name) => positionals.length === 0 || positionals.includes(name)));
}

async function runBenches(wanted: readonly string[]): Promise<void> {
  const figures: NamedFigure[] = [];
  for (const name of wanted) {
    try {
      const { bench } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as { bench: Bench };
      console.error(`${bench.name}: ${bench.describe}`);
      const note = (sentence: string) => console.error(`  ${sentence}`);
      for (const figure of await bench.run({ quick: values.quick ?? false, note })) {
        figures.push({ bench: bench.name, ...figure });
      }
    } catch (error) {
      console.error(`${name} failed: ${error instanceof Error ? error.stack : error}`);
      process.exitCode = 1;
    }
  }
  console.log(values.json ? JSON.stringify(figures, null, 2) : figureTable(figures));
  if (figures.some((figure) => !figure.ok)) process.exitCode = 1;
}
