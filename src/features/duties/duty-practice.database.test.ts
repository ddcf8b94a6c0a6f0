import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { text } from 'node:stream/consumers';
import type { City } from '#platform/city.ts';
import { outboxMails } from '#platform/mail.ts';
import { outcomes, stages } from '#rules/task-progress.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { practiceStory } from './duty-practice-story.ts';
import { tasksAsOf } from './duty-view.ts';

let site: TestSite;
let city: City;
before(async () => {
  site = await testSite();
  city = site.city();
});
after(() => site.close());

test('the story is told in order of time, and before the day on which Practice City stands begins', () => {
  const times = practiceStory().map((step) => step.at);
  assert.deepEqual(times, times.toSorted());
  assert.ok((times.at(-1) ?? '') < '07-31 09:00');
});

test('every stage occurs, and every outcome but the one of copies that began to track later', async () => {
  const tasks = await tasksAsOf(city, '2025-07-31');
  assert.deepEqual(
    stages.filter((stage) => !tasks.some((task) => task.stage === stage)),
    [],
  );
  assert.deepEqual(
    outcomes.filter((outcome) => !tasks.some((task) => task.outcome === outcome)),
    ['no_record'],
  );
});

test('five of eight plans are accepted, one is returned, one late, one waits', async () => {
  const plans = (await tasksAsOf(city, '2025-07-31')).filter((task) => task.dutyId === 'plan');
  const counts = Object.fromEntries(
    [...Map.groupBy(plans, (task) => `${task.outcome} ${task.stage}`)].map(([what, list]) => [what, list.length]),
  );
  assert.deepEqual(counts, { 'met accepted': 5, 'due returned': 1, 'late not_started': 1, 'due submitted': 1 });
});

test('the dates of the story hold on each earlier day', async () => {
  const on = async (day: `${number}-${number}-${number}`) => {
    const tasks = await tasksAsOf(city, day);
    return {
      tasks: tasks.length,
      met: tasks.filter((task) => task.outcome === 'met').length,
      late: tasks.filter((task) => task.outcome === 'late').length,
    };
  };
  assert.deepEqual(await on('2025-07-10'), { tasks: 0, met: 0, late: 0 });
  assert.equal((await on('2025-07-12')).met, 0);
  const [early, late] = [await on('2025-07-16'), await on('2025-07-30')];
  assert.ok(early.met > 0 && early.met < late.met && early.late === 0 && late.late > 0);
});

test('reminders lie in the outbox, one for each department that was late, and say PRACTICE', async () => {
  const mails = (await outboxMails(city.db, 200)).filter((mail) => mail.kind === 'reminder');
  assert.deepEqual(mails.map((mail) => mail.to_address).sort(), [
    'liaison.parks@example.org',
    'liaison.public-works@example.org',
    'liaison.youth-families@example.org',
  ]);
  for (const mail of mails) assert.match(mail.body, /PRACTICE/);
});

test('every file says PRACTICE, and is what its fingerprint says', async () => {
  const { rows } = await sql<{
    file_sha256: string;
    byte_length: number;
  }>`select distinct file_sha256, byte_length from submission_items where kind = 'file'`.execute(city.db);
  assert.ok(rows.length >= 15, String(rows.length));
  for (const row of rows) {
    const file = await city.files.open(row.file_sha256);
    assert.equal(file.byteLength, row.byte_length);
    assert.match(await text(file.stream), /PRACTICE/);
  }
});
