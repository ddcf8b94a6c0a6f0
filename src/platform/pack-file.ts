/** Reads one YAML file of a pack against a schema; every fault says where it is, what is wrong and what would be right. */
import { readFile } from 'node:fs/promises';
import { LineCounter, isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import type { z } from 'zod';
import { faultsOfIssue } from './pack-faults.ts';

export type PackPath = readonly (string | number)[];

/** Line and column begin with 1, as editors count. */
export type PackFault = { file: string; line: number; column: number; wrong: string; right: string };

export type PackFile<T> = {
  /** The name that faults carry: the path as it was given, unless the reader chose another. */
  file: string;
  /** Where it was read from. */
  path: string;
  /** As the author wrote it. */
  text: string;
  /** Null when the file has a fault of form; what it says cannot be trusted then. */
  value: T | null;
  faults: PackFault[];
  /** Where the value at the path stands, or the nearest thing around it that exists. */
  locate(path: PackPath): { line: number; column: number };
  /** A fault at the path, for checks that the schema cannot make. */
  fault(path: PackPath, wrong: string, right: string): PackFault;
};

/** Reads and parses the file. `shownAs` is the name that faults carry. A missing file is a fault, not an exception. */
export async function readPackFile<T>(path: string, schema: z.ZodType<T>, shownAs = path): Promise<PackFile<T>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const empty = parsePackText(shownAs, '', schema);
    const fault =
      code === 'ENOENT'
        ? empty.fault([], 'the file is missing', 'a YAML file of this name')
        : empty.fault([], `the file cannot be read (${code ?? String(error)})`, 'a readable YAML file');
    return { ...empty, path, faults: [fault] };
  }
  return { ...parsePackText(shownAs, text, schema), path };
}

/** Parses the text of a pack file. Faults of YAML end the reading; faults of form are all listed. */
export function parsePackText<T>(file: string, text: string, schema: z.ZodType<T>): PackFile<T> {
  const lines = new LineCounter();
  // YAML 1.2 core: `2025-07-11` and `no` stay text, so that nothing is turned into a date or a boolean behind the author's back.
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: true,
  });
  const at = (offset: number) => {
    const position = lines.linePos(offset);
    return { line: Math.max(position.line, 1), column: Math.max(position.col, 1) };
  };
  const locate = (path: PackPath) => at(offsetOf(document, path, 'value'));
  const locateKey = (path: PackPath) => at(offsetOf(document, path, 'key'));
  const fault = (path: PackPath, wrong: string, right: string) => ({ file, ...locate(path), wrong, right });

  const unread: PackFile<T> = { file, path: file, text, value: null, faults: [], locate, fault };
  const yamlFaults = [...document.errors, ...document.warnings].map((error) => ({
    file,
    ...at(error.pos[0]),
    ...yamlWords(error),
  }));
  if (yamlFaults.length > 0) return { ...unread, faults: yamlFaults };

  const broken = aliasFault(document);
  if (broken) return { ...unread, faults: [{ file, ...at(broken.offset), wrong: broken.wrong, right: broken.right }] };
  const raw: unknown = document.toJS({ maxAliasCount: -1 });
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ...unread, value: parsed.data };
  const faults = parsed.error.issues
    .flatMap((issue) => faultsOfIssue(issue, raw, schema))
    .map(({ path, isKey, wrong, right }) => ({ file, ...(isKey ? locateKey(path) : locate(path)), wrong, right }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { ...unread, faults };
}

/** `file:line:column: what is wrong, what would be right`. */
export function formatFault(fault: PackFault): string {
  return `${fault.file}:${fault.line}:${fault.column}: ${fault.wrong}, right would be ${fault.right}`;
}

/** More aliases than any pack needs would be a file that grows without end when it is unfolded. */
const mostAliases = 500;

function aliasFault(document: Document.Parsed): { offset: number; wrong: string; right: string } | null {
  let count = 0;
  let fault: { offset: number; wrong: string; right: string } | null = null;
  visit(document, {
    Alias(_, alias) {
      count += 1;
      const offset = rangeStart(alias) ?? 0;
      const target = alias.resolve(document);
      if (!target)
        fault = {
          offset,
          wrong: `nothing above is named &${alias.source}`,
          right: 'an alias of an anchor that stands above it',
        };
      else if (holdsAlias(target))
        fault = {
          offset,
          wrong: `&${alias.source} holds an alias itself`,
          right: 'an anchor on a block without aliases',
        };
      else if (count > mostAliases)
        fault = { offset, wrong: 'the file has too many aliases', right: `at most ${mostAliases} aliases` };
      return fault ? visit.BREAK : undefined;
    },
  });
  return fault;
}

function holdsAlias(node: Node): boolean {
  let isHeld = false;
  visit(node, { Alias: () => ((isHeld = true), visit.BREAK) });
  return isHeld;
}

const yamlAdvice: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'each name once in its block: join the two or rename one',
  TAB_AS_INDENT: 'two spaces for each level',
  BAD_INDENT: 'the same indent for all that belongs together, two spaces for each level',
  MISSING_CHAR: 'the closing quote, bracket or colon',
  MULTILINE_IMPLICIT_KEY: 'a name and its colon on one line',
};

function yamlWords(error: YAMLError): { wrong: string; right: string } {
  const message = error.message.split('\n')[0] ?? error.code;
  const right = yamlAdvice[error.code] ?? 'valid YAML 1.2; a text with a colon, a hash or a bracket stands in quotes';
  return { wrong: `this is not sound YAML (${message.replace(/[.:]$/, '')})`, right };
}

/** Walks as far as the path exists; a missing key is shown where its block begins. */
function offsetOf(document: Document.Parsed, path: PackPath, side: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (!pair) return offset;
      const keyStart = rangeStart(pair.key);
      offset = isLast && side === 'key' ? (keyStart ?? offset) : (rangeStart(pair.value) ?? keyStart ?? offset);
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(part)];
      if (item === undefined) return offset;
      offset = rangeStart(item) ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

function rangeStart(node: unknown): number | null {
  return (node as Node | null)?.range?.[0] ?? null;
}
