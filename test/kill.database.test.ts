import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { City } from '#platform/city.ts';
import { freshTasks, handIn, orphansIn, signInLiaisons, tracesOf } from './handing-in.ts';
import { type Installation, installationFolder, pause, startInstallation, untilHealthy } from './installation.ts';
import { killRound, practiceBeside, victims } from './kill-round.ts';

// The whole of it is `npm run bench -- kill`; here enough to see at once when a change breaks the promise.
const isFull = process.env['STEWARD_TEST_FULL'] === '1';
// In full 60 rounds here, 20 a victim, and 140 on several processes (kill-many.database.test.ts): 200 together.
const sent = 60;
const shares = isFull ? Array.from({ length: 20 }, (_, round) => [0.05, 0.2, 0.5, 0.8][round % 4] as number) : [0.2];
/** The launcher gives up on a process that falls more than five times a minute; here each falls on purpose. */
const leastMs = isFull ? 4_500 : 0;

let folder: Awaited<ReturnType<typeof installationFolder>>;
let installation: Installation;
let practice: { city: City; close(): Promise<void> };

before(async () => {
  folder = await installationFolder();
  installation = await startInstallation(folder.path);
  await untilHealthy(installation);
  practice = await practiceBeside(installation);
});

after(async () => {
  await practice?.close();
  await installation?.stop();
  await folder?.remove();
});

test(`nothing acknowledged is lost, nothing is half there and the audit is intact when kill -9 hits web, worker and database in turn, ${shares.length * victims.length} times`, async () => {
  for (const afterShare of shares) {
    for (const victim of victims) {
      const startedAt = performance.now();
      const round = await killRound(installation, practice.city, { victim, sent, afterShare });
      const { acknowledged, lost, half, missingAfterRetry, auditFaults, fellToo } = round;
      assert.deepEqual(
        { lost, half, missingAfterRetry, auditFaults, fellToo },
        { lost: 0, half: 0, missingAfterRetry: 0, auditFaults: 0, fellToo: [] },
        victim,
      );
      assert.ok(
        acknowledged >= Math.floor(sent * afterShare),
        `${acknowledged} of ${sent} were acknowledged: ${victim}`,
      );
      await pause(Math.max(0, leastMs - (performance.now() - startedAt)));
    }
  }
});

test('the kill test sees what is not there, what is half there, and rows without their other half', async () => {
  const { city } = practice;
  const tasks = await freshTasks(city, 4);
  const liaisons = await signInLiaisons(city, installation.url);
  const [whole, untouched, half, twice] = tasks.map((task) => task.taskId);
  for (const { taskId, bodyId } of tasks.filter((task) => task.taskId !== untouched)) {
    const liaison = liaisons.get(bodyId);
    assert.ok(liaison);
    assert.equal(await handIn(installation.url, city.slug, liaison, taskId), 'acknowledged');
    assert.equal(await handIn(installation.url, city.slug, liaison, taskId), 'refused');
  }
  const of = (table: string) => sql.table(table);
  const submission = (taskId: string | undefined) => sql`(select id from submissions where assignment_id = ${taskId})`;
  await sql`delete from ${of('submission_items')} where kind = 'file' and submission_id = ${submission(half)}`.execute(
    city.db,
  );
  await sql`insert into ${of('submissions')} select gen_random_uuid(), assignment_id, 2, submitted_at, submitted_by, note
    from submissions where assignment_id = ${twice}`.execute(city.db);
  const traces = await tracesOf(city, tasks);
  assert.deepEqual(
    [whole, untouched, half, twice].map((taskId) => traces.get(taskId as string)),
    ['whole', 'nothing', 'half', 'half'],
  );
  // The second submission has neither items nor an act.
  assert.equal(await orphansIn(city), 2);
});
