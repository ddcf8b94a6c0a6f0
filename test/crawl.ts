/** Walks a city by its links, as a reader would: every route with a few real addresses. */
import type { Route } from '#web/route.ts';
import type { TestSite } from './city.ts';
import type { TestVisitor } from './visitor.ts';

export type Found = { at: string; status: number; body: string };

const pathPattern = (route: Route) =>
  new RegExp(`^${route.path.pattern.replaceAll('.', '[.]').replace(/:[A-Za-z]+/g, '[^/?]+')}$`);

/** Follows links from the first pages on; of each route at most `most` addresses, so that the walk ends. */
export async function walk(site: TestSite, visitor: TestVisitor, most = 3): Promise<Found[]> {
  const gets = site.routes.filter((route) => route.method === 'GET');
  const patterns = gets.map((route) => ({ route, pattern: pathPattern(route) }));
  const queue = [
    '/',
    ...site.site.navEntries.map((entry) => entry.path),
    ...gets.map((route) => route.path.pattern).filter((one) => !one.includes(':')),
  ];
  const seen = new Map<string, Set<string>>();
  const found: Found[] = [];
  for (let at = queue.shift(); at; at = queue.shift()) {
    const path = at.split('?')[0] as string;
    const key =
      gets.find((one) => one.path.pattern === path)?.path.pattern ??
      patterns.find((one) => one.pattern.test(path))?.route.path.pattern ??
      path;
    const known = seen.get(key) ?? new Set();
    if (known.has(at) || known.size >= most) continue;
    seen.set(key, known.add(at));
    const reply = await visitor.get(at);
    found.push({ at, status: reply.status, body: reply.body });
    if (reply.status !== 200) continue;
    for (const [, href = ''] of reply.body.matchAll(/href="\/practice(\/[^"#]*)/g))
      queue.push(href.replaceAll('&amp;', '&').replace(/^\/es(?=\/|$)/, '') || '/');
  }
  return found;
}
