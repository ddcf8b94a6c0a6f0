/** Figures as a table for the terminal. Pure. */
import type { Figure } from './figure.ts';

export type NamedFigure = Figure & { readonly bench: string };

export function figureTable(figures: readonly NamedFigure[]): string {
  const head = ['bench', 'what', 'value', 'promise', ''];
  const rows = figures.map(({ bench, what, value, unit, limit, ok }) => [
    bench,
    what,
    `${rounded(value)} ${unit}`,
    limit ?? '',
    limit === undefined ? '' : ok ? 'kept' : 'BROKEN',
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that count. */
function rounded(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
