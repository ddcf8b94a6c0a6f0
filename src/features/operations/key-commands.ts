/** `steward keys list` and `steward keys rotate`: which keys wrap the keys of records, and wrapping them anew with the current one. */
import { auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { type Command, CommandRefused } from '#platform/command.ts';
import { keysInUse, rewrapKeys } from '#platform/sealed-fields.ts';
import { asSystem } from './operations-questions.ts';

export type KeyTools = {
  /** Opens the cities of the installation, or one of them. */
  withCities<T>(slug: string | undefined, run: (cities: readonly City[]) => Promise<T>): Promise<T>;
};

const batchSize = 500;
const options = {
  city: { type: 'string', describe: 'slug of one city (all of them)' },
  json: { type: 'boolean', describe: 'print JSON' },
} as const;

export function keyCommands(tools: KeyTools): Command[] {
  return [keysList(tools), keysRotate(tools)];
}

export type KeyUse = {
  keyId: string;
  /** Record keys that it wraps, in all cities asked. */
  records: number;
  isCurrent: boolean;
  /** False: the settings do not have it, and its records cannot be read. */
  isKnown: boolean;
  /** Nothing needs it any more. */
  mayGo: boolean;
};

/** Every key of the settings and every key that wraps something, the current one first. */
export async function keyUses(cities: readonly City[]): Promise<KeyUse[]> {
  const counts = new Map<string, number>();
  for (const city of cities)
    for (const { keyId, records } of await keysInUse(city.db)) counts.set(keyId, (counts.get(keyId) ?? 0) + records);
  const known = new Set(cities.flatMap((city) => [...city.keys.byId.keys()]));
  const current = new Set(cities.map((city) => city.keys.currentId));
  return [...new Set([...known, ...counts.keys()])]
    .map((keyId) => {
      const records = counts.get(keyId) ?? 0;
      const isCurrent = current.has(keyId);
      return { keyId, records, isCurrent, isKnown: known.has(keyId), mayGo: records === 0 && !isCurrent };
    })
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || (a.keyId < b.keyId ? -1 : 1));
}

function keysList(tools: KeyTools): Command {
  return {
    words: ['keys', 'list'],
    summary: 'List the keys of restricted fields by name, how many records each serves, and which can be taken out.',
    positionals: [],
    options,
    async run(input) {
      const uses = await tools.withCities(slugOf(input.options.city), keyUses);
      if (input.options.json) return input.print(JSON.stringify(uses, null, 2));
      for (const use of uses) input.print(lineOf(use));
      const missing = uses.filter((use) => !use.isKnown).map((use) => use.keyId);
      if (missing.length > 0)
        throw new CommandRefused(
          `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not among STEWARD_KEYS, and the restricted fields of these records cannot be read: put ${missing.length === 1 ? 'it' : 'them'} back`,
        );
    },
  };
}

function lineOf({ keyId, records, isCurrent, isKnown, mayGo }: KeyUse): string {
  const count = `${records.toLocaleString('en')} ${records === 1 ? 'record' : 'records'}`;
  if (!isKnown) return `${keyId}: ${count}, MISSING from STEWARD_KEYS`;
  if (isCurrent) return `${keyId}: ${count}, the current key`;
  return `${keyId}: ${count}, ${mayGo ? 'can be taken out of STEWARD_KEYS' : 'still needed: steward keys rotate'}`;
}

function keysRotate(tools: KeyTools): Command {
  return {
    words: ['keys', 'rotate'],
    summary: 'Wrap the keys of all records with the current key, the first of STEWARD_KEYS; Steward may run meanwhile.',
    positionals: [],
    options,
    async run(input) {
      const done = await tools.withCities(slugOf(input.options.city), async (cities) => {
        const counts: { city: string; records: number }[] = [];
        for (const city of cities) counts.push({ city: city.slug, records: await rotateKeys(city) });
        return counts;
      });
      if (input.options.json) return input.print(JSON.stringify(done, null, 2));
      for (const { city, records } of done)
        input.print(`${city}: ${records.toLocaleString('en')} record keys are wrapped anew with the current key.`);
      input.print('steward keys list says which keys can be taken out.');
    },
  };
}

/** In batches, each whole in itself: cut off anywhere, it goes on with the rest the next time. Answers how many. */
export async function rotateKeys(city: City): Promise<number> {
  for (let total = 0; ; ) {
    // A run that finds nothing leaves no row in the audit.
    if (!(await keysInUse(city.db)).some((use) => use.keyId !== city.keys.currentId)) return total;
    const records = await auditedChange(city, asSystem, async (tx) => {
      const count = await rewrapKeys(city, tx, batchSize);
      return {
        value: count,
        note: {
          event: 'operations.keys_rewrapped',
          subject: { kind: 'city', id: city.slug },
          details: { records: count, key: city.keys.currentId },
        },
      };
    });
    // Another run holds the rest; it will end that.
    if (records === 0) return total;
    total += records;
  }
}

function slugOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}
