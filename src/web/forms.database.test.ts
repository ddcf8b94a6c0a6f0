import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { sha256 } from '#kit/ids.ts';
import { sessionLimits } from '#platform/sessions.ts';
import { type TestSite, testSite } from '#test/city.ts';

/** A form that an administrator may send, and what it changes. */
const path = '/people/new';
const typed = (word: string) => ({ name: `Reviewer ${word}`, email: `${word}@example.org`, locale: 'en' });

describe('forms', () => {
  let site: TestSite;
  let postPath = '';
  before(async () => {
    site = await testSite();
    postPath =
      site.routes.find((route) => route.method === 'POST' && route.event === 'city.person_added')?.path.pattern ?? path;
  });
  after(() => site.close());

  const people = async () =>
    Number((await sql<{ n: number }>`select count(*) as n from people`.execute(site.city().db)).rows[0]?.n);
  const inject = (request: { url?: string; headers?: Record<string, string>; payload?: string | Buffer }) =>
    site.server.inject({ method: 'POST', url: `/practice${postPath}`, ...request });
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const formType = { 'content-type': 'application/x-www-form-urlencoded' };

  it('change something with their token', async () => {
    const before = await people();
    const reply = await (await site.signIn('administrator')).post(postPath, typed('first'));
    assert.equal(reply.status, 303);
    assert.equal(await people(), before + 1);
  });

  it('change nothing without a token, with a made-up one, or with that of another session, another person or another city', async () => {
    const before = await people();
    const visitor = await site.signIn('administrator');
    await visitor.token();
    const [again, other, elsewhere, nobody] = [
      await site.signIn('administrator'),
      await site.signIn('reviewer'),
      await site.signIn('administrator', { slug: 'los-angeles' }),
      site.visitor(),
    ];
    assert.equal((await visitor.post(postPath, typed('none'), { token: false })).status, 403);
    for (const token of [
      '',
      'x',
      await again.token(),
      await other.token(),
      await elsewhere.token(),
      await nobody.token(),
    ]) {
      const reply = await visitor.post(postPath, { ...typed('stolen'), _csrf: token }, { token: false });
      assert.equal(reply.status, 403);
      assert.match(reply.body, /came from another page/);
      assert.match(reply.body, /Reviewer stolen/);
    }
    assert.equal(await people(), before);
  });

  it('change nothing when the browser says that another site sent them', async () => {
    const before = await people();
    const visitor = await site.signIn('administrator');
    for (const from of ['cross-site', 'same-site']) {
      assert.equal((await visitor.post(postPath, typed(from), { headers: { 'sec-fetch-site': from } })).status, 403);
    }
    assert.equal(await people(), before);
    assert.equal(
      (await visitor.post(postPath, typed('own'), { headers: { 'sec-fetch-site': 'same-origin' } })).status,
      303,
    );
  });

  it('that are too large are refused with a sentence', async () => {
    const visitor = await site.signIn('administrator');
    const cookie = `steward_session=${visitor.cookie('steward_session')}`;
    const reply = await inject({ headers: { ...formType, cookie }, payload: form({ note: 'x'.repeat(1_100_000) }) });
    assert.equal(reply.statusCode, 413);
    assert.match(String(reply.headers['content-type']), /^text\/html/);
    assert.match(reply.body, /too large for one form/);
  });

  for (const [type, payload] of [
    ['application/json', '{"_csrf":"x","name":{"a":1}}'],
    ['text/plain', 'name=x'],
    ['application/xml', '<a/>'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n--b--\r\n',
    ],
  ] as const) {
    it(`take no ${type.split(';')[0]} where none is asked for`, async () => {
      const visitor = await site.signIn('administrator');
      const reply = await inject({
        headers: { 'content-type': type, cookie: `steward_session=${visitor.cookie('steward_session')}` },
        payload,
      });
      assert.equal(reply.statusCode, 415);
      assert.match(String(reply.headers['content-type']), /^text\/html/);
    });
  }

  it('of odd makings are refused or read as text, and never break the server', async () => {
    const visitor = await site.signIn('administrator');
    const cookie = `steward_session=${visitor.cookie('steward_session')}`;
    for (const payload of [
      '',
      '&&&==&',
      '__proto__=a&__proto__=b',
      'constructor=1&toString=2',
      '_csrf[]=1&_csrf[x]=2',
      '_csrf=1&_csrf=2',
      '%E0%A4%A=%ZZ',
      'name=%00',
      'name=%ED%A0%80',
    ]) {
      const reply = await inject({ headers: { ...formType, cookie }, payload });
      assert.equal(reply.statusCode, 403, payload);
    }
    const sent = await visitor.post(postPath, { ...typed('nul'), name: 'Reviewer\0 nul' });
    assert.equal(sent.status, 303);
  });

  it('that were typed when the session ran out are kept, and given back after signing in', async () => {
    const visitor = await site.signIn('administrator');
    await visitor.token();
    const before = await people();
    const secret = visitor.cookie('steward_session') ?? '';
    await sql`update sessions set last_seen_at = last_seen_at - interval '3 hours' where id_hash = ${sha256(secret)}`.execute(
      site.city().db,
    );
    const lost = await runOutPost(visitor, typed('kept'));
    assert.equal(lost.status, 401);
    assert.match(lost.body, /kept@example\.org/);
    assert.equal(await people(), before);
    const [, next = ''] = /href="\/practice(\/sign-in\?next=[^"]+)"/.exec(lost.body) ?? [];
    const kept = new URL(next, 'http://x').searchParams.get('next') as string;
    assert.match(kept, /^\/kept\//);
    // Somebody else cannot read it; the same person finds it with everything in place and sends it.
    assert.equal((await (await site.signIn('reviewer')).get(kept)).status, 404);
    const back = await site.signIn('administrator');
    const page = await back.get(kept);
    assert.equal(page.status, 200);
    const fields = Object.fromEntries(
      [...page.body.matchAll(/<(?:input|textarea)[^>]* name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name, value]) => [
        name as string,
        value as string,
      ]),
    );
    assert.ok(page.body.includes('kept@example.org'));
    const [, action = ''] = new RegExp(`action="/practice(${postPath})"`).exec(page.body) ?? [];
    assert.equal(action, postPath);
    assert.equal((await back.post(action, { ...typed('kept'), ...fields }, { token: false })).status, 303);
    assert.equal(await people(), before + 1);
  });

  /** The token was fetched while the session lived; a visitor of the tests would fetch another now. */
  async function runOutPost(visitor: Awaited<ReturnType<TestSite['signIn']>>, fields: Record<string, string>) {
    const secret = visitor.cookie('steward_session') ?? '';
    await sql`update sessions set last_seen_at = now() where id_hash = ${sha256(secret)}`.execute(site.city().db);
    const token = await visitor.token();
    await sql`update sessions set last_seen_at = last_seen_at - interval '3 hours' where id_hash = ${sha256(secret)}`.execute(
      site.city().db,
    );
    return visitor.post(postPath, { ...fields, _csrf: token }, { token: false });
  }

  it('of a session past its last hour are kept as well: the browser still has its cookie', async () => {
    const visitor = site.visitor();
    const person = (await site.actor('administrator')).personId;
    const signedIn = await visitor.post('/sign-in/as', { person });
    const cookie = [signedIn.headers['set-cookie']].flat().find((one) => one?.startsWith('steward_session='));
    assert.match(cookie ?? '', new RegExp(`Max-Age=${sessionLimits.cookieMs / 1000};`));
    const token = await visitor.token();
    await sql`update sessions set signed_in_at = signed_in_at - interval '13 hours' where person_id = ${person}`.execute(
      site.city().db,
    );
    const reply = await visitor.post(postPath, { ...typed('late'), _csrf: token }, { token: false });
    assert.equal(reply.status, 401);
    assert.match(reply.body, /kept for a day/);
  });
});

describe('cookies', () => {
  for (const [scheme, isSecure] of [
    ['http', false],
    ['https', true],
  ] as const) {
    it(`are closed to scripts and other sites, stay in their city, and are ${isSecure ? 'sent under HTTPS only' : 'plain without HTTPS'}`, async () => {
      const site = await testSite({ env: { STEWARD_BASE_URL: `${scheme}://steward.example.gov` } });
      const visitor = site.visitor();
      const page = await visitor.get('/sign-in');
      const signedIn = await visitor.post('/sign-in/as', { person: (await site.actor('reviewer')).personId });
      const cookies = [page, signedIn].flatMap((reply) => [reply.headers['set-cookie'] ?? []].flat());
      assert.deepEqual(cookies.map((cookie) => cookie.split('=')[0]).sort(), ['steward_form', 'steward_session']);
      for (const cookie of cookies) {
        assert.match(cookie, /; HttpOnly/);
        assert.match(cookie, /; SameSite=Lax/);
        assert.match(cookie, /; Path=\/practice(;|$)/);
        assert.equal(/; Secure/.test(cookie), isSecure);
      }
      assert.equal(Boolean(page.headers['strict-transport-security']), isSecure);
      await site.close();
    });
  }

  it('of one city mean nothing in the other', async () => {
    const site = await testSite();
    const secret = (await site.signIn('chief_of_staff')).cookie('steward_session') ?? '';
    const here = await site.server.inject({ url: '/practice/me', headers: { cookie: `steward_session=${secret}` } });
    assert.equal(here.statusCode, 200);
    const there = await site.server.inject({
      url: '/los-angeles/me',
      headers: { cookie: `steward_session=${secret}` },
    });
    assert.deepEqual([there.statusCode, there.headers.location], [303, '/los-angeles/sign-in?next=%2Fme']);
    await site.close();
  });
});
