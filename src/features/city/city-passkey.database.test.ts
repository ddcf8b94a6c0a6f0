import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { Authenticator, type CreationOptions, type Lies, type RequestOptions } from '#test/authenticator.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import type { Reply, TestVisitor } from '#test/visitor.ts';
import { relyingPartyOf } from './city-passkey-service.ts';

const origin = 'http://localhost:8080';

describe('passkeys', () => {
  let site: TestSite;
  let key: Authenticator;
  before(async () => {
    site = await testSite();
  });
  after(() => site.close());
  const db = () => site.city().db;
  beforeEach(async () => {
    await sql`delete from passkeys`.execute(db());
    await sql`delete from passkey_challenges`.execute(db());
    await sql`delete from rate_buckets`.execute(db());
    key = new Authenticator(origin);
  });

  async function add(owner: TestVisitor, by = key, lies: Lies = {}, name = 'Work laptop'): Promise<Reply> {
    const asked = await owner.post('/me/passkeys/begin');
    assert.match(String(asked.headers['content-type']), /^application\/json/);
    return owner.post('/me/passkeys', { name, credential: by.create(JSON.parse(asked.body) as CreationOptions, lies) });
  }
  const ask = async (visitor: TestVisitor, path = '/sign-in/passkey/begin') =>
    JSON.parse((await visitor.post(path)).body) as RequestOptions;
  async function signIn(by = key, lies: Lies = {}, fields: Record<string, string> = {}) {
    const visitor = site.visitor();
    const credential = by.get(await ask(visitor), lies);
    return { visitor, credential, done: await visitor.post('/sign-in/passkey', { credential, ...fields }) };
  }
  const lastWhy = async () =>
    (
      await sql<{
        why: string;
      }>`select details ->> 'why' as why from audit_entries where event = 'session.refused' order by seq desc limit 1`.execute(
        db(),
      )
    ).rows[0]?.why;

  it('are added with a name, listed, used for signing in, and removed; the last one too', async () => {
    const owner = await site.signIn('reviewer');
    assert.match((await owner.get('/me')).body, /data-passkey="create"/);
    assert.equal((await add(owner)).location, '/me?done=session.passkey_added');
    const me = await owner.get('/me');
    assert.match(me.body, /Work laptop/);
    assert.match(me.body, /On one device/);
    assert.deepEqual(await validHtml(me.body), []);
    const { visitor, done } = await signIn(key, {}, { next: '/tasks' });
    assert.deepEqual([done.status, done.location], [303, '/tasks']);
    const mine = await visitor.get('/me');
    assert.match(mine.body, /<h1>Reviewer/);
    assert.match(mine.body, /<td>Passkey<\/td>/);
    const remove = /action="\/practice(\/me\/passkeys\/[^"]+\/remove)"/.exec(mine.body)?.[1] as string;
    assert.equal((await (await site.signIn('auditor')).post(remove)).status, 404);
    assert.equal((await visitor.post(remove)).location, '/me?done=session.passkey_removed');
    assert.equal((await signIn()).done.status, 422);
    assert.equal(await lastWhy(), 'passkey_unknown');
  });

  it('say beside the field that a name is missing, and refuse what is no answer of an authenticator', async () => {
    const owner = await site.signIn('reviewer');
    const nameless = await add(owner, key, {}, ' ');
    assert.equal(nameless.status, 422);
    assert.match(nameless.body, /id="field-name-error"/);
    for (const credential of [
      '',
      '{}',
      'null',
      '[1]',
      '{"id":"a"',
      JSON.stringify({ id: '<b>', type: 'public-key' }),
    ]) {
      assert.equal((await owner.post('/me/passkeys', { name: 'x', credential })).status, 422);
      assert.equal((await site.visitor().post('/sign-in/passkey', { credential })).status, 422);
      assert.equal((await owner.post('/prove/passkey', { credential })).status, 422);
    }
  });

  const lies: readonly [why: string, lie: Lies][] = [
    ['another origin', { origin: 'http://evil.example' }],
    ['another port of the same host', { origin: 'http://localhost:8081' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['no finger, face or PIN', { isUnverified: true }],
    ['a challenge that nobody asked', { challenge: 'bm90IG91cnM' }],
  ];
  for (const [why, lie] of lies) {
    it(`with ${why} are neither added nor let in`, async () => {
      const owner = await site.signIn('reviewer');
      assert.equal((await add(owner, key, lie)).status, 422);
      assert.equal((await add(owner)).status, 303);
      const { done, visitor } = await signIn(key, lie);
      assert.equal(done.status, 422);
      assert.match(done.body, /This passkey was not accepted/);
      assert.equal(visitor.cookie('steward_session'), undefined);
      assert.deepEqual(await validHtml(done.body), []);
    });
  }

  it('answer a challenge once, within five minutes', async () => {
    await add(await site.signIn('reviewer'));
    const { credential, done } = await signIn();
    assert.equal(done.status, 303);
    assert.equal((await site.visitor().post('/sign-in/passkey', { credential })).status, 422);
    assert.equal(await lastWhy(), 'challenge_unknown');
    const late = site.visitor();
    const options = await ask(late);
    await sql`update passkey_challenges set expires_at = now() - interval '1 second'`.execute(db());
    assert.equal((await late.post('/sign-in/passkey', { credential: key.get(options) })).status, 422);
    assert.equal(await lastWhy(), 'challenge_unknown');
  });

  it('whose counter goes back, as a copy’s would, are refused and the audit says so; those that never count are let in', async () => {
    await add(await site.signIn('reviewer'));
    assert.equal((await signIn(key, { counter: 7 })).done.status, 303);
    for (const counter of [7, 3, 0]) {
      const { done } = await signIn(key, { counter });
      assert.equal(done.status, 422);
      assert.match(done.body, /counts lower than before/);
      assert.equal(await lastWhy(), 'counter_went_back');
    }
    assert.equal((await signIn(key, { counter: 8 })).done.status, 303);
    const still = new Authenticator(origin);
    await add(await site.signIn('auditor'), still, { counter: 0 });
    for (const _ of [1, 2]) assert.equal((await signIn(still, { counter: 0 })).done.status, 303);
  });

  it('of another person’s handle, and of a suspended person, are refused', async () => {
    await add(await site.signIn('reviewer'));
    assert.equal((await signIn(key, { userHandle: 'c29tZWJvZHk' })).done.status, 422);
    assert.equal(await lastWhy(), 'handle_wrong');
    await sql`update people set suspended_at = now() where id = 'evaluation.reviewer'`.execute(db());
    assert.equal((await signIn()).done.status, 422);
    assert.equal(await lastWhy(), 'suspended');
    await sql`update people set suspended_at = null where id = 'evaluation.reviewer'`.execute(db());
  });

  it('need a fresh proof before one is added or removed', async () => {
    const owner = await site.signIn('reviewer');
    await add(owner);
    await sql`update sessions set proved_at = now() - interval '11 minutes'`.execute(db());
    const me = await owner.get('/me');
    assert.doesNotMatch(me.body, /data-passkey="create"/);
    assert.match(me.body, /href="\/practice\/prove\?next=%2Fme"/);
    for (const path of ['/me/passkeys/begin', '/me/passkeys', `/me/passkeys/${key.id.toString('base64url')}/remove`])
      assert.match((await owner.post(path)).location ?? '', /^\/prove\?next=%2Fkept%2F/, path);
    assert.equal((await signIn()).done.status, 303);
  });

  it('prove for the session that asked, with a new secret; not for another, nor with another person’s', async () => {
    const [owner, elsewhere] = [await site.signIn('reviewer'), await site.signIn('reviewer')];
    await add(owner);
    await sql`update sessions set proved_at = now() - interval '11 minutes'`.execute(db());
    assert.equal((await owner.get('/audit.csv')).status, 403);
    const asked = await ask(owner, '/prove/passkey/begin');
    assert.deepEqual(
      asked.allowCredentials?.map(({ id }) => id),
      [key.id.toString('base64url')],
    );
    const credential = key.get(asked);
    assert.equal((await elsewhere.post('/prove/passkey', { credential })).status, 422);
    assert.equal(await lastWhy(), 'challenge_unknown');
    const before = owner.cookie('steward_session');
    const done = await owner.post('/prove/passkey', { credential, next: '/me' });
    assert.deepEqual([done.status, done.location], [303, '/me']);
    assert.notEqual(owner.cookie('steward_session'), before);
    const stranger = await site.signIn('auditor');
    const foreign = key.get(await ask(stranger, '/prove/passkey/begin'));
    assert.equal((await stranger.post('/prove/passkey', { credential: foreign })).status, 422);
    assert.equal(await lastWhy(), 'another_person');
  });

  it('are for one city: the same person’s in another city is another', async () => {
    await add(await site.signIn('reviewer'));
    const visitor = site.visitor('los-angeles');
    const credential = key.get(await ask(visitor));
    assert.equal((await visitor.post('/sign-in/passkey', { credential })).status, 422);
  });

  const parties: readonly [baseUrl: string, host: string | null, id: string | null, origin?: string][] = [
    ['https://steward.example.gov', null, 'steward.example.gov', 'https://steward.example.gov'],
    ['https://steward.example.gov:8443', 'city.example.gov', 'city.example.gov', 'https://city.example.gov:8443'],
    ['http://localhost:8080', null, 'localhost', 'http://localhost:8080'],
    ['http://127.0.0.1:8080', null, null],
    ['http://[::1]:8080', null, null],
    ['http://steward.example.gov', null, null],
  ];
  for (const [baseUrl, host, id, at] of parties)
    it(`at ${baseUrl}${host ? ` for ${host}` : ''} belong to ${id ?? 'nobody: browsers allow none'}`, () =>
      assert.deepEqual(relyingPartyOf(baseUrl, { slug: 'test', host }), id ? { id, origin: at } : null));
});
