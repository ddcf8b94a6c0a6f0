/** Reads `STEWARD_CITIES`: which cities an installation serves, and under which path or host name. */
import type { z } from 'zod';
import { schemaOf } from './city.ts';

export type CityAddress = Readonly<{
  /** Names the folder in packs/ and the path `/slug/`. */
  slug: string;
  /** Its PostgreSQL schema; jobs lie in `<schema>_jobs`. */
  schema: string;
  /** The host name of its own under which it answers, or null for the path alone. */
  host: string | null;
}>;

/** Words that mean something else as a first part of a path or as a schema. */
const reserved = new Set([
  'health',
  'assets',
  'schemas',
  'static',
  'files',
  'public',
  'metrics',
  'information-schema',
  'api',
]);
const slugPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const hostPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** A zod transform: `los-angeles,practice=practice.example.gov` into addresses, or one fault for each bad entry. */
export function parseCityAddresses(text: string, context: z.RefinementCtx): CityAddress[] {
  const addresses = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => addressOf(entry, context));
  if (addresses.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one city' });
  for (const [key, word] of [
    ['slug', 'city'],
    ['host', 'host name'],
  ] as const) {
    const values = addresses.map((address) => address[key]).filter((value) => value !== null);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice) context.addIssue({ code: 'custom', message: `names the ${word} ${twice} twice` });
  }
  return addresses;
}

function addressOf(entry: string, context: z.RefinementCtx): CityAddress {
  const [slug = '', ...rest] = entry.split('=');
  const host = rest.length > 0 ? rest.join('=').toLowerCase() : null;
  const isUsable =
    slugPattern.test(slug) &&
    slug.length <= 40 &&
    !reserved.has(slug) &&
    !slug.endsWith('-jobs') &&
    !slug.startsWith('pg-');
  if (!isUsable) {
    context.addIssue({
      code: 'custom',
      message: `cannot name a city "${slug}": use small letters, digits and hyphens, such as los-angeles`,
    });
  }
  if (host !== null && !hostPattern.test(host)) {
    context.addIssue({ code: 'custom', message: `gives ${slug} the host name "${host}", which is none` });
  }
  return Object.freeze({ slug, schema: schemaOf(slug), host });
}
