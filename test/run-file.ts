/** Runs one test file in a process of its own, so that a crash or a hang stays there. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type TestLine, testLine } from './reporter.ts';

export type FileResult = {
  readonly path: string;
  readonly lines: readonly TestLine[];
  /** What the file printed, at most its last 20,000 characters. */
  readonly printed: string;
  readonly seconds: number;
};

export type FileOptions = { readonly root: string; readonly env: NodeJS.ProcessEnv; readonly limitSeconds: number };

const reporter = pathToFileURL(join(import.meta.dirname, 'reporter.ts')).href;

/** A file that crashes, hangs or holds no test comes back with a failed line that says so. */
export async function runTestFile(path: string, options: FileOptions): Promise<FileResult> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-test-'));
  const answers = join(folder, 'lines');
  const startedAt = performance.now();
  try {
    const args = [`--test-reporter=${reporter}`, `--test-reporter-destination=${answers}`, join(options.root, path)];
    const end = await runToEnd(args, options);
    const lines = parseLines(await readFile(answers, 'utf8').catch(() => ''));
    const fault = faultOf(end, lines, options.limitSeconds);
    const all: TestLine[] = fault ? [...lines, { kind: 'failed', name: path, line: null, error: fault }] : lines;
    return { path, lines: all, printed: end.printed, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type End = { code: number | null; signal: string | null; isLate: boolean; printed: string };

function runToEnd(args: readonly string[], { root, env, limitSeconds }: FileOptions): Promise<End> {
  return new Promise((done, fail) => {
    // A process group of its own: what a late file has started ends with it.
    const child = spawn(process.execPath, [...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let printed = '';
    let isLate = false;
    const keep = (chunk: Buffer) => {
      printed = (printed + chunk.toString('utf8')).slice(-20_000);
    };
    const killGroup = () => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // Nobody is left in it.
      }
    };
    const limit = setTimeout(() => {
      isLate = true;
      killGroup();
    }, limitSeconds * 1000);
    process.once('exit', killGroup);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      killGroup();
      process.removeListener('exit', killGroup);
      // A process that the file left behind may hold the pipes open: the streams are not waited for.
      setImmediate(() => done({ code, signal, isLate, printed }));
    });
  });
}

function parseLines(text: string): TestLine[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => testLine.parse(JSON.parse(line)));
}

function faultOf(end: End, lines: readonly TestLine[], limitSeconds: number): string | null {
  if (end.isLate) return `did not end within ${limitSeconds} s; something is still open or waits for ever`;
  const hasFailed = lines.some((line) => line.kind === 'failed');
  if (end.code !== 0 && !hasFailed)
    return `the file ended by ${end.signal ?? `exit code ${end.code}`} outside its tests`;
  if (lines.length === 0) return 'the file holds no test';
  return null;
}
