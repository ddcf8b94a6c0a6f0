import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { City } from '#platform/city.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import type { TestVisitor } from '#test/visitor.ts';
import { itemsOf, submissionsOf } from './duty-store.ts';
import { always } from './duty-move-service.ts';
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
const stageOf = async (id: string) => (await readTasks(city, '2025-07-31', { taskIds: [id] }))[0]?.view.stage;

describe('the page of a task', () => {
  test('is valid HTML in every stage, for the department, the office, counsel and the auditor, in both languages', async () => {
    const tasks = await readTasks(city, '2025-07-31', {});
    const seen = new Map(tasks.map((task) => [`${task.view.outcome} ${task.view.stage}`, task]));
    const [counsel, auditor, manager] = await Promise.all([
      site.signIn('city_attorney'),
      site.signIn('auditor'),
      site.signIn('general_manager', { bodyId: 'parks' }),
    ]);
    for (const [what, { row }] of seen) {
      const own = row.body_id === 'parks' ? [liaison, manager] : [];
      for (const visitor of [reviewer, counsel, auditor, ...own]) {
        for (const language of ['', '/es']) {
          const reply = await visitor.get(`${language}/tasks/${row.id}`);
          assert.equal(reply.status, 200, what);
          assert.deepEqual(await validHtml(reply.body), [], what);
        }
      }
    }
  });

  test('has one primary button, whatever can be done', async () => {
    for (const task of await readTasks(city, '2025-07-31', {})) {
      const { body } = await reviewer.get(`/tasks/${task.row.id}`);
      const main = body.slice(body.indexOf('<main'));
      assert.ok([...main.matchAll(/<button class="usa-button"/g)].length <= 1, task.row.duty_id);
    }
  });

  test('keeps the first date in sight after an extension, and says why the date is what it is', async () => {
    const { body } = await reviewer.get(`/tasks/${await taskId('housing', 'inventory')}`);
    says(body, /Wed 6 August 2025 \(in 6 days\)<\/span>, <span class="st-was">was Mon 28 July 2025/);
    says(body, /10 calendar days later is Mon 28 July 2025/);
    says(body, /PD 2, PD2-2/);
  });

  test('shows what the reviewer said point by point', async () => {
    const { body } = await liaison.get(`/tasks/${await taskId('parks', 'plan')}`);
    says(body, /Returned with 2 points, new date Tue 5 August 2025/);
    says(body, /<strong>Section 2, sites:<\/strong> The two pools are missing/);
  });

  test('reads on an earlier day as it was then, without a form', async () => {
    const id = await taskId('parks', 'plan');
    const { body, status } = await liaison.get(`/tasks/${id}?asOf=2025-07-24`);
    assert.equal(status, 200);
    says(body, /Waiting for the reviewer/);
    assert.ok(!body.includes('The two pools are missing'));
    assert.ok(!body.includes(`/tasks/${id}/`), 'no form');
    assert.equal((await liaison.get(`/tasks/${id}?asOf=2025-07-10`)).status, 404);
  });

  test('is closed to another department; what is no task is not found', async () => {
    assert.equal((await liaison.get(`/tasks/${await taskId('library', 'plan')}`)).status, 403);
    assert.equal((await liaison.post(`/tasks/${await taskId('library', 'plan')}/question`, { text: 'x' })).status, 403);
    for (const id of ['nothing', '00000000-0000-7000-8000-000000000000', "'--"])
      assert.equal((await reviewer.get(`/tasks/${encodeURIComponent(id)}`)).status, 404);
  });

  test('keeps restricted evidence, notes and files from those who may not see them', async () => {
    const id = await taskId('public-works', 'inventory');
    const [analyst, chief] = await Promise.all([site.signIn('analyst'), site.signIn('chief_of_staff')]);
    says((await chief.get(`/tasks/${id}`)).body, /Yards, lots and garages/);
    const { body } = await analyst.get(`/tasks/${id}`);
    says(body, /What was handed in is restricted/);
    assert.ok(!body.includes('Yards, lots and garages') && !body.includes('.csv'));
    const item = (
      await itemsOf(
        city.db,
        (await submissionsOf(city.db, id, always)).map((one) => one.id),
      )
    ).find((one) => one.kind === 'file');
    assert.ok(item);
    assert.equal((await analyst.get(`/files/${item.id}`)).status, 404);
    assert.equal((await liaison.get(`/files/${item.id}`)).status, 404);
    assert.equal((await chief.get(`/files/${item.id}`)).status, 200);
    const downloads = async () =>
      Number(
        (
          await sql<{
            n: number;
          }>`select count(*)::int as n from audit_entries where event = 'file.downloaded'`.execute(city.db)
        ).rows[0]?.n,
      );
    const before = await downloads();
    await sql`update sessions set proved_at = proved_at - interval '11 minutes'`.execute(city.db);
    const unproved = await chief.get(`/files/${item.id}`);
    assert.deepEqual([unproved.status, unproved.location?.split('?')[0]], [303, '/prove']);
    assert.equal(await downloads(), before);
    await sql`update sessions set proved_at = now()`.execute(city.db);
  });

  test('keeps counsel’s advice for those who decide', async () => {
    const id = await taskId('library', 'signs');
    const library = await site.signIn('liaison', { bodyId: 'library' });
    says((await reviewer.get(`/tasks/${id}`)).body, /The leases leave signs/);
    const { body } = await library.get(`/tasks/${id}`);
    assert.ok(!body.includes('The leases leave signs'));
    says(body, /the landlords were written to instead/);
  });
});

describe('handing in', () => {
  test('refuses an empty form with 422, keeps what was typed, and leads to the field', async () => {
    const id = await taskId('parks', 'signs');
    const reply = await liaison.post(`/tasks/${id}/submit`, { text: 'A note <b>kept</b>' }, { files: [] });
    assert.equal(reply.status, 422);
    says(reply.body, /href="#submit-proof"/);
    says(reply.body, /id="submit-proof"/);
    says(reply.body, /A note &lt;b&gt;kept&lt;\/b&gt;/);
    says(reply.body, /Choose your files again/);
    assert.deepEqual(await validHtml(reply.body), []);
    assert.equal(await stageOf(id), 'not_started');
  });

  test('refuses an empty file and a program by name', async () => {
    const id = await taskId('parks', 'signs');
    const files = [
      { field: 'files', name: 'empty.pdf', type: 'application/pdf', content: '' },
      { field: 'files', name: 'setup.exe', type: 'application/pdf', content: 'MZ' },
    ];
    const reply = await liaison.post(`/tasks/${id}/submit`, { text: '' }, { files });
    assert.equal(reply.status, 422);
    says(reply.body, /empty\.pdf is empty/);
    says(reply.body, /setup\.exe is of a kind that is not taken/);
  });

  test('refuses a file past the limit, keeps nothing of it and everything that was typed', async () => {
    const id = await taskId('parks', 'signs');
    const files = [
      { field: 'files', name: 'large.pdf', type: 'application/pdf', content: Buffer.alloc(2 * 1024 * 1024 + 10) },
    ];
    const reply = await liaison.post(`/tasks/${id}/submit`, { text: 'Signs hang at all nine gates.' }, { files });
    assert.equal(reply.status, 422);
    says(reply.body, /large\.pdf is larger than this form takes/);
    says(reply.body, /Signs hang at all nine gates\./);
    assert.equal(await stageOf(id), 'not_started');
  });

  test('takes odd names as text: paths, marks of direction, markup; the download is what came in', async () => {
    const id = await taskId('parks', 'signs');
    const content = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 1, 2, 255]);
    const names = [
      '../../etc/passwd.pdf',
      'C:\\temp\\plan.pdf',
      'invoice\u202efdp.exe.pdf',
      '<img src=x onerror=alert(1)>.pdf',
      '=HYPERLINK(1).csv',
    ];
    const files = names.map((name) => ({ field: 'files', name, type: 'text/html', content }));
    const reply = await liaison.post(`/tasks/${id}/submit`, { text: 'odd names' }, { files });
    assert.equal(reply.status, 303, /usa-error-message.*/.exec(reply.body)?.[0]?.slice(0, 300));
    assert.equal(reply.location, `/tasks/${id}?done=duty.submitted`);
    const items = await itemsOf(
      city.db,
      (await submissionsOf(city.db, id, always)).map((one) => one.id),
    );
    assert.equal(items.length, names.length);
    for (const item of items) assert.doesNotMatch(item.file_name ?? '', /[\\/\u202e\u0000-\u001f]/);
    const page = await liaison.get(`/tasks/${id}`);
    assert.ok(!page.body.includes('<img src=x'));
    assert.deepEqual(await validHtml(page.body), []);
    const download = await liaison.get(`/files/${items[0]?.id}`);
    assert.equal(download.status, 200);
    assert.match(String(download.headers['content-disposition']), /^attachment; filename="passwd\.pdf"/);
    assert.equal(download.headers['content-type'], 'application/octet-stream');
    assert.equal(download.headers['x-content-type-options'], 'nosniff');
    assert.deepEqual(download.bytes, content);
    const { rows } = await sql<{
      event: string;
      body_id: string;
    }>`select event, body_id from audit_entries where subject_id = ${items[0]?.id}`.execute(city.db);
    assert.deepEqual(rows, [{ event: 'file.downloaded', body_id: 'parks' }]);
  });

  test('shows figures, a signature and its words as they were kept', async () => {
    const id = await taskId('parks', 'monthly-report', '2025-07');
    const wrong = await liaison.post(
      `/tasks/${id}/submit`,
      { 'form.events': 'none', 'form.summary': '' },
      { files: [] },
    );
    assert.equal(wrong.status, 422);
    says(wrong.body, /id="submit-form\.events-error"/);
    says(wrong.body, /value="none"/);
    const reply = await liaison.post(
      `/tasks/${id}/submit`,
      { 'form.events': '0', 'form.summary': 'Nothing to report.' },
      { files: [] },
    );
    assert.equal(reply.status, 303);
    says((await liaison.get(`/tasks/${id}`)).body, /<dt>Number of events \(0 is an answer\)<\/dt><dd>0<\/dd>/);
  });
});

describe('review', () => {
  test('lists what waits, oldest first, with counts that open their part', async () => {
    const { body } = await reviewer.get('/review');
    assert.deepEqual(await validHtml(body), []);
    const parts = ['handed_in', 'question', 'more_time', 'exemption'];
    for (const kind of parts) {
      const count = Number(new RegExp(`kind=${kind}"[^>]*>\\s*<span class="st-count">(\\d+)`).exec(body)?.[1]);
      const list = await reviewer.get(`/review?kind=${kind}`);
      assert.equal([...list.body.matchAll(/<th scope="row">/g)].length, count, kind);
      assert.ok(count > 0, kind);
    }
    assert.equal((await liaison.get('/review')).status, 403);
  });

  test('adds rows for points and keeps those that were typed; then returns with them', async () => {
    const id = await taskId('housing', 'plan');
    const typed = {
      pointAbout: ['Section 1', '', '', '', ''],
      pointText: ['=cmd|x <script>', '', '', '', ''],
      text: 'Two words',
    };
    const more = await reviewer.post(`/tasks/${id}/return`, { ...typed, more: '1' });
    assert.equal(more.status, 200);
    assert.equal([...more.body.matchAll(/name="pointText"/g)].length, 10);
    says(more.body, /value="=cmd\|x &lt;script&gt;"/);
    const empty = await reviewer.post(`/tasks/${id}/return`, { pointAbout: '', pointText: '' });
    assert.equal(empty.status, 422);
    says(empty.body, /href="#return-points"/);
    assert.deepEqual(await validHtml(empty.body), []);
    assert.equal((await reviewer.post(`/tasks/${id}/return`, typed)).status, 303);
    assert.equal(await stageOf(id), 'returned');
    says((await reviewer.get(`/tasks/${id}`)).body, /=cmd\|x &lt;script&gt;/);
  });

  test('says what happened when somebody was quicker, and keeps the words', async () => {
    const id = await taskId('police', 'monthly-report', '2025-07');
    assert.equal((await reviewer.post(`/tasks/${id}/accept`, {})).status, 303);
    const second = await reviewer.post(`/tasks/${id}/accept`, { text: 'My careful words' });
    assert.equal(second.status, 422);
    says(second.body, /Somebody has accepted it in the meantime/);
    says(second.body, /My careful words/);
  });

  test('every move from a page: question and answer, more time, claim, hand over, advice, excuse', async () => {
    const id = await taskId('parks', 'contractor-notice');
    const chief = await site.signIn('chief_of_staff');
    const counsel = await site.signIn('city_attorney');
    const go = async (visitor: TestVisitor, door: string, fields: Record<string, string>, stage: string) => {
      const reply = await visitor.post(`/tasks/${id}/${door}`, fields);
      assert.equal(reply.status, 303, `${door}: ${reply.body.match(/usa-list">(.*?)<\/ul>/s)?.[1]}`);
      assert.equal(await stageOf(id), stage, door);
    };
    const { personId } = await site.actor('staff', 'parks');
    await go(liaison, 'question', { text: 'Which contractors?' }, 'question_open');
    says((await reviewer.get(`/tasks/${id}`)).body, /Which contractors\?/);
    await go(reviewer, 'answer', { text: 'All.' }, 'not_started');
    await go(liaison, 'hand-over', { toPersonId: personId, text: '' }, 'not_started');
    await go(liaison, 'exemption', { text: 'None here.' }, 'exemption_claimed');
    await go(counsel, 'advise', { text: 'Privileged words.' }, 'exemption_claimed');
    await go(chief, 'refuse-exemption', { text: 'There are two.' }, 'not_started');
    await go(chief, 'excuse', { text: 'After all.' }, 'excused');
    const late = await taskId('parks', 'inventory');
    const wish = await liaison.post(`/tasks/${late}/more-time`, { wishedOn: '2025-07-01', text: 'x' });
    assert.equal(wish.status, 422);
    says(wish.body, /id="ask_more_time-wishedOn-error"/);
    assert.equal(
      (await liaison.post(`/tasks/${late}/more-time`, { wishedOn: '2025-08-20', text: 'The list grows.' })).status,
      303,
    );
    says((await chief.get(`/tasks/${late}`)).body, /value="2025-08-20"/, 'the wish stands in the form');
    assert.equal((await chief.post(`/tasks/${late}/extend`, { newDueOn: '2025-08-20', text: 'Agreed.' })).status, 303);
    says((await liaison.get(`/tasks/${late}`)).body, /was Mon 28 July 2025/);
  });
});

test('an event opens a task of its own with its own clock, each time; the one that waits is not handed in itself', async () => {
  const id = await taskId('parks', 'incident-report', 'once');
  const open = await liaison.get(`/tasks/${id}`);
  assert.deepEqual(await validHtml(open.body), []);
  assert.ok(!open.body.includes(`/tasks/${id}/submit`));
  const early = await liaison.post(`/tasks/${id}/submit`, { 'form.events': '1', 'form.summary': 'x' }, { files: [] });
  assert.equal(early.status, 422);
  says(early.body, /First say that it happened/);
  const wrong = await liaison.post(`/tasks/${id}/event`, { happenedOn: '2025-07-30', happenedTime: '25:00' });
  assert.equal(wrong.status, 422);
  says(wrong.body, /id="event-happenedTime-error"/);
  says(
    (await liaison.post(`/tasks/${id}/event`, { happenedOn: '2025-08-30', happenedTime: '10:00' })).body,
    /This hour has not come yet/,
  );
  const first = await liaison.post(`/tasks/${id}/event`, { happenedOn: '2025-07-30', happenedTime: '16:30' });
  assert.equal(first.status, 303);
  const { body } = await liaison.get(first.location ?? '');
  says(body, /<h1>Report of an incident, Wed 30 July 2025<\/h1>/);
  says(body, /Thu 31 July 2025 \(today\)/);
  says(body, /On Wed 30 July 2025 this happened/);
  const second = await liaison.post(`/tasks/${id}/event`, { happenedOn: '2025-07-30', happenedTime: '9:05' });
  says((await liaison.get(second.location ?? '')).body, /30 July 2025 \(no\. 2\)/);
  assert.equal(
    (
      await liaison.post(`/tasks/${await taskId('parks', 'plan')}/event`, {
        happenedOn: '2025-07-30',
        happenedTime: '09:05',
      })
    ).status,
    422,
  );
  assert.equal(
    (
      await liaison.post(`/tasks/${await taskId('library', 'incident-report')}/event`, {
        happenedOn: '2025-07-30',
        happenedTime: '09:05',
      })
    ).status,
    403,
  );
});
