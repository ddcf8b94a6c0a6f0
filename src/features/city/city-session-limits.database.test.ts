import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createServer } from '#web/server.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { sessionLimitsOf as limits } from './city-session-limits.ts';

describe('attempts at signing in', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());
  beforeEach(() => sql`delete from rate_buckets`.execute(site.city().db));
  const count = async (table: string) =>
    Number(
      (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(site.city().db)).rows[0]?.n,
    );
  const strip = (body: string) =>
    body.replace(/name="_csrf" value="[^"]+"/g, '').replaceAll(/[a-z-]+@example\.org/g, '');

  it('for a link run out for an address that is known and one that is not just the same', async () => {
    const answers = [];
    for (const email of ['auditor@example.org', 'nobody-at-all@example.org']) {
      const replies = [];
      for (let tries = 0; tries < 7; tries += 1) replies.push(await site.visitor().post('/sign-in', { email }));
      answers.push(
        replies.map(({ status, body, headers }) => [status, headers['retry-after'] !== undefined, strip(body)]),
      );
      const over = replies.at(-1);
      assert.equal(over?.status, 429);
      assert.ok(Number(over?.headers['retry-after']) >= 1);
      assert.ok(over?.body.includes(`value="${email}"`));
      assert.deepEqual(await validHtml(over?.body ?? ''), []);
    }
    assert.deepEqual(answers[0], answers[1]);
  });

  it('for a link end in one transaction with an audit row, whether or not the address is known', async () => {
    for (const email of ['auditor@example.org', 'nobody-at-all@example.org']) {
      const before = await count('audit_entries');
      await site.visitor().post('/sign-in', { email });
      assert.equal((await count('audit_entries')) - before, 1, email);
    }
  });

  it('count in every web process of the installation together', async () => {
    const other = await createServer(site.site);
    const from = { remoteAddress: '192.0.2.1' };
    const open = async (server: typeof other) =>
      (await server.inject({ method: 'GET', url: '/practice/sign-in/guess', ...from })).statusCode;
    const statuses = [];
    for (let tries = 0; tries < limits.openLink.burst; tries += 1)
      statuses.push(await open(tries % 2 === 0 ? site.server : other));
    assert.deepEqual([...new Set(statuses)], [410]);
    for (const server of [site.server, other]) assert.equal(await open(server), 429);
    const elsewhere = await other.inject({ method: 'GET', url: '/practice/sign-in/guess', remoteAddress: '192.0.2.2' });
    assert.equal(elsewhere.statusCode, 410);
    await other.close();
  });

  it('over the limit get a page in the city’s own face with what was typed', async () => {
    const visitor = site.visitor();
    for (let tries = 0; tries < limits.answer.burst; tries += 1)
      await visitor.post('/sign-in/passkey', { credential: 'x' });
    const over = await visitor.post('/sign-in/passkey', { credential: 'what I sent' });
    assert.equal(over.status, 429);
    assert.ok(Number(over.headers['retry-after']) >= 1);
    assert.match(over.body, /That was too often/);
    assert.match(over.body, /what I sent/);
    assert.deepEqual(await validHtml(over.body), []);
  });

  const hops: readonly [proxies: number, forwarded: string, client: string][] = [
    [0, '198.51.100.9', 'the socket'],
    [1, '198.51.100.9', '198.51.100.9'],
    [1, '203.0.113.66, 198.51.100.9', '198.51.100.9'],
    [2, '203.0.113.66, 198.51.100.9, 10.0.0.1', '198.51.100.9'],
    [2, '198.51.100.9', '198.51.100.9'],
  ];
  for (const [proxies, forwarded, client] of hops) {
    it(`with ${proxies} trusted proxies and “${forwarded}” are those of ${client}, whatever else is claimed`, async () => {
      const settings = { ...site.site.settings, trustedProxies: proxies };
      const server = await createServer({ ...site.site, settings });
      const seen: string[] = [];
      server.addHook('onResponse', async (req) => void seen.push(req.ip));
      const request = { method: 'GET', url: '/practice/sign-in/x', remoteAddress: '192.0.2.77' } as const;
      await server.inject({ ...request, headers: { 'x-forwarded-for': forwarded } });
      assert.deepEqual(seen, [client === 'the socket' ? '192.0.2.77' : client]);
      await server.close();
    });
  }

  it('cannot be spread over invented addresses', async () => {
    const names = async () => count('rate_buckets');
    for (const one of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      await site.visitor().get('/sign-in/guess', { 'x-forwarded-for': one });
    assert.equal(await names(), 1);
  });

  it('write a mail in the language of the person, not of the page', async () => {
    await sql`update people set locale = 'es' where email = 'auditor@example.org'`.execute(site.city().db);
    await site.visitor().post('/sign-in', { email: 'auditor@example.org' });
    await sql`update people set locale = 'en' where email = 'auditor@example.org'`.execute(site.city().db);
    await site.visitor().post('/es/sign-in', { email: 'auditor@example.org' });
    const { rows } = await sql<{ subject: string; body: string }>`select subject, body from outbox
      where to_address = 'auditor@example.org' order by id desc limit 2`.execute(site.city().db);
    assert.match(rows[1]?.body ?? '', /\/practice\/es\/sign-in\//);
    assert.match(rows[0]?.subject ?? '', /^Your link/);
    assert.doesNotMatch(rows[0]?.body ?? '', /\/es\//);
    assert.notEqual(rows[0]?.subject, rows[1]?.subject);
  });
});
