import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { beat } from '#platform/health.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { TestVisitor } from '#test/visitor.ts';
import { createServer } from './server.ts';
import type { Site } from './site.ts';

const token = 'a-token-of-the-tests-alone';
/** What nobody may find in a log: typed, sent or asked for. */
const planted = ['Maria-Q-Example', 'maria.example@mail.test', 'sEcReT-tOkEn-1234567890', '2135550100'] as const;

describe('an answered request', () => {
  let site: TestSite;
  let web: Site;
  let lines: string[];
  let isDraining = false;
  let server: Awaited<ReturnType<typeof createServer>>;
  before(async () => {
    site = await testSite({ env: { STEWARD_METRICS_TOKEN: token, STEWARD_TRUSTED_PROXIES: '1' } });
    lines = [];
    web = {
      ...site.site,
      log: createLog('web', 'debug', (line) => lines.push(line)),
      observed: { ...site.site.observed, isDraining: () => isDraining },
    };
    server = await createServer(web);
    await server.ready();
  });
  after(async () => {
    await server?.close();
    await site?.close();
  });
  const answered = () => lines.map((line) => JSON.parse(line)).filter((line) => line.event === 'request.answered');

  it('leaves one line with its number, its city and its route’s pattern, and the number comes back with it', async () => {
    lines.length = 0;
    const reply = await server.inject('/practice/es/sign-in?next=/overview');
    const [line, ...more] = answered();
    assert.deepEqual(more, []);
    assert.deepEqual(Object.keys(line), [
      'at',
      'level',
      'part',
      'event',
      'requestId',
      'city',
      'method',
      'route',
      'code',
      'milliseconds',
    ]);
    const { requestId, city, method, route, code } = line;
    assert.deepEqual([city, method, route, code], ['practice', 'GET', '/sign-in', 200]);
    assert.equal(reply.headers['x-request-id'], requestId);
    assert.ok(line.milliseconds >= 0);
  });

  it('keeps the number of a trusted proxy when it is one, and makes its own from anything else', async () => {
    const numbers = {
      ['a0'.repeat(16)]: true,
      '01a206b5-5b06-75dd-b406-54a90125eab7': true,
      'Maria-Q-Example': false,
      '': false,
    };
    const send = async (from: typeof server, number: string) =>
      (await from.inject({ url: '/practice/sign-in', headers: { 'x-request-id': number } })).headers['x-request-id'];
    for (const [number, isKept] of Object.entries(numbers))
      assert.equal((await send(server, number)) === number, isKept, number);
    const open = await createServer({ ...web, settings: { ...web.settings, trustedProxies: 0 } });
    assert.notEqual(await send(open, 'a0'.repeat(16)), 'a0'.repeat(16));
    await open.close();
  });

  it('that went wrong shows its number on the page, and support finds it in the log', async () => {
    lines.length = 0;
    const { db } = site.city();
    const broken = await createServer({
      ...web,
      actorOf: () => Promise.reject(new Error(`no row for "${planted[0]}"`)),
    });
    const session = (await site.signIn('administrator')).cookie('steward_session') ?? '';
    const reply = await broken.inject({ url: '/practice/overview', headers: { cookie: `steward_session=${session}` } });
    await broken.close();
    assert.ok(db);
    assert.equal(reply.statusCode, 500);
    const number = String(reply.headers['x-request-id']);
    assert.ok(reply.body.includes(number));
    const failed = lines.map((line) => JSON.parse(line)).find((line) => line.event === 'request.failed');
    assert.equal(failed.requestId, number);
    assert.equal(failed.message, 'no row for …');
    assert.match(failed.places, /observe\.database\.test\.ts:\d+/);
  });

  it('leaves nothing of names, addresses, tokens or numbers in the log, whichever route they are sent to', async () => {
    lines.length = 0;
    const [name, email, secret, phone] = planted;
    const visitors = await Promise.all(
      [site.visitor(), site.signIn('administrator'), site.signIn('liaison', { bodyId: 'parks' })].map(async (one) =>
        (await one).cookie('steward_session'),
      ),
    );
    const query = new URLSearchParams({
      q: name,
      email,
      token: secret,
      next: `/${name}`,
      phone,
      asOf: name,
    }).toString();
    const fields = {
      name,
      email,
      q: name,
      text: `${name} ${email} ${phone}`,
      token: secret,
      secret,
      next: `/${name}`,
      password: secret,
    };
    for (const session of visitors) {
      const visitor = new TestVisitor(server, 'practice', session);
      const form = session ? await visitor.token() : undefined;
      for (const route of site.routes) {
        const at = route.path.pattern.replace(/:[A-Za-z]+/g, name);
        if (route.method === 'GET')
          await visitor.get(`${at}?${query}`, { referer: `https://x.test/${name}`, 'user-agent': name });
        // Signing out or putting Practice City back would end the walk.
        else if (!/sign-out|sessions|practice/.test(at))
          await visitor.post(
            at,
            { ...fields, ...(form ? { _csrf: form } : {}) },
            { token: false, headers: { 'x-forwarded-for': '203.0.113.77' } },
          );
      }
    }
    for (const odd of [
      `/practice/${name}/nowhere?${query}`,
      `/${name}`,
      `/practice/%E0%A4%A${name}`,
      `/schemas/${name}.json`,
      `/assets/css/${name}/x.css`,
    ])
      await server.inject({
        url: odd,
        headers: { cookie: `steward_session=${secret}`, authorization: `Bearer ${secret}` },
      });
    const walked = answered();
    assert.ok(walked.length > site.routes.length, `${walked.length} lines`);
    const all = lines.join('');
    for (const one of [...planted, '203.0.113.77']) {
      assert.ok(
        !all.toLowerCase().includes(one.toLowerCase()),
        `${one} in ${lines.find((line) => line.toLowerCase().includes(one.toLowerCase()))}`,
      );
    }
    const patterns = new Set(site.routes.map((route) => route.path.pattern));
    for (const { route } of walked) {
      assert.ok(
        patterns.has(route) || ['(none)', '/health', '/schemas/:name'].includes(route) || route.startsWith('/assets/'),
        route,
      );
    }
  });

  it('is counted for a monitor by pattern and code, and each city answers for itself, without a name', async () => {
    for (const slug of ['practice', 'los-angeles'] as const) await beat(site.city(slug).db, 'w', Date.now());
    await server.inject(`/practice/tasks/${planted[0]}?email=${planted[1]}`);
    const reply = await server.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } });
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers['content-type']), /^text\/plain; version=0\.0\.4/);
    assert.match(reply.body, /^steward_requests_total\{route="\/tasks\/:id",method="GET",code="\d+"\} [1-9]/m);
    assert.match(reply.body, /^steward_request_seconds_bucket\{le="0\.01",route="\/sign-in",method="GET"\} \d+/m);
    for (const name of [
      'database_up',
      'mail_waiting',
      'mail_failed',
      'jobs_failed',
      'jobs_waiting',
      'audit_unsealed',
      'worker_beat_seconds',
      'scans_waiting',
      'pool_in_use',
      'pool_waiting',
    ])
      for (const city of ['practice', 'los-angeles'])
        assert.match(reply.body, new RegExp(`^steward_${name}\\{city="${city}"\\} \\d`, 'm'));
    assert.match(reply.body, /^steward_memory_bytes\{kind="resident"\} \d+/m);
    assert.match(reply.body, /^steward_event_loop_lag_seconds [\d.e-]+/m);
    assert.doesNotMatch(reply.body, /^steward_backup_age_seconds/m);
    for (const one of planted) assert.ok(!reply.body.includes(one), one);
    const labels = new Set([...reply.body.matchAll(/[{,]([a-z]+)="/g)].map(([, label]) => label));
    assert.deepEqual([...labels].sort(), ['city', 'code', 'kind', 'le', 'method', 'route', 'version']);
  });

  it('for /metrics is not there without a token of the settings, and wants the right one', async () => {
    for (const authorization of ['', 'Bearer', `Bearer ${token}x`, `Basic ${token}`])
      assert.equal(
        (await server.inject({ url: '/metrics', headers: { authorization } })).statusCode,
        401,
        authorization,
      );
    const closed = await createServer({ ...web, observed: { ...web.observed, token: null } });
    const reply = await closed.inject({ url: '/metrics', headers: { authorization: 'Bearer null' } });
    assert.equal(reply.statusCode, 404);
    await closed.close();
  });

  it('for /health says 503 from the moment that the process stops', async () => {
    assert.notEqual((await server.inject('/health')).json().status, 'stopping');
    isDraining = true;
    const reply = await server.inject('/health');
    isDraining = false;
    assert.deepEqual([reply.statusCode, reply.json().status], [503, 'stopping']);
  });
});

describe('figures for a monitor', () => {
  it('say that a city’s database is away, and how old its newest backup is, without mixing two registries', async () => {
    let age: number | null = 86_400;
    const one = createMetrics('1.2.3', async () => ({
      cities: [{ city: 'a', poolInUse: 1, poolWaiting: 2, backupAgeSeconds: age, database: null }],
    }));
    const other = createMetrics('1.2.3', async () => ({ cities: [] }));
    one.answered('/x', 'GET', 200, 0.2);
    const text = await one.text();
    assert.match(text, /^steward_database_up\{city="a"\} 0$/m);
    assert.doesNotMatch(text, /^steward_mail_waiting\{/m);
    assert.match(text, /^steward_backup_age_seconds\{city="a"\} 86400$/m);
    assert.match(text, /^steward_info\{version="1\.2\.3"\} 1$/m);
    age = null;
    assert.doesNotMatch(await one.text(), /^steward_backup_age_seconds/m);
    age = 10;
    assert.match(await one.text(), /^steward_backup_age_seconds\{city="a"\} 10$/m);
    assert.doesNotMatch(await other.text(), /route="\/x"/);
    one.close();
    other.close();
  });
});
