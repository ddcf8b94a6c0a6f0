/** The privacy check of a draft: what it takes out, and what it finds. Pure: the draft, what is public, and the names come in. */
import type { PublicDocument } from '#platform/publishable.ts';
import { type Counts, personCells, withHidden } from './privacy-cells.ts';
import { besideOurs, derivable, protect } from './privacy-suppression.ts';
import type { Finding, HiddenCell, PrivacyRule } from './privacy-terms.ts';
import { findingId, textFindings } from './privacy-text.ts';

/** A document that is or was public, with what was taken out of it. */
export type KnownDocument = { document: PublicDocument; hidden: readonly HiddenCell[] };
export type CheckContext = { known: readonly KnownDocument[]; names: readonly string[] };
export type Checked = { document: PublicDocument; hidden: readonly HiddenCell[]; findings: readonly Finding[] };

/** A draft with its true numbers, into the document that may be shown, and what was found in it. */
export function checkDraft(raw: PublicDocument, note: string, { known, names }: CheckContext): Checked {
  const ours = personCells(raw, true);
  const result = protect(ours, countsOf(known));
  const document = withHidden(raw, new Set(result.hidden.map((cell) => cell.place)));
  return {
    document,
    hidden: result.hidden,
    findings: [...numberFindings(document, result.hidden, result.derivable), ...textFindings(document, note, names)],
  };
}

/** A frozen document again, against what is public now: its hidden numbers are not known any more. */
export function checkFrozen(
  { document, hidden }: KnownDocument,
  note: string,
  { known, names }: CheckContext,
): readonly Finding[] {
  const own = countsOf([{ document, hidden }]);
  const beside = countsOf(known);
  const open = derivable({
    cells: [...own.cells, ...besideOurs(own.cells, beside.cells)],
    lines: [...own.lines, ...beside.lines],
  });
  return [...numberFindings(document, hidden, open), ...textFindings(document, note, names)];
}

function countsOf(documents: readonly KnownDocument[]): Counts {
  const all = documents.map(({ document, hidden }) => {
    const small = new Set(hidden.filter((cell) => cell.why === 'small').map((cell) => cell.key));
    const { cells, lines } = personCells(document, false);
    return { lines, cells: cells.map((cell) => ({ ...cell, isSmall: cell.isHidden && small.has(cell.key) })) };
  });
  return { cells: all.flatMap((one) => one.cells), lines: all.flatMap((one) => one.lines) };
}

function numberFindings(document: PublicDocument, hidden: readonly HiddenCell[], open: readonly string[]): Finding[] {
  const of = (rule: PrivacyRule, places: readonly string[], match: string): Finding[] => {
    const [place] = places;
    if (place === undefined) return [];
    const section = document.sections.find((one) => place.startsWith(`sections.${one.id}.`));
    return [
      {
        id: findingId(rule, match),
        rule,
        place,
        heading: section?.title ?? document.title,
        match: '',
        count: places.length,
      },
    ];
  };
  const placesOf = (why: HiddenCell['why']) => hidden.filter((cell) => cell.why === why).map((cell) => cell.place);
  const uncounted = document.sections.flatMap((section) => {
    if (section.kind === 'figures')
      return section.figures
        .filter(({ unit, counted, of: base }) => unit === 'persons' && (!counted || (base && !base.counted)))
        .map(({ id }) => `sections.${section.id}.${id}`);
    if (section.kind !== 'table') return [];
    return section.table.measures
      .filter(({ unit, population }) => unit === 'persons' && population === null)
      .map(({ id }) => `sections.${section.id}.${id}`);
  });
  return [
    ...of('small_count', placesOf('small'), 'small'),
    ...of('complementary', placesOf('complementary'), 'complementary'),
    // Bound to what exactly is open: an override does not reach another number.
    ...of('derivable', open, open.toSorted().join('\n')),
    ...of('uncounted', uncounted, uncounted.join('\n')),
  ];
}
