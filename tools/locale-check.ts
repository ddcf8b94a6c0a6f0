/** Every sentence has a key, every key a sentence in both languages, and nothing is left over. */
import { isVariableRef, parseMessage, visit } from 'messageformat';
import ts from 'typescript';
import { type ProjectFile, projectPaths, readTextFiles } from './project-files.ts';

/** Languages that must be complete; others in locales/ may lack keys. */
export const completeLanguages = ['en', 'es'] as const;

/** Files whose keys are the ids of acts and events, in one list: `act.${id}` uses them all. */
const idLists: readonly string[] = ['act', 'done'];
/** Files of the frame around pages: what belongs to no page of its own has a key of two parts. */
const frameFiles: readonly string[] = ['layout', 'error', 'form'];

const keyShape = /^[a-z][a-z0-9-]*([.][A-Za-z0-9_-]+){2,}$/;
const frameKeyShape = new RegExp(`^(${frameFiles.join('|')})([.][A-Za-z0-9_-]+)+$`);
const isKey = (text: string) => keyShape.test(text) || frameKeyShape.test(text);
const localePath = /^locales\/([^/]+)\/([^/]+)[.]json$/;

type Locale = { readonly tag: string; readonly sentences: ReadonlyMap<string, { path: string; text: string }> };
type Use = { readonly where: string; readonly key: string; readonly pattern?: RegExp };

/** Faults of the locale files and of the keys that `src/` uses, as `where: sentence`. */
export function localeFaults(files: readonly ProjectFile[]): string[] {
  const faults: string[] = [];
  const locales = readLocales(files, faults);
  const english = locales.get('en');
  if (!english) return files.some((file) => file.path.startsWith('src/features/')) ? ['locales/en: no sentences'] : [];
  for (const locale of locales.values()) compare(english, locale, faults);
  for (const tag of completeLanguages) if (!locales.has(tag)) faults.push(`locales/${tag}: no sentences`);
  const uses = files.filter(isSource).flatMap((file) => keyUses(file, features(files)));
  usageFaults(english, uses, faults);
  return faults;
}

const isSource = ({ path }: ProjectFile) => /^src\/.*[.](ts|mjs|js)$/.test(path) && !path.endsWith('.test.ts');

function features(files: readonly ProjectFile[]): ReadonlySet<string> {
  return new Set(files.flatMap((file) => localePath.exec(file.path)?.[2] ?? []));
}

function readLocales(files: readonly ProjectFile[], faults: string[]): Map<string, Locale> {
  const locales = new Map<string, { tag: string; sentences: Map<string, { path: string; text: string }> }>();
  for (const { path, text } of files) {
    const [, tag, feature] = localePath.exec(path) ?? [];
    if (!tag || !feature) continue;
    const locale = locales.get(tag) ?? { tag, sentences: new Map() };
    locales.set(tag, locale);
    for (const key of twiceWritten(text)) faults.push(`${path}: ${key} stands here twice`);
    for (const [key, sentence] of Object.entries(parseJson(path, text, faults))) {
      if (typeof sentence !== 'string') faults.push(`${path}: ${key} is not a string`);
      else if (!isKey(key) || !key.startsWith(`${feature}.`)) {
        faults.push(`${path}: ${key} is not named ${feature}.page.thing`);
      } else locale.sentences.set(key, { path, text: sentence });
    }
  }
  return locales;
}

function parseJson(path: string, text: string, faults: string[]): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    faults.push(`${path}: is not an object of keys and sentences`);
  } catch (error) {
    faults.push(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  return {};
}

function twiceWritten(text: string): string[] {
  const keys = [...text.matchAll(/^\s*"([^"]+)"\s*:/gm)].map(([, key = '']) => key);
  return [...new Set(keys.filter((key, at) => keys.indexOf(key) !== at))];
}

function compare(english: Locale, locale: Locale, faults: string[]): void {
  const mustBeComplete = (completeLanguages as readonly string[]).includes(locale.tag);
  for (const [key, { path, text }] of locale.sentences) {
    const own = readSentence(text);
    if ('fault' in own) {
      faults.push(`${path}: ${key} is not MessageFormat 2: ${own.fault}`);
      continue;
    }
    const original = english.sentences.get(key);
    if (!original) {
      faults.push(`${path}: ${key} is not in English`);
      continue;
    }
    const expected = readSentence(original.text);
    if ('names' in expected && own.names !== expected.names) {
      faults.push(`${path}: ${key} uses (${own.names}) where English uses (${expected.names})`);
    }
  }
  for (const [key, { path }] of mustBeComplete ? english.sentences : []) {
    if (!locale.sentences.has(key)) faults.push(`${path.replace('/en/', `/${locale.tag}/`)}: ${key} is missing`);
  }
}

/** The variables and markup of a message that come from outside, sorted, or why it cannot be read. */
export function readSentence(text: string): { names: string } | { fault: string } {
  try {
    const message = parseMessage(text);
    const local = new Set(message.declarations.filter(({ type }) => type === 'local').map(({ name }) => name));
    const names = new Set<string>();
    visit(message, {
      value: (value) => {
        if (isVariableRef(value) && !local.has(value.name)) names.add(`$${value.name}`);
      },
      markup: ({ kind, name }) => void names.add(kind === 'close' ? `/${name}` : `#${name}`),
    });
    return { names: [...names].sort().join(' ') };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** String and template literals of a file that look like keys of one of `features`. */
export function keyUses({ path, text }: ProjectFile, features: ReadonlySet<string>): Use[] {
  const uses: Use[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const add = (node: ts.Node, key: string, pattern?: RegExp) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    uses.push({ where: `${path}:${line}`, key, ...(pattern ? { pattern } : {}) });
  };
  const walk = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node)) {
      if (isKey(node.text) && features.has(node.text.split('.')[0] ?? '')) add(node, node.text);
    } else if (ts.isTemplateExpression(node)) {
      const pieces = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
      const shown = pieces.join('${}');
      if (isKeyPattern(pieces) && features.has(shown.split('.')[0] ?? '')) add(node, shown, keyPattern(pieces));
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return uses;
}

const isWholeList = (pieces: readonly string[]) =>
  pieces.length === 2 && pieces[1] === '' && idLists.some((list) => pieces[0] === `${list}.`);

const isKeyPattern = (pieces: readonly string[]) =>
  /^[a-z][a-z0-9-]*[.]/.test(pieces[0] ?? '') && (isKey(pieces.join('x')) || isWholeList(pieces));

/** A hole stands for one part of a key; a last hole behind two whole parts, or of a list of ids, for several. */
function keyPattern(pieces: readonly string[]): RegExp {
  const quoted = pieces.map((piece) => piece.replaceAll('.', '[.]'));
  const isLong = pieces.at(-1) === '' && pieces.length === 2 && (pieces[0]?.split('.').length ?? 0) > 2;
  const endsOpen = isLong || isWholeList(pieces);
  return new RegExp(`^${endsOpen ? `${quoted[0]}[A-Za-z0-9_.-]+` : quoted.join('[A-Za-z0-9_-]+')}$`);
}

function usageFaults(english: Locale, uses: readonly Use[], faults: string[]): void {
  const unused = new Set(english.sentences.keys());
  for (const { where, key, pattern } of uses) {
    const matches = pattern ? [...english.sentences.keys()].filter((known) => pattern.test(known)) : [key];
    if (!matches.some((known) => english.sentences.has(known))) faults.push(`${where}: no sentence for ${key}`);
    for (const known of matches) unused.delete(known);
  }
  for (const key of unused) faults.push(`${english.sentences.get(key)?.path}: ${key} is used nowhere in src/`);
}

if (import.meta.main) {
  const faults = localeFaults(await readTextFiles(await projectPaths()));
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
