/** What the checks look at: the files of the project, as they would be committed, and programs run over them. */
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '..');

export type ProjectFile = { readonly path: string; readonly text: string };

export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end; never throws for an exit code. `code` is 127 when it could not start. */
export function runProgram(program: string, args: readonly string[], cwd = projectRoot): Promise<Outcome> {
  return new Promise((done) => {
    execFile(program, [...args], { cwd, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 127) : 0;
      done({ code, stdout, stderr: code === 127 && !stderr ? String(error?.message) : stderr });
    });
  });
}

/** Runs a script with the Node that runs now. */
export function runNode(args: readonly string[], cwd = projectRoot): Promise<Outcome> {
  return runProgram(process.execPath, args, cwd);
}

/** Paths that git knows or would add, with `/`, sorted; deleted ones left out. */
export async function projectPaths(root = projectRoot): Promise<string[]> {
  const listed = await runProgram(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    root,
  );
  if (listed.code !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`);
  return [...new Set(listed.stdout.split('\0').filter(Boolean))].sort();
}

/** The text files among `paths`; files that are binary, gone or over four megabytes are left out. */
export async function readTextFiles(paths: readonly string[], root = projectRoot): Promise<ProjectFile[]> {
  const files: ProjectFile[] = [];
  for (const path of paths) {
    const full = join(root, path);
    const facts = await stat(full).catch(() => undefined);
    if (!facts?.isFile() || facts.size > 4_000_000) continue;
    const bytes = await readFile(full);
    if (!bytes.subarray(0, 8000).includes(0)) files.push({ path, text: bytes.toString('utf8') });
  }
  return files;
}
