/** Addresses: under which a city answers, and where a person may be sent after signing in. */
import { defaultLocale } from '#i18n/locales.ts';
import type { City } from '#platform/city.ts';
import type { Actor, Role } from '#rules/permissions.ts';

/** The whole address of a path inside the city, for mail and the terminal: its own host, or its path under `baseUrl`. */
export function cityUrl(
  baseUrl: string,
  city: Pick<City, 'slug' | 'host'>,
  path: string,
  tag = defaultLocale.tag,
): string {
  const language = tag === defaultLocale.tag ? '' : `/${tag}`;
  if (!city.host) return `${baseUrl}/${city.slug}${language}${path}`;
  const { protocol, port } = new URL(baseUrl);
  return `${protocol}//${city.host}${port ? `:${port}` : ''}${language}${path}`;
}

const inside = 'http://inside.invalid';

/** `next` when it is a path of our own, as a browser would read it; null for everything that could lead elsewhere. */
export function safeNext(next: string | undefined): string | null {
  if (!next || next.length > 2000 || !next.startsWith('/')) return null;
  // A browser reads a backslash as a slash and leaves out tabs and line ends: //host in disguise.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are just what is refused
  if (/[\\\u0000-\u001f\u007f]/.test(next) || !URL.canParse(next, inside)) return null;
  const url = new URL(next, inside);
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin === inside && !path.startsWith('//') ? path : null;
}

const firstPages = {
  chief_of_staff: '/overview',
  reviewer: '/review',
  general_manager: '/my-work',
  liaison: '/my-work',
  staff: '/my-work',
  administrator: '/administration',
  auditor: '/audit',
  member: '/directives',
  officer: '/directives',
  records_officer: '/records-demands',
} as const satisfies Partial<Record<Role, string>>;

/** Where a person's work begins: by the first of their roles that has a page of its own. */
export function firstPageOf(actor: Actor): string {
  const roles = actor.grants.map((grant) => grant.role);
  const role = (Object.keys(firstPages) as (keyof typeof firstPages)[]).find((one) => roles.includes(one));
  return role ? firstPages[role] : '/overview';
}
