/** The public page's requests per second against a static HTML of the same size behind the same hooks. */
import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IsoDate } from '#kit/dates.ts';
import { loadPack } from '#start/apply.ts';
import { folders } from '#start/folders.ts';
import { TestVisitor } from '#test/visitor.ts';
import { atLeast, type Bench, type Figure, forInformation, median } from './figure.ts';
import type { LoadAnswer } from './load-client.ts';
import { syntheticCity } from './synthetic-city.ts';

const run = promisify(execFile);
const bodies = 45;
const day: IsoDate = '2026-04-15';
const connections = 20;
const leastUncached = 0.3;
const leastCached = 0.6;

type Load = { url: string; cookie?: string };

export const bench: Bench = {
  name: 'public-page',
  describe: `the public home page from ${connections} kept connections of a second process`,
  async run({ quick }) {
    let page = Buffer.alloc(0);
    const pack = await loadPack(join(folders.packs, 'los-angeles'));
    const made = await syntheticCity(pack, bodies, day, (server) =>
      server.get('/static', (_req, reply) => reply.type('text/html; charset=utf-8').send(page)),
    );
    try {
      page = Buffer.from((await new TestVisitor(made.server, made.city.slug).get('/')).body);
      await made.server.listen({ port: 0, host: '127.0.0.1' });
      const { port } = made.server.server.address() as AddressInfo;
      const at = (path: string) => `http://127.0.0.1:${port}${path}`;
      return await measure(at, made.city.slug, page.length, quick ? [3, 1] : [5, 3]);
    } finally {
      await made.close();
    }
  },
};

async function measure(
  at: (path: string) => string,
  slug: string,
  bytes: number,
  [rounds, seconds]: [number, number],
): Promise<Figure[]> {
  const loads: Record<'still' | 'uncached' | 'cached', Load> = {
    still: { url: at('/static') },
    // Whoever carries a cookie gets a page of their own.
    uncached: { url: at(`/${slug}/`), cookie: 'reader=1' },
    cached: { url: at(`/${slug}/`) },
  };
  const rates = { still: [] as number[], uncached: [] as number[], cached: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    for (const name of ['still', 'uncached', 'cached'] as const) {
      const rate = await rateOf(loads[name], round < 0 ? 1 : seconds);
      if (round >= 0) rates[name].push(rate);
    }
  }
  const against = (name: 'uncached' | 'cached') =>
    median(rates[name].map((rate, round) => rate / (rates.still[round] as number)));
  return [
    forInformation('size of the page', bytes / 1000, 'kB'),
    forInformation('static HTML', median(rates.still), 'a second'),
    forInformation('page, uncached', median(rates.uncached), 'a second'),
    forInformation('page, cached', median(rates.cached), 'a second'),
    atLeast('uncached against static', against('uncached'), leastUncached),
    atLeast('cached against static', against('cached'), leastCached),
  ];
}

async function rateOf({ url, cookie = '' }: Load, seconds: number): Promise<number> {
  const client = join(import.meta.dirname, 'load-client.ts');
  const { stdout } = await run(process.execPath, [client, url, String(seconds), String(connections), cookie], {
    maxBuffer: 64_000_000,
  });
  const load = JSON.parse(stdout) as LoadAnswer;
  if (load.others > 0)
    throw new Error(`${url} answered ${load.others} of ${load.answers} times with something else than 200`);
  return load.answers / load.seconds;
}
