import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { lastLook } from './overview-store.ts';

let site: TestSite;
before(async () => {
  site = await testSite();
});
after(() => site.close());

const readable = [
  '/overview',
  '/overview?directive=all',
  '/overview/matrix',
  '/overview/list/late',
  '/overview/list/all?sort=department',
  '/overview/list/since',
  '/departments',
  '/departments?receipt=missing',
  '/departments/parks',
  '/search?q=polic%C3%ADa',
];

test('every page answers the chief of staff in both languages, as valid HTML, and changes nothing', async () => {
  const chief = await site.signIn('chief_of_staff');
  const faults: string[] = [];
  for (const path of [...readable, '/', '/five-minutes']) {
    for (const prefix of ['', '/es']) {
      const reply = await chief.get(prefix + path);
      assert.equal(reply.status, 200, `${prefix}${path}`);
      if (prefix === '') faults.push(...(await validHtml(reply.body)).map((fault) => `${path} ${fault}`));
    }
  }
  assert.deepEqual(faults, []);
  const { personId } = await site.actor('chief_of_staff');
  assert.equal(await lastLook(site.city().db, personId), null);
});

test('"I have seen this" is kept for one person, in the audit, and said on the next page', async () => {
  const chief = await site.signIn('chief_of_staff');
  const reply = await chief.post('/overview/seen');
  assert.equal(reply.status, 303);
  assert.equal(reply.location, '/overview?done=overview.marked_seen');
  const { personId } = await site.actor('chief_of_staff');
  assert.ok(await lastLook(site.city().db, personId));
  assert.equal(await lastLook(site.city().db, (await site.actor('reviewer')).personId), null);
  assert.match((await chief.get('/overview')).body, /Since you last looked/);
});

test('a liaison sees the own department, and of another one only how to reach it', async () => {
  const liaison = await site.signIn('liaison', { bodyId: 'parks' });
  const overview = await liaison.get('/overview?directive=all');
  assert.match(overview.body, /departments\/parks/);
  assert.ok(!overview.body.includes('departments/library'));
  assert.match((await liaison.get('/departments/library')).body, /your own department only/);
  const csv = await liaison.get('/overview.csv?directive=all');
  assert.ok(csv.body.includes('parks') && !csv.body.includes('library'));
});

test('without a session nothing but the public pages answers', async () => {
  const visitor = site.visitor();
  for (const path of [...readable, '/overview.csv', '/overview.ics']) {
    const reply = await visitor.get(path);
    assert.equal(reply.status, 303, path);
    assert.match(reply.location ?? '', /\/sign-in\?next=/);
  }
  assert.equal((await visitor.get('/')).status, 200);
  assert.equal((await visitor.get('/five-minutes')).status, 200);
});

test('what is taken along from Practice City says PRACTICE in its first line', async () => {
  const chief = await site.signIn('chief_of_staff');
  const csv = await chief.get('/overview.csv');
  assert.match(csv.body, /^\ufeff"?PRACTICE/);
  assert.match(String(csv.headers['content-type']), /text\/csv/);
  assert.match((await chief.get('/overview.ics')).body, /NAME:PRACTICE/);
});

test('a real city that does not track yet says so, and calls nobody late or quiet', async () => {
  const home = await site.visitor('los-angeles').get('/');
  assert.match(home.body, /has published no figures on this directive yet/);
  assert.ok(!home.body.includes('st-counts'));
  const chief = await site.signIn('chief_of_staff', { slug: 'los-angeles' });
  for (const directive of ['ed-12', 'ed-17', 'all']) {
    for (const figure of ['late', 'quiet']) {
      const list = await chief.get(`/overview/list/${figure}?directive=${directive}`);
      assert.match(list.body, /No task is in this list/, `${figure} of ${directive}`);
    }
  }
});

test('a day that has passed shows what was true then, without any button that acts', async () => {
  const chief = await site.signIn('chief_of_staff');
  const early = await chief.get('/overview?asOf=2025-07-12');
  assert.equal(early.status, 200);
  assert.ok(!early.body.includes('/nudges') && !early.body.includes('/overview/seen'));
  assert.equal((await chief.get('/overview?asOf=2999-01-01')).status, 400);
});

test('an unknown list or department is not found', async () => {
  const chief = await site.signIn('chief_of_staff');
  for (const path of ['/overview/list/nothing', '/departments/nowhere'])
    assert.equal((await chief.get(path)).status, 404);
});
