/** Reads a table from a spreadsheet's file: its letters, its separator, its cells (RFC 4180, strictly). Pure. */

export type Encoding = 'utf-8' | 'utf-16' | 'windows-1252';
export type Separator = ',' | ';' | '\t';
/** `line` is where the record begins in the file, counted from 1. */
export type CsvRecord = { line: number; cells: readonly string[] };
export type CsvFault = { line: number; why: 'quote-inside' | 'after-quote' | 'quote-open' };
export type CsvTable = { separator: Separator; records: readonly CsvRecord[]; fault: CsvFault | null };

/** UTF-8 where the bytes are that; else UTF-16 by its mark; else Windows-1252, in which older Excel writes. */
export function decodeTable(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    const label = bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
    return { text: new TextDecoder(label).decode(bytes), encoding: 'utf-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** Lines without any text are left out. Reading ends at the first fault; what stands before it is given. */
export function parseTable(content: string): CsvTable {
  const named = /^\ufeff?sep=([,;\t])(\r\n|\n|\r)/.exec(content);
  const text = named ? content.slice(named[0].length) : content.replace(/^\ufeff/, '');
  const separator = named ? (named[1] as Separator) : separatorOf(text);
  const { records, fault } = readRecords(text, separator, named ? 2 : 1);
  const isEmpty = (record: CsvRecord) => record.cells.every((cell) => cell.trim() === '');
  return { separator, records: records.filter((record) => !isEmpty(record)), fault };
}

/** The one that stands most often outside quotes in the first lines; a comma where there is none. */
function separatorOf(text: string): Separator {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let isQuoted = false;
  let lines = 0;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (letter === '\n' && ++lines === 5) break;
    else if (letter === ',' || letter === ';' || letter === '\t') counts[letter] += 1;
  }
  const order: Separator[] = ['\t', ';', ','];
  return order.reduce((best, one) => (counts[one] > counts[best] ? one : best), ',' as Separator);
}

function readRecords(text: string, separator: Separator, firstLine: number) {
  const records: CsvRecord[] = [];
  let line = firstLine;
  let startedAt = firstLine;
  let cells: string[] = [];
  let at = 0;
  const stop = (faultLine: number, why: CsvFault['why']) => ({ records, fault: { line: faultLine, why } as CsvFault });
  while (at < text.length || cells.length > 0) {
    let cell = '';
    if (text[at] === '"') {
      const opened = line;
      for (at += 1; ; at += 1) {
        if (at >= text.length) return stop(opened, 'quote-open');
        const letter = text[at] as string;
        if (letter === '"' && text[at + 1] !== '"') break;
        if (letter === '"') at += 1;
        else if (letter === '\n' || (letter === '\r' && text[at + 1] !== '\n')) line += 1;
        cell += letter;
      }
      at += 1;
      if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
        return stop(line, 'after-quote');
    } else {
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') {
        if (text[at] === '"') return stop(line, 'quote-inside');
        at += 1;
      }
      cell = text.slice(from, at);
    }
    cells.push(withoutGuard(cell));
    if (text[at] === separator) {
      at += 1;
      // A separator at the very end leaves one more empty cell.
      if (at < text.length) continue;
      cells.push('');
    }
    records.push({ line: startedAt, cells });
    cells = [];
    if (at < text.length) {
      at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
      line += 1;
    }
    startedAt = line;
  }
  return { records, fault: null };
}

/** The apostrophe with which our own files keep a spreadsheet from computing a text. */
function withoutGuard(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
