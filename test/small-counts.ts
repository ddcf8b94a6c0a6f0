/** Tables of persons for tests, and somebody who tries to work out from published ones what was taken out of them. */
import type { KnownDocument } from '#features/publication/privacy-check.ts';
import { leastSpan } from '#features/publication/privacy-terms.ts';
import type { Cell, PublicDocument, PublicTable } from '#platform/publishable.ts';

export const words = (en: string) => ({ en });
export const none: { known: KnownDocument[]; names: string[] } = { known: [], names: [] };
export type Dim = { id: string; categories: readonly string[]; isComplete?: boolean };

/** A table with every total, from the counts of its inner cells. */
export function aTable(
  id: string,
  dims: readonly Dim[],
  counts: ReadonlyMap<string, number>,
  accrues = true,
): PublicTable {
  const rows: { at: Record<string, string>; cells: Record<string, Cell> }[] = [];
  const walk = (at: Record<string, string>, index: number) => {
    const dim = dims[index];
    if (!dim) {
      let sum = 0;
      for (const [key, value] of counts) {
        const [parts] = [key.split('/')];
        if (dims.every((one, place) => !(one.id in at) || parts[place] === at[one.id])) sum += value;
      }
      rows.push({ at: { ...at }, cells: { n: sum } });
      return;
    }
    for (const category of dim.categories) walk({ ...at, [dim.id]: category }, index + 1);
    walk(at, index + 1);
  };
  walk({}, 0);
  return {
    id,
    caption: words('Persons'),
    how: words('Counted.'),
    where: {},
    dimensions: dims.map((dim) => ({
      id: dim.id,
      label: words(dim.id),
      categories: dim.categories.map((category) => ({ id: category, label: words(category) })),
      isComplete: dim.isComplete ?? true,
    })),
    measures: [{ id: 'n', label: words('Persons'), unit: 'persons', population: 'p', accrues, basis: null }],
    rows,
  };
}

export function aDocument(tables: readonly PublicTable[], asOf: PublicDocument['asOf'] = '2026-03-31'): PublicDocument {
  const sections = tables.map((table) => ({ id: table.id, title: null, kind: 'table', table }) as const);
  return { title: words('D'), summary: words(''), asOf, sections, links: [], data: null };
}

export const grid = (rows: readonly (readonly number[])[], prefix = ['r', 'c']): Map<string, number> =>
  new Map(
    rows.flatMap((row, r) => row.map((value, c): [string, number] => [`${prefix[0]}${r}/${prefix[1]}${c}`, value])),
  );
export const two = (rows: readonly (readonly number[])[]): readonly [Dim, Dim] => [
  { id: 'row', categories: rows.map((_, index) => `r${index}`) },
  { id: 'column', categories: (rows[0] ?? []).map((_, index) => `c${index}`) },
];

/**
 * Somebody with the published documents alone, who knows that counts are whole and not negative and add up: tries every
 * table, cell by cell, and answers which values the hidden cells asked for can have (stops when the promise holds).
 */
export function adversary(documents: readonly PublicDocument[], asked: ReadonlySet<string>): Map<string, Set<number>> {
  const stated = new Map<string, number>();
  const hidden = new Set<string>();
  const dims = new Map<string, string[]>();
  const key = (at: Record<string, string>) => JSON.stringify(Object.entries(at).sort());
  for (const document of documents) {
    for (const section of document.sections) {
      if (section.kind !== 'table') continue;
      for (const { id, categories } of section.table.dimensions)
        dims.set(
          id,
          categories.map((one) => one.id),
        );
      for (const row of section.table.rows) {
        const value = row.cells.n;
        if (typeof value === 'number') stated.set(key(row.at), value);
        else hidden.add(key(row.at));
      }
    }
  }
  for (const known of stated.keys()) hidden.delete(known);
  const all = [...stated.keys(), ...hidden];
  const sums = all.flatMap((whole) => {
    const at = Object.fromEntries(JSON.parse(whole) as [string, string][]);
    return [...dims].flatMap(([dim, categories]) => {
      if (dim in at) return [];
      const parts = categories.map((category) => key({ ...at, [dim]: category }));
      return parts.every((part) => stated.has(part) || hidden.has(part)) ? [{ whole, parts }] : [];
    });
  });
  const values = new Map(stated);
  const seen = new Map([...hidden].map((one) => [one, new Set<number>()]));
  const fits = () =>
    sums.every(({ whole, parts }) => {
      const open = parts.filter((part) => !values.has(part)).length;
      const total = parts.reduce((sum, part) => sum + (values.get(part) ?? 0), 0);
      const top = values.get(whole);
      return top === undefined || (open === 0 ? total === top : total <= top);
    });
  // The cell that is asked first, then its neighbours: what cannot fit is seen soon.
  for (const one of asked) {
    if (!seen.has(one)) continue;
    const near = (name: string) =>
      sums.some(({ whole, parts }) => [whole, ...parts].includes(one) && [whole, ...parts].includes(name)) ? 0 : 1;
    const order = [...hidden].filter((name) => name !== one).sort((a, b) => near(a) - near(b));
    let steps = 0;
    const isPossible = (index: number): boolean => {
      const name = order[index];
      if (name === undefined) return true;
      for (let value = 0; value <= 40 && (steps += 1) < 200_000; value += 1) {
        values.set(name, value);
        const isIt = fits() && isPossible(index + 1);
        values.delete(name);
        if (isIt) return true;
      }
      return false;
    };
    for (let value = 0; value <= 14 && !isWide(seen.get(one) as Set<number>); value += 1) {
      values.set(one, value);
      steps = 0;
      if (fits() && isPossible(0)) seen.get(one)?.add(value);
      values.delete(one);
    }
  }
  return seen;
}

export function isWide(values: ReadonlySet<number>): boolean {
  const small = [...values].filter((value) => value >= 1 && value <= 4);
  return small.length >= 2 && Math.max(...values) - Math.min(...values) >= leastSpan;
}

/** The small counts that were taken out, by the adversary's own names. */
export function smallCells(raw: PublicDocument): Set<string> {
  const found = new Set<string>();
  for (const section of raw.sections) {
    if (section.kind !== 'table') continue;
    for (const { at, cells } of section.table.rows)
      if (typeof cells.n === 'number' && cells.n >= 1 && cells.n <= 4)
        found.add(JSON.stringify(Object.entries(at).sort()));
  }
  return found;
}

export const shown = (document: PublicDocument) =>
  document.sections.flatMap((section) =>
    section.kind === 'table' ? section.table.rows.map((row) => row.cells.n) : [],
  );
