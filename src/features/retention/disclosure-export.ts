/** What a production is made of, as data: each record as it may go out, and the log of what was kept back. Pure. */
import type { WithholdingGround } from '#rules/record-classes.ts';
import type { IsoDate } from '#kit/dates.ts';
import { redact, type Redacted } from './disclosure-mark-law.ts';
import { scan, withRoles } from './disclosure-scan-law.ts';
import type { FileMark, Marks, Privilege, TextMark } from './disclosure-terms.ts';

export type ExportRecord = {
  /** Such as RD-2026-003-0007. */
  number: string;
  recordId: string;
  className: string;
  recordedOn: IsoDate;
  department: string;
  /** A role, never a name. */
  author: string;
  texts: readonly { field: string; label: string; text: string }[];
  files: readonly { sha256: string; name: string }[];
  marks: Marks;
};

/** Why something was kept back: a ground of law, a privilege, or that the demand does not reach it. */
export type Reason =
  | { kind: 'ground'; ground: WithholdingGround }
  | { kind: 'privilege'; privilege: Privilege }
  | { kind: 'not_responsive' };

export type ProducedText = { label: string; pieces: Redacted; why: Reason | null };
export type ProducedFile = { label: string; released: { name: string; sha256: string } | null; why: Reason | null };
export type ProducedRecord = Pick<
  ExportRecord,
  'number' | 'recordId' | 'className' | 'recordedOn' | 'department' | 'author'
> & {
  texts: readonly ProducedText[];
  files: readonly ProducedFile[];
};

export type LogRow = Pick<ExportRecord, 'number' | 'recordedOn' | 'author' | 'className'> & {
  label: string;
  how: 'whole' | 'part' | 'file';
  why: Reason;
};

export type Production = {
  records: readonly ProducedRecord[];
  log: readonly LogRow[];
  /** Records that the demand does not reach after all: counted, not told. */
  notResponsive: number;
  /** What was kept back in one record and stands in the open in another: an address, a number. */
  strays: readonly Stray[];
};
export type Stray = { keptBackIn: string; standsIn: string };

/** `people`: whose names give way to a role. `fileWord` names a file by its place, never by its own name, which may tell. */
export function produce(
  records: readonly ExportRecord[],
  grounds: readonly WithholdingGround[],
  people: readonly { name: string; word: string }[],
  fileWord: (place: number) => string,
): Production {
  const reasonOf = (mark: TextMark | FileMark): Reason | null => reasonFor(mark, grounds);
  const responsive = records.filter(({ marks }) =>
    [...marks.texts, ...marks.files].some((mark) => mark.decision !== 'not_responsive'),
  );
  const produced = responsive.map(
    ({ number, recordId, className, recordedOn, department, author, texts, files, marks }): ProducedRecord => ({
      number,
      recordId,
      className,
      recordedOn,
      department,
      author,
      texts: texts.map(({ label, text }, place) => {
        const mark = marks.texts[place] as TextMark;
        const pieces = redact(text, mark).map((piece) => (piece === null ? null : withRoles(piece, people)));
        return { label, pieces, why: reasonOf(mark) };
      }),
      files: files.map(({ sha256, name }, place) => {
        const mark = marks.files[place] as FileMark;
        const released =
          mark.decision === 'release' ? { sha256, name: `${number}-${place + 1}${extensionOf(name)}` } : null;
        return { label: fileWord(place + 1), released, why: reasonOf(mark) };
      }),
    }),
  );
  return {
    records: produced,
    log: produced.flatMap(logRows),
    notResponsive: records.length - responsive.length,
    strays: straysIn(responsive),
  };
}

function reasonFor(mark: TextMark | FileMark, grounds: readonly WithholdingGround[]): Reason | null {
  if (mark.decision === 'release') return null;
  if (mark.decision === 'not_responsive') return { kind: 'not_responsive' };
  if (mark.decision === 'privileged') return { kind: 'privilege', privilege: mark.privilege as Privilege };
  const ground = grounds.find((one) => one.id === mark.ground);
  // A ground that the pack has no more: whoever reads the log must be told the law that was meant.
  if (!ground) throw new Error(`the ground ${mark.ground} is not in the pack`);
  return { kind: 'ground', ground };
}

/** A short plain ending alone is kept of what the sender called the file. */
function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? '';
}

function logRows(record: ProducedRecord): LogRow[] {
  const { number, recordedOn, author, className } = record;
  const row = { number, recordedOn, author, className };
  const texts = record.texts.flatMap(({ label, pieces, why }): LogRow[] =>
    why ? [{ ...row, label, how: pieces.some((piece) => piece !== null) ? 'part' : 'whole', why }] : [],
  );
  const files = record.files.flatMap(({ label, why }): LogRow[] => (why ? [{ ...row, label, how: 'file', why }] : []));
  return [...texts, ...files];
}

/** Addresses and numbers that stand in a passage kept back, looked for in everything that goes out. */
function straysIn(records: readonly ExportRecord[]): Stray[] {
  const kept = new Map<string, string>();
  const shown: { number: string; token: string }[] = [];
  for (const { number, texts, marks } of records) {
    for (const [place, { text }] of texts.entries()) {
      const mark = marks.texts[place] as TextMark;
      const out = redact(text, mark);
      const tokens = (part: string) => scan(part, []).map(({ span }) => part.slice(...span).toLowerCase());
      for (const piece of out) if (piece !== null) for (const token of tokens(piece)) shown.push({ number, token });
      if (mark.decision === 'withhold') for (const token of tokens(text)) kept.set(token, number);
      if (mark.decision === 'part')
        for (const [from, until] of mark.spans)
          for (const token of tokens(text.slice(from, until))) kept.set(token, number);
    }
  }
  const found = new Map<string, Stray>();
  for (const { number, token } of shown) {
    const keptBackIn = kept.get(token);
    if (keptBackIn) found.set(`${keptBackIn} ${number}`, { keptBackIn, standsIn: number });
  }
  return [...found.values()];
}
