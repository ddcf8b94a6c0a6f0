/** Contacts, lists, packs and the pages of administration, on the two cities as a first start leaves them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { cityActs } from '#features/city/city-acts.ts';
import { applyContacts, planList, readContacts } from '#features/city/city-contacts-service.ts';
import { contactList } from '#features/city/city-contacts-store.ts';
import { bodyContacts, contactHistory } from '#features/city/city-department-store.ts';
import { recordContact } from '#features/city/city-department-service.ts';
import { addWithRole } from '#features/city/city-people-service.ts';
import { listPeople } from '#features/city/city-people-store.ts';

import { latestProfile } from '#features/city/city-store.ts';
import { applySeenPack, planHash, planPack } from '#features/directives/pack-apply.ts';

import { readCatalog } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';

import type { Role } from '#rules/permissions.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { adminAnswers } from './admin-answers.ts';
import { folders } from './folders.ts';
import { packDoors } from './pack-doors.ts';
import { readPack } from './packs.ts';

let site: TestSite;
let city: City;
const deps = adminAnswers({ baseUrl: 'http://localhost:8080', catalog: readCatalog(folders.locales), opened: [] });
const as = async (role: Role, bodyId?: string) => ({ actor: await site.actor(role, bodyId), requestId: null });
const key = (result: { ok: boolean; refusals?: readonly { key: string }[] }) =>
  result.ok ? 'done' : result.refusals?.[0]?.key;

before(async () => {
  site = await testSite();
  city = site.city();
});
after(() => site.close());

describe('contacts', () => {
  it('are dated facts: saying the same records nothing, what stood before is kept', async () => {
    const administrator = await as('administrator');
    const contact = { headTitle: 'City Librarian', roleMailbox: 'library@example.org', phone: '+1 213', address: '' };
    const before = (await contactHistory(city.db, 'library')).length;
    assert.equal(key(await recordContact(city, administrator, 'library', contact)), 'done');
    assert.equal(key(await recordContact(city, administrator, 'library', contact)), 'done');
    assert.equal((await contactHistory(city.db, 'library')).length, before + 1);
    assert.equal((await bodyContacts(city.db)).get('library')?.headTitle, 'City Librarian');
    assert.equal(
      key(await recordContact(city, await as('chief_of_staff'), 'library', contact)),
      'city.refused.not-allowed',
    );
    assert.equal(key(await recordContact(city, administrator, 'nowhere', contact)), 'city.refused.department-unknown');
  });

  it('of a list change nothing until it is applied, once, as it was seen; our own files change nothing', async () => {
    const visitor = await site.signIn('administrator');
    const administrator = await as('administrator');
    for (const [kind, path] of [
      ['people', '/administration/people.csv'],
      ['departments', '/es/administration/departments.csv'],
    ] as const) {
      const file = (await visitor.get(path)).body;
      const read = await readContacts(city, administrator, { kind, text: file, encoding: 'utf-8', fileName: null });
      assert.ok(read.ok, kind);
      const list = await contactList(city.db, read.value.listId);
      assert.ok(list);
      const plan = await planList(city, list, deps.wordsOf);
      assert.ok(plan.rows.length > 5);
      assert.deepEqual(
        plan.rows.filter((row) => row.kind !== 'unchanged').map((row) => [row.about, row.fault?.key, row.changes]),
        [],
        kind,
      );
    }
    const text = 'Name;E-mail;Role;Department\nNora;nora@example.org;liaison;PD\nOtto;no address;liaison;PD\n';
    const read = await readContacts(city, administrator, {
      kind: 'people',
      text,
      encoding: 'utf-8',
      fileName: 'a.csv',
    });
    assert.ok(read.ok);
    const list = await contactList(city.db, read.value.listId);
    assert.ok(list);
    const plan = await planList(city, list, deps.wordsOf);
    const apply = (hash: string) =>
      applyContacts(city, administrator, { listId: list.id, hash, isInviting: true }, deps);
    assert.equal((await listPeople(city.db, 'nora@')).length, 0);
    assert.equal(
      key(
        await addWithRole(
          city,
          administrator,
          { name: 'Nora', email: 'nora@example.org', locale: 'en', grant: null, isInvited: false },
          deps,
        ),
      ),
      'done',
    );
    assert.equal(key(await apply(plan.hash)), 'admin.contacts.changed', 'somebody was faster');
    const again = await planList(city, list, deps.wordsOf);
    assert.deepEqual(
      again.rows.map((row) => row.kind),
      ['changed', 'refused'],
    );
    assert.deepEqual(await apply(again.hash), { ok: true, value: { count: 1 } });
    assert.deepEqual((await listPeople(city.db, 'nora@'))[0]?.grants, [{ role: 'liaison', bodyId: 'police' }]);
    assert.equal(key(await apply(again.hash)), 'admin.contacts.applied-already');
  });

  it('of five thousand people are looked at and applied in one go', async () => {
    const administrator = await as('administrator');
    const lines = Array.from({ length: 5000 }, (_, index) => `Person ${index},p${index}@example.org,staff,parks,en`);
    const text = `Name,E-mail,Role,Department,Language\r\n${lines.join('\r\n')}\r\n`;
    const read = await readContacts(city, administrator, { kind: 'people', text, encoding: 'utf-8', fileName: null });
    assert.ok(read.ok);
    const list = await contactList(city.db, read.value.listId);
    assert.ok(list);
    const { hash } = await planList(city, list, deps.wordsOf);
    assert.deepEqual(await applyContacts(city, administrator, { listId: list.id, hash, isInviting: false }, deps), {
      ok: true,
      value: { count: 5000 },
    });
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from audit_entries where event = 'city.role_granted' and subject_id in (select id from people where email like 'p%@example.org')`.execute(
      city.db,
    );
    assert.ok((rows[0]?.n ?? 0) >= 5000, 'each role has its own line in the audit');
    const page = await (await site.signIn('administrator')).get('/people?state=added');
    assert.equal(page.status, 200);
    assert.ok(page.body.length < 400_000, 'the list comes in pages');
  });
});

describe('a pack', () => {
  it('is applied as it was seen, or shown again', async () => {
    const la = site.city('los-angeles');
    const administrator = { actor: await site.actor('administrator', undefined, 'los-angeles'), requestId: null };
    const read = await readPack(la.packDir);
    assert.ok(read.city);
    const city2 = {
      ...read.city,
      bodies: read.city.bodies.map((one, index) => (index === 0 ? { ...one, acronym: 'NEW' } : one)),
    };
    const pack = { city: city2, sources: read.sources };
    const plan = await planPack({ city: la, pack, doors: packDoors });
    assert.deepEqual(
      [plan.profile, plan.profileChanges.map((change) => [change.field, change.after])],
      ['changed', [['acronym', 'NEW']]],
    );
    const apply = (seen: string, acting = administrator) =>
      applySeenPack({ city: la, acting, pack, doors: packDoors, seen });
    assert.equal(key(await apply('0'.repeat(64))), 'pack.refused.changed');
    assert.equal(
      key(
        await apply(planHash(plan), { actor: await site.actor('auditor', undefined, 'los-angeles'), requestId: null }),
      ),
      'directive.refused.not-allowed',
    );
    assert.equal(key(await apply(planHash(plan))), 'done');
    assert.equal((await latestProfile(la.db))?.bodies[0]?.acronym, 'NEW');
    assert.equal(key(await apply(planHash(plan))), 'pack.refused.nothing');
    const visitor = await site.signIn('administrator', { slug: 'los-angeles' });
    const page = await visitor.get('/administration/pack');
    assert.match(page.body, /NEW/, 'the folder says otherwise now: the difference the other way round');
    assert.match(page.body, /Administrator/, 'who applied it');
    assert.deepEqual(await validHtml(page.body), []);
  });
});

describe('the pages of administration', () => {
  const paths = [
    '/administration',
    '/administration/departments',
    '/administration/departments?gap=contact&sort=late&q=a',
    '/administration/departments/parks',
    '/administration/contacts',
    '/administration/days',
    '/administration/days?year=2027',
    '/administration/pack',
    '/people?state=suspended',
  ];
  for (const tag of ['', '/es'])
    it(`are valid HTML${tag} for the administrator, and offer nothing to change to those who only read`, async () => {
      for (const role of ['administrator', 'auditor', 'chief_of_staff'] as const) {
        const visitor = await site.signIn(role);
        for (const path of paths) {
          const page = await visitor.get(`${tag}${path}`);
          assert.equal(page.status, 200, `${role} ${path}`);
          assert.deepEqual(await validHtml(page.body), [], `${role} ${path}`);
          const forms = [...page.body.matchAll(/<form[^>]*action="([^"]*)"[^>]*method="post"/g)].map(
            (match) => match[1] ?? '',
          );
          if (role !== 'administrator')
            assert.deepEqual(
              forms.filter((to) => !to.endsWith('/sign-out')),
              [],
              `${role} ${path}`,
            );
        }
      }
    });

  it('keep the way to everything short: the menu has one entry, its own pages unfold under it', async () => {
    const administrator = await site.signIn('administrator');
    const links = (body: string) =>
      [...(/<nav class="st-nav".*?<\/nav>/s.exec(body)?.[0] ?? '').matchAll(/href="\/practice([^"]*)"/g)].map(
        (match) => match[1],
      );
    const outside = links((await administrator.get('/directives')).body);
    assert.ok(outside.includes('/administration') && !outside.includes('/people'));
    const inside = links((await administrator.get('/people')).body);
    for (const path of ['/people', '/permissions', '/outbox', '/languages', '/administration/days'])
      assert.ok(inside.includes(path), path);
    const reviewer = links((await (await site.signIn('reviewer')).get('/review')).body);
    assert.ok(
      reviewer.includes('/people') && !reviewer.includes('/administration'),
      'who may not open administration keeps what stood alone',
    );
  });

  it('keep what was typed when it is refused', async () => {
    const administrator = await site.signIn('administrator');
    const wrong = await administrator.post('/administration/departments/parks', {
      headTitle: 'Chief',
      roleMailbox: 'nobody',
      phone: '',
      address: '',
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /value="Chief"/);
    assert.match(wrong.body, /id="field-roleMailbox-error"/);
    const day = await administrator.get(
      '/administration/days/new?on=2025-08-02&calendarId=city&nameEn=Storm&citation=P1',
    );
    assert.equal(day.status, 422);
    assert.match(day.body, /value="Storm"/);
    const list = await administrator.post('/administration/contacts', { kind: 'people', text: 'Name,Role\nA,liaison' });
    assert.equal(list.status, 422);
    assert.match(list.body, /Name,Role\nA,liaison/);
    assert.ok(cityActs.manageContacts.who.administrator);
  });
});
