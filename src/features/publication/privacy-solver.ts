/**
 * Which whole numbers a hidden count can be, given sums that are known: a small simplex whose answers are proved by
 * putting them back into the sums. An answer that is not whole, or does not fit, counts as none: then more is hidden.
 */

/** `sum` of the variables with their coefficients; every variable is a whole number, zero or more. */
export type Equation = { terms: ReadonlyMap<number, number>; sum: number };

export type Bounds = { atLeast?: number; atMost: number };

const tiny = 1e-7;

/**
 * The largest (or smallest) value of `variable` within the bounds that some table of whole numbers shows, with that
 * table; null when none was found.
 */
export function extreme(
  equations: readonly Equation[],
  count: number,
  variable: number,
  sense: 'most' | 'least',
  { atLeast, atMost }: Bounds,
): number[] | null {
  const rows: { terms: Map<number, number>; sum: number }[] = equations.map(({ terms, sum }) => ({
    terms: new Map(terms),
    sum,
  }));
  let columns = count;
  rows.push({
    terms: new Map([
      [variable, 1],
      [columns++, 1],
    ]),
    sum: atMost,
  });
  if (atLeast !== undefined)
    rows.push({
      terms: new Map([
        [variable, 1],
        [columns++, -1],
      ]),
      sum: atLeast,
    });
  const found = simplex(rows, columns, variable, sense === 'most' ? 1 : -1);
  if (!found) return null;
  const whole = found.slice(0, count).map((value) => Math.round(value));
  const fits =
    whole.every((value) => value >= 0) &&
    (whole[variable] as number) <= atMost &&
    (whole[variable] as number) >= (atLeast ?? 0) &&
    equations.every(({ terms, sum }) => {
      let total = 0;
      for (const [index, factor] of terms) total += factor * (whole[index] as number);
      return total === sum;
    });
  return fits ? whole : null;
}

/** Two phases over a dense tableau, by Bland's rule, which cannot go round in circles. Null when nothing fits. */
function simplex(
  rows: readonly { terms: ReadonlyMap<number, number>; sum: number }[],
  columns: number,
  target: number,
  sense: 1 | -1,
): number[] | null {
  const height = rows.length;
  const width = columns + height;
  const tableau = rows.map(({ terms, sum }, at) => {
    const row = new Float64Array(width + 1);
    const sign = sum < 0 ? -1 : 1;
    for (const [index, factor] of terms) row[index] = (row[index] as number) + sign * factor;
    row[columns + at] = 1;
    row[width] = sign * sum;
    return row;
  });
  const basis = rows.map((_, at) => columns + at);
  const artificial = new Float64Array(width + 1);
  for (const row of tableau)
    for (let at = 0; at <= width; at += 1) artificial[at] = (artificial[at] as number) - (row[at] as number);
  for (let at = columns; at < width; at += 1) artificial[at] = 0;
  if (!improve(tableau, basis, artificial, width, width)) return null;
  if (-(artificial[width] as number) > tiny) return null;
  const goal = new Float64Array(width + 1);
  goal[target] = -sense;
  for (const [at, row] of tableau.entries()) {
    const factor = goal[basis[at] as number] as number;
    if (factor !== 0)
      for (let index = 0; index <= width; index += 1)
        goal[index] = (goal[index] as number) - factor * (row[index] as number);
  }
  if (!improve(tableau, basis, goal, columns, width)) return null;
  const values = Array.from({ length: columns }, () => 0);
  for (const [at, index] of basis.entries())
    if (index < columns) values[index] = (tableau[at] as Float64Array)[width] as number;
  return values;
}

/** Pivots until no column among the first `usable` makes the goal smaller; false when it falls without end. */
function improve(tableau: Float64Array[], basis: number[], goal: Float64Array, usable: number, width: number): boolean {
  for (let turn = 0; turn < 5_000; turn += 1) {
    let enters = -1;
    for (let at = 0; at < usable && enters < 0; at += 1) if ((goal[at] as number) < -tiny) enters = at;
    if (enters < 0) return true;
    let leaves = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [at, row] of tableau.entries()) {
      const factor = row[enters] as number;
      if (factor <= tiny) continue;
      const ratio = (row[width] as number) / factor;
      const isBetter =
        ratio < least - tiny || (ratio < least + tiny && (basis[at] as number) < (basis[leaves] as number));
      if (leaves < 0 || isBetter) [leaves, least] = [at, ratio];
    }
    if (leaves < 0) return false;
    pivot(tableau, basis, goal, leaves, enters, width);
  }
  return false;
}

function pivot(
  tableau: Float64Array[],
  basis: number[],
  goal: Float64Array,
  leaves: number,
  enters: number,
  width: number,
): void {
  const chosen = tableau[leaves] as Float64Array;
  const factor = chosen[enters] as number;
  for (let at = 0; at <= width; at += 1) chosen[at] = (chosen[at] as number) / factor;
  for (const row of [...tableau, goal]) {
    const times = row[enters] as number;
    if (row === chosen || times === 0) continue;
    for (let at = 0; at <= width; at += 1) row[at] = (row[at] as number) - times * (chosen[at] as number);
  }
  basis[leaves] = enters;
}
