import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { sessionLimits } from '#platform/sessions.ts';
import { createServer } from '#web/server.ts';
import { publicPage } from '#web/page.ts';
import { path } from '#web/path.ts';
import { post } from '#web/route.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { TestVisitor } from '#test/visitor.ts';

describe('a fresh proof', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());
  beforeEach(() => sql`delete from rate_buckets`.execute(db()));
  const db = () => site.city().db;
  const grow = (minutes: number) =>
    sql`update sessions set proved_at = now() - make_interval(mins => ${minutes})`.execute(db());
  const administrator = () => site.signIn('administrator');
  const rule = { group: 'steward-proof', role: 'auditor', bodyId: '' };
  const rules = async () =>
    Number(
      (
        await sql<{ n: number }>`select count(*) as n from group_rules where group_name like 'steward-proof%'`.execute(
          db(),
        )
      ).rows[0]?.n,
    );

  it('is what signing in is, for ten minutes', async () => {
    const person = await administrator();
    assert.equal((await person.get('/people/groups')).status, 200);
    await grow(9);
    assert.equal((await person.get('/people/groups')).status, 200);
    await grow(11);
    assert.equal(sessionLimits.freshMs, 600_000);
    const asked = await person.get('/people/groups');
    assert.deepEqual([asked.status, asked.location], [303, '/prove?next=%2Fpeople%2Fgroups']);
    assert.equal((await person.get('/people')).status, 200);
  });

  it('is asked for before a form counts, which waits and is sent afterwards, unchanged', async () => {
    const person = await administrator();
    await grow(11);
    const typed = { ...rule, group: 'steward-proof <b>“ñ”</b>' };
    const asked = await person.post('/people/groups', typed);
    assert.equal(await rules(), 0);
    const prove = await person.get(asked.location as string);
    assert.match(prove.body, /What you typed is kept/);
    assert.deepEqual(await validHtml(prove.body), []);
    const next = /name="next" value="(\/kept\/[^"]+)"/.exec(prove.body)?.[1] as string;
    const proved = await person.post('/prove/as-me', { next });
    assert.deepEqual([proved.status, proved.location], [303, next]);
    const kept = await person.get(next);
    assert.match(kept.body, /action="\/practice\/people\/groups"/);
    assert.match(kept.body, /value="steward-proof &lt;b&gt;“ñ”&lt;\/b&gt;"/);
    assert.equal((await person.post('/people/groups', typed)).location, '/people/groups?done=city.group_mapped');
    assert.equal(await rules(), 1);
    assert.equal((await (await site.signIn('auditor')).get(next)).status, 404);
  });

  it('gives the session another secret; the old one is worth nothing, and forms that are open elsewhere still count', async () => {
    const person = await administrator();
    const old = person.cookie('steward_session') as string;
    const token = await person.token();
    assert.equal((await person.post('/prove/as-me', { next: '/me' })).status, 303);
    const secret = person.cookie('steward_session') as string;
    assert.notEqual(secret, old);
    const thief = new TestVisitor(site.server, 'practice', old);
    assert.match((await thief.get('/me')).location ?? '', /^\/sign-in/);
    const language = await person.post('/me/language', { locale: 'en', _csrf: token }, { token: false });
    assert.equal(language.location, '/me?done=city.language_chosen');
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from audit_entries where event = 'session.proved'`.execute(db());
    assert.ok((rows[0]?.n ?? 0) > 0);
  });

  it('by a link in the mail counts in the session that asked, once, and signs nobody in', async () => {
    const [person, elsewhere] = [await administrator(), await administrator()];
    await grow(11);
    assert.equal((await person.post('/prove/link', { next: '/people/groups' })).status, 200);
    const { rows } = await sql<{
      body: string;
    }>`select body from outbox order by written_at desc, id desc limit 1`.execute(db());
    const at = /localhost:8080\/practice(\/prove\/\S+)/.exec(rows[0]?.body ?? '')?.[1] as string;
    const bare = at.split('?')[0] as string;
    const token = bare.replace('/prove/', '');
    assert.equal((await site.visitor().get(`/sign-in/${token}`)).status, 410);
    assert.equal((await site.visitor().post(`/sign-in/${token}`)).status, 410);
    assert.match((await site.visitor().get(at)).location ?? '', /^\/sign-in\?next=/);
    for (const other of [elsewhere, await site.signIn('auditor')]) {
      assert.equal((await other.get(at)).status, 410);
      assert.equal((await other.post(bare)).status, 410);
    }
    const page = await person.get(at);
    assert.deepEqual(await validHtml(page.body), []);
    assert.match((await person.get('/people/groups')).location ?? '', /^\/prove/);
    assert.equal((await person.post(bare, { next: '/people/groups' })).location, '/people/groups');
    assert.equal((await person.get('/people/groups')).status, 200);
    assert.equal((await person.post(bare)).status, 410);
  });

  it('for a download ends on a page with its link, because a download leaves the page where it is', async () => {
    const person = await site.signIn('auditor');
    await grow(11);
    const asked = await person.get('/access-review.csv?flag=away');
    assert.equal(asked.location, `/prove?next=${encodeURIComponent('/access-review.csv?flag=away')}`);
    const done = await person.post('/prove/as-me', { next: '/access-review.csv?flag=away' });
    assert.equal(done.status, 200);
    assert.match(done.body, /href="\/practice\/access-review\.csv\?flag=away"/);
    assert.equal((await person.get('/access-review.csv?flag=away')).headers['content-type'], 'text/csv; charset=utf-8');
  });

  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])
    it(`leads nobody to ${JSON.stringify(next)}`, async () => {
      const person = await administrator();
      assert.doesNotMatch((await person.get(`/prove?next=${encodeURIComponent(next)}`)).body, /name="next"/);
      assert.doesNotMatch((await person.post('/prove/as-me', { next })).location ?? '', /evil/);
    });

  it('is not given by a form from elsewhere', async () => {
    const person = await administrator();
    await grow(11);
    for (const at of [
      '/prove/as-me',
      '/prove/link',
      '/prove/city',
      '/prove/passkey',
      '/prove/passkey/begin',
      '/prove/x',
    ])
      assert.equal((await person.post(at, {}, { token: false })).status, 403, at);
    assert.equal((await person.post('/prove/as-me', {}, { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
    assert.match((await person.get('/people/groups')).location ?? '', /^\/prove/);
  });

  it('can be asked for by a handler that learns late that it is needed; what was typed waits too', async () => {
    const late = path('/late');
    const route = post(late, {
      permission: 'signed_in',
      event: 'duty.submitted',
      async handle(page) {
        if (page.fields['kind'] === 'restricted') page.mustProve();
        return publicPage('Done', page.formToken());
      },
    });
    const server = await createServer({ ...site.site, routes: [...site.routes, route] });
    const secret = (await administrator()).cookie('steward_session') as string;
    const person = new TestVisitor(server, 'practice', secret);
    await grow(11);
    assert.equal((await person.post('/late', { kind: 'open' })).status, 200);
    const asked = await person.post('/late', { kind: 'restricted', note: 'kept' });
    assert.match(asked.location ?? '', /^\/prove\?next=%2Fkept%2F/);
    assert.match(
      (await person.get(decodeURIComponent((asked.location as string).split('next=')[1] as string))).body,
      /value="kept"/,
    );
    await server.close();
  });

  it('is asked for twenty times at once at most, and mailed five times; what over that comes waits', async () => {
    const person = await site.signIn('reviewer');
    for (let count = 0; count < 5; count += 1) assert.equal((await person.post('/prove/link')).status, 200);
    const over = await person.post('/prove/link', { next: '/me' });
    assert.equal(over.status, 429);
    assert.ok(Number(over.headers['retry-after']) >= 1);
    assert.match(over.body, /name="next" value="\/me"/);
    for (let count = 0; count < 20; count += 1) await person.post('/prove/passkey', { credential: 'x' });
    const page = await person.post('/prove/passkey', { credential: 'x' });
    assert.equal(page.status, 429);
    assert.deepEqual(await validHtml(page.body), []);
  });
});
