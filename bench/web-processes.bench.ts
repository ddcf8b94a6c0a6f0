/** Two and four web processes against one on one database: signed-in pages a second, and how long the slower ones take. */
import { availableParallelism } from 'node:os';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { peopleOfRole } from '#features/city/city-people-store.ts';
import { openSession } from '#platform/sessions.ts';
import { type ServerProcess, serverProcesses } from '#test/server-processes.ts';
import { atLeast, atMost, type Bench, type Figure, forInformation, median } from './figure.ts';
import type { LoadAnswer } from './load-client.ts';

const run = promisify(execFile);
const counts = [1, 2, 4] as const;
const connections = 16;
const path = '/practice/overview';

/**
 * On two cores the processes, PostgreSQL and the client share what there is, so more of them cannot be much faster: the
 * promise is that they do not stand in each other's way. With more cores the ratio says how far they carry.
 */
const leastOfTwo = 0.8;
const leastOfFour = 0.7;
const mostLate = 3;

type Load = { perSecond: number; p95: number };

export const bench: Bench = {
  name: 'web-processes',
  describe: `${path} from ${connections} kept connections, spread over 1, 2 and 4 web processes on ${availableParallelism()} cores`,
  async run({ quick, note }) {
    const servers = await serverProcesses({ env: { STEWARD_LOG: 'info' } });
    try {
      const prepared = await servers.steward(['prepare']);
      if (prepared.code !== 0) throw new Error(prepared.said);
      const { city, close } = await servers.beside();
      const [person] = await peopleOfRole(city.db, 'chief_of_staff');
      if (!person) throw new Error('nobody may read the overview');
      const cookie = `steward_session=${await openSession(city.db, person.personId, Date.now())}`;
      await close();
      const webs: ServerProcess[] = [];
      for (let made = 0; made < 4; made += 1) webs.push(await servers.start('web'));
      const loads = new Map<number, Load[]>(counts.map((count) => [count, []]));
      const [rounds, seconds] = quick ? [2, 2] : [5, 5];
      // In turn, so that what disturbs the machine disturbs all; the first round warms up.
      for (let round = -1; round < rounds; round += 1)
        for (const count of counts) {
          const load = await loadOf(webs.slice(0, count), cookie, seconds);
          if (round < 0) continue;
          loads.get(count)?.push(load);
          note(`${count}: ${load.perSecond.toFixed(0)} a second, p95 ${load.p95.toFixed(0)} ms`);
        }
      return figures(loads);
    } finally {
      await servers.close();
    }
  },
};

function figures(loads: ReadonlyMap<number, readonly Load[]>): Figure[] {
  const ratio = (count: number, read: (load: Load) => number) =>
    median((loads.get(count) ?? []).map((load, round) => read(load) / read(loads.get(1)?.[round] as Load)));
  const of = (count: number, read: (load: Load) => number) => median((loads.get(count) ?? []).map(read));
  const perSecond = (load: Load) => load.perSecond;
  const p95 = (load: Load) => load.p95;
  return [
    forInformation('cores', availableParallelism(), ''),
    ...counts.map((count) => forInformation(`pages of ${count}`, of(count, perSecond), 'a second')),
    ...counts.map((count) => forInformation(`95th percentile of ${count}`, of(count, p95), 'ms')),
    atLeast('two against one', ratio(2, perSecond), leastOfTwo),
    atLeast('four against one', ratio(4, perSecond), leastOfFour),
    atMost('95th percentile of two against one', ratio(2, p95), mostLate),
    atMost('95th percentile of four against one', ratio(4, p95), mostLate),
  ];
}

/** The same number of connections, however many processes they are spread over. */
async function loadOf(webs: readonly ServerProcess[], cookie: string, seconds: number): Promise<Load> {
  const client = join(import.meta.dirname, 'load-client.ts');
  const answers = await Promise.all(
    webs.map(async ({ url }) => {
      const args = [client, `${url}${path}`, String(seconds), String(connections / webs.length), cookie];
      return JSON.parse((await run(process.execPath, args, { maxBuffer: 64_000_000 })).stdout) as LoadAnswer;
    }),
  );
  if (answers.some((one) => one.others > 0)) throw new Error('not every page was answered with 200');
  const times = answers.flatMap((one) => one.milliseconds).sort((a, b) => a - b);
  return {
    perSecond: answers.reduce((sum, one) => sum + one.answers / one.seconds, 0),
    p95: times[Math.floor(times.length * 0.95)] ?? Number.NaN,
  };
}
