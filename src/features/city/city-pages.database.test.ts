import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { type Role, roles } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';

describe('the pages of the city', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
    await site.visitor().post('/sign-in', { email: 'auditor@example.org' });
  });
  after(() => site.close());

  const pages: readonly { path: string; role: Role | null }[] = [
    { path: '/sign-in', role: null },
    { path: '/sign-in?next=/audit', role: null },
    { path: '/sign-in/unknown', role: null },
    { path: '/me', role: 'liaison' },
    { path: '/people', role: 'administrator' },
    { path: '/people?q=zzz', role: 'auditor' },
    { path: '/people/new', role: 'administrator' },
    { path: '/people/evaluation.auditor', role: 'administrator' },
    { path: '/people/evaluation.auditor', role: 'reviewer' },
    { path: '/permissions', role: 'staff' },
    { path: '/audit', role: 'auditor' },
    {
      path: '/audit?event=duty.accepted&person=system&department=parks&from=2020-01-01&to=2020-01-02',
      role: 'auditor',
    },
    { path: '/outbox', role: 'administrator' },
    { path: '/languages', role: 'reviewer' },
  ];
  for (const tag of ['', '/es']) {
    for (const { path, role } of pages) {
      it(`draw ${tag}${path} for ${role ?? 'everybody'} as valid HTML`, async () => {
        const visitor = role ? await site.signIn(role) : site.visitor();
        const page = await visitor.get(`${tag}${path}`);
        assert.equal(page.status, path === '/sign-in/unknown' ? 410 : 200);
        assert.deepEqual(await validHtml(page.body), []);
      });
    }
  }

  it('show one mail with its link, in an evaluation', async () => {
    const { rows } = await sql<{
      id: string;
    }>`select id from outbox where to_address = 'auditor@example.org' order by id desc limit 1`.execute(site.city().db);
    const page = await (await site.signIn('administrator')).get(`/outbox/${rows[0]?.id}`);
    assert.equal(page.status, 200);
    assert.match(page.body, /<a href="http:\/\/localhost:8080\/practice\/sign-in\/[^"]+"/);
    assert.deepEqual(await validHtml(page.body), []);
  });

  it('add a person, give and end a role, and say what was wrong beside the field', async () => {
    const administrator = await site.signIn('administrator');
    const wrong = await administrator.post('/people', { name: '', email: 'x', locale: 'en' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /href="#field-name"/);
    assert.match(wrong.body, /id="field-email-error"/);
    assert.deepEqual(await validHtml(wrong.body), []);
    const added = await administrator.post('/people', {
      name: 'Liaison, Harbor',
      email: 'harbor.pages@example.org',
      locale: 'es',
    });
    const at = (added.location ?? '').split('?')[0] as string;
    assert.match(added.location ?? '', /^\/people\/[^/]+\?done=city\.person_added$/);
    const without = await administrator.post(`${at}/roles`, { role: 'liaison', bodyId: '' });
    assert.equal(without.status, 422);
    assert.match(without.body, /id="field-bodyId-error"/);
    assert.equal(
      (await administrator.post(`${at}/roles`, { role: 'liaison', bodyId: 'parks' })).location,
      `${at}?done=city.role_granted`,
    );
    const page = await administrator.get(at);
    const end = /action="\/practice(\/people\/[^"]+\/end)"/.exec(page.body)?.[1] as string;
    assert.equal((await administrator.post(end)).location, `${at}?done=city.role_ended`);
    assert.equal((await administrator.post(`${at}/suspend`)).location, `${at}?done=city.person_suspended`);
    assert.equal((await administrator.post(`${at}/restore`)).location, `${at}?done=city.person_restored`);
    for (const done of ['city.person_suspended', 'city.person_restored'])
      assert.equal((await administrator.get(`${at}?done=${done}`)).status, 200);
    const reviewer = await site.signIn('reviewer');
    assert.equal((await reviewer.get(at)).status, 200);
    assert.doesNotMatch((await reviewer.get(at)).body, /\/suspend"/);
    assert.equal((await reviewer.post(`${at}/suspend`)).status, 403);
  });

  it('draw the one permission table from the acts of all wings, with every route', async () => {
    const page = await (await site.signIn('analyst')).get('/permissions');
    for (const act of Object.values(cityActs)) assert.ok(page.body.includes(`id="${act.id}"`), act.id);
    for (const route of site.routes)
      assert.ok(page.body.includes(`<code>${route.method} ${route.path.pattern}</code>`), route.path.pattern);
    assert.equal([...page.body.matchAll(/<th scope="col">/g)].length >= roles.length, true);
  });

  it('take a language as reviewed once a reviewer has signed what was on the page', async () => {
    const reviewer = await site.signIn('reviewer');
    const before = await reviewer.get('/es/languages');
    assert.match(before.body, /st-band--language/);
    const hash = /name="hash" value="([0-9a-f]+)"/.exec(before.body)?.[1] as string;
    assert.equal((await reviewer.post('/languages/es/sign', { hash: 'another' })).location, '/languages');
    assert.match((await reviewer.get('/es/languages')).body, /st-band--language/);
    assert.equal((await reviewer.post('/languages/es/sign', { hash })).location, '/languages?done=translation.signed');
    assert.doesNotMatch((await reviewer.get('/es/languages')).body, /st-band--language/);
    assert.equal((await (await site.signIn('auditor')).post('/languages/es/sign', { hash })).status, 403);
  });
});
