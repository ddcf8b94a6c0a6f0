/** The administrator on the first day, without JavaScript: people, contacts, a closure day, a colleague who leaves, a new pack. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { handOver } from '#features/duties/duty-service.ts';
import { readTasks } from '#features/duties/duty-view.ts';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let admin: Person;
let folder: string;

before(async () => {
  site = await journeySite();
  folder = await mkdtemp(join(tmpdir(), 'steward-pack-'));
  admin = await site.person('administrator', { javaScript: false });
});
after(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const field = (key: string) => admin.page.getByLabel(admin.say(key), { exact: true });
/** The link of the newest mail to the address. */
async function linkIn(address: string): Promise<string> {
  await admin.go(`/outbox?q=${encodeURIComponent(address)}`);
  await admin.leads(() => admin.page.getByRole('table').getByRole('link').first().click());
  const href = await admin.page.locator('pre a').first().getAttribute('href');
  assert.ok(href, `a link in the mail to ${address}`);
  return href;
}

describe('the administrator', () => {
  it('sees on one page what needs somebody, and reaches everything from it', async () => {
    await admin.go('/administration');
    await admin.sees(admin.say('admin.weight.look'));
    await admin.meet('administrator-1-start');
    await admin.follow(admin.say('admin.nav.departments'), admin.section(admin.say('admin.page.everything')));
    await admin.meet('administrator-1-departments');
  });

  it('invites a liaison in one form; the link in the mail lets them in once', async () => {
    await admin.go('/people/new');
    await field('city.new-person.name').fill('Liaison, night shift');
    await field('city.people.email').fill('night@example.org');
    await field('city.person.role').selectOption('liaison');
    await admin.press(admin.say('city.new-person.save'));
    await admin.sees(admin.say('city.refused.department-missing'), admin.page.getByRole('alert'));
    assert.equal(await field('city.people.email').inputValue(), 'night@example.org', 'what was typed stays typed');
    await admin.meet('administrator-2-refused');
    await field('city.person.department').selectOption('parks');
    await admin.press(admin.say('city.new-person.save'));
    await admin.sees(admin.say('done.city.person_invited'));
    await admin.sees(admin.say('city.person.invite-invited'));
    await admin.meet('administrator-2-person');
    const href = await linkIn('night@example.org');
    const liaison = await site.guest({ javaScript: false });
    await liaison.page.goto(href);
    await liaison.sees('Liaison, night shift');
    await liaison.leads(() => liaison.page.getByRole('main').getByRole('button').first().click());
    assert.match(liaison.here, /^\/my-work/);
    await liaison.close();
  });

  it('reads in contacts with one bad line, sees each change before it happens, and applies the good ones', async () => {
    await admin.go('/administration/contacts?kind=departments');
    await field('admin.contacts.paste').fill(
      'Departamento;Cargo;Teléfono\nParks and Recreation Department;Director of Parks;213-555-0199\nHarbor;Nobody;1\n',
    );
    await admin.press(admin.say('admin.contacts.check'));
    await admin.sees(admin.say('admin.fault.department', { text: 'Harbor' }));
    await admin.sees('Director of Parks');
    await admin.meet('administrator-3-dry-run');
    await admin.press(admin.say('admin.contacts.apply', { count: 1 }));
    await admin.sees(admin.say('done.city.contacts_applied'));
    await admin.go('/administration/departments/parks');
    await admin.sees('Director of Parks', admin.section(admin.say('admin.departments.history')));
    await admin.meet('administrator-3-department');
  });

  it('proclaims a closure day after seeing which due date moves, and takes it back', async () => {
    const city = site.site.city();
    const dated = (await readTasks(city, '2025-07-31', {})).filter(
      ({ view, version }) =>
        version.document.duty.deadline.kind === 'working_days' && (view.dueOn ?? '') > '2025-07-31',
    );
    const task = dated.find(({ view }) => view.outcome === 'due');
    assert.ok(task?.view.dueOn, 'an open deadline in working days');
    await admin.go('/administration/days');
    await admin.meet('administrator-4-days');
    await admin.follow(admin.say('admin.days.add'));
    await field('admin.new-day.on').fill(task.view.dueOn);
    await field('admin.new-day.nameEn').fill('Storm closure');
    await field('admin.new-day.citation').fill('Proclamation 12 of the Mayor');
    await admin.press(admin.say('admin.new-day.preview'));
    await admin.sees(admin.formats.date(task.view.dueOn), admin.section(admin.say('admin.effect.title')));
    await admin.meet('administrator-4-effect');
    await admin.press(admin.say('admin.new-day.save'));
    await admin.sees(admin.say('done.city.day_proclaimed'));
    const dueOn = async () => (await readTasks(city, '2025-07-31', { taskIds: [task.row.id] }))[0]?.view.dueOn ?? '';
    const moved = await dueOn();
    assert.ok(moved > task.view.dueOn);
    await admin.go(`/tasks/${task.row.id}`);
    await admin.sees(admin.formats.date(moved as typeof task.view.dueOn));
    await admin.go('/administration/days');
    const row = admin.page.getByRole('row', { name: /Storm closure/ });
    await admin.leads(() => row.getByRole('link').click());
    await field('admin.take-back.why').fill('The proclamation was withdrawn.');
    await admin.meet('administrator-4-take-back');
    await admin.press(admin.say('admin.take-back.save'));
    await admin.sees('The proclamation was withdrawn.');
    assert.equal(await dueOn(), task.view.dueOn);
  });

  it('gives the work of somebody who leaves to a colleague, and suspends them', async () => {
    const city = site.site.city();
    const liaison = { actor: await site.site.actor('liaison', 'parks'), requestId: null };
    const staff = 'evaluation.staff.parks';
    const [task] = (await readTasks(city, '2025-07-31', { bodyIds: ['parks'] })).filter(
      ({ view }) => view.stage === 'not_started',
    );
    assert.ok(task);
    const handed = { taskId: task.row.id, toPersonId: staff };
    assert.ok((await handOver(city, liaison, handed, async () => [{ personId: staff, name: 'Staff' }])).ok);
    await admin.go(`/people/${staff}`);
    await admin.follow(admin.say('city.person.to-suspend'));
    await admin.sees(task.view.title.en);
    await admin.meet('administrator-5-before');
    await field('admin.work.to').selectOption(liaison.actor.personId);
    await admin.press(admin.say('admin.work.give'));
    await admin.sees(admin.say('done.duty.work_handed_over'));
    await admin.press(admin.say('city.person.suspend'));
    await admin.sees(admin.say('done.city.person_suspended'));
    await admin.sees(admin.say('admin.work.history'));
    await admin.meet('administrator-5-suspended');
  });

  it('applies a changed pack after reading the difference, with the fault of a broken one told by file and line', async () => {
    const city = site.site.city();
    await cp(city.packDir, folder, { recursive: true });
    city.packDir = folder;
    const file = join(folder, 'bodies.yaml');
    const bodies = await readFile(file, 'utf8');
    await writeFile(file, bodies.replace('acronym: PRD', 'acronym: PARKS\n    kind: nothing'));
    await admin.go('/administration/pack');
    await admin.sees(admin.say('pack.page.broken'));
    await admin.sees('bodies.yaml:');
    assert.equal(await admin.button(admin.say('pack.news.apply')).count(), 0);
    await admin.meet('administrator-6-broken');
    await writeFile(file, bodies.replace('acronym: PRD', 'acronym: PARKS'));
    await admin.go('/administration/pack');
    await admin.sees('PARKS');
    await admin.meet('administrator-6-news');
    await admin.press(admin.say('pack.news.apply'));
    await admin.sees(admin.say('done.city.pack_applied'));
    await admin.sees(admin.say('pack.page.same'));
    await admin.meet('administrator-6-applied');
  });

  it('cannot be removed while nobody else is administrator', async () => {
    await admin.go('/people/evaluation.administrator');
    await admin.leads(() =>
      admin.page
        .getByRole('button', { name: new RegExp(`^${admin.say('city.person.end')}`) })
        .first()
        .click(),
    );
    await admin.sees(admin.say('city.refused.last-administrator'), admin.page.getByRole('alert'));
    await admin.meet('administrator-7-last');
    await admin.close();
  });
});
