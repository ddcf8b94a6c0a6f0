/** What a bench answers, and how its numbers are made: always ratios or sizes taken within one run. */

export type Figure = {
  /** What was measured, as a phrase: "overview against its own SQL". */
  readonly what: string;
  readonly value: number;
  /** `x` for a ratio, else `ms`, `MB`, … */
  readonly unit: string;
  /** The promise, as a phrase: "at most 3". */
  readonly limit?: string;
  /** Whether the promise is kept; a figure without one is for information. */
  readonly ok: boolean;
};

export type BenchOptions = {
  /** Fewer rounds and smaller inputs: shows that the bench works, not how fast the house is. */
  readonly quick: boolean;
  /** Says on standard error what goes on. */
  readonly note: (sentence: string) => void;
};

export type Bench = {
  readonly name: string;
  readonly describe: string;
  readonly run: (options: BenchOptions) => Promise<readonly Figure[]>;
};

/** A figure that keeps its promise up to `limit`. */
export function atMost(what: string, value: number, limit: number, unit = 'x'): Figure {
  return { what, value, unit, limit: `at most ${limit}`, ok: value <= limit };
}

/** A figure that keeps its promise from `limit` on. */
export function atLeast(what: string, value: number, limit: number, unit = 'x'): Figure {
  return { what, value, unit, limit: `at least ${limit}`, ok: value >= limit };
}

/** A figure without a promise. */
export function forInformation(what: string, value: number, unit: string): Figure {
  return { what, value, unit, ok: true };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  if (upper === undefined) throw new Error('the median of nothing');
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
}

/** Milliseconds that `act` takes: the median of `rounds` runs after one that is not counted. */
export async function medianMilliseconds(rounds: number, act: () => unknown): Promise<number> {
  await act();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await act();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

/** Milliseconds of two acts in turn, so that what disturbs the machine disturbs both. */
export async function mediansInTurn(
  rounds: number,
  one: () => unknown,
  other: () => unknown,
): Promise<{ one: number; other: number }> {
  const [first, second] = await mediansOfAll(rounds, [one, other]);
  return { one: first as number, other: second as number };
}

/** Milliseconds of several acts in turn, in their order: medians of `rounds` after `warmUps` rounds that do not count. */
export async function mediansOfAll(
  rounds: number,
  acts: readonly (() => unknown)[],
  warmUps = 1,
): Promise<readonly number[]> {
  const times: number[][] = acts.map(() => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (const [index, act] of acts.entries()) {
      const startedAt = performance.now();
      await act();
      if (round >= 0) times[index]?.push(performance.now() - startedAt);
    }
  }
  return times.map(median);
}

/**
 * How cost grows with size: the exponent between the smallest and the largest point. 1 is linear, 2 quadratic, and
 * less than 1 is what a fixed cost beside the growing one shows.
 */
export function growthExponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const sorted = points.toSorted((a, b) => a.size - b.size);
  const [small, large] = [sorted[0], sorted.at(-1)];
  if (!small || !large || small.size === large.size) throw new Error('growth needs two sizes');
  return Math.log(large.cost / small.cost) / Math.log(large.size / small.size);
}
