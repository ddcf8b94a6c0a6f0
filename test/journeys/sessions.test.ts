/** Sessions: one that runs out while somebody types loses nothing, and one city's session opens no other city. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FoundTask, findTask, proofOf, taskById } from './find-task.ts';
import { type JourneySite, journeySite } from './journey-site.ts';

let site: JourneySite;
let task: FoundTask;

before(async () => {
  site = await journeySite();
  task = await findTask(
    site.site,
    'open with a link as proof',
    (one) =>
      one.view.stage === 'not_started' &&
      one.view.dueOn !== null &&
      one.view.verb === 'order' &&
      proofOf(one).includes('link'),
  );
});
after(() => site.close());

/** As after three hours without a click. */
async function runOut(): Promise<void> {
  const then = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const db = site.site.city().db.withTables<{ sessions: { last_seen_at: string } }>();
  await db.updateTable('sessions').set({ last_seen_at: then }).execute();
}

describe('a session that runs out while somebody types', () => {
  it('brings the typed text back after signing in, and sends it with one button', async () => {
    const person = await site.person('liaison', { bodyId: task.bodyId });
    await person.go(task.path);
    const note = 'Half an hour of typing: <b>bold</b> & "quoted".\nSecond line.';
    await person.page
      .getByLabel(person.say('task.field.url'), { exact: true })
      .fill('https://practice.example.org/long-work');
    await person.page.getByLabel(person.say('task.text.submit'), { exact: true }).fill(note);
    await runOut();
    await person.press(person.say('task.button.submit'));
    assert.equal(person.watch.lastDocument()?.status(), 401);
    await person.meet('session-1-run-out');
    await person.sees('Second line.');
    assert.equal((await taskById(site.site, task.id)).stage, 'not_started');
    await person.follow(person.say('error.run-out.sign-in'));
    await person.meet('session-2-sign-in');
    const body = site.site.city().profile.bodies.find((one) => one.id === task.bodyId);
    const button = person.button(
      person.say('session.sign-in.as', { role: `${person.say('city.role.liaison')}, ${body?.name.en}` }),
    );
    if (!(await button.isVisible())) await person.page.locator('summary').first().click();
    await person.leads(() => button.click());
    await person.meet('session-3-kept');
    await person.sees('Half an hour of typing: <b>bold</b> & "quoted". Second line.');
    await person.press(person.say('session.kept.send'));
    await person.sees(person.say('done.duty.submitted'));
    await person.sees(note);
    assert.equal((await taskById(site.site, task.id)).stage, 'submitted');
    await person.close();
  });

  it('shows nobody else what was typed', async () => {
    const person = await site.person('liaison', { bodyId: task.bodyId });
    await person.go(task.path);
    const text = person.page.getByLabel(person.say('task.text.take_back'), { exact: true });
    await text.fill('Only mine.');
    await runOut();
    await person.press(person.say('task.button.take_back'));
    await person.follow(person.say('error.run-out.sign-in'));
    await person.press(person.say('session.sign-in.as', { role: person.say('city.role.auditor') }));
    assert.equal(person.watch.lastDocument()?.status(), 404);
    await person.misses('Only mine.');
    await person.close();
  });
});

describe('two cities of one installation', () => {
  it('share no session: who is signed in to Practice City is a stranger in Los Angeles', async () => {
    const person = await site.person('chief_of_staff', { slug: 'practice' });
    assert.equal(await person.go('/overview'), 200);
    assert.equal(person.here, '/overview');
    await person.page.goto(`${site.origin}/los-angeles/overview`);
    assert.match(person.page.url(), /\/los-angeles\/sign-in\?next=%2Foverview$/);
    const cookies = await person.page.context().cookies(`${site.origin}/los-angeles/overview`);
    assert.equal(
      cookies.some(({ name }) => name === 'steward_session'),
      false,
    );
    await person.press(person.say('session.sign-in.as', { role: person.say('city.role.auditor') }));
    assert.equal(new URL(person.page.url()).pathname, '/los-angeles/overview');
    await person.meet('two-cities-los-angeles');
    await person.go('/overview');
    await person.sees('Practice City', person.page.getByRole('banner'));
    const [inPractice, inLosAngeles] = await Promise.all(
      ['practice', 'los-angeles'].map((slug) => person.page.context().cookies(`${site.origin}/${slug}/overview`)),
    );
    const secret = (all: typeof inPractice) => all?.find(({ name }) => name === 'steward_session')?.value;
    assert.notEqual(secret(inPractice), secret(inLosAngeles));
    await person.close();
  });

  it('take no secret of one another, even when it is carried over by hand', async () => {
    const visitor = await site.site.signIn('chief_of_staff');
    const person = await site.guest({ slug: 'los-angeles' });
    const value = visitor.cookie('steward_session') as string;
    await person.page
      .context()
      .addCookies([{ name: 'steward_session', value, domain: '127.0.0.1', path: '/los-angeles' }]);
    await person.go('/overview');
    assert.match(person.here, /^\/sign-in\?next=/);
    await person.close();
  });
});
