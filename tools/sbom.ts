/**
 * The bill of materials of what an installation runs, from the lock file alone: CycloneDX 1.5, one component a package with
 * its version, licence and hash. (`npm sbom --package-lock-only` leaves out packages that `npm ci --omit=dev
 * --omit=optional` installs, so it is not what is asked for.) Pure: texts in, document and faults out.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const lockFile = z.object({
  name: z.string(),
  version: z.string(),
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

export type Component = {
  type: 'library';
  'bom-ref': string;
  name: string;
  version: string;
  purl: string;
  licenses: readonly { license: { id: string } | { name: string } }[];
  hashes: readonly { alg: 'SHA-512'; content: string }[];
};

export type Bill = {
  bomFormat: 'CycloneDX';
  specVersion: '1.5';
  serialNumber: string;
  version: 1;
  metadata: { component: { type: 'application'; name: string; version: string; licenses: Component['licenses'] } };
  components: readonly Component[];
};

/** Licences that Apache-2.0 software may stand on. A package with another one fails until somebody has read it. */
const known: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
]);

/** Packages that point to a file instead of naming a licence; a person has read it. */
const read: Readonly<Record<string, string>> = {
  // The United States' own work: CC0 1.0, with fonts under OFL 1.1 and icons under Apache 2.0.
  '@uswds/uswds': 'USWDS: CC0-1.0 AND OFL-1.1 AND Apache-2.0 AND MIT',
};

/** The bill, sorted by name; it says the same for the same lock file, so that two can be compared. */
export function billOf(lockText: string): { bill: Bill; faults: readonly string[] } {
  const lock = lockFile.parse(JSON.parse(lockText));
  const faults: string[] = [];
  const components = new Map<string, Component>();
  for (const [path, one] of Object.entries(lock.packages)) {
    if (path === '' || one.dev || one.optional || one.devOptional) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { version = '', integrity = '' } = one;
    if (!version) faults.push(`${name} has no version`);
    const [, digest] = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity) ?? [];
    if (!digest) faults.push(`${name} ${version} has no SHA-512`);
    const license = licenseOf(name, one.license);
    if (!license) faults.push(`${name} ${version} has the licence ${one.license ?? '(none)'}, which nobody has read`);
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    components.set(purl, {
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      purl,
      licenses: [{ license: license ?? { name: one.license ?? 'unknown' } }],
      hashes: digest ? [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] : [],
    });
  }
  const own = lock.packages['']?.license ?? '';
  const bill: Bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${uuidOf(lockText)}`,
    version: 1,
    metadata: {
      component: { type: 'application', name: lock.name, version: lock.version, licenses: [{ license: { id: own } }] },
    },
    components: [...components.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
  };
  return { bill, faults };
}

/** `(MIT OR CC0-1.0)` is known when one of its alternatives is. */
function licenseOf(name: string, said: string | undefined): { id: string } | { name: string } | null {
  if (read[name]) return { name: read[name] };
  const choice = (said ?? '')
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .find((one) => known.has(one));
  return choice ? { id: choice } : null;
}

/** A version 5 shape over the lock file's own words. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
