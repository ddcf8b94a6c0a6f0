import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { City } from '#platform/city.ts';
import { outboxMails } from '#platform/mail.ts';
import { emptyTables } from '#platform/practice.ts';
import { inTransaction } from '#platform/database.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import type { TestVisitor } from '#test/visitor.ts';
import { readTasks } from './duty-view.ts';

/** Without the whole page in the message of a failure. */
function says(body: string, expected: RegExp, about = ''): void {
  assert.ok(expected.test(body), `the page does not say ${expected} ${about}`);
}

let site: TestSite;
let city: City;
let liaison: TestVisitor;
let reviewer: TestVisitor;

before(async () => {
  site = await testSite();
  city = site.city();
  [liaison, reviewer] = await Promise.all([site.signIn('liaison', { bodyId: 'parks' }), site.signIn('reviewer')]);
});
after(() => site.close());

async function taskId(bodyId: string, dutyId: string, occurrence?: string): Promise<string> {
  const tasks = await readTasks(city, '2025-07-31', { bodyIds: [bodyId] });
  const found = tasks.find(
    ({ row }) => row.duty_id === dutyId && (occurrence === undefined || row.occurrence === occurrence),
  );
  assert.ok(found, `${bodyId}/${dutyId}`);
  return found.row.id;
}

describe('my work', () => {
  test('begins with the department and a sentence, and groups every task once', async () => {
    const library = await site.signIn('liaison', { bodyId: 'youth-families' });
    const { body } = await library.get('/my-work');
    assert.deepEqual(await validHtml(body), []);
    says(body, /<h1>Youth and Families Department<\/h1>/);
    says(body, /3 things, about 3 hours/);
    says(body, /Late \(3\)/);
    const links = [...body.slice(body.indexOf('<main')).matchAll(/href="[^"]*\/tasks\/([0-9a-f-]+)"/g)].map(
      (match) => match[1],
    );
    assert.equal(new Set(links).size, links.length);
  });

  test('shows a colleague what was handed to them, and the office where its work is', async () => {
    const staff = await site.signIn('staff', { bodyId: 'parks' });
    says((await staff.get('/my-work')).body, /Handed to you \(\d\)/);
    says((await reviewer.get('/my-work')).body, /wait in the review queue|waits in the review queue/);
    const auditor = await site.signIn('auditor');
    assert.deepEqual(await validHtml((await auditor.get('/my-work')).body), []);
    assert.equal((await site.visitor().get('/my-work')).status, 303);
  });
});

describe('reminders', () => {
  test('one mail for each late department, with a link to each task; the page says who was written to', async () => {
    const chief = await site.signIn('chief_of_staff');
    const reply = await chief.post('/nudges', { which: 'late' });
    assert.equal(reply.status, 303);
    const page = await chief.get(reply.location ?? '');
    assert.equal(page.status, 200);
    says(page.body, /2 departments were written to/);
    says(page.body, /Liaison, Youth and Families Department/);
    assert.deepEqual(await validHtml(page.body), []);
    const mail = (await outboxMails(city.db, 2)).find(
      (one) => one.kind === 'reminder' && one.to_address === 'liaison.youth-families@example.org',
    );
    assert.ok(mail);
    assert.equal([...mail.body.matchAll(/https?:\/\/\S+\/practice\/tasks\/[0-9a-f-]{36}\n/g)].length, 3);
    says(mail.body, /PRACTICE/);
    assert.equal((await liaison.post('/nudges', { which: 'late' })).status, 403);
  });

  test('reminding of what waits for nobody is refused in a sentence', async () => {
    const chief = await site.signIn('chief_of_staff');
    const reply = await chief.post('/nudges', { taskId: await taskId('library', 'plan') });
    assert.equal(reply.status, 422);
    says(reply.body, /None of these tasks waits for a department/);
    assert.equal((await chief.post('/nudges', { taskId: 'nonsense' })).status, 422);
  });
});

test('a search finds tasks and files for those who may read them, and betrays nothing to others', async () => {
  const analyst = await site.signIn('analyst');
  const chief = await site.signIn('chief_of_staff');
  says((await chief.get('/search?q=yards')).body, /Inventory of property, Public Works/);
  assert.ok(!(await analyst.get('/search?q=yards')).body.includes('/tasks/'));
  assert.ok(!(await liaison.get('/search?q=yards')).body.includes('/tasks/'));
  says((await liaison.get('/search?q=right')).body, /\/tasks\//);
  says((await chief.get('/es/search?q=capacitacion')).body, /Personal capacitado/);
});

test('an empty city says what will be here, and what to do', async () => {
  const own = ['duty_acts', 'submission_items', 'submissions', 'assignment_terms', 'assignments', 'duty_versions'];
  await inTransaction(city.db, async (tx) => {
    // Practice City's own hold covers some of them.
    await sql`update legal_holds set lift_asked_at = placed_at, lift_asked_by = 'test', lifted_at = placed_at, lifted_by = 'other'
      where lifted_at is null`.execute(tx);
    await sql`delete from record_freezes`.execute(tx);
    await emptyTables(tx, own);
  });
  says((await liaison.get('/my-work')).body, /Tasks appear here when a directive asks something/);
  says((await reviewer.get('/review')).body, /Nothing waits for you/);
});
