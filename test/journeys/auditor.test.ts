/** The auditor: reads everything that was done and who may do what, and finds nothing to change. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { roles } from '#rules/permissions.ts';
import { findTask } from './find-task.ts';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let auditor: Person;

before(async () => {
  site = await journeySite();
  auditor = await site.person('auditor');
});
after(() => site.close());

const rows = () => auditor.page.getByRole('table').first().locator('tbody').getByRole('row');
const filter = (name: string) => auditor.page.getByLabel(auditor.say(`audit.filter.${name}`), { exact: true });

describe('the auditor', () => {
  it('narrows the audit by what, who, where and when, and takes it along', async () => {
    await auditor.go('/overview');
    await auditor.follow(auditor.say('city.nav.audit'));
    await auditor.meet('auditor-1-audit');
    await filter('event').selectOption({ label: auditor.say('audit.event.duty.submitted') });
    await filter('department').selectOption({ label: 'Library Department' });
    await filter('from').fill('2025-07-14');
    await filter('to').fill('2025-07-25');
    await auditor.press(auditor.say('audit.filter.show'));
    await auditor.meet('auditor-1-narrowed');
    const found = await rows().count();
    assert.ok(found > 0);
    for (let index = 0; index < found; index += 1) {
      await auditor.sees(auditor.say('audit.event.duty.submitted'), rows().nth(index));
      await auditor.sees('Library Department', rows().nth(index));
    }
    assert.equal(await filter('from').inputValue(), '2025-07-14', 'the filter still says what was asked');
    const link = auditor.link(auditor.say('audit.list.csv'));
    const [download] = await Promise.all([auditor.page.waitForEvent('download'), link.click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    assert.match(lines[0] as string, /PRACTICE/);
    assert.equal(lines.length, found + 2);
    await auditor.go('/audit?from=soon');
    assert.equal(auditor.watch.lastDocument()?.status(), 422);
    await auditor.sees(auditor.say('audit.filter.day-wrong'), auditor.page.getByRole('alert'));
    await auditor.meet('auditor-1-bad-day');
  });

  it('reads the one table of who may do what: each act, each role, each address', async () => {
    await auditor.go('/permissions');
    await auditor.meet('auditor-2-permissions');
    const table = auditor.page.getByRole('table', { name: auditor.say('city.permissions.caption') });
    assert.equal(await table.getByRole('columnheader').count(), roles.length + 1);
    await auditor.unfold(auditor.say('city.permissions.routes', { count: site.site.routes.length }));
    const addresses = auditor.page.getByRole('table', { name: auditor.say('city.permissions.routes-caption') });
    assert.equal(await addresses.locator('tbody').getByRole('row').count(), site.site.routes.length);
    await auditor.meet('auditor-2-addresses');
  });

  it('finds no button that changes anything but the own session, the own notes and Practice City’s start', async () => {
    const task = await findTask(site.site, 'waiting for review', ({ view }) => view.stage === 'submitted');
    const own = /\/(sign-out|overview\/seen|me\/language|me\/sessions\/[^/]+\/revoke)$/;
    const navigation = await auditor.page
      .getByRole('navigation')
      .first()
      .getByRole('link')
      .evaluateAll((links: { pathname: string }[]) => links.map((link) => link.pathname));
    const paths = [
      ...navigation.map((path) => path.replace('/practice', '')),
      task.path,
      '/me',
      `/departments/${task.bodyId}`,
      '/directives/pd-1',
    ];
    for (const path of new Set(paths)) {
      assert.equal(await auditor.go(path), 200, path);
      const actions = await auditor.page
        .locator('form[method="post"]')
        .evaluateAll((forms: { getAttribute(name: string): string }[]) =>
          forms.map((form) => form.getAttribute('action')),
        );
      assert.deepEqual(
        actions.filter((action) => !own.test(action)),
        [],
        `${path} offers a change`,
      );
    }
    await auditor.close();
  });
});
