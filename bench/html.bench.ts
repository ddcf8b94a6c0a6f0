/** The `html` tag on a table of 100 rows: against joining escaped strings by hand, and against ghtml where it can be had. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { escapeHtml, html } from '#web/html.ts';
import { type Bench, forInformation, mediansOfAll } from './figure.ts';

const other = 'ghtml@4.0.2';
type Row = { id: number; name: string; due: string; note: string };
type Tag = (strings: TemplateStringsArray, ...parts: unknown[]) => string;

const rows: readonly Row[] = Array.from({ length: 100 }, (_, id) => ({
  id,
  name: `Department of <Parks> & "Recreation" ${id}`,
  due: '25 July 2025',
  note: 'Hand in the preparedness plan with the steps for staff and contractors, and name who keeps it current.',
}));

export const bench: Bench = {
  name: 'html',
  describe: `a table of ${rows.length} rows by the html tag, by hand, and by ${other}`,
  async run({ quick, note }) {
    const tag = await otherTag().catch((error: Error) => {
      note(`${other} could not be fetched, so it is left out: ${error.message.split('\n')[0]}`);
      return null;
    });
    const acts = [ours, byHand, ...(tag ? [() => theirs(tag)] : [])];
    if (new Set(acts.map((act) => decoded(act()))).size > 1) throw new Error('the pages differ');
    const many = (act: () => string) => () => {
      // Counting bytes makes one piece of the joined strings, as sending does.
      for (let turn = 0; turn < 100; turn++) Buffer.byteLength(act());
    };
    const [own, hand, ghtml] = await mediansOfAll(quick ? 20 : 100, acts.map(many), 5);
    return [
      forInformation('pages a second', 100_000 / (own as number), ''),
      forInformation('time against joining by hand', (own as number) / (hand as number), 'x'),
      ...(ghtml ? [forInformation('time against ghtml', (own as number) / ghtml, 'x')] : []),
    ];
  },
};

/** The text behind the entities, which each writes in its own way. */
function decoded(page: string): string {
  const characters: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>' };
  return page.replace(/&(?:#(\d+)|(\w+));/g, (entity, code, name) =>
    code ? String.fromCharCode(Number(code)) : (characters[name] ?? entity),
  );
}

function ours(): string {
  const body = rows.map(
    ({ id, name, due, note }) =>
      html`<tr class="r${id % 2}"><th scope="row"><a href="/d/${id}">${name}</a></th><td>${due}</td><td>${note}</td></tr>`,
  );
  return html`<table><caption>${'Tasks & dates'}</caption><tbody>${body}</tbody></table>`.text;
}

function byHand(): string {
  let body = '';
  for (const { id, name, due, note } of rows) {
    body += `<tr class="r${id % 2}"><th scope="row"><a href="/d/${id}">${escapeHtml(name)}</a></th><td>${escapeHtml(due)}</td><td>${escapeHtml(note)}</td></tr>`;
  }
  return `<table><caption>${escapeHtml('Tasks & dates')}</caption><tbody>${body}</tbody></table>`;
}

/** `!` before a value says that it is markup already. */
function theirs(tag: Tag): string {
  const body = rows.map(
    ({ id, name, due, note }) =>
      tag`<tr class="r${id % 2}"><th scope="row"><a href="/d/${id}">${name}</a></th><td>${due}</td><td>${note}</td></tr>`,
  );
  return tag`<table><caption>${'Tasks & dates'}</caption><tbody>!${body}</tbody></table>`;
}

/** Fetched into a folder of its own: it is no dependency of Steward. */
async function otherTag(): Promise<Tag> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  try {
    await promisify(execFile)('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', folder, other], {
      timeout: 60_000,
    });
    const loaded: unknown = createRequire(join(folder, 'package.json'))('ghtml');
    return z.object({ html: z.custom<Tag>((value) => typeof value === 'function') }).parse(loaded).html;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
