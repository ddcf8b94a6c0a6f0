/** The overview's server time: against its own statements by hand, and over cities of ten times the size. */
import { join } from 'node:path';
import type { IsoDate } from '#kit/dates.ts';
import { loadPack } from '#start/apply.ts';
import { folders } from '#start/folders.ts';
import { atMost, type Bench, type Figure, forInformation, mediansOfAll } from './figure.ts';
import { overviewByHand } from './overview-by-hand.ts';
import { type SyntheticCity, syntheticCity } from './synthetic-city.ts';

const sizes = [45, 150, 450] as const;
const day: IsoDate = '2026-04-15';
const mostOfSql = 3;
/** What a linear page may be off by in one run on a busy machine. */
const tolerance = 1.1;

export const bench: Bench = {
  name: 'overview',
  describe: `the overview of one directive and of all, in cities of ${sizes.join(', ')} bodies`,
  async run({ quick, note }) {
    const pack = await loadPack(join(folders.packs, 'los-angeles'));
    const cities: SyntheticCity[] = [];
    const hands: { read(): Promise<number>; end(): Promise<void> }[] = [];
    try {
      for (const size of sizes) {
        const made = await syntheticCity(pack, size, day);
        cities.push(made);
        hands.push(await overviewByHand(made, day));
        note(`${size} bodies hold ${made.tasks} tasks`);
      }
      return await measure(cities, hands, quick ? 8 : 40);
    } finally {
      for (const hand of hands) await hand.end();
      for (const made of cities) await made.close();
    }
  },
};

async function measure(
  cities: readonly SyntheticCity[],
  hands: readonly { read(): Promise<number> }[],
  rounds: number,
): Promise<Figure[]> {
  const pages = cities.flatMap((made) => [
    () => show(made, '/overview?directive=ed-12'),
    () => show(made, '/overview?directive=all'),
  ]);
  const times = await mediansOfAll(rounds, [...pages, ...hands.map((hand) => hand.read)], 4);
  const page = (index: number) => Math.max(times[index * 2] as number, times[index * 2 + 1] as number);
  const byHand = (index: number) => times[pages.length + index] as number;
  const last = cities.length - 1;
  const [small, large] = [cities[0] as SyntheticCity, cities[last] as SyntheticCity];
  const times10 = Math.min(large.bodies / small.bodies, large.tasks / small.tasks);
  return [
    ...cities.flatMap((made, index) => [
      forInformation(`page, ${made.bodies} bodies, ${made.tasks} tasks`, page(index), 'ms'),
      forInformation(`its own SQL by hand, ${made.bodies} bodies`, byHand(index), 'ms'),
      atMost(`page against SQL, ${made.bodies} bodies`, page(index) / byHand(index), mostOfSql),
    ]),
    atMost(
      `page of ${large.bodies} bodies against ${small.bodies}`,
      page(last) / page(0),
      Number((times10 * tolerance).toFixed(2)),
    ),
  ];
}

async function show({ reviewer }: SyntheticCity, path: string): Promise<void> {
  const { status, body } = await reviewer.get(path);
  if (status !== 200 || !body.includes('st-matrix')) throw new Error(`${path} answered ${status}`);
}
