/** Runs a command over a pack as the line tool does, and makes copies of packs to break. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packCommands } from '#start/packs.ts';

export const root = fileURLToPath(new URL('../', import.meta.url));
export const dirOf = (name: string) => join(root, name);

/** What the command printed and warned, and what it threw; `json` parses what it printed. */
export async function run(words: string, positionals: string[], options: Record<string, string | boolean> = {}) {
  const command = packCommands().find((one) => one.words.join(' ') === words);
  assert.ok(command, words);
  const out: string[] = [];
  const warned: string[] = [];
  let error: unknown = null;
  try {
    await command.run({ positionals, options, print: (line) => out.push(line), warn: (line) => warned.push(line) });
  } catch (caught) {
    error = caught;
  }
  return { out, warned, error, json: <T>() => JSON.parse(out.join('\n')) as T };
}

/** A copy of a pack in a folder of its own, removed after the test. */
export async function copyOf(context: TestContext, pack: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'steward-pack-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  await cp(dirOf(pack), dir, { recursive: true });
  return dir;
}
