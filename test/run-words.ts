/** What a test run prints. Pure. */
import type { FileResult } from './run-file.ts';

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

export function countsOf(results: readonly FileResult[]): Counts {
  const count = (kind: string) =>
    results.reduce((sum, result) => sum + result.lines.filter((line) => line.kind === kind).length, 0);
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** The last line of a run; `.ci/run` adds such lines up. */
export function totalLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

export function fileLine(result: FileResult): string {
  const counts = countsOf([result]);
  return `  ${counts.failed > 0 ? 'FAILED' : 'ok    '} ${result.path}  ${totalLine(counts)}  (${result.seconds.toFixed(1)} s)`;
}

export function slowestText(results: readonly FileResult[], howMany = 5): string {
  const slowest = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, howMany);
  return ['slowest:', ...slowest.map(({ path, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${path}`)].join(
    '\n',
  );
}

export function failureText({ path, lines, printed }: FileResult): string {
  const failures = lines
    .filter((line) => line.kind === 'failed')
    .map(({ name, line, error }) => `  ${name}${line ? ` (${path}:${line})` : ''}\n${error.replace(/^/gm, '      ')}`);
  const output = printed.trim() === '' ? [] : [`    it printed:\n${printed.trimEnd().replace(/^/gm, '      ')}`];
  return [`\nfailed in ${path}`, ...failures, ...output].join('\n');
}
