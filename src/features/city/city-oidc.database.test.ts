import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { identityProvider, type TestAccount, type TestProvider } from '#test/identity-provider.ts';
import type { Reply, TestVisitor } from '#test/visitor.ts';
import { addGroupRule } from './city-group-service.ts';
import { listPeople } from './city-people-store.ts';

const redirectUri = 'http://localhost:8080/practice/sign-in/city/back';
const asSystem = { actor: null, requestId: null };

describe('the city’s own sign-in', () => {
  let site: TestSite;
  let provider: TestProvider;
  before(async () => {
    provider = await identityProvider([redirectUri]);
    site = await testSite({
      env: {
        STEWARD_OIDC_ISSUER: provider.issuer,
        STEWARD_OIDC_CLIENT_ID: provider.clientId,
        STEWARD_OIDC_CLIENT_SECRET: provider.clientSecret,
      },
    });
    for (const [group, role, bodyId] of [
      ['steward-parks', 'liaison', 'parks'],
      ['steward-audit', 'auditor', null],
    ] as const) {
      const rule = await addGroupRule(site.city(), asSystem, { group, role, bodyId });
      assert.ok(rule.ok);
    }
  });
  after(() => Promise.all([site.close(), provider.close()]));
  beforeEach(async () => {
    provider.tamper = null;
    await sql`delete from rate_buckets`.execute(db());
  });

  const db = () => site.city().db;
  const auditor: TestAccount = {
    sub: 'a-1',
    email: 'auditor@example.org',
    email_verified: true,
    name: 'Somebody Else',
  };

  /** Presses the button, goes to the provider and comes back; answers the page with the button. */
  async function there(
    visitor: TestVisitor,
    account: TestAccount | null,
    fields: Record<string, string> = {},
  ): Promise<Reply> {
    provider.account = account;
    const sent = await visitor.post(fields['at'] ?? '/sign-in/city', fields);
    assert.equal(sent.status, 200, sent.body);
    const address = /^0; url=(.*)$/.exec(String(sent.headers['refresh']))?.[1] as string;
    const back = await provider.signIn(address);
    return visitor.get(`/sign-in/city/back${back.search}`);
  }
  const fieldsOf = (page: Reply) =>
    Object.fromEntries(
      [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
        .filter(([, name]) => name !== '_csrf')
        .map(([, name, value]) => [name as string, (value as string).replaceAll('&amp;', '&')]),
    );
  async function signIn(
    account: TestAccount,
    visitor = site.visitor(),
  ): Promise<{ visitor: TestVisitor; done: Reply }> {
    const page = await there(visitor, account);
    return { visitor, done: await visitor.post('/sign-in/city/back', fieldsOf(page)) };
  }
  const grantsOf = async (email: string) => {
    const { rows } = await sql<{
      held: string;
    }>`select g.role || coalesce('@' || g.body_id, '') || ' ' || g.source as held
      from role_grants g join people p on p.id = g.person_id where p.email = ${email} and g.ended_at is null order by 1`.execute(
      db(),
    );
    return rows.map((row) => row.held);
  };
  const lastWhy = async () =>
    (
      await sql<{
        why: string;
      }>`select details ->> 'why' as why from audit_entries where event = 'session.refused' order by seq desc limit 1`.execute(
        db(),
      )
    ).rows[0]?.why;

  it('stands on the page as one button, and opening that page asks the provider nothing', async () => {
    const page = await site.visitor().get('/sign-in');
    assert.match(page.body, /action="\/practice\/sign-in\/city"/);
    assert.match(page.body, /Sign in with the city’s account/);
    assert.deepEqual(await validHtml(page.body), []);
  });

  it('sends the browser there with state, nonce and a PKCE challenge, and keeps the secrets here', async () => {
    const sent = await site.visitor().post('/sign-in/city', { next: '/audit' });
    const address = new URL(String(sent.headers['refresh']).replace('0; url=', ''));
    assert.equal(address.origin, provider.issuer);
    assert.equal(address.searchParams.get('redirect_uri'), redirectUri);
    assert.equal(address.searchParams.get('code_challenge_method'), 'S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok((address.searchParams.get(name) ?? '').length >= 40, name);
    assert.equal(address.searchParams.get('prompt'), null);
    assert.deepEqual(await validHtml(sent.body), []);
    const { rows } = await sql`select * from identity_attempts`.execute(db());
    assert.equal(JSON.stringify(rows).includes(address.searchParams.get('state') as string), false);
  });

  it('changes nothing when the browser comes back, and signs in by the button, to where the person wanted to go', async () => {
    const visitor = site.visitor();
    const page = await there(visitor, auditor, { next: '/audit?event=duty.accepted' });
    assert.equal(page.status, 200);
    assert.deepEqual(await validHtml(page.body), []);
    assert.equal(visitor.cookie('steward_session'), undefined);
    const asked = provider.tokensAsked;
    const done = await visitor.post('/sign-in/city/back', fieldsOf(page));
    assert.equal(provider.tokensAsked, asked + 1);
    assert.deepEqual([done.status, done.location], [303, '/audit?event=duty.accepted']);
    const me = await visitor.get('/me');
    assert.match(me.body, /City account/);
    assert.match(me.body, /<h1>Auditor<\/h1>/);
    assert.deepEqual(await validHtml(me.body), []);
  });

  it('knows the account by its own name from then on, whatever its address becomes', async () => {
    const { visitor, done } = await signIn({ ...auditor, email: 'married@example.org' });
    assert.equal(done.status, 303);
    assert.match((await visitor.get('/me')).body, /<h1>Auditor<\/h1>/);
  });

  it('gives an address that has changed hands to nobody, until its person lets the old account go', async () => {
    const { done } = await signIn({ ...auditor, sub: 'a-2' });
    assert.equal(done.status, 403);
    assert.match(done.body, /belongs here to somebody who signed in with another account/);
    const owner = await site.signIn('auditor');
    assert.equal((await owner.post('/me/city-account/forget')).location, '/me?done=session.account_unlinked');
    assert.equal((await signIn({ ...auditor, sub: 'a-2' })).done.status, 303);
  });

  it('leaves out whoever is suspended, by account and by address', async () => {
    await sql`update people set suspended_at = now() where email = 'auditor@example.org'`.execute(db());
    for (const account of [
      { ...auditor, sub: 'a-2' },
      { ...auditor, sub: 'a-9' },
    ]) {
      const { done, visitor } = await signIn(account);
      assert.equal(done.status, 403);
      assert.match(done.body, /suspended/);
      assert.equal(visitor.cookie('steward_session'), undefined);
    }
    await sql`update people set suspended_at = null where email = 'auditor@example.org'`.execute(db());
  });

  it('does not believe an address that the provider did not verify', async () => {
    const { done } = await signIn({ sub: 'x-1', email: 'chief-of-staff@example.org', email_verified: false });
    assert.equal(done.status, 403);
    assert.match(done.body, /does not vouch for your e-mail address/);
    assert.equal(await lastWhy(), 'email_unverified');
  });

  it('tells a stranger whom to ask, and adds nobody', async () => {
    const before = (await listPeople(db(), '')).length;
    const { done } = await signIn({
      sub: 'x-2',
      email: 'stranger@example.org',
      email_verified: true,
      groups: ['sailing'],
    });
    assert.equal(done.status, 403);
    assert.match(done.body, /nobody has given you a role/);
    assert.equal((await listPeople(db(), '')).length, before);
  });

  it('adds a stranger whose group brings a role, and brings roles in line each time', async () => {
    const ana = { sub: 'g-1', email: 'ana@example.org', email_verified: true, name: 'Ana' };
    const first = await signIn({ ...ana, groups: ['steward-parks', 'sailing'] });
    assert.equal(first.done.location, '/my-work');
    assert.deepEqual(await grantsOf(ana.email), ['liaison@parks group']);
    const [person] = await listPeople(db(), ana.email);
    await sql`insert into role_grants (id, person_id, role, granted_at) values (gen_random_uuid(), ${person?.id}, 'analyst', now())`.execute(
      db(),
    );
    await signIn({ ...ana, groups: ['steward-audit'] });
    assert.deepEqual(await grantsOf(ana.email), ['analyst hand', 'auditor group']);
    await signIn({ ...ana, groups: [] });
    assert.deepEqual(await grantsOf(ana.email), ['analyst hand']);
    const { rows } = await sql<{
      event: string;
      role: string;
      actor: string | null;
    }>`select event, details ->> 'role' as role, actor_id as actor
      from audit_entries where subject_id = ${person?.id} and event like 'city.role_%' order by seq`.execute(db());
    assert.deepEqual(
      rows.map(({ event, role, actor }) => `${event} ${role} ${actor}`),
      [
        'city.role_granted liaison null',
        'city.role_granted auditor null',
        'city.role_ended liaison null',
        'city.role_ended auditor null',
      ],
    );
  });

  it('does not let groups end the last administrator', async () => {
    const rule = await addGroupRule(site.city(), asSystem, {
      group: 'steward-admins',
      role: 'administrator',
      bodyId: null,
    });
    assert.ok(rule.ok);
    const boss = { sub: 'adm', email: 'boss@example.org', email_verified: true };
    await signIn({ ...boss, groups: ['steward-admins'] });
    await sql`update role_grants set ended_at = now() where role = 'administrator' and source = 'hand'`.execute(db());
    await signIn({ ...boss, groups: [] });
    assert.deepEqual(await grantsOf(boss.email), ['administrator group']);
    await sql`update role_grants set ended_at = null where role = 'administrator' and source = 'hand'`.execute(db());
    await signIn({ ...boss, groups: [] });
    assert.deepEqual(await grantsOf(boss.email), []);
  });

  const lies: readonly [why: string, tamper: NonNullable<TestProvider['tamper']>, code: string][] = [
    ['another nonce', (claims) => ({ ...claims, nonce: 'another' }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['another audience', (claims) => ({ ...claims, aud: 'another-client' }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['another issuer', (claims) => ({ ...claims, iss: 'http://127.0.0.1:1' }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    [
      'a time that has passed',
      (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 3600 }),
      'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
    ],
  ];
  for (const [why, tamper, code] of lies) {
    it(`refuses an id token with ${why}`, async () => {
      provider.tamper = tamper;
      const { done, visitor } = await signIn(auditor);
      assert.equal(done.status, 403);
      assert.equal(visitor.cookie('steward_session'), undefined);
      assert.equal(await lastWhy(), code);
    });
  }

  it('takes an answer once, from the browser that began, with the state that it was given, for ten minutes', async () => {
    const visitor = site.visitor();
    const page = await there(visitor, { ...auditor, sub: 'a-2' });
    const fields = fieldsOf(page);
    const asked = provider.tokensAsked;
    const query = new URLSearchParams(fields).toString();
    assert.equal((await site.visitor().get(`/sign-in/city/back?${query}`)).status, 410);
    assert.equal((await site.visitor().post('/sign-in/city/back', fields)).status, 410);
    assert.equal((await visitor.post('/sign-in/city/back', { ...fields, state: `${fields['state']}x` })).status, 410);
    assert.equal(provider.tokensAsked, asked);
    assert.equal((await visitor.post('/sign-in/city/back', fields)).status, 303);
    assert.equal((await visitor.post('/sign-in/city/back', fields)).status, 410);
    assert.equal(provider.tokensAsked, asked + 1);
    const late = site.visitor();
    const latePage = await there(late, auditor);
    await sql`update identity_attempts set expires_at = now() - interval '1 second'`.execute(db());
    assert.equal((await late.post('/sign-in/city/back', fieldsOf(latePage))).status, 410);
  });

  it('refuses a code that was used in another attempt', async () => {
    const [one, two] = [site.visitor(), site.visitor()];
    const first = fieldsOf(await there(one, { ...auditor, sub: 'a-2' }));
    assert.equal((await one.post('/sign-in/city/back', first)).status, 303);
    const second = fieldsOf(await there(two, { ...auditor, sub: 'a-2' }));
    const replayed = await two.post('/sign-in/city/back', { ...second, code: first['code'] as string });
    assert.equal(replayed.status, 403);
    assert.equal(await lastWhy(), 'invalid_grant');
  });

  it('refuses what did not come from our own form', async () => {
    const visitor = site.visitor();
    const fields = fieldsOf(await there(visitor, auditor));
    assert.equal((await visitor.post('/sign-in/city/back', fields, { token: false })).status, 403);
    assert.equal((await visitor.post('/sign-in/city', {}, { token: false })).status, 403);
    assert.equal(visitor.cookie('steward_session'), undefined);
  });

  it('says so when the person stopped there', async () => {
    const page = await there(site.visitor(), null);
    assert.equal(page.status, 403);
    assert.match(page.body, /did not let you through/);
    assert.deepEqual(await validHtml(page.body), []);
  });

  it('comes back in the language in which the person left', async () => {
    const visitor = site.visitor();
    const page = await there(visitor, { ...auditor, sub: 'a-2' }, { at: '/es/sign-in/city' });
    assert.equal(page.status, 303);
    assert.match(page.location ?? '', /^\/es\/sign-in\/city\/back\?code=/);
    assert.match((await visitor.get(page.location as string)).body, /De vuelta/);
  });

  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])
    it(`leads nobody to ${JSON.stringify(next)}`, async () => {
      const visitor = site.visitor();
      const page = await there(visitor, { ...auditor, sub: 'a-2' }, { next });
      assert.equal((await visitor.post('/sign-in/city/back', fieldsOf(page))).location, '/audit');
    });

  describe('for showing again who one is', () => {
    it('asks the person anew, gives the session another secret and leads back', async () => {
      const { visitor } = await signIn({ ...auditor, sub: 'a-2' });
      const before = visitor.cookie('steward_session') as string;
      const page = await there(visitor, { ...auditor, sub: 'a-2' }, { at: '/prove/city', next: '/audit' });
      const done = await visitor.post('/sign-in/city/back', fieldsOf(page));
      assert.deepEqual([done.status, done.location], [303, '/audit']);
      assert.notEqual(visitor.cookie('steward_session'), before);
      assert.equal((await visitor.get('/me')).status, 200);
    });

    it('refuses another person’s account, and a provider that did not ask', async () => {
      const { visitor } = await signIn({ ...auditor, sub: 'a-2' });
      const other = await there(
        visitor,
        { sub: 'g-1', email: 'ana@example.org', email_verified: true },
        { at: '/prove/city' },
      );
      assert.equal((await visitor.post('/sign-in/city/back', fieldsOf(other))).status, 403);
      assert.equal(await lastWhy(), 'another_person');
      provider.tamper = (claims) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) - 300 });
      const stale = await there(visitor, { ...auditor, sub: 'a-2' }, { at: '/prove/city' });
      assert.equal((await visitor.post('/sign-in/city/back', fieldsOf(stale))).status, 403);
      assert.equal(await lastWhy(), 'not_asked_again');
    });
  });

  it('that is away leaves links in a mail, and says so', async () => {
    const gone = await testSite({
      env: {
        STEWARD_OIDC_ISSUER: 'http://127.0.0.1:9',
        STEWARD_OIDC_CLIENT_ID: 'steward',
        STEWARD_OIDC_CLIENT_SECRET: 'x',
      },
    });
    try {
      const page = await gone.visitor().post('/sign-in/city', { next: '/audit' });
      assert.equal(page.status, 503);
      assert.match(page.body, /does not answer just now/);
      assert.match(page.body, /name="email"/);
      assert.match(page.body, /name="next" value="\/audit"/);
      assert.deepEqual(await validHtml(page.body), []);
      assert.equal((await gone.visitor().post('/sign-in', { email: 'auditor@example.org' })).status, 200);
    } finally {
      await gone.close();
    }
  });
});
