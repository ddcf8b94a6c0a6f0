import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Role } from '#rules/permissions.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { walk } from '#test/crawl.ts';
import type { Route } from '#web/route.ts';
import { recordSources } from './wings-records.ts';

const nameOf = (route: Route) => `${route.method} ${route.path.pattern}`;
const shape = (route: Route) =>
  new RegExp(`^${route.path.pattern.replaceAll('.', '[.]').replace(/:[A-Za-z]+/g, '[^/?]+')}$`);

describe('what becomes of what is typed', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());
  const posts = () => site.routes.filter((route) => route.method === 'POST');

  it('is declared by every route that takes a form: a known class of records, or none', () => {
    const known = new Set(['none', ...recordSources.map((source) => source.class.id)]);
    assert.deepEqual(
      posts()
        .filter((route) => !route.record || !known.has(route.record))
        .map(nameOf),
      [],
    );
  });

  const roles: readonly Role[] = [
    'administrator',
    'city_attorney',
    'records_officer',
    'reviewer',
    'liaison',
    'chief_of_staff',
  ];
  it('is said in one line on every form that keeps it', async () => {
    const missing = new Set<string>();
    const seen = new Set<string>();
    for (const role of roles) {
      for (const { at, body } of await walk(site, await site.signIn(role), 2)) {
        for (const [form = '', action = ''] of body.matchAll(
          /<form[^>]*action="\/practice([^"]*)"[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g,
        )) {
          const route = posts().find((one) => shape(one).test(action));
          const isTyped = /<textarea|<input(?![^>]*type="(hidden|checkbox|radio)")|<select/.test(form);
          if (!route?.record || route.record === 'none' || !isTyped) continue;
          seen.add(nameOf(route));
          if (!form.includes(`data-record="${route.record}"`)) missing.add(`${nameOf(route)} on ${at}`);
        }
      }
    }
    assert.deepEqual([...missing], []);
    assert.ok(seen.size >= 12, `forms met: ${[...seen].join(', ')}`);
  });

  it('leads to its place on the page that says what this system holds, without signing in and in both languages', async () => {
    const nobody = site.visitor();
    for (const at of ['/what-we-hold', '/es/what-we-hold']) {
      const { status, body } = await nobody.get(at);
      assert.equal(status, 200);
      for (const { class: one } of recordSources)
        assert.ok(body.includes(`id="class-${one.id.replace(/[._]/g, '-')}"`), `${one.id} on ${at}`);
    }
    const start = await nobody.get('/');
    assert.match(start.body, /href="\/practice\/what-we-hold"/);
  });
});
