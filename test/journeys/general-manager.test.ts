/** The general manager: a receipt of one exact version, a request that is declined, a task that a colleague does. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FoundTask, findTask, proofOf, taskById } from './find-task.ts';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;

before(async () => {
  site = await journeySite();
});
after(() => site.close());

/** A department whose head has a directive to confirm, signed in; null where every receipt is there. */
async function withOpenReceipt(): Promise<{ person: Person; name: string; path: string } | null> {
  const { bodies } = site.site.city().profile;
  for (const body of bodies) {
    const visitor = await site.site.signIn('general_manager', { bodyId: body.id });
    for (const path of ['/directives/pd-1', '/directives/pd-2']) {
      if ((await visitor.get(path)).body.includes('name="version"')) {
        return { person: await site.person('general_manager', { bodyId: body.id }), name: body.name.en, path };
      }
    }
  }
  return null;
}

describe('the general manager', () => {
  it('confirms the exact version that lies before them, once', async () => {
    const open = await withOpenReceipt();
    assert.ok(open, 'Practice City has an open receipt');
    const { person, name, path } = open;
    await person.go(path);
    await person.meet('manager-1-directive');
    const form = person.page.locator('form', { has: person.page.locator('input[name="version"]') }).first();
    const version = await form.locator('input[name="version"]').inputValue();
    assert.match(version, /^[0-9a-f]{16,64}$|^\d+$/);
    await person.press(person.say('directive.receipt.confirm', { body: name }));
    await person.sees(person.say('done.directive.receipt_confirmed'));
    assert.equal(await person.button(person.say('directive.receipt.confirm', { body: name })).count(), 0);
    await person.meet('manager-1-confirmed');
    await person.close();
  });

  it('declines a request with a reason, and is never late for it', async () => {
    const asked = await findTask(
      site.site,
      'requested of a board and past its date without an answer',
      ({ view }) => view.verb === 'request' && view.stage === 'not_started',
      ({ view }) => view.outcome === 'unanswered',
    );
    assert.notEqual(asked.task.view.outcome, 'late');
    const person = await site.person('general_manager', { bodyId: asked.bodyId });
    await person.go(asked.path);
    await person.sees(person.say('duty.verb.request'));
    const fold = await person.unfold(person.say('task.move.decline'));
    const reason = fold.getByLabel(person.say('task.text.decline'));
    // A browser that checks required fields itself holds the form back; the server is asked without that.
    await fold
      .locator('form')
      .evaluate((form: { setAttribute(name: string, value: string): void }) => form.setAttribute('novalidate', ''));
    await person.press(person.say('task.button.decline'), fold);
    assert.equal(person.watch.lastDocument()?.status(), 422);
    await person.sees(person.say('task.text-missing.decline'), person.page.getByRole('alert'));
    await reason.fill('The board keeps its own rule, adopted in May.');
    await person.press(person.say('task.button.decline'), await person.unfold(person.say('task.move.decline')));
    await person.sees(person.say('done.duty.declined'));
    await person.meet('manager-2-declined');
    assert.equal((await taskById(site.site, asked.id)).outcome, 'declined');
    await person.close();
    const chief = await site.person('chief_of_staff');
    await chief.go('/overview/list/late?directive=all');
    assert.equal(await chief.page.locator(`a[href*="${asked.id}"]`).count(), 0);
    await chief.go('/overview/list/declined?directive=all');
    assert.equal(await chief.page.locator(`a[href*="${asked.id}"]`).count(), 1);
    await chief.meet('manager-2-declined-list');
    await chief.close();
  });

  it('hands a task to a colleague, who finds it in my work and hands it in', async () => {
    const staff = await site.site.actor('staff');
    const bodyId = staff.grants[0]?.bodyId as string;
    const handed: FoundTask = await findTask(
      site.site,
      'open in the department that has staff, with a file as proof',
      (task) =>
        task.view.bodyId === bodyId &&
        task.view.stage === 'not_started' &&
        task.view.dueOn !== null &&
        proofOf(task).includes('file'),
    );
    const manager = await site.person('general_manager', { bodyId });
    await manager.go(handed.path);
    const fold = await manager.unfold(manager.say('task.move.hand_over'));
    await fold.getByLabel(manager.say('task.field.toPersonId'), { exact: true }).selectOption({ label: staff.name });
    await fold.getByLabel(manager.say('task.text.hand_over')).fill('You know the places best.');
    await manager.press(manager.say('task.button.hand_over'), fold);
    await manager.sees(manager.say('done.duty.handed_over'));
    await manager.sees(manager.say('task.history.handed_over', { name: staff.name }));
    await manager.meet('manager-3-handed-over');
    await manager.close();
    const colleague = await site.person('staff');
    await colleague.go('/my-work');
    await colleague.meet('manager-3-staff-work');
    const row = colleague.page
      .getByRole('listitem')
      .filter({ has: colleague.page.locator(`a[href*="${handed.id}"]`) })
      .first();
    await colleague.sees(colleague.say('duty.work.handed-to-you'), row);
    await colleague.leads(() => row.getByRole('link').first().click());
    const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('place,kind\nLot 1,lot\n') };
    await colleague.page.getByLabel(colleague.say('task.field.files')).setInputFiles(file);
    await colleague.press(colleague.say('task.button.submit'));
    await colleague.sees(colleague.say('done.duty.submitted'));
    await colleague.meet('manager-3-staff-handed-in');
    await colleague.close();
  });
});
