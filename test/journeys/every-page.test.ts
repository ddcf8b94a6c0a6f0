/** Every page that a role can reach by links, held to what every page promises. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Role, roles } from '#rules/permissions.ts';
import { isFull, type JourneySite, journeySite } from './journey-site.ts';
import { narrow, wide } from './page-faults.ts';
import type { Person } from './person.ts';

let site: JourneySite;
/** Roles that see most; the others see the same pages with less on them. */
const sample: readonly Role[] = ['chief_of_staff', 'reviewer', 'liaison', 'auditor'];
const seenBySomebody = new Set<string>();
const seenNarrow = new Set<string>();
/** They read what is public, and their own page. */
const readsLittle: ReadonlySet<Role> = new Set<Role>(['member', 'officer']);

before(async () => {
  site = await journeySite();
});
after(() => site.close());

/** The route of a path inside the city and the names in its query: two pages with the same kind look alike. */
function kindOf(path: string): string {
  const url = new URL(path, 'http://inside');
  const route = site.site.routes.find(({ method, path: { pattern } }) => {
    const shape = pattern.replaceAll(/[.]/g, '\\.').replaceAll(/:[a-z]+/gi, '[^/]+');
    return method === 'GET' && new RegExp(`^${shape}/?$`).test(url.pathname);
  });
  const figure = url.pathname.startsWith('/overview/list/') ? '' : [...url.searchParams.keys()].sort().join();
  return `${route?.path.pattern ?? url.pathname} ${figure}`;
}

/** The paths to which the page leads, each kind once. */
async function linksOf(person: Person): Promise<string[]> {
  const base = person.address('');
  const hrefs = await person.page
    .locator('a[href]:not([download])')
    .evaluateAll((all: { href: string }[]) => all.map((one) => one.href));
  const own = hrefs
    .filter((href) => href.startsWith(`${base}/`))
    .map((href) => href.slice(base.length).split('#')[0] as string);
  return own.filter((path) => !/^\/(es(\/|$)|files\/)|\.(csv|ics)|\/csv/.test(path) && !path.startsWith('/sign-in'));
}

type Way = { language?: 'en' | 'es'; slug?: 'practice' | 'los-angeles' };

/** Opens every kind of page that links lead to; what nobody has shown before is looked at closely. */
async function walk(role: Role, way: Way, isClose: (kind: string) => boolean): Promise<number> {
  const person = await site.person(role, way);
  const { language = 'en', slug = 'practice' } = way;
  const queue = ['/my-work', '/'];
  const kinds = new Set<string>();
  const faults: string[] = [];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = kindOf(path);
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    const status = await person.go(path);
    // The five minutes lead newcomers to tasks; they step into another role to read them.
    const isForOthers = status === 403 && readsLittle.has(role) && kind.startsWith('/tasks/');
    if (status !== 200 && !isForOthers) faults.push(`a link led to ${path}, which answered ${status}`);
    assert.ok((await person.heading).trim() !== '', `${path} has no heading`);
    if (isClose(kind)) {
      const name = `walk-${slug}-${language}-${role} ${kind}`.replaceAll(/[^a-z-]+/gi, '-');
      const isNew = !seenNarrow.has(`${slug} ${language} ${kind}`);
      seenNarrow.add(`${slug} ${language} ${kind}`);
      const found = await person.faults(name, { narrowAxe: isFull && isNew });
      faults.push(...found.map((fault) => `${path}: ${fault}`));
    }
    queue.push(...(await linksOf(person)));
  }
  if (isFull) {
    await person.page.setViewportSize(narrow);
    await person.go('/my-work');
    await person.meet(`narrow-${role}`);
    await person.page.setViewportSize(wide);
  }
  assert.deepEqual(faults, []);
  await person.close();
  return kinds.size;
}

describe('every page that links lead to', () => {
  for (const role of roles) {
    it(`is there, readable by everybody and valid, for the ${role.replaceAll('_', ' ')}`, {
      skip: !isFull && !sample.includes(role),
    }, async () => {
      const pages = await walk(role, {}, (kind) => isFull || (!seenBySomebody.has(kind) && !!seenBySomebody.add(kind)));
      assert.ok(pages >= (readsLittle.has(role) ? 4 : 8), `${role} found only ${pages} kinds of pages`);
    });
  }

  it('is as sound in Spanish', async () => {
    const role = isFull ? 'administrator' : 'city_attorney';
    const seen = new Set<string>();
    const isSampled = (kind: string) => isFull || seen.add(kind).size % 3 === 0;
    assert.ok((await walk(role, { language: 'es' }, isSampled)) >= 8);
  });
  it('is as sound in a real city, whose copy knows nothing of what departments have done', {
    skip: !isFull,
  }, async () => {
    assert.ok((await walk('chief_of_staff', { slug: 'los-angeles' }, () => true)) >= 8);
    assert.ok((await walk('liaison', { slug: 'los-angeles' }, () => true)) >= 8);
  });
});
