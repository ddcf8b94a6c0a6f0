import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, PublicDocument, PublicTable } from '#platform/publishable.ts';
import { personCells } from './privacy-cells.ts';
import { checkDraft, checkFrozen, type KnownDocument } from './privacy-check.ts';
import { derivable } from './privacy-suppression.ts';
import { leastSpan } from './privacy-terms.ts';

const words = (en: string) => ({ en });
const none: { known: KnownDocument[]; names: string[] } = { known: [], names: [] };
type Dim = { id: string; categories: readonly string[]; isComplete?: boolean };

/** A table with every total, from the counts of its inner cells. */
function aTable(id: string, dims: readonly Dim[], counts: ReadonlyMap<string, number>, accrues = true): PublicTable {
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

function aDocument(tables: readonly PublicTable[], asOf: PublicDocument['asOf'] = '2026-03-31'): PublicDocument {
  const sections = tables.map((table) => ({ id: table.id, title: null, kind: 'table', table }) as const);
  return { title: words('D'), summary: words(''), asOf, sections, links: [], data: null };
}

const grid = (rows: readonly (readonly number[])[], prefix = ['r', 'c']): Map<string, number> =>
  new Map(
    rows.flatMap((row, r) => row.map((value, c): [string, number] => [`${prefix[0]}${r}/${prefix[1]}${c}`, value])),
  );
const two = (rows: readonly (readonly number[])[]): readonly [Dim, Dim] => [
  { id: 'row', categories: rows.map((_, index) => `r${index}`) },
  { id: 'column', categories: (rows[0] ?? []).map((_, index) => `c${index}`) },
];

/**
 * Somebody with the published documents alone, who knows that counts are whole and not negative and add up: tries every
 * table, cell by cell, and answers which values the hidden cells asked for can have (stops when the promise holds).
 */
function adversary(documents: readonly PublicDocument[], asked: ReadonlySet<string>): Map<string, Set<number>> {
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

function isWide(values: ReadonlySet<number>): boolean {
  const small = [...values].filter((value) => value >= 1 && value <= 4);
  return small.length >= 2 && Math.max(...values) - Math.min(...values) >= leastSpan;
}

/** The small counts that were taken out, by the adversary's own names. */
function smallCells(raw: PublicDocument): Set<string> {
  const found = new Set<string>();
  for (const section of raw.sections) {
    if (section.kind !== 'table') continue;
    for (const { at, cells } of section.table.rows)
      if (typeof cells.n === 'number' && cells.n >= 1 && cells.n <= 4)
        found.add(JSON.stringify(Object.entries(at).sort()));
  }
  return found;
}

const shown = (document: PublicDocument) =>
  document.sections.flatMap((section) =>
    section.kind === 'table' ? section.table.rows.map((row) => row.cells.n) : [],
  );

describe('small counts of persons', () => {
  const cases: readonly { name: string; rows: number[][]; shows: number; hides: number }[] = [
    {
      name: 'nothing small: all is shown',
      rows: [
        [9, 12],
        [7, 30],
      ],
      shows: 9,
      hides: 0,
    },
    {
      name: 'zero is shown',
      rows: [
        [0, 12],
        [7, 30],
      ],
      shows: 9,
      hides: 0,
    },
    {
      name: 'one small count takes a rectangle with it',
      rows: [
        [3, 12, 8],
        [7, 30, 9],
        [11, 6, 20],
      ],
      shows: 12,
      hides: 4,
    },
  ];
  for (const { name, rows, shows, hides } of cases) {
    it(name, () => {
      const { document } = checkDraft(aDocument([aTable('t', two(rows), grid(rows))]), '', none);
      const cells = shown(document);
      assert.deepEqual(
        [cells.filter((cell) => typeof cell === 'number').length, cells.filter((cell) => cell === 'hidden').length],
        [shows, hides],
      );
    });
  }

  it('an adversary pins them where nothing but they are taken out, and the check says so', () => {
    const rows = [
      [3, 12],
      [7, 30],
    ];
    const raw = aDocument([aTable('t', two(rows), grid(rows))]);
    const bare = structuredClone(raw) as PublicDocument;
    for (const section of bare.sections)
      if (section.kind === 'table')
        for (const row of section.table.rows) if (row.cells.n === 3) (row.cells as Record<string, Cell>).n = 'hidden';
    const small = smallCells(raw);
    const [pinned] = adversary([bare], small).values();
    assert.deepEqual([...(pinned ?? [])], [3]);
    const counts = personCells(bare, false);
    const cells = counts.cells.map((cell) => ({ ...cell, isSmall: cell.isHidden }));
    assert.ok(derivable({ ...counts, cells }).includes(cells.find((cell) => cell.isSmall)?.key ?? ''));
  });

  it('in no table of two dimensions can they be worked out from what is shown', () => {
    const anyRows = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 3 })).chain(([height, width]) =>
      fc.array(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 14 })), {
          minLength: width,
          maxLength: width,
        }),
        { minLength: height, maxLength: height },
      ),
    );
    fc.assert(
      fc.property(anyRows, (rows) => {
        const raw = aDocument([aTable('t', two(rows), grid(rows))]);
        const small = smallCells(raw);
        const { document, findings } = checkDraft(raw, '', none);
        assert.ok(!findings.some((finding) => finding.rule === 'derivable'));
        for (const cell of shown(document)) assert.ok(cell === 'hidden' || cell === 0 || (cell as number) > 4);
        const seen = adversary([document], small);
        for (const one of small)
          assert.ok(
            isWide(seen.get(one) ?? new Set()),
            `${one} of ${JSON.stringify(rows)}: ${[...(seen.get(one) ?? [])].join()}`,
          );
      }),
      { numRuns: 120, seed: 12 },
    );
  });

  it('nor in two tables of one document that share a dimension', () => {
    const anyThree = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(anyThree, (values) => {
        const site = { id: 'site', categories: ['s0', 's1'] };
        const age = { id: 'age', categories: ['a0', 'a1'] };
        const sex = { id: 'sex', categories: ['x0', 'x1'] };
        const cell = (s: number, a: number, x: number) => values[s * 4 + a * 2 + x] as number;
        const byAge = grid(
          [
            [cell(0, 0, 0) + cell(0, 0, 1), cell(0, 1, 0) + cell(0, 1, 1)],
            [cell(1, 0, 0) + cell(1, 0, 1), cell(1, 1, 0) + cell(1, 1, 1)],
          ],
          ['s', 'a'],
        );
        const bySex = grid(
          [
            [cell(0, 0, 0) + cell(0, 1, 0), cell(0, 0, 1) + cell(0, 1, 1)],
            [cell(1, 0, 0) + cell(1, 1, 0), cell(1, 0, 1) + cell(1, 1, 1)],
          ],
          ['s', 'x'],
        );
        const raw = aDocument([aTable('ages', [site, age], byAge), aTable('sexes', [site, sex], bySex)]);
        const small = smallCells(raw);
        const { document, findings } = checkDraft(raw, '', none);
        assert.ok(!findings.some((finding) => finding.rule === 'derivable'));
        const seen = adversary([document], small);
        for (const one of small)
          assert.ok(
            isWide(seen.get(one) ?? new Set()),
            `${one} of ${values.join()}: ${[...(seen.get(one) ?? [])].join()}`,
          );
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('what is left of a total when its shown parts are taken away is protected, too', () => {
    const dims = [{ id: 'site', categories: ['north', 'south'], isComplete: false }];
    const table = aTable(
      't',
      dims,
      new Map([
        ['north', 40],
        ['south', 20],
        ['elsewhere', 2],
      ]),
    );
    const { document, hidden } = checkDraft(aDocument([table]), '', none);
    assert.equal(hidden.length, 1, 'without it, 62 less 40 less 20 would give 2 elsewhere');
    assert.ok(shown(document).includes('hidden'));
  });

  it('a sum of money is hidden with the persons on which it rests', () => {
    const table = aTable(
      't',
      [{ id: 'site', categories: ['a', 'b', 'c'] }],
      new Map([
        ['a', 2],
        ['b', 9],
        ['c', 60],
      ]),
    );
    const money = {
      id: 'cost',
      label: words('Cost'),
      unit: 'money_cents',
      population: null,
      accrues: false,
      basis: 'n',
    } as const;
    const rows = table.rows.map((row) => ({ ...row, cells: { ...row.cells, cost: 100 } }));
    const { document } = checkDraft(aDocument([{ ...table, measures: [...table.measures, money], rows }]), '', none);
    const section = document.sections[0];
    assert.ok(section?.kind === 'table');
    for (const row of section.table.rows) assert.equal(row.cells.cost === 'hidden', row.cells.n === 'hidden');
    assert.equal(section.table.rows[0]?.cells.cost, 'hidden');
  });
});

describe('against what is public', () => {
  const dims = [{ id: 'site', categories: ['a', 'b', 'c'] }];
  const doc = (a: number, b: number, c: number, asOf?: PublicDocument['asOf'], accrues = true) =>
    aDocument(
      [
        aTable(
          't',
          dims,
          new Map([
            ['a', a],
            ['b', b],
            ['c', c],
          ]),
          accrues,
        ),
      ],
      asOf,
    );
  const known = (document: PublicDocument): KnownDocument => ({ document, hidden: [] });

  it('a running total that grew by 1 to 4 persons since the version before is not shown', () => {
    const { document } = checkDraft(doc(22, 30, 40, '2026-04-30'), '', { known: [known(doc(20, 30, 40))], names: [] });
    const cells = shown(document);
    assert.equal(cells[0], 'hidden');
    assert.ok(cells.filter((cell) => cell === 'hidden').length >= 2, 'nor can it be worked out from its total');
    const grown = checkDraft(doc(29, 30, 40, '2026-04-30'), '', { known: [known(doc(20, 30, 40))], names: [] });
    assert.ok(!shown(grown.document).includes('hidden'));
  });

  it('a count of one night may differ a little from the count of another', () => {
    const before = known(doc(20, 30, 40, '2026-03-31', false));
    const { document } = checkDraft(doc(22, 30, 40, '2026-04-30', false), '', { known: [before], names: [] });
    assert.ok(!shown(document).includes('hidden'));
  });

  it('a correction of the same day that differs by 1 to 4 persons is not shown', () => {
    const { document } = checkDraft(doc(22, 30, 40), '', { known: [known(doc(20, 30, 40))], names: [] });
    assert.equal(shown(document)[0], 'hidden');
  });

  it('a number that another document needs hidden is not shown here', () => {
    const first = checkDraft(doc(3, 9, 40), '', none);
    const other = aDocument([
      aTable(
        't',
        dims,
        new Map([
          ['a', 3],
          ['b', 9],
          ['c', 40],
        ]),
      ),
    ]);
    const publicNow = { document: first.document, hidden: first.hidden };
    const { document } = checkDraft(other, '', { known: [publicNow], names: [] });
    const cells = shown(document);
    assert.ok(cells[0] === 'hidden' && cells[1] === 'hidden');
    const careless = {
      document: {
        ...other,
        sections: aDocument([
          aTable(
            't',
            [{ id: 'site', categories: ['b', 'c'], isComplete: false }],
            new Map([
              ['b', 9],
              ['c', 40],
            ]),
          ),
        ]).sections,
      },
      hidden: [],
    };
    const found = checkFrozen(careless, '', { known: [publicNow], names: [] });
    assert.ok(
      found.some((finding) => finding.rule === 'derivable'),
      'what was frozen before the other was public is found at approval',
    );
  });

  it('a document inside another on the same day gives away no rest of 1 to 4', () => {
    const figure = (id: string, value: number, where: Record<string, string>) =>
      ({
        id,
        label: words(id),
        unit: 'persons',
        value,
        counted: { population: 'p', where, accrues: true },
        of: null,
        how: words(''),
      }) as const;
    const section = (figures: ReturnType<typeof figure>[]): PublicDocument => ({
      ...aDocument([]),
      sections: [{ id: 'f', title: null, kind: 'figures', figures }],
    });
    const all = known(section([figure('all', 57, {})]));
    const { document, hidden } = checkDraft(section([figure('adults', 55, { age: 'adult' })]), '', {
      known: [all],
      names: [],
    });
    assert.deepEqual(
      hidden.map((cell) => cell.why),
      ['complementary'],
    );
    assert.equal(document.sections[0]?.kind === 'figures' && document.sections[0].figures[0]?.value, 'hidden');
  });

  it('a figure of persons that says not whom it counts blocks the document', () => {
    const figures = [
      { id: 'x', label: words('x'), unit: 'persons', value: 50, counted: null, of: null, how: words('') },
    ] as const;
    const { findings } = checkDraft(
      { ...aDocument([]), sections: [{ id: 'f', title: null, kind: 'figures', figures }] },
      '',
      none,
    );
    assert.deepEqual(
      findings.map((finding) => finding.rule),
      ['uncounted'],
    );
  });
});
