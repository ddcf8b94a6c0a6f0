/** The words of a backup: its parts, their order and limits, and what its documents say. One tar stream, compressed with zstd. */
import { z } from 'zod';

/** Raised when an older Steward could no longer read an archive. */
export const backupFormat = 1;

/** A table's rows come in parts of so many bytes: none needs to be kept aside, and a reader never holds more than one. */
export const partBytes = 4_000_000;

export const archiveLimits = {
  /** A part of rows may be longer than `partBytes` by the rest of what PostgreSQL sent with it. */
  partBytes: 64_000_000,
  documentBytes: 256_000_000,
  /** An archive that unpacks to more than this and to more than `ratio` times its size is no backup. */
  unpackedBytes: 4_000_000_000,
  ratio: 300,
} as const;

/** Rows that mean something only where they were made: who is signed in, what a worker beat, what waits for a day, how many tries a caller had. */
export const tablesLeftOut: ReadonlySet<string> = new Set([
  'sessions',
  'sign_in_links',
  // typed work of a day, which may be of what is kept under seal
  'kept_forms',
  'worker_pulse',
  'rate_buckets',
  'passkey_challenges',
  'identity_attempts',
  'schema_migrations',
  'schema_migrations_lock',
]);

export const names = {
  head: 'backup.json',
  end: 'manifest.json',
  seal: 'seal.json',
  part: (slug: string, table: string, number: number) => `${slug}/tables/${table}/${String(number).padStart(6, '0')}`,
  file: (slug: string, sha256: string) => `${slug}/files/${sha256}`,
  manifest: (slug: string) => `${slug}/manifest.json`,
} as const;

/** What a name in an archive is; null for every name that no backup holds. */
export function placeOf(name: string): Place | null {
  if (name === names.head) return { kind: 'head' };
  if (name === names.end) return { kind: 'end' };
  if (name === names.seal) return { kind: 'seal' };
  const [, slug, rest] = /^([a-z][a-z0-9-]{0,39})\/(.+)$/.exec(name) ?? [];
  if (!slug || !rest) return null;
  if (rest === 'manifest.json') return { kind: 'manifest', slug };
  const [, table, number] = /^tables\/([a-z][a-z0-9_]{0,62})\/(\d{6})$/.exec(rest) ?? [];
  if (table && number) return { kind: 'part', slug, table, number: Number(number) };
  const [, sha256] = /^files\/([0-9a-f]{64})$/.exec(rest) ?? [];
  return sha256 ? { kind: 'file', slug, sha256 } : null;
}

export type Place =
  | { kind: 'head' | 'end' | 'seal' }
  | { kind: 'manifest'; slug: string }
  | { kind: 'part'; slug: string; table: string; number: number }
  | { kind: 'file'; slug: string; sha256: string };

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const word = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const count = z.number().int().nonnegative();

const headCity = z.object({
  slug: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  schema: word,
  /** The city's profile in force: how it is opened before its rows are there. */
  profile: z.looseObject({ id: z.string(), timeZone: z.string() }),
  migrations: z.array(z.object({ name: z.string(), hash: hash.nullable() })),
  /** In the order in which they follow. Generated columns are left out. */
  tables: z.array(z.object({ name: word, columns: z.array(word) })),
  /** Which keys wrap record keys, with a mark by which the same key is known again. Never a key. */
  keys: z.array(z.object({ id: z.string(), mark: hash, records: count })),
});

/** The first entry: what must be known before anything is read or made. */
export const backupHead = z.object({
  format: z.literal(backupFormat),
  id: z.uuid(),
  steward: z.string(),
  madeAt: z.iso.datetime(),
  /** By which the secrets are known again that authenticate the audit. Never a secret. */
  secretMarks: z.array(hash),
  cities: z.array(headCity).min(1),
});
export type BackupHead = z.infer<typeof backupHead>;
export type BackupCity = z.infer<typeof headCity>;

/** The last entry of a city: what was to be found in it. */
export const cityManifest = z.object({
  slug: z.string(),
  snapshotAt: z.iso.datetime(),
  tables: z.array(z.object({ name: word, rows: count, byteLength: count, sha256: hash })),
  sequences: z.array(z.object({ name: word, value: z.string().regex(/^-?\d+$/) })),
  /** `name` is what the store calls the file; where `sha256` differs, the store held a damaged one. */
  files: z.array(z.object({ name: hash, sha256: hash, byteLength: count })),
  /** Rows of the snapshot name them and the store did not have them. */
  missingFiles: z.array(hash),
  /** The newest link of the audit's chain: whoever cuts off a tail later is seen. Null before the first row is sealed. */
  auditHead: z.object({ sealNo: count, chain: hash }).nullable(),
  auditRows: count,
});
export type CityManifest = z.infer<typeof cityManifest>;

/** The last but one entry: binds head and cities together. */
export const backupEnd = z.object({
  id: z.uuid(),
  head: hash,
  cities: z.array(z.object({ slug: z.string(), manifest: hash })),
});

/** The last entry: an authentication code over the end, with a key of the installation's secret. */
export const backupSeal = z.object({ mac: hash });

/** The archive is not what Steward wrote; the message is one sentence. */
export class BackupDamaged extends Error {}
