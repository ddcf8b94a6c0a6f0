import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, PublicDocument } from '#platform/publishable.ts';
import { personCells } from './privacy-cells.ts';
import { checkDraft, checkFrozen, type KnownDocument } from './privacy-check.ts';
import { derivable } from './privacy-suppression.ts';
import { adversary, aDocument, aTable, grid, isWide, none, shown, smallCells, two, words } from '#test/small-counts.ts';

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
