/** The commands of an author of packs: check a pack, compare two versions of a directive, publish the schemas. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { LocalText } from '#kit/text.ts';
import { type Command, CommandRefused, CommandUsage } from '#platform/command.ts';
import { publishedSchema } from '#platform/pack-faults.ts';
import { formatFault, type PackFault } from '#platform/pack-file.ts';
import { bodyKinds, type BodyKind, type VerbStrength, verbStrengths } from '#rules/bodies.ts';
import type { Directive } from '#rules/obligations.ts';
import type { CheckedCity } from './directive-check.ts';
import { changeInWords, diffDirectives } from './directive-diff.ts';
import { directiveVersion, readDirectiveFile } from './directive-pack.ts';
import { directiveFile } from './directive-schema.ts';

export type PackToCheck = {
  city: (CheckedCity & { id: string; name: LocalText; state: LocalText }) | null;
  directives: readonly Directive[];
  faults: readonly PackFault[];
};

/** `readPack` reads and checks a whole pack; `schemas` are those of its other files, by name. */
export type DirectiveTools = {
  readPack(dir: string): Promise<PackToCheck>;
  schemas: Readonly<Record<string, z.ZodType>>;
};

export function directiveCommands(tools: DirectiveTools): Command[] {
  return [packCheck(tools), packSchemas(tools), directiveDiff()];
}

function packCheck({ readPack }: DirectiveTools): Command {
  return {
    words: ['pack', 'check'],
    summary: 'Check a city pack: every fault with its line, or the counts of a sound pack.',
    positionals: [{ name: 'DIR', describe: 'folder of the pack, such as packs/los-angeles' }],
    options: { json: { type: 'boolean', describe: 'print one JSON object' } },
    async run({ positionals, options, print }) {
      const dir = required(positionals[0], 'DIR');
      const pack = await readPack(dir);
      if (pack.faults.length > 0 || !pack.city) {
        if (options.json) print(JSON.stringify({ ok: false, pack: dir, faults: pack.faults }, null, 2));
        else for (const fault of pack.faults) print(formatFault(fault));
        throw new CommandRefused(`${dir} has ${counted(pack.faults.length, 'fault', 'faults')}`);
      }
      const counts = packCounts(pack.city, pack.directives);
      if (options.json) print(JSON.stringify({ ok: true, pack: dir, city: pack.city.id, ...counts }, null, 2));
      else for (const line of countsInWords(dir, pack.city, counts)) print(line);
    },
  };
}

export type PackCounts = {
  bodies: { total: number; byKind: Record<BodyKind, number>; byReach: Record<VerbStrength | 'nothing', number> };
  directives: number;
  clauses: number;
  duties: number;
  text: { reconstructed: number; verified: number };
};

/** How many bodies there are of each kind, and how far the issuer's word reaches into them; how much law there is. */
export function packCounts(city: Pick<CheckedCity, 'bodies' | 'reach'>, directives: readonly Directive[]): PackCounts {
  const byKind = Object.fromEntries(bodyKinds.map((kind) => [kind, 0])) as Record<BodyKind, number>;
  const byReach = Object.fromEntries(
    [...verbStrengths, 'nothing'].map((verb) => [verb, 0]),
  ) as PackCounts['bodies']['byReach'];
  for (const body of city.bodies) {
    byKind[body.kind] += 1;
    byReach[city.reach[body.kind] ?? 'nothing'] += 1;
  }
  const clauses = directives.flatMap((directive) => directive.clauses);
  const verified = clauses.filter((clause) => clause.textStatus === 'verified').length;
  return {
    bodies: { total: city.bodies.length, byKind, byReach },
    directives: directives.length,
    clauses: clauses.length,
    duties: clauses.flatMap((clause) => clause.duties).length,
    text: { reconstructed: clauses.length - verified, verified },
  };
}

const reachWords: Readonly<Record<VerbStrength | 'nothing', string>> = {
  order: 'ordered',
  direct: 'directed',
  expect: 'expected to',
  request: 'requested',
  urge: 'urged',
  nothing: 'get nothing',
};

function countsInWords(
  dir: string,
  city: { name: LocalText; state: LocalText; reach: CheckedCity['reach'] },
  counts: PackCounts,
): string[] {
  const { bodies } = counts;
  const reached = ([...verbStrengths, 'nothing'] as const).filter((verb) => bodies.byReach[verb] > 0);
  return [
    `${dir} is sound: ${city.name.en}, ${city.state.en}`,
    `${counted(bodies.total, 'body', 'bodies')}: ${reached.map((verb) => `${bodies.byReach[verb]} ${reachWords[verb]}`).join(', ')}`,
    ...bodyKinds
      .filter((kind) => bodies.byKind[kind] > 0)
      .map((kind) => {
        return `  ${String(bodies.byKind[kind]).padStart(3)} ${kind} (${reachWords[city.reach[kind] ?? 'nothing']})`;
      }),
    [
      counted(counts.directives, 'directive', 'directives'),
      counted(counts.clauses, 'clause', 'clauses'),
      counted(counts.duties, 'duty', 'duties'),
    ].join(', '),
    `clause texts: ${counts.text.reconstructed} reconstructed, ${counts.text.verified} verified`,
  ];
}

function packSchemas({ schemas }: DirectiveTools): Command {
  return {
    words: ['pack', 'schemas'],
    summary: 'Write the JSON Schemas of the pack files.',
    positionals: [],
    options: { out: { type: 'string', describe: 'folder to write to (schemas)' } },
    async run({ options, print }) {
      const out = typeof options.out === 'string' ? options.out : 'schemas';
      await mkdir(out, { recursive: true });
      for (const [name, text] of Object.entries(schemaFiles(schemas))) {
        await writeFile(join(out, name), text);
        print(join(out, name));
      }
    },
  };
}

/** The text of each published schema by file name; `directive.schema.json` is added to those given. */
export function schemaFiles(schemas: DirectiveTools['schemas']): Record<string, string> {
  const all = { ...schemas, directive: directiveFile };
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(publishedSchema(schema), null, 2)}\n`,
    ]),
  );
}

function directiveDiff(): Command {
  return {
    words: ['directive', 'diff'],
    summary: 'Show what changed between two files of a directive.',
    positionals: [
      { name: 'A', describe: 'the earlier file' },
      { name: 'B', describe: 'the later file' },
    ],
    options: { json: { type: 'boolean', describe: 'print one JSON object' } },
    async run({ positionals, options, print, warn }) {
      const paths = [required(positionals[0], 'A'), required(positionals[1], 'B')] as const;
      const [before, after] = await Promise.all(paths.map(readDirectiveFile));
      const faults = [...(before?.faults ?? []), ...(after?.faults ?? [])];
      if (!before?.directive || !after?.directive) {
        for (const fault of faults) warn(formatFault(fault));
        throw new CommandRefused('these two cannot be compared: a file has faults');
      }
      const changes = diffDirectives(before.directive, after.directive);
      const versions = { before: directiveVersion(before.directive), after: directiveVersion(after.directive) };
      if (options.json) print(JSON.stringify({ versions, changes }, null, 2));
      else if (changes.length === 0) print(`No change: both are version ${versions.before.slice(0, 12)}`);
      else {
        print(
          `${versions.before.slice(0, 12)} -> ${versions.after.slice(0, 12)}: ${counted(changes.length, 'change', 'changes')}`,
        );
        for (const change of changes) print(changeInWords(change));
      }
    },
  };
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function required(value: string | undefined, name: string): string {
  if (!value) throw new CommandUsage(`${name} is missing`);
  return value;
}
