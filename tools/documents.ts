/** What the documents promise: links that lead somewhere, commands that exist, nothing of one person's machine. */
import { posix } from 'node:path';
import type { ProjectFile } from './project-files.ts';

/** Every fault, as `path:line: sentence`. `paths` are all files of the project, `scripts` those of package.json. */
export function documentFaults(
  files: readonly ProjectFile[],
  paths: readonly string[],
  scripts: readonly string[],
): string[] {
  const documents = new Map(files.filter((file) => file.path.endsWith('.md')).map((file) => [file.path, file.text]));
  const known = new Set(paths.flatMap(withFolders));
  return [
    ...[...documents].flatMap(([path, text]) => [
      ...linkFaults(path, text, known, documents),
      ...scriptFaults(path, text, scripts),
    ]),
    ...files.flatMap(placeFaults),
  ];
}

function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function linkFaults(
  path: string,
  text: string,
  known: ReadonlySet<string>,
  documents: ReadonlyMap<string, string>,
): string[] {
  const faults: string[] = [];
  eachLine(prose(text), (line, number) => {
    const inline = [...line.matchAll(/!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)/g)];
    const named = [...line.matchAll(/^\s*\[[^\]]+\]:\s+<?(\S+?)>?(\s|$)/g)];
    const tags = [...line.matchAll(/\b(?:src|href)="([^"]+)"/g)];
    for (const [, target = ''] of [...inline, ...named, ...tags]) {
      if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) continue;
      const [file = '', anchor] = decodeURI(target).split('#');
      const resolved = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file)).replace(/\/$/, '');
      if (file !== '' && resolved !== '.' && !known.has(resolved)) {
        faults.push(`${path}:${number}: the link to ${target} leads nowhere`);
        continue;
      }
      const linked = documents.get(resolved);
      if (anchor && linked !== undefined && !headingAnchors(linked).has(anchor)) {
        faults.push(`${path}:${number}: ${resolved} has no heading for #${anchor}`);
      }
    }
  });
  return faults;
}

/** The anchors that headings get: lower case, punctuation dropped, spaces to hyphens, repeats numbered. */
function headingAnchors(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose(text).matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let name = anchor;
    for (let count = 1; anchors.has(name); count++) name = `${anchor}-${count}`;
    anchors.add(name);
  }
  for (const [, id = ''] of text.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function scriptFaults(path: string, text: string, scripts: readonly string[]): string[] {
  const faults: string[] = [];
  eachLine(text, (line, number) => {
    for (const [, name = ''] of line.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)) {
      if (!scripts.includes(name)) faults.push(`${path}:${number}: package.json has no script "${name}"`);
    }
    for (const [, name = ''] of line.matchAll(/\bnpm (start|test)\b/g)) {
      if (!scripts.includes(name)) faults.push(`${path}:${number}: package.json has no script "${name}"`);
    }
  });
  return faults;
}

const machinePath = /(?<![\w.~-])\/(work\/(main|shared)\b|(root|tmp|home\/[a-z]\w*|Users\/[A-Za-z]\w*)\/)/;
const registryHost =
  /\b(registry\.(npmjs|yarnpkg|npmmirror)\.|deb\.debian\.|npm\.pkg\.github\.|pypi\.org|proxy\.golang\.)/;

function placeFaults({ path, text }: ProjectFile): string[] {
  const faults: string[] = [];
  eachLine(text, (line, number) => {
    if (machinePath.test(line)) faults.push(`${path}:${number}: names a path of one machine`);
    if (registryHost.test(line)) faults.push(`${path}:${number}: names the host of a package registry`);
  });
  return faults;
}

/** The text with code blocks and code spans emptied, lines kept. */
function prose(text: string): string {
  return text
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, ''))
    .replace(/`[^`\n]*`/g, (span) => ' '.repeat(span.length));
}

function eachLine(text: string, read: (line: string, number: number) => void): void {
  for (const [at, line] of text.split('\n').entries()) read(line, at + 1);
}
