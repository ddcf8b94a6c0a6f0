import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { beat } from '#platform/health.ts';
import { type TestSite, testSite } from '#test/city.ts';

const html = /^text\/html/;

describe('the web server', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());
  const inject = (url: string, headers: Record<string, string> = {}) =>
    site.server.inject({ method: 'GET', url, headers });

  it('says that it is well while the worker beats, and answers 503 when it does not', async () => {
    const quiet = await inject('/health');
    assert.equal(quiet.statusCode, 503);
    assert.deepEqual([quiet.json().status, quiet.json().database, quiet.json().queue], ['failing', 'ok', 'failing']);
    for (const slug of ['los-angeles', 'practice'] as const) await beat(site.city(slug).db, 'w', Date.now());
    const well = await inject('/health');
    assert.equal(well.statusCode, 200);
    const { status, version, database, queue } = well.json();
    assert.deepEqual(
      { status, version, database, queue },
      { status: 'ok', version: '0.0.0-test', database: 'ok', queue: 'ok' },
    );
    await beat(site.city('practice').db, 'w', Date.now() - 120_000);
    assert.equal((await inject('/health')).statusCode, 503);
  });

  it('leads from / to the first city', async () => {
    const reply = await inject('/');
    assert.deepEqual([reply.statusCode, reply.headers.location], [302, '/los-angeles/']);
  });

  const everywhere = [
    '/',
    '/health',
    '/los-angeles/',
    '/practice/es/',
    '/practice/overview',
    '/practice/nowhere',
    '/nowhere',
    '/practice/%E0%A4%A',
    '/assets/css/x/steward.css',
    '/assets/css/x/nothing.css',
    '/assets/img/steward.svg',
    '/assets/css/fonts/nothing.woff2',
    '/schemas/city.schema.json',
    '/schemas/nothing.json',
    '/robots.txt',
    '/practice/?asOf=never',
    `/practice/people/${'x'.repeat(400)}`,
  ];
  for (const url of everywhere) {
    it(`guards its answer to ${url.slice(0, 40)} with headers, and says nothing of its insides`, async () => {
      const { headers, statusCode, body } = await inject(url);
      assert.notEqual(statusCode, 500);
      const policy = String(headers['content-security-policy']);
      for (const part of [
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        assert.ok(policy.includes(part), policy);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['referrer-policy'], 'same-origin');
      assert.match(String(headers['permissions-policy']), /camera=\(\)/);
      assert.ok(headers['cache-control']);
      assert.equal(headers['x-powered-by'], undefined);
      assert.doesNotMatch(body, /FST_|node_modules|at .*\.ts:\d/);
    });
  }

  it('shows what is not there in the city’s own face and language', async () => {
    const english = await inject('/practice/nowhere/at/all');
    assert.equal(english.statusCode, 404);
    assert.match(String(english.headers['content-type']), html);
    assert.match(english.body, /lang="en"[\s\S]*Practice City[\s\S]*This page is not here/);
    const spanish = await inject('/los-angeles/es/nowhere');
    assert.equal(spanish.statusCode, 404);
    assert.match(spanish.body, /lang="es"[\s\S]*Los Angeles|lang="es"[\s\S]*Los Ángeles/);
    assert.equal((await inject('/chicago/overview')).statusCode, 404);
  });

  it('has no way to another host in any link of a page, however odd the address', async () => {
    for (const url of [
      '/practice//evil.test/x',
      '/practice/es//evil.test',
      '/practice/sign-in?next=//evil.test',
      '/practice/\\evil.test',
    ]) {
      const reply = await inject(url);
      for (const [, target = ''] of reply.body.matchAll(/(?:href|action|src)="([^"]*)"/g)) {
        assert.equal(
          new URL(target.replaceAll('&amp;', '&'), 'http://here.test').host.replace(
            /.*\.(gov|org|com|edu|net)$/,
            'here.test',
          ),
          'here.test',
          `${url}: ${target}`,
        );
      }
      assert.doesNotMatch(String(reply.headers.location ?? ''), /^(\/\/|\/\\|https?:)/);
    }
  });

  it('refuses a day that is none, or in the future, with a sentence', async () => {
    for (const day of ['never', '2025-02-30', '2999-01-01', '1999-12-31', '0000-01-01', '2025-07-25%00x']) {
      const reply = await inject(`/practice/?asOf=${day}`);
      assert.equal(reply.statusCode, 400, day);
      assert.match(reply.body, /The day in the address must be a past day or today/);
    }
  });

  it('takes a NUL for nothing, in an address, a query or a form', async () => {
    const visitor = await site.signIn('administrator');
    for (const path of [
      '/people/%00',
      '/people/a%00b',
      '/outbox/%00',
      '/people?q=a%00b',
      '/search?q=%00',
      '/audit?event=%00',
      '/nowhere%00',
    ]) {
      const { status } = await visitor.get(path);
      assert.ok(status === 200 || status === 404 || status === 400, `${path}: ${status}`);
    }
    const sent = await visitor.post('/sign-in', { email: 'liaison\0@example.org' });
    assert.ok(sent.status < 500);
  });

  it('serves its stylesheets by name of their content, to be kept', async () => {
    const page = await inject('/practice/');
    const urls = [...page.body.matchAll(/href="(\/assets\/css\/[^"]+)"/g)].map(([, url]) => url as string);
    assert.ok(urls.length >= 2);
    for (const url of urls) {
      const plain = await inject(url);
      assert.equal(plain.statusCode, 200);
      assert.match(String(plain.headers['content-type']), /^text\/css/);
      assert.match(String(plain.headers['cache-control']), /immutable/);
      const packed = await inject(url, { 'accept-encoding': 'gzip, br' });
      assert.equal(packed.headers['content-encoding'], 'br');
      assert.ok(packed.rawPayload.length < plain.rawPayload.length);
    }
    assert.equal((await inject('/assets/img/../../server.ts')).statusCode, 404);
    assert.equal((await inject('/assets/img/%2e%2e/%2e%2e/server.ts')).statusCode >= 400, true);
    assert.equal((await inject('/schemas/..%2Fpackage.json')).statusCode, 404);
  });
});

describe('a city under its own host name', () => {
  it('is served there with its stylesheets, and its links and cookies carry no city path', async () => {
    const { createServer } = await import('./server.ts');
    const site = await testSite();
    try {
      const web = {
        ...site.site,
        cities: [site.city('los-angeles'), { ...site.city('practice'), host: 'practice.example.gov' }],
      };
      const server = await createServer(web);
      const inject = (url: string) => server.inject({ url, headers: { host: 'practice.example.gov' } });
      const page = await inject('/es/sign-in');
      assert.equal(page.statusCode, 200);
      assert.match(page.body, /href="\/sign-in"/);
      assert.doesNotMatch(page.body, /(?:href|action)="\/practice/);
      const [, sheet = ''] = /href="(\/assets\/css\/[^"]+)"/.exec(page.body) ?? [];
      assert.equal((await inject(sheet)).statusCode, 200);
      assert.notEqual((await inject('/health')).statusCode, 404);
      assert.equal((await inject('/los-angeles/')).statusCode, 404);
      assert.equal(page.cookies[0]?.path, '/');
      const byPath = await server.inject({ url: '/practice/sign-in', headers: { host: 'x.test' } });
      assert.equal(byPath.cookies[0]?.path, '/practice');
      await server.close();
    } finally {
      await site.close();
    }
  });
});

describe('two cities, each under its own host name', () => {
  it('never show each other’s pages, also while a page is kept for a moment', async () => {
    const { createServer } = await import('./server.ts');
    const site = await testSite();
    try {
      const hosts = { 'los-angeles': 'la.example.gov', practice: 'practice.example.gov' } as const;
      const cities = (['los-angeles', 'practice'] as const).map((slug) => ({ ...site.city(slug), host: hosts[slug] }));
      const server = await createServer({ ...site.site, cities });
      for (const path of ['/', '/directives', '/published', '/es/directives']) {
        const [one, other] = [
          await server.inject({ url: path, headers: { host: hosts['los-angeles'] } }),
          await server.inject({ url: path, headers: { host: hosts.practice } }),
        ];
        assert.deepEqual([one.statusCode, other.statusCode], [200, 200], path);
        assert.notEqual(one.body, other.body, path);
        assert.match(other.body, /Practice City|práctica/i, path);
      }
      await server.close();
    } finally {
      await site.close();
    }
  });
});

describe('a city whose database is away', () => {
  it('answers with one page and no word of its insides, and /health says it', async () => {
    const site = await testSite();
    await site.city('practice').db.destroy();
    await site.city('practice').publicDb.destroy();
    for (const path of ['/', '/es/', '/sign-in', '/es/sign-in', '/overview', '/nowhere']) {
      const reply = await site.server.inject({ url: `/practice${path}`, headers: { cookie: 'steward_session=x' } });
      assert.match(String(reply.headers['content-type']), html, `${path} ${reply.body}`);
      assert.doesNotMatch(reply.body, /destroyed|ECONN|driver/i);
    }
    const health = await site.server.inject('/health');
    assert.deepEqual([health.statusCode, health.json().database], [503, 'failing']);
    await site.close().catch(() => {});
  });
});
