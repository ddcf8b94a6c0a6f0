/** `npm start`: reads the settings, then hands over to the supervisor until Ctrl-C. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigRefused, parseConfig, unknownVariables } from '#platform/config.ts';
import { launch } from './supervisor.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');

// A terminal that has been closed must not turn the orderly stop into a fault.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const complain = (line: string) => void process.stderr.write(`steward: ${line}\n`);
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const strange = args.find((arg) => arg !== '--watch');
  if (strange) {
    complain(`npm start takes no ${strange}; settings are environment variables (docs/configuration.md).`);
    return 2;
  }
  try {
    const config = parseConfig(process.env, root);
    for (const line of unknownVariables(process.env)) complain(line);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const scripts = {
      prepare: join(here, 'prepare-process.ts'),
      web: join(root, 'src', 'start', 'web.ts'),
      worker: join(root, 'src', 'start', 'worker.ts'),
    };
    const isWatching = args.includes('--watch');
    return await launch({ config, version, root, env: process.env, isWatching, scripts, print, complain }, stop.signal);
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    complain(error.message);
    return 1;
  }
}
