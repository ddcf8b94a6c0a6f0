/** From the address that was asked for to city, language and path: `/los-angeles/es/overview`, or a city's own host name. */
import { defaultLocale, type Locale, localeOf } from '#i18n/locales.ts';
import type { City } from '#platform/city.ts';

export type Address = {
  city: City | null;
  /** The city is named by the host, so that links carry no city path. */
  isByHost: boolean;
  locale: Locale;
  /** The path inside the city, with its query, beginning with `/`. */
  inside: string;
};

type Named = Pick<City, 'slug' | 'host'>;

/** First parts of paths that belong to the whole installation, under any host. */
const installationParts: ReadonlySet<string> = new Set(['health', 'metrics', 'assets', 'schemas', 'robots.txt']);

/** Never throws. `inside` begins with one slash, so that a link made of it cannot lead to another host. */
export function readAddress<C extends Named & City>(
  cities: readonly C[],
  host: string | undefined,
  url: string,
): Address {
  const byHost =
    cities.find((city) => city.host !== null && city.host === host?.replace(/:\d+$/, '').toLowerCase()) ?? null;
  let rest = url;
  const [first, after] = takeSegment(rest);
  if (installationParts.has(first)) return { city: null, isByHost: false, locale: defaultLocale, inside: url };
  let city: C | null = byHost;
  if (!byHost) {
    city = cities.find((one) => one.slug === first) ?? null;
    if (city) rest = after;
  }
  const [maybeTag, afterTag] = takeSegment(rest);
  const locale = maybeTag && maybeTag !== defaultLocale.tag ? localeOf(maybeTag) : null;
  const inside = locale ? afterTag : rest;
  return {
    city,
    isByHost: byHost !== null,
    locale: locale ?? defaultLocale,
    inside: city ? withOneSlash(inside) : inside,
  };
}

/** A browser reads `//x` and `/\\x` as another host. What is no path at all becomes the first page. */
function withOneSlash(inside: string): string {
  return inside.startsWith('/') ? inside.replace(/^[/\\]+/, '/') : '/';
}

/** `/a/b?c` becomes `a` and `/b?c`. */
function takeSegment(url: string): [string, string] {
  const found = /^\/([^/?]*)(.*)$/.exec(url);
  if (!found) return ['', url];
  const after = found[2] as string;
  return [found[1] as string, after.startsWith('/') ? after : `/${after}`];
}

/** Where a city's cookies go: its own path, or everything under its own host. */
export function cookiePath(city: Named, { isByHost }: Pick<Address, 'isByHost'>): string {
  return isByHost ? '/' : `/${city.slug}`;
}

/** City and language before a path: what a link on a page begins with. */
export function prefixOf(city: Named, isByHost: boolean, locale: Locale): string {
  return `${isByHost ? '' : `/${city.slug}`}${locale.tag === defaultLocale.tag ? '' : `/${locale.tag}`}`;
}
