/** The shape of the tree, as far as file names and lengths show it. Pure: files in, faults out. */
import { basename } from 'node:path';
import type { ProjectFile } from './project-files.ts';

/** Code lines that the ground may have: what is under the features stays small. */
export const groundLimits = { kit: 400, rules: 1000, platform: 4000, web: 2000 } as const;
export const longestFile = 400;

const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'managers']);
const lawFile = /^src\/(rules\/|.*-(terms|clock|decisions?|progress|moves|law)[.]ts$)/;
const clock = /\bTemporal\.Now\b|\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(|\bprocess\./;

const query =
  /[.](selectFrom|insertInto|updateTable|deleteFrom|mergeInto|withTables|executeQuery)\b|\bsql(<[^`]*>)?`|\bsql[.](raw|ref|id|table)\(/;

const isCode = (path: string) => /^(src|test|tools|bench)\/.*[.](ts|mjs|js)$/.test(path);
const isTest = (path: string) => path.endsWith('.test.ts');
/** Tables and generated files say so in line one; they may be long and are not counted as code. */
const isTable = (text: string) => /data table|generated/i.test(text.slice(0, text.indexOf('\n') + 1 || text.length));

/** Every fault of the layout, as `path: sentence`. */
export function layoutFaults(files: readonly ProjectFile[]): string[] {
  const code = files.filter((file) => isCode(file.path));
  return [...code.flatMap(fileFaults), ...groundFaults(code)];
}

function fileFaults({ path, text }: ProjectFile): string[] {
  const faults: string[] = [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > longestFile && !isTable(text)) {
    faults.push(
      `${path}: ${lines} lines; a file stops at ${longestFile} unless line one says "data table" or "generated"`,
    );
  }
  if (basename(path).startsWith('index.') && /^export\s+(type\s+)?(\*|\{[^}]*\})[^;\n]*\sfrom\s/m.test(text)) {
    faults.push(`${path}: a barrel; import from the file that has the thing`);
  }
  if (/(^|\/)types\//.test(path)) faults.push(`${path}: no types/ folder; a type stands beside what it describes`);
  for (const name of path.split('/').map((part) => part.replace(/[.].*$/, ''))) {
    if (saysNothing(name)) faults.push(`${path}: "${name}" says nothing; name the subject`);
  }
  if (path.startsWith('src/') && !/^[a-z0-9]+(-[a-z0-9]+)*([.][a-z]+)+$/.test(basename(path))) {
    faults.push(`${path}: file names are kebab-case`);
  }
  if (lawFile.test(path) && !isTest(path)) {
    const at = withoutComments(text).findIndex((line) => clock.test(line));
    if (at >= 0) faults.push(`${path}:${at + 1}: law reads no clock, chance or process; today comes in as an argument`);
  }
  if (path.startsWith('src/features/') && !path.endsWith('-store.ts') && !isTest(path)) {
    const at = withoutComments(text).findIndex((line) => query.test(line));
    if (at >= 0) faults.push(`${path}:${at + 1}: a query; in a feature SQL stays in *-store.ts`);
  }
  return faults;
}

function saysNothing(name: string): boolean {
  const last = name.split('-').at(-1) ?? name;
  return emptyNames.has(last) && name !== 'general-manager';
}

function groundFaults(code: readonly ProjectFile[]): string[] {
  return Object.entries(groundLimits).flatMap(([folder, limit]) => {
    const lines = code
      .filter(
        ({ path, text }) =>
          path.startsWith(`src/${folder}/`) && /[.]m?[tj]s$/.test(path) && !isTest(path) && !isTable(text),
      )
      .reduce((sum, { text }) => sum + codeLines(text), 0);
    return lines > limit ? [`src/${folder}/: ${lines} code lines; the ground there is ${limit} at most`] : [];
  });
}

/** Lines that are neither blank nor comment. */
export function codeLines(text: string): number {
  return withoutComments(text).filter((line) => line.trim() !== '').length;
}

/** The lines of `text` with comment lines emptied; a comment behind code stays, `//` in a string is left alone. */
function withoutComments(text: string): string[] {
  let inside = false;
  return text.split('\n').map((line) => {
    const trimmed = line.trim();
    if (inside) {
      const end = line.indexOf('*/');
      if (end < 0) return '';
      inside = false;
      return line.slice(end + 2);
    }
    if (trimmed.startsWith('//')) return '';
    if (!trimmed.startsWith('/*')) return line;
    const end = line.indexOf('*/');
    inside = end < 0;
    return inside ? '' : line.slice(end + 2);
  });
}
