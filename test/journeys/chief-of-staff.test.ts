/** The chief of staff: a link, one screen, what is behind each figure, an earlier day, reminders, what is taken along. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { freshLink } from '#features/city/city-evaluation.ts';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let chief: Person;

before(async () => {
  site = await journeySite();
  chief = await site.guest();
});
after(() => site.close());

/** The number of a figure on the overview. */
async function figure(name: 'late' | 'due-this-week' | 'waiting' | 'on-track' | 'quiet'): Promise<number> {
  const text = await chief.link(new RegExp(`^${chief.say(`overview.figure.${name}`)} \\d+$`)).innerText();
  return Number(/\d+/.exec(text)?.[0]);
}

describe('the chief of staff', () => {
  it('signs in by a link whose page has one button, and nothing has happened before it is pressed', async () => {
    const link = await freshLink(site.site.city(), 'chief_of_staff', undefined, Date.now());
    assert.ok(link);
    await chief.go(link.path);
    await chief.meet('chief-1-link');
    const main = chief.page.getByRole('main');
    assert.equal(await main.getByRole('button').count(), 1);
    await chief.page.reload();
    await chief.sees(chief.say('session.confirm.not-you'));
    await chief.press(chief.say('session.confirm.button'));
    assert.equal(chief.here, '/overview');
    const again = await site.guest();
    assert.equal(await again.go(link.path), 410);
    await again.meet('chief-1-dead-link');
    await again.close();
  });

  it('reads what is late, due and waiting on one screen', async () => {
    await chief.meet('chief-2-overview');
    assert.ok((await chief.heading).includes(chief.say('overview.head.all-directives')));
    for (const name of ['late', 'due-this-week', 'waiting', 'on-track', 'quiet'] as const) {
      const box = await chief.link(new RegExp(`^${chief.say(`overview.figure.${name}`)} \\d+$`)).boundingBox();
      assert.ok(box && box.y + box.height <= 800, `${name} is not on the first screen of 1280 x 800`);
    }
    assert.ok((await figure('late')) > 0 && (await figure('waiting')) > 0);
  });

  it('opens a figure’s list, a task of the list, and the evidence of the task', async () => {
    // What was accepted since Monday stands before it.
    const accepted = chief.link(new RegExp(`^\\d+ ${chief.say('overview.word.met')}$`)).last();
    const count = Number.parseInt(await accepted.innerText(), 10);
    await chief.leads(() => accepted.click());
    await chief.meet('chief-3-list');
    const rows = chief.page.getByRole('table').locator('tbody').getByRole('row');
    assert.equal(await rows.count(), count);
    await chief.sees(chief.say('overview.rule.met'));
    const task = rows.first().getByRole('rowheader').getByRole('link');
    const title = await task.innerText();
    await chief.leads(() => task.click());
    assert.ok((await chief.heading).startsWith(title.replace(/ \(.*/, '')));
    await chief.meet('chief-3-task');
    await chief.sees(
      chief.say('task.evidence.version', { number: 1 }),
      chief.section(chief.say('task.evidence.title')),
    );
    const file = chief.page.getByRole('main').locator('a[download]').first();
    if ((await file.count()) > 0) {
      const [download] = await Promise.all([chief.page.waitForEvent('download'), file.click()]);
      assert.equal(await download.failure(), null);
    }
  });

  it('sees an earlier day as it was, and that it is an earlier day', async () => {
    await chief.go('/overview');
    const today = { late: await figure('late'), waiting: await figure('waiting'), onTrack: await figure('on-track') };
    await chief.page.getByLabel(chief.say('overview.head.as-of')).fill('2025-07-20');
    await chief.press(chief.say('overview.head.show'));
    await chief.meet('chief-4-earlier');
    const then = { late: await figure('late'), waiting: await figure('waiting'), onTrack: await figure('on-track') };
    assert.notDeepEqual(then, today);
    await chief.sees(chief.say('layout.as-of', { day: chief.formats.date('2025-07-20') }));
    assert.equal(await chief.page.getByRole('button', { name: /^Nudge/ }).count(), 0);
    await chief.follow(chief.say('layout.as-of-today'));
    assert.deepEqual(
      { late: await figure('late'), waiting: await figure('waiting'), onTrack: await figure('on-track') },
      today,
    );
  });

  it('reminds all who are late with one button, and finds each mail in the outbox with a link that works', async () => {
    await chief.press(chief.say('overview.tools.nudge', { count: await figure('late') }));
    await chief.sees(chief.say('done.duty.nudged'));
    await chief.meet('chief-5-reminded');
    const written = await chief.page.getByRole('table').locator('tbody').getByRole('row').count();
    assert.ok(written > 0);
    await chief.sees(chief.say('task.nudged.sum', { count: written }));
    await chief.follow(chief.say('admin.nav.administration'));
    await chief.follow(chief.say('city.nav.outbox'));
    await chief.meet('chief-5-outbox');
    const mails = chief.page.getByRole('table').locator('tbody').getByRole('row');
    assert.ok((await mails.count()) >= written);
    await chief.leads(() => mails.first().getByRole('link').click());
    await chief.meet('chief-5-mail');
    await chief.sees(chief.say('task.mail.practice'));
    const inMail = chief.page
      .getByRole('main')
      .getByRole('link', { name: new RegExp(`^${site.origin}/practice/tasks/`) })
      .first();
    await chief.leads(() => inMail.click());
    await chief.sees(chief.say('task.history.title'));
  });

  it('prints the matrix on a page of its own, and takes the tasks along as CSV and the dates as a calendar', async () => {
    await chief.go('/overview');
    await chief.follow(chief.say('overview.tools.print'));
    await chief.meet('chief-6-print');
    await chief.page.emulateMedia({ media: 'print' });
    assert.equal(await chief.page.getByRole('navigation').count(), 0, 'navigation is printed');
    await chief.page.emulateMedia({ media: 'screen' });
    await chief.follow(chief.say('overview.matrix.back'));
    const csv = await downloaded(chief.say('overview.tools.csv'));
    assert.match(csv.text, /^\ufeff"?PRACTICE/);
    assert.ok(csv.text.split('\r\n').length > 60);
    const calendar = await downloaded(chief.say('overview.tools.calendar'));
    assert.match(calendar.text, /^BEGIN:VCALENDAR\r\n[^]*BEGIN:VEVENT[^]*END:VCALENDAR\r\n$/);
    assert.match(calendar.name, /\.ics$/);
  });

  it('says what was seen, and from then on sees only what is new', async () => {
    await chief.go('/overview');
    await chief.press(chief.say('overview.since.seen'));
    await chief.sees(chief.say('done.overview.marked_seen'));
    await chief.sees(chief.say('overview.since.nothing'));
    await chief.meet('chief-7-seen');
    await chief.close();
  });
});

async function downloaded(link: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([chief.page.waitForEvent('download'), chief.link(link).click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}
