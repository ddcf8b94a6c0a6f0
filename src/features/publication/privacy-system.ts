/** What an outsider knows of the persons behind the published numbers, as sums: tables that add up, sets inside sets, one day beside another. */
import type { Counts, Line, PersonCell } from './privacy-cells.ts';
import { keyOf } from './privacy-cells.ts';
import { largestSmall } from './privacy-terms.ts';
import type { Equation } from './privacy-solver.ts';

/** A number that nobody states: a hidden cell, or what is left of a set when the stated parts are taken away. */
export type Unknown = {
  name: string;
  /** Must be protected: known to be between 1 and 4. */
  isSmall: boolean;
  /** A rest whose true value is not known here: it must not be pinned between 1 and 4. */
  isRest: boolean;
};

export type System = {
  unknowns: readonly Unknown[];
  equations: readonly (Equation & { /** The stated cells in it. */ stated: readonly PersonCell[] })[];
};

/** One cell a key: where a key stands twice, one that is stated makes it stated. */
export function mergeCells(cells: readonly PersonCell[]): Map<string, PersonCell> {
  const byKey = new Map<string, PersonCell>();
  for (const cell of cells) {
    const known = byKey.get(cell.key);
    if (!known) byKey.set(cell.key, cell);
    else
      byKey.set(cell.key, {
        ...known,
        value: known.value ?? cell.value,
        isHidden: known.isHidden && cell.isHidden,
        isSmall: known.isSmall || cell.isSmall,
        // Only what stands in the draft alone can be taken out by taking it out of the draft.
        isOurs: (known.isHidden || known.isOurs) && (cell.isHidden || cell.isOurs),
      });
  }
  return byKey;
}

/** The categories of a dimension as all documents together show them. */
export function mergeLines(lines: readonly Line[]): Line[] {
  const byKey = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.population}@${line.asOf} ${line.dimension}`;
    const known = byKey.get(key);
    const categories = [...new Set([...(known?.categories ?? []), ...line.categories])];
    byKey.set(key, { ...line, categories, isComplete: line.isComplete || (known?.isComplete ?? false) });
  }
  return [...byKey.values()];
}

export function systemOf({ cells, lines }: Counts): System {
  const byKey = mergeCells(cells);
  const unknowns: Unknown[] = [];
  const places = new Map<string, number>();
  const unknown = (name: string, isSmall: boolean, isRest: boolean): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    unknowns.push({ name, isSmall, isRest });
    places.set(name, unknowns.length - 1);
    return unknowns.length - 1;
  };
  for (const cell of byKey.values()) if (cell.isHidden) unknown(cell.key, cell.isSmall, false);
  const equations: System['equations'][number][] = [];
  /** whole = parts (+ rest) */
  const state = (whole: PersonCell, parts: readonly PersonCell[], rest: { name: string } | null) => {
    const terms = new Map<number, number>();
    let sum = 0;
    const stated: PersonCell[] = [];
    for (const [cell, factor] of [[whole, 1] as const, ...parts.map((part) => [part, -1] as const)]) {
      if (cell.isHidden) terms.set(places.get(cell.key) as number, factor);
      else {
        sum -= factor * (cell.value as number);
        stated.push(cell);
      }
    }
    const isKnown = [whole, ...parts].every((cell) => cell.value !== null);
    const left = isKnown ? parts.reduce((sofar, part) => sofar - (part.value as number), whole.value as number) : null;
    // Numbers that do not fit together are no arithmetic: nothing can be worked out by it.
    if (left !== null && (left < 0 || (!rest && left > 0))) return;
    if (rest) {
      terms.set(unknown(rest.name, left !== null && left >= 1 && left <= largestSmall, left === null), -1);
    }
    if (terms.size > 0) equations.push({ terms, sum, stated });
  };
  const inLines = new Set<string>();
  for (const line of mergeLines(lines)) {
    for (const whole of byKey.values()) {
      if (whole.population !== line.population || whole.asOf !== line.asOf || line.dimension in whole.where) continue;
      const parts = line.categories.map((category) =>
        byKey.get(keyOf({ ...whole, where: { ...whole.where, [line.dimension]: category } }, whole.asOf)),
      );
      const present = parts.filter((part) => part !== undefined);
      if (present.length === 0) continue;
      const isWhole = line.isComplete && present.length === parts.length;
      state(whole, present, isWhole ? null : { name: `${whole.key} without ${line.dimension}` });
      if (isWhole) for (const part of present) inLines.add(`${whole.key} ${part.key}`);
    }
  }
  for (const [one, other] of nearPairs([...byKey.values()])) {
    if (inLines.has(`${one.key} ${other.key}`) && (one.isHidden || other.isHidden)) continue;
    state(one, [other], { name: `${one.key} without ${other.key}` });
  }
  return { unknowns, equations };
}

/**
 * Pairs of numbers whose difference counts 1 to 4 persons: a set and a set inside it on the same day, or the same set on
 * two days (a running total that grew, or a correction).
 */
function nearPairs(cells: readonly PersonCell[]): [PersonCell, PersonCell][] {
  const pairs: [PersonCell, PersonCell][] = [];
  const byPopulation = Map.groupBy(
    cells.filter((cell) => cell.value !== null && cell.value > 0),
    (cell) => cell.population,
  );
  for (const group of byPopulation.values()) {
    const inOrder = group.toSorted((a, b) => (b.value as number) - (a.value as number));
    for (const [at, larger] of inOrder.entries()) {
      for (let next = at + 1; next < inOrder.length; next += 1) {
        const smaller = inOrder[next] as PersonCell;
        const difference = (larger.value as number) - (smaller.value as number);
        if (difference > largestSmall) break;
        if (difference >= 1 && isInside(smaller, larger)) pairs.push([larger, smaller]);
      }
    }
  }
  return pairs;
}

function isInside(part: PersonCell, whole: PersonCell): boolean {
  const isNarrower = Object.entries(whole.where).every(([dimension, category]) => part.where[dimension] === category);
  if (part.asOf === whole.asOf) return isNarrower && part.key !== whole.key;
  const isSameSet = isNarrower && Object.keys(part.where).length === Object.keys(whole.where).length;
  // A version that was corrected counts the same day in other words: see privacy-suppression.ts.
  const isCorrection = part.asOf.slice(0, 10) === whole.asOf.slice(0, 10);
  return isSameSet && (isCorrection || (part.accrues && whole.accrues));
}
