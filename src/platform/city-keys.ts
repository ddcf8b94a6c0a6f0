/**
 * The keys of an installation, and what a city derives from them. `STEWARD_KEYS` holds `id:secret` pairs: the first
 * encrypts, all can decrypt. None of them is ever written to a database or a backup.
 */
import { hkdfSync } from 'node:crypto';

export type NamedKey = Readonly<{ id: string; secret: string }>;

/** A city's keys for restricted fields: `current` wraps new record keys, `byId` opens old ones. 32 bytes each. */
export type CityKeys = Readonly<{ currentId: string; byId: ReadonlyMap<string, Buffer> }>;

const shape = /^[a-z0-9][a-z0-9-]{0,31}:[A-Za-z0-9+/_=-]{43,}$/;

/** Reads `id:secret,id:secret`. Throws with a sentence that repeats no secret. */
export function parseKeys(text: string): NamedKey[] {
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part, index) => {
      if (!shape.test(part))
        throw new Error(`key ${index + 1} is not id:secret with 43 or more characters of base64 behind the colon`);
      const colon = part.indexOf(':');
      return { id: part.slice(0, colon), secret: part.slice(colon + 1) };
    });
  if (keys.length === 0) throw new Error('it names no key');
  if (new Set(keys.map((key) => key.id)).size < keys.length) throw new Error('two keys have the same id');
  return keys;
}

/** What one city uses: keys of two cities differ, and none leads back to the installation's. */
export function cityKeys(schema: string, keys: readonly NamedKey[]): CityKeys {
  const [current] = keys;
  if (!current) throw new Error('a city needs a key');
  const derive = ({ secret }: NamedKey) => Buffer.from(hkdfSync('sha256', secret, '', `record-keys:${schema}`, 32));
  return { currentId: current.id, byId: new Map(keys.map((key) => [key.id, derive(key)])) };
}
