/** The numbers of persons in a document, each under the set that it counts, so that numbers of several tables and documents meet. */
import type { Cell, PersonSet, PublicDocument, PublicTable } from '#platform/publishable.ts';

/** A number of persons. `value` is null where it is not known here: taken out of a document that is public. */
export type PersonCell = {
  /** The set and the day that it counts: `custody.booked@2026-03-31{site=north}`. */
  key: string;
  population: string;
  asOf: string;
  where: Readonly<Record<string, string>>;
  accrues: boolean;
  /** Where it stands in its document. */
  place: string;
  value: number | null;
  isHidden: boolean;
  /** Known to be between 1 and 4. */
  isSmall: boolean;
  /** Of the draft: can be taken out. */
  isOurs: boolean;
};

/** A dimension of a population, with the categories that a document shows. */
export type Line = {
  population: string;
  asOf: string;
  dimension: string;
  categories: readonly string[];
  isComplete: boolean;
};

export type Counts = { cells: readonly PersonCell[]; lines: readonly Line[] };

/** The same set on the same day has the same key, whatever the order in which its dimensions are named. */
export function keyOf({ population, where }: Pick<PersonSet, 'population' | 'where'>, asOf: string): string {
  const narrowed = Object.entries(where)
    .map(([dimension, category]) => `${dimension}=${category}`)
    .sort();
  return `${population}@${asOf}{${narrowed.join('&')}}`;
}

/** Every number of persons of a document, in order, with the place where it stands. */
export function personCells(document: PublicDocument, isOurs: boolean): Counts {
  const cells: PersonCell[] = [];
  const lines: Line[] = [];
  const { asOf } = document;
  const add = (set: PersonSet, cell: Cell, place: string) => {
    if (cell === null) return;
    const value = cell === 'hidden' ? null : cell;
    const isSmall = value !== null && value >= 1 && value <= 4;
    cells.push({ key: keyOf(set, asOf), ...set, asOf, place, value, isHidden: value === null, isSmall, isOurs });
  };
  for (const section of document.sections) {
    if (section.kind === 'figures') {
      for (const figure of section.figures) {
        const place = `sections.${section.id}.${figure.id}`;
        if (figure.unit !== 'persons') continue;
        if (figure.counted) add(figure.counted, figure.value, place);
        if (figure.of?.counted) add(figure.of.counted, figure.of.value, `${place}.of`);
      }
    } else if (section.kind === 'table') {
      tableCells(section.table, `sections.${section.id}`, add);
      lines.push(...tableLines(section.table, asOf));
    }
  }
  return { cells, lines };
}

function tableCells(table: PublicTable, place: string, add: (set: PersonSet, cell: Cell, place: string) => void): void {
  for (const [index, row] of table.rows.entries()) {
    for (const measure of table.measures) {
      if (measure.unit !== 'persons' || measure.population === null) continue;
      const { population, accrues } = measure;
      const set = { population, accrues, where: { ...table.where, ...row.at } };
      add(set, row.cells[measure.id] ?? null, `${place}.${index}.${measure.id}`);
    }
  }
}

function tableLines(table: PublicTable, asOf: string): Line[] {
  const populations = new Set(
    table.measures.flatMap(({ unit, population }) => (unit === 'persons' && population !== null ? [population] : [])),
  );
  return [...populations].flatMap((population) =>
    table.dimensions.map(({ id, categories, isComplete }) => ({
      population,
      asOf,
      dimension: id,
      categories: categories.map((category) => category.id),
      isComplete,
    })),
  );
}

/** The document with the numbers at these places taken out, and with them what rests on them. */
export function withHidden(document: PublicDocument, places: ReadonlySet<string>): PublicDocument {
  const sections = document.sections.map((section) => {
    if (section.kind === 'figures') {
      const figures = section.figures.map((figure) => {
        const place = `sections.${section.id}.${figure.id}`;
        const value: Cell = places.has(place) ? 'hidden' : figure.value;
        const of = figure.of && places.has(`${place}.of`) ? { ...figure.of, value: 'hidden' as const } : figure.of;
        return { ...figure, value, of };
      });
      return { ...section, figures };
    }
    if (section.kind !== 'table') return section;
    const rows = section.table.rows.map((row, index) => {
      const isOut = (measure: string) => places.has(`sections.${section.id}.${index}.${measure}`);
      const cells = section.table.measures.map(({ id, basis }): [string, Cell] => [
        id,
        isOut(id) || (basis !== null && isOut(basis)) ? 'hidden' : (row.cells[id] ?? null),
      ]);
      return { ...row, cells: Object.fromEntries(cells) };
    });
    return { ...section, table: { ...section.table, rows } };
  });
  return { ...document, sections };
}
