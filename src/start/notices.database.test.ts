import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { extend, returnSubmission, submit } from '#features/duties/duty-service.ts';
import { tasksAsOf } from '#features/duties/duty-view.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import { type OutboxTable, outboxMails } from '#platform/mail.ts';
import { folders } from './folders.ts';
import { noticeAnswers } from './notice-answers.ts';
import { testSite, type TestSite } from '#test/city.ts';
import type { NoticeQuestions } from '#features/notices/notice-questions.ts';
import {
  chooseRhythm,
  freshDigest,
  writeAnswers,
  writeDigests,
  writeWeeklies,
} from '#features/notices/notice-service.ts';

let site: TestSite;
let city: City;
let ask: NoticeQuestions;
before(async () => {
  site = await testSite();
  city = site.city();
  ask = noticeAnswers(site.config.baseUrl, readCatalog(folders.locales));
});
after(() => site.close());

/** The city at a moment of its own. */
const at = (instant: IsoInstant): City => ({ ...city, clock: { now: () => instant } });
const morning = () => at('2025-09-05T13:30:00.000Z');
const mailsOf = async (kind: OutboxTable['kind']) =>
  (await outboxMails(city.db, 500)).filter((mail) => mail.kind === kind);
const says = (text: string, what: RegExp) => assert.match(text.replace(/\s+/g, ' '), what);
const noticeCount = async () => {
  const { rows } = await sql<{ all: number; different: number }>`select count(*)::int as all,
    count(distinct (item_id, kind, step, about_on, person_id))::int as different from notices`.execute(city.db);
  return rows[0] as { all: number; different: number };
};

describe('Practice City', () => {
  test('has digests and a weekly mail from its seed, which read like real and say PRACTICE', async () => {
    const [digests, weeklies] = [await mailsOf('digest'), await mailsOf('weekly')];
    assert.ok(digests.length >= 10, `${digests.length} digests`);
    assert.equal(weeklies.length, 1);
    for (const mail of [...digests, ...weeklies]) {
      assert.match(mail.body, /PRACTICE/);
      assert.ok(
        mail.body.split('\n').every((line) => line.length <= 78 || /https?:/.test(line)),
        mail.body,
      );
    }
    const days = new Set(digests.map((mail) => `${mail.to_address} ${mail.written_at.slice(0, 10)}`));
    assert.equal(days.size, digests.length, 'one digest a person and day');
  });

  test('tells a liaison of its own department only, and the chief of staff of escalations only', async () => {
    const parks = (await mailsOf('digest')).filter((mail) => mail.to_address === 'liaison.parks@example.org');
    assert.ok(parks.length > 0);
    const own = new Set((await tasksAsOf(city, '2025-07-31', { bodyIds: ['parks'] })).map((task) => task.taskId));
    for (const mail of parks)
      for (const [, id] of mail.body.matchAll(/\/tasks\/([0-9a-f-]{36})/g)) assert.ok(own.has(id as string));
    const chief = (await mailsOf('digest')).filter((mail) => /chief/.test(mail.to_address));
    for (const mail of chief) assert.match(mail.body, /LATE FOR DAYS/);
  });

  test('is reminded of nothing twice on the same day', async () => {
    assert.equal(await writeDigests(at('2025-07-31T18:00:00.000Z'), ask), 0);
    assert.equal(await writeWeeklies(at('2025-07-29T18:00:00.000Z'), ask), 0);
  });
});

describe('the daily round', () => {
  test('writes each reminder once, whatever happens to the process and however many there are', async () => {
    let calls = 0;
    const dying: NoticeQuestions = {
      ...ask,
      wordsOf(...of) {
        calls += 1;
        if (calls === 3) throw new Error('the process ends here');
        return ask.wordsOf(...of);
      },
    };
    const before = (await mailsOf('digest')).length;
    await assert.rejects(writeDigests(morning(), dying), /ends here/);
    assert.equal((await mailsOf('digest')).length - before, 2, 'what was written stays, the third left nothing behind');
    const counts = await Promise.all([1, 2, 3].map(() => writeDigests(morning(), ask)));
    const written = (await mailsOf('digest')).length - before - 2;
    assert.equal(
      counts.reduce((sum, one) => sum + one, 0),
      written,
    );
    assert.ok(written >= 1);
    const { all, different } = await noticeCount();
    assert.equal(all, different);
    assert.equal(await writeDigests(morning(), ask), 0);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from notices where mail_id is null`.execute(
      city.db,
    );
    assert.equal(rows[0]?.n, 0);
  });

  test('keeps the weekend', async () => {
    assert.equal(await writeDigests(at('2025-08-02T13:30:00.000Z'), ask), 0);
  });

  test('holds the mail of half past six until seven', async () => {
    const [mail] = (await mailsOf('digest')).filter((one) => one.written_at.startsWith('2025-09-05'));
    assert.equal(mail?.not_before, '2025-09-05T14:00:00.000Z');
  });

  test('gives whoever wants Mondays nothing on a Tuesday but what they answer for, and everything on Monday', async () => {
    const liaison = await site.actor('liaison', 'youth-families');
    assert.ok((await chooseRhythm(city, { actor: liaison, requestId: null }, 'mondays')).ok);
    const own = async () => (await mailsOf('digest')).filter((mail) => mail.to_person_id === liaison.personId).length;
    const before = await own();
    await writeDigests(at('2025-08-05T13:30:00.000Z'), ask);
    assert.equal(await own(), before);
    await writeDigests(at('2025-08-11T13:30:00.000Z'), ask);
    assert.equal(await own(), before + 1);
  });

  test('begins anew with a changed date', async () => {
    const chief = { actor: await site.actor('chief_of_staff'), requestId: null };
    const late = (await tasksAsOf(city, '2025-08-11', {})).find(
      (task) => task.outcome === 'late' && task.stage === 'not_started' && task.bodyId !== 'youth-families',
    );
    assert.ok(late);
    const moved = await extend(at('2025-08-11T18:00:00.000Z'), chief, {
      taskId: late.taskId,
      text: 'New.',
      newDueOn: '2025-08-13',
    });
    assert.ok(moved.ok);
    await writeDigests(at('2025-08-12T13:30:00.000Z'), ask);
    const { rows } = await sql<{ kind: string; about_on: IsoDate }>`select kind, about_on from notices
      where item_id = ${late.taskId} and noticed_at::date = '2025-08-12' order by id`.execute(city.db);
    assert.deepEqual(rows, [{ kind: 'before', about_on: '2025-08-13' }]);
  });
});

describe('what is done before a mail goes', () => {
  test('is left out of it, and a mail with nothing left is withdrawn', async () => {
    const morning = at('2025-08-12T14:00:00.000Z');
    const mail = (await mailsOf('digest')).find((one) => one.to_address === 'liaison.public-works@example.org');
    assert.ok(mail);
    const before = await freshDigest(morning, mail, ask);
    assert.ok(before);
    const ids = [...new Set([...mail.body.matchAll(/\/tasks\/([0-9a-f-]{36})/g)].map(([, id]) => id as string))];
    const liaison = { actor: await site.actor('general_manager', 'public-works'), requestId: null };
    for (const [at, taskId] of ids.entries()) {
      const items = [{ kind: 'link' as const, url: 'https://example.org/plan' }];
      await submit(morning, liaison, { taskId, note: '', items });
      const { rows } =
        await sql`select 1 from duty_acts where assignment_id = ${taskId} and kind = 'submitted'`.execute(city.db);
      if (rows.length === 0) continue;
      const now = await freshDigest(morning, mail, ask);
      assert.ok(!now?.body.includes(taskId), `${at}: handed in, and still in the mail`);
    }
    const none: NoticeQuestions = { ...ask, sources: [async () => []] };
    assert.equal(await freshDigest(morning, mail, none), null);
    assert.equal(await freshDigest(morning, mail, { ...ask, readersOf: async () => [] }), null, 'the person has left');
  });

  test('does not touch mails of other kinds', async () => {
    const [reminder] = await mailsOf('reminder');
    assert.ok(reminder);
    assert.equal(await freshDigest(morning(), reminder, ask), reminder);
  });
});

test('what the office returns is told at once, even at night, and once', async () => {
  const night = at('2025-08-13T05:00:00.000Z');
  await writeAnswers(night, ask);
  const waiting = (await tasksAsOf(city, '2025-08-12', {})).find((task) => task.stage === 'submitted');
  assert.ok(waiting);
  const reviewer = { actor: await site.actor('reviewer'), requestId: null };
  const returned = await returnSubmission(night, reviewer, {
    taskId: waiting.taskId,
    text: '',
    points: [{ about: 'note', text: 'The list of sites is missing.' }] as never,
    newDueOn: null,
  });
  assert.ok(returned.ok, JSON.stringify(returned));
  const before = (await mailsOf('answer')).length;
  assert.equal(await writeAnswers(night, ask), 1);
  assert.equal(await writeAnswers(night, ask), 0);
  const mail = (await mailsOf('answer'))[0];
  assert.equal((await mailsOf('answer')).length, before + 1);
  assert.equal(mail?.not_before, null);
  says(mail?.body ?? '', /ANSWERED BY THE OFFICE \(1\).*was returned, with what is missing/);
});
