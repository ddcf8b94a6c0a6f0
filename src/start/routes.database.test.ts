import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { locales } from '#i18n/locales.ts';
import type { Route } from '#web/route.ts';
import { permissionName } from '#web/route.ts';
import { auditEvents } from '#rules/audit-events.ts';
import { may, type Role, roles } from '#rules/permissions.ts';
import { type TestSite, testSite } from '#test/city.ts';
import type { TestVisitor } from '#test/visitor.ts';
import { acts } from './wings.ts';

const nameOf = (route: Route) => `${route.method} ${route.path.pattern}`;
const fill = (pattern: string, value: string) => pattern.replace(/:[A-Za-z]+/g, value);
/** Views that a handler writes itself, because they name one record. */
const ownViews: ReadonlySet<string> = new Set([
  'file.downloaded',
  'retention.hold_viewed',
  'disclosure.record_viewed',
  'disclosure.downloaded',
]);
const tokenRefused = /came from another page/;

describe('every route', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());

  it('has a method and a path of its own', () => {
    const names = site.routes.map((route) => `${route.method} ${fill(route.path.pattern, ':')}`);
    assert.ok(names.length > 20);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('asks for an act of the one permission table, and every act there has its sentence in every language', () => {
    const used = site.routes.map((route) => route.permission).filter((permission) => typeof permission !== 'string');
    for (const act of used)
      assert.ok(acts.includes(act), `${act.id} is used by a route and not gathered in src/start/wings.ts`);
    assert.equal(new Set(acts.map((act) => act.id)).size, acts.length);
    for (const { tag } of locales)
      for (const act of acts) assert.ok(site.site.catalog.get(tag)?.has(`act.${act.id}`), `act.${act.id} in ${tag}`);
  });

  it('that changes something tells the audit what, and every event has its sentence in every language', () => {
    for (const route of site.routes) {
      if (route.method === 'POST') assert.notEqual(route.event, 'none', nameOf(route));
      if (route.event !== 'none') assert.ok(auditEvents.includes(route.event), `${nameOf(route)}: ${route.event}`);
    }
    for (const { tag } of locales)
      for (const event of auditEvents)
        assert.ok(site.site.catalog.get(tag)?.has(`done.${event}`), `done.${event} in ${tag}`);
  });

  it('turns away whoever has no session, unless it is for everyone', async () => {
    const nobody = site.visitor();
    for (const route of site.routes) {
      const at = fill(route.path.pattern, 'none');
      const reply = route.method === 'GET' ? await nobody.get(at) : await nobody.post(at, {}, { token: false });
      const name = `${nameOf(route)}: ${reply.status}`;
      if (route.permission === 'everyone') {
        assert.ok(
          route.method === 'GET'
            ? ![401, 403].includes(reply.status) && reply.status < 500
            : tokenRefused.test(reply.body),
          name,
        );
        if (route.method === 'GET') assert.doesNotMatch(reply.location ?? '', /^\/sign-in\?next/, name);
      } else if (route.method === 'GET') {
        assert.deepEqual([reply.status, reply.location], [303, `/sign-in?next=${encodeURIComponent(at)}`], name);
      } else {
        assert.equal(reply.status, 401, name);
      }
    }
  });

  for (const role of roles) {
    it(`answers the role ${role} as the permission table says`, async () => {
      const [visitor, actor] = [await site.signIn(role), await site.actor(role)];
      const faults: string[] = [];
      for (const route of site.routes) {
        const isAllowed = typeof route.permission === 'string' || may(actor, route.permission);
        for (const id of ['none', '00000000-0000-4000-8000-000000000000']) {
          const at = fill(route.path.pattern, id);
          const reply = route.method === 'GET' ? await visitor.get(at) : await visitor.post(at, {}, { token: false });
          const fault = faultOf(route, isAllowed, reply);
          if (fault) faults.push(`${nameOf(route)} (${permissionName(route.permission)}) with ${id}: ${fault}`);
          // What is refused by the row, or for want of a token, is refused before the id is looked at.
          if (!route.path.pattern.includes(':') || !isAllowed || route.method === 'POST') break;
        }
      }
      assert.deepEqual(faults, []);
    });
  }

  function faultOf(route: Route, isAllowed: boolean, reply: { status: number; body: string }): string | null {
    const isTokenRefused = tokenRefused.test(reply.body);
    if (!isAllowed) return reply.status === 403 && !isTokenRefused ? null : `${reply.status} where the role may not`;
    // The token is looked at after the permission: being asked for it is having been let in.
    if (route.method === 'POST')
      return reply.status === 403 && isTokenRefused ? null : `${reply.status} where only the token is missing`;
    return [401, 403].includes(reply.status) || reply.status >= 500 ? `${reply.status} where the role may` : null;
  }
});

describe('a page that is only looked at', () => {
  let site: TestSite;
  const visitors = new Map<Role, TestVisitor>();
  const found = new Map<string, { at: string; role: Role }>();
  const watchers: readonly Role[] = ['chief_of_staff', 'administrator', 'liaison', 'auditor'];
  before(async () => {
    site = await testSite();
    for (const role of watchers) visitors.set(role, await site.signIn(role));
  });
  after(() => site.close());

  const gets = () => site.routes.filter((route) => route.method === 'GET');
  const pattern = (route: Route) =>
    new RegExp(`^${route.path.pattern.replaceAll('.', '[.]').replace(/:[A-Za-z]+/g, '[^/?]+')}$`);

  /** Follows links from page to page until every route that a link leads to was found with a real address. */
  async function crawl(role: Role): Promise<void> {
    const visitor = visitors.get(role) as TestVisitor;
    const queue = [
      '/',
      ...site.site.navEntries.map((entry) => entry.path),
      ...gets()
        .map((route) => route.path.pattern)
        .filter((one) => !one.includes(':')),
    ];
    const seen = new Map<string, number>();
    for (let at = queue.shift(); at; at = queue.shift()) {
      const [path = ''] = at.split('?');
      const route = gets().find((one) => one.path.pattern === path) ?? gets().find((one) => pattern(one).test(path));
      const key = route ? nameOf(route) : path;
      // Two addresses of each route are enough to find what lies behind it.
      if ((seen.get(key) ?? 0) >= 2) continue;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      const reply = await visitor.get(at);
      if (reply.status !== 200) continue;
      if (route && !found.has(key)) found.set(key, { at, role });
      for (const [, href = ''] of reply.body.matchAll(/href="\/practice(\/[^"#]*)/g))
        queue.push(href.replaceAll('&amp;', '&'));
    }
  }

  /** Without what the worker writes, and without the counts of attempts: opening the page of a link is one (decision 20). */
  async function picture(): Promise<Map<string, string>> {
    const { db, schema } = site.city();
    const { rows: tables } = await sql<{
      name: string;
    }>`select tablename as name from pg_tables where schemaname = ${schema} order by 1`.execute(db);
    const picked = tables
      .map(({ name }) => name)
      .filter((name) => !['audit_seals', 'schema_migrations', 'schema_migrations_lock', 'rate_buckets'].includes(name));
    const parts = picked.map((name) => {
      const row = name === 'sessions' ? sql`(to_jsonb(t) - 'last_seen_at')::text` : sql`to_jsonb(t)::text`;
      return sql`select ${name}::text as name, count(*)::text || md5(coalesce(string_agg(${row}, '' order by ${row}), '')) as state from ${sql.table(name)} t`;
    });
    const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)}`.execute(db);
    return new Map(rows.map((row) => [row.name, row.state]));
  }
  const events = async () =>
    (await sql<{ event: string }>`select event from audit_entries order by seq`.execute(site.city().db)).rows.map(
      (row) => row.event,
    );

  it('is found by links from the first pages, for most routes', async () => {
    for (const role of watchers) await crawl(role);
    const missed = gets()
      .map(nameOf)
      .filter((name) => !found.has(name));
    assert.ok(found.size >= gets().length * 0.7, `not found: ${missed.join(', ')}`);
  });

  it('changes no row of any table, and writes no more to the audit than its route says', async () => {
    const faults: string[] = [];
    const nobody = site.visitor();
    let before = await picture();
    for (const route of gets()) {
      const { at, role } = found.get(nameOf(route)) ?? {
        at: fill(route.path.pattern, 'none'),
        role: 'chief_of_staff' as const,
      };
      const eventsBefore = await events();
      const visitor = visitors.get(role) as TestVisitor;
      const replies = [await visitor.get(at), await visitor.get(`/es${at}`), await nobody.get(at)];
      const after = await picture();
      const written = (await events()).slice(eventsBefore.length);
      for (const [name, state] of after)
        if (name !== 'audit_entries' && before.get(name) !== state) faults.push(`${nameOf(route)} changed ${name}`);
      for (const event of written)
        if (event !== route.event && !ownViews.has(event)) faults.push(`${nameOf(route)} wrote ${event}`);
      before = after;
      for (const reply of replies) if (reply.status >= 500) faults.push(`${nameOf(route)} at ${at}: ${reply.status}`);
    }
    assert.deepEqual(faults, []);
  });
});
