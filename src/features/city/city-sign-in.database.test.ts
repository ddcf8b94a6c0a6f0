import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { findSession, keptForm, makeSignInLink, openSession, sessionLimits } from '#platform/sessions.ts';
import { roles } from '#rules/permissions.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { signInLinks } from './city-evaluation.ts';
import { listPeople } from './city-people-store.ts';
import { cityRecords } from './city-records.ts';

const hour = 3_600_000;

describe('signing in', () => {
  let site: TestSite;
  let reviewerId: string;
  before(async () => {
    site = await testSite();
    reviewerId = (await site.actor('reviewer')).personId;
  });
  after(() => site.close());

  const db = () => site.city().db;
  const link = (runId: string | null = null, now = Date.now()) => makeSignInLink(db(), reviewerId, now, runId);
  const countRows = async (table: string) =>
    Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db())).rows[0]?.n);

  it('shows by GET who would sign in, as often as it is opened, and changes nothing', async () => {
    const token = await link();
    const rows = async () => [
      await countRows('sessions'),
      await countRows('audit_entries'),
      await countRows('sign_in_links'),
    ];
    const before = await rows();
    const visitor = site.visitor();
    for (const _ of [1, 2]) {
      const page = await visitor.get(`/sign-in/${token}`);
      assert.equal(page.status, 200);
      assert.match(page.body, /signs you in as Reviewer/);
    }
    assert.deepEqual(await rows(), before);
    assert.equal(visitor.cookie('steward_session'), undefined);
  });

  it('signs in by POST once, sets a cookie that no script reads, and begins at the page of the role', async () => {
    const token = await link();
    const visitor = site.visitor();
    const done = await visitor.post(`/sign-in/${token}`);
    assert.equal(done.status, 303);
    assert.equal(done.location, '/review');
    const cookie = [done.headers['set-cookie']].flat().find((one) => one?.startsWith('steward_session='));
    assert.match(cookie ?? '', /HttpOnly; SameSite=Lax/i);
    assert.match(cookie ?? '', /Path=\/practice/);
    const me = await visitor.get('/me');
    assert.equal(me.status, 200);
    assert.match(me.body, /Reviewer/);
    const again = await site.visitor().post(`/sign-in/${token}`);
    assert.equal(again.status, 410);
    assert.equal((await site.visitor().get(`/sign-in/${token}`)).status, 410);
  });

  it('refuses an unknown link, one too old, and one of a suspended person', async () => {
    const person = (await listPeople(db(), 'analyst'))[0];
    assert.ok(person);
    const suspended = await makeSignInLink(db(), person.id, Date.now(), null);
    await sql`update people set suspended_at = now() where id = ${person.id}`.execute(db());
    for (const token of ['unknown', await link(null, Date.now() - sessionLimits.linkMs - 1), suspended]) {
      assert.equal((await site.visitor().get(`/sign-in/${token}`)).status, 410);
      assert.equal((await site.visitor().post(`/sign-in/${token}`)).status, 410);
    }
    await sql`update people set suspended_at = null where id = ${person.id}`.execute(db());
  });

  it('lets a link of an evaluation work again and again', async () => {
    const links = await signInLinks(site.city(), 'this-run', Date.now());
    assert.equal(links.length, roles.length);
    const path = links.find((one) => one.role === 'auditor')?.path as string;
    for (const _ of [1, 2, 3]) {
      const done = await site.visitor().post(path);
      assert.equal(done.location, '/audit');
    }
  });

  it('offers every role of an evaluation with one button', async () => {
    const visitor = site.visitor();
    const page = await visitor.get('/sign-in');
    const person = /name="person" value="([^"]*liaison[^"]*)"/.exec(page.body)?.[1] as string;
    const done = await visitor.post('/sign-in/as', { person });
    assert.equal(done.location, '/my-work');
    assert.equal((await site.visitor().post('/sign-in/as', { person: 'somebody' })).status, 404);
  });

  it('answers a known and an unknown address alike, and mails a link to the known one only', async () => {
    const auditor = (await listPeople(db(), 'auditor'))[0];
    assert.ok(auditor);
    const before = await countRows('outbox');
    const strip = (body: string) => body.replace(/name="_csrf" value="[^"]+"/g, '');
    const unknown = await site
      .visitor()
      .post('/sign-in', { email: 'nobody@example.org', next: '/audit?event=duty.accepted' });
    assert.equal(await countRows('outbox'), before);
    const known = await site
      .visitor()
      .post('/sign-in', { email: auditor.email.toUpperCase(), next: '/audit?event=duty.accepted' });
    assert.equal(known.status, 200);
    assert.equal(strip(known.body), strip(unknown.body));
    const { rows } = await sql<{
      to_address: string;
      body: string;
    }>`select to_address, body from outbox order by id desc limit 1`.execute(db());
    assert.equal(rows[0]?.to_address, auditor.email);
    const path = /http:\/\/localhost:8080\/practice(\/sign-in\/\S+)/.exec(rows[0]?.body ?? '')?.[1] as string;
    assert.match(rows[0]?.body ?? '', /^PRACTICE/);
    const visitor = site.visitor();
    const next = /name="next" value="([^"]+)"/.exec((await visitor.get(path)).body)?.[1];
    assert.equal(next, '/audit?event=duty.accepted');
    const done = await visitor.post(path.split('?')[0] as string, { next: next as string });
    assert.equal(done.location, '/audit?event=duty.accepted');
  });

  it('gives nobody a link out of the record of a mail: who reads records signs in as nobody else', async () => {
    await site.visitor().post('/sign-in', { email: 'reviewer@example.org' });
    const { rows } = await sql<{ id: string; body: string }>`select id, body from outbox
      where to_address = 'reviewer@example.org' and body like '%/sign-in/%' order by id desc limit 1`.execute(db());
    const token = /\/sign-in\/([\w-]{43})/.exec(rows[0]?.body ?? '')?.[1] as string;
    const mails = cityRecords.find((source) => source.class.id === 'city.mail');
    const [record] = (await mails?.read(site.city(), [rows[0]?.id as string])) ?? [];
    const body = record?.texts.find((text) => text.field === 'body')?.text ?? '';
    assert.match(body, /\/practice\/sign-in\/…/);
    assert.ok(!JSON.stringify(record).includes(token));
  });

  it('sends at most five links at a time to one address', async () => {
    const member = (await listPeople(db(), 'working group member'))[0];
    assert.ok(member);
    const before = await countRows('outbox');
    for (let count = 0; count < 7; count += 1) await site.visitor().post('/sign-in', { email: member.email });
    assert.equal((await countRows('outbox')) - before, 5);
  });

  it('says beside the field what is wrong with an address, and keeps it', async () => {
    const page = await site.visitor().post('/sign-in', { email: 'not an address' });
    assert.equal(page.status, 422);
    assert.match(page.body, /value="not an address"/);
    assert.match(page.body, /id="field-email-error"/);
    assert.match(page.body, /href="#field-email"/);
  });

  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example']) {
    it(`leads nobody to ${JSON.stringify(next)}`, async () => {
      const token = await link();
      const visitor = site.visitor();
      const page = await visitor.get(`/sign-in/${token}?next=${encodeURIComponent(next)}`);
      assert.doesNotMatch(page.body, /name="next"/);
      const done = await visitor.post(`/sign-in/${token}`, { next });
      assert.equal(done.location, '/review');
    });
  }

  it('refuses the button without the form’s token', async () => {
    const token = await link();
    assert.equal((await site.visitor().post(`/sign-in/${token}`, {}, { token: false })).status, 403);
    assert.equal((await site.visitor().post(`/sign-in/${token}`)).status, 303);
  });

  it('ends a session after two hours without use, after twelve in any case, and when it is revoked', async () => {
    const start = Date.now() - 24 * hour;
    const idle = await openSession(db(), reviewerId, start);
    assert.equal((await findSession(db(), idle, start + 2 * hour))?.isLive, true);
    assert.equal((await findSession(db(), idle, start + 4 * hour + 1))?.isLive, false);
    const used = await openSession(db(), reviewerId, start);
    for (let at = start; at <= start + 12 * hour; at += hour)
      assert.equal((await findSession(db(), used, at))?.isLive, true);
    assert.equal((await findSession(db(), used, start + 12 * hour + 1))?.isLive, false);

    const [here, there] = [await site.signIn('reviewer'), await site.signIn('reviewer')];
    const own = (await there.get('/me')).body;
    const foreign = await site.signIn('auditor');
    const revokePaths = [...own.matchAll(/action="\/practice(\/me\/sessions\/[0-9a-f]+\/revoke)"/g)].map(
      (found) => found[1] as string,
    );
    assert.ok(revokePaths.length > 0);
    assert.equal((await foreign.post(revokePaths[0] as string)).status, 404);
    for (const path of revokePaths) assert.equal((await there.post(path)).location, '/me?done=session.revoked');
    assert.match((await here.get('/me')).location ?? '', /^\/sign-in\?next=/);
    assert.equal((await there.get('/me')).status, 200);
    await there.post('/sign-out');
    assert.equal(there.cookie('steward_session'), undefined);
  });

  it('gives back what was typed when a session ran out, to the same person only', async () => {
    const visitor = await site.signIn('administrator');
    const token = await visitor.token();
    await sql`update sessions set last_seen_at = now() - interval '3 hours' where person_id = (select person_id from role_grants where role = 'administrator' limit 1)`.execute(
      db(),
    );
    const typed = { name: 'Liaison, Harbor <b>', email: 'harbor@example.org', locale: 'en', _csrf: token };
    const out = await visitor.post('/people', typed, { token: false });
    assert.equal(out.status, 401);
    const keptAt = decodeURIComponent(/next=([^"]+)"/.exec(out.body)?.[1] ?? '');
    assert.match(keptAt, /^\/kept\//);
    assert.equal((await (await site.signIn('reviewer')).get(keptAt)).status, 404);
    const back = await site.signIn('administrator');
    const page = await back.get(keptAt);
    assert.equal(page.status, 200);
    assert.match(page.body, /action="\/practice\/people"/);
    assert.match(page.body, /name="name" value="Liaison, Harbor &lt;b&gt;"/);
    assert.match(page.body, /Send it now/);
    const sent = await back.post('/people', { name: typed.name, email: typed.email, locale: 'en' });
    assert.equal(sent.status, 303);
    const id = keptAt.replace('/kept/', '');
    const administrator = (await site.actor('administrator')).personId;
    assert.equal(await keptForm(db(), administrator, id, Date.now() + sessionLimits.keptMs + 1), null);
  });

  it('writes to the audit who signed in and out, and never a link’s secret', async () => {
    const { rows } = await sql<{
      event: string;
      actor_id: string;
      text: string;
    }>`select event, actor_id, details::text || subject_id as text from audit_entries where event like 'session.%'`.execute(
      db(),
    );
    for (const event of ['session.link_made', 'session.signed_in', 'session.signed_out', 'session.revoked']) {
      assert.ok(
        rows.some((row) => row.event === event),
        event,
      );
    }
    assert.ok(rows.filter((row) => row.event === 'session.signed_in').every((row) => row.actor_id));
    assert.ok(rows.every((row) => !/[A-Za-z0-9_-]{43}/.test(row.text)));
  });
});
