/** Takes small counts of persons out of a draft, and as few other numbers as it finds, until no small count can be worked out. */
import { keyOf, type Counts, type PersonCell } from './privacy-cells.ts';
import { extreme } from './privacy-solver.ts';
import { systemOf, type System } from './privacy-system.ts';
import { type HiddenCell, largestSmall, leastSpan } from './privacy-terms.ts';

/** Enough to see a span; beyond it nothing is asked. */
const far = 40;
/** More than these cannot be proved in the time of one click. */
const mostUnknowns = 240;

/** The names of what could be worked out, under what is stated. Empty: the promise of `leastSpan` holds, with proof. */
export function derivable(counts: Counts): string[] {
  const system = systemOf(counts);
  return exposed(system, Number.POSITIVE_INFINITY).map((index) => system.unknowns[index]?.name ?? '');
}

export type Protected = {
  hidden: HiddenCell[] /** Small counts that could still be worked out. */;
  derivable: string[];
};

/** `ours`: the draft with its true numbers. `known`: everything that is or ever was public. */
export function protect(ours: Counts, known: Counts): Protected {
  const hidden = new Map<string, 'small' | 'complementary'>();
  for (const cell of ours.cells) if (cell.isSmall) hidden.set(cell.key, 'small');
  const others = besideOurs(ours.cells, known.cells);
  const now = (): Counts => ({
    cells: [...ours.cells.map((cell) => (hidden.has(cell.key) ? { ...cell, isHidden: true } : cell)), ...others],
    lines: [...ours.lines, ...known.lines],
  });
  for (;;) {
    const system = systemOf(now());
    const [open] = exposed(system, 1);
    const next = open === undefined ? null : nextToHide(system, open);
    if (next) hidden.set(next.key, 'complementary');
    else {
      const left = open === undefined ? [] : derivable(now());
      const cells = ours.cells.filter((cell) => hidden.has(cell.key));
      return {
        hidden: cells.map(({ key, place }) => ({ key, place, why: hidden.get(key) ?? 'small' })),
        derivable: left,
      };
    }
  }
}

/** A known number that says something else of the same set and day was corrected since: it gets a day of its own. */
export function besideOurs(ours: readonly PersonCell[], known: readonly PersonCell[]): PersonCell[] {
  const values = new Map(ours.map((cell) => [cell.key, cell.value]));
  return known.map((cell) => {
    const own = values.get(cell.key);
    if (own === undefined || own === null || cell.value === null || own === cell.value) return cell;
    const asOf = `${cell.asOf} ${cell.value}`;
    return { ...cell, asOf, key: keyOf(cell, asOf) };
  });
}

/** Places in `unknowns` of what is not protected, at most so many. */
function exposed(system: System, most: number): number[] {
  const found: number[] = [];
  const { unknowns, equations } = system;
  if (unknowns.length > mostUnknowns)
    return unknowns.flatMap((one, index) => (one.isSmall ? [index] : [])).slice(0, most);
  for (const group of connected(system)) {
    const places = new Map(group.map((index, place) => [index, place]));
    const own = equations
      .filter(({ terms }) => places.has(terms.keys().next().value as number))
      .map(({ terms, sum }) => ({
        sum,
        terms: new Map([...terms].map(([index, factor]) => [places.get(index) as number, factor])),
      }));
    const proofs: number[][] = [];
    for (const [place, index] of group.entries()) {
      const one = unknowns[index];
      if (!one || (!one.isSmall && !one.isRest)) continue;
      const ask = (sense: 'most' | 'least', bounds: { atLeast?: number; atMost: number }) => {
        const table = extreme(own, group.length, place, sense, bounds);
        if (table) proofs.push(table);
        return table?.[place] ?? null;
      };
      const isFine = one.isSmall ? isProtected(proofs, place, ask) : !isPinnedSmall(proofs, place, ask);
      if (!isFine) found.push(index);
      if (found.length >= most) return found;
    }
  }
  return found;
}

type Ask = (sense: 'most' | 'least', bounds: { atLeast?: number; atMost: number }) => number | null;

/** The promise, from tables that were found before, else from tables that are looked for now. */
function isProtected(proofs: readonly number[][], place: number, ask: Ask): boolean {
  const holds = () => {
    const values = proofs.map((table) => table[place] as number);
    const small = new Set(values.filter((value) => value >= 1 && value <= largestSmall));
    return small.size >= 2 && Math.max(...values) - Math.min(...values) >= leastSpan;
  };
  if (holds()) return true;
  ask('most', { atMost: far });
  ask('least', { atMost: far });
  if (holds()) return true;
  ask('most', { atLeast: 1, atMost: largestSmall });
  ask('least', { atLeast: 1, atMost: largestSmall });
  return holds();
}

/** A rest of unknown size must be able to be nothing, or more than small. */
function isPinnedSmall(proofs: readonly number[][], place: number, ask: Ask): boolean {
  const isOut = (value: number | null | undefined) =>
    typeof value === 'number' && (value === 0 || value > largestSmall);
  if (proofs.some((table) => isOut(table[place]))) return false;
  return !isOut(ask('most', { atMost: far })) && !isOut(ask('least', { atMost: far }));
}

/** Unknowns that occur in sums together. */
function connected({ unknowns, equations }: System): number[][] {
  const parent = unknowns.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  for (const { terms } of equations) {
    const [first, ...rest] = [...terms.keys()];
    for (const other of rest) parent[root(other)] = root(first as number);
  }
  return [...Map.groupBy(unknowns.keys(), root).values()];
}

/**
 * The stated number of ours to take out next: from the sum that gives most away (the fewest unknowns) among those that bear
 * on what is exposed; there the one that costs least: not a total if it can be helped, not zero, small.
 */
function nextToHide({ unknowns, equations }: System, exposedAt: number): PersonCell | null {
  const group = connected({ unknowns, equations }).find((one) => one.includes(exposedAt)) ?? [];
  const members = new Set(group);
  const near = equations
    .filter(
      ({ terms, stated }) => members.has(terms.keys().next().value as number) && stated.some((cell) => cell.isOurs),
    )
    .map((equation) => ({ ...equation, tells: equation.terms.size + (equation.terms.has(exposedAt) ? 0 : 0.5) }));
  const strongest = Math.min(...near.map(({ tells }) => tells));
  const choices = near.filter(({ tells }) => tells === strongest).flatMap(({ stated }) => stated);
  const [best] = choices
    .filter((cell) => cell.isOurs)
    .toSorted((one, other) => cost(one) - cost(other) || (one.key < other.key ? -1 : 1));
  return best ?? null;
}

function cost({ value, where }: PersonCell): number {
  const isZero = value === 0;
  return (value ?? 0) + (isZero ? 1_000_000 : 0) + 10_000_000 / (1 + Object.keys(where).length);
}
