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

export function readAddress<C extends Named & City>(cities: readonly C[], host: string | undefined, url: string): Address {
  const byHost = cities.find((city) => city.host !== null && city.host === host?.replace(/:\d+$/, '').toLowerCase()) ?? null;
  let rest = url;
  let city: C | null = byHost;
  if (!byHost) {
    const [first, after] = takeSegment(rest);
    city = cities.find((one) => one.slug === first) ?? null;
    if (city) rest = after;
  }
  const [maybeTag, afterTag] = takeSegment(rest);
  const locale = maybeTag && maybeTag !== defaultLocale.tag ? localeOf(maybeTag) : null;
  return { city, isByHost: byHost !== null, locale: locale ?? defaultLocale, inside: locale ? afterTag : rest };
}

/** `/a/b?c` becomes `a` and `/b?c`. */
function takeSegment(url: string): [string, string] {
  const found = /^\/([^/?]*)(.*)$/.exec(url);
  if (!found) return ['', url];
  const after = found[2] as string;
  return [found[1] as string, after.startsWith('/') ? after : `/${after}`];
}

/** City and language before a path: what a link on a page begins with. */
export function prefixOf(city: Named, isByHost: boolean, locale: Locale): string {
  return `${isByHost ? '' : `/${city.slug}`}${locale.tag === defaultLocale.tag ? '' : `/${locale.tag}`}`;
}
