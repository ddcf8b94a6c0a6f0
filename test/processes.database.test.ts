import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { verifyAudit } from '#platform/audit-seal.ts';
import type { City } from '#platform/city.ts';
import { type JobDesk, jobDesk } from '#platform/jobs.ts';
import { receiveFile, stateOf } from '#platform/file-scans.ts';
import { Readable } from 'node:stream';
import { fakeClamd, type FakeClamd } from './fake-clamd.ts';
import { type Answer, freshTasks, handIn, orphansIn, signInLiaisons, tracesOf } from './handing-in.ts';
import { pause } from './installation.ts';
import { objectStore, type TestObjectStore } from './object-store.ts';
import { type ServerProcess, serverProcesses, type Servers } from './server-processes.ts';

const isFull = process.env['STEWARD_TEST_FULL'] === '1';

async function until(isSo: () => Promise<boolean> | boolean, what: string, seconds = 40): Promise<void> {
  for (const givenUpAt = Date.now() + seconds * 1000; Date.now() < givenUpAt; await pause(50)) if (await isSo()) return;
  throw new Error(`waited in vain: ${what}`);
}

describe('two web and two worker processes on one database and one object storage, without a shared folder', () => {
  let store: TestObjectStore;
  let clamd: FakeClamd;
  let servers: Servers;
  let webs: [ServerProcess, ServerProcess];
  let workers: [ServerProcess, ServerProcess];
  let city: City;
  let desk: JobDesk;
  let closeCity: () => Promise<void>;
  const folderOf = (name: string) => ({ STEWARD_DATA: `${servers.env['STEWARD_DATA']}-${name}` });
  before(async () => {
    [store, clamd] = await Promise.all([objectStore(), fakeClamd()]);
    servers = await serverProcesses({ env: { STEWARD_FILES: store.address(), STEWARD_SCANNER: clamd.address } });
    const early = await servers.steward(['web'], { DATABASE_OWNER_URL: '', STEWARD_PORT: '1' });
    assert.deepEqual(
      [early.code, /has not been prepared: run steward prepare once/.test(early.said)],
      [1, true],
      early.said,
    );
    // Two machines may prepare at once.
    const prepared = await Promise.all([servers.steward(['prepare']), servers.steward(['prepare'])]);
    for (const { code, said } of prepared) assert.equal(code, 0, said);
    webs = await Promise.all([servers.start('web', folderOf('a')), servers.start('web', folderOf('b'))]);
    workers = await Promise.all([servers.start('worker', folderOf('a')), servers.start('worker', folderOf('b'))]);
    const open = await servers.beside();
    [city, closeCity, desk] = [open.city, open.close, jobDesk(open.connections)];
    await until(async () => (await fetch(`${webs[1].url}/health`)).status === 200, 'health');
  });
  after(async () => {
    await closeCity?.();
    await servers?.close();
    await Promise.all([store?.close(), clamd?.close()]);
  });

  test('a session, a form’s token and a file are good at the other process', async () => {
    const [task] = await freshTasks(city, 1);
    assert.ok(task);
    // Signed in and given the form by one, handed in at the other.
    const liaison = (await signInLiaisons(city, webs[0].url)).get(task.bodyId);
    assert.ok(liaison);
    assert.equal(await handIn(webs[1].url, city.slug, liaison, task.taskId), 'acknowledged');
    const { rows } = await sql<{
      id: string;
    }>`select i.id from submission_items i join submissions s on s.id = i.submission_id
      where s.assignment_id = ${task.taskId} and i.kind = 'file'`.execute(city.db);
    const download = () =>
      fetch(`${webs[0].url}/${city.slug}/files/${rows[0]?.id}`, { headers: { cookie: liaison.cookie } });
    await until(async () => (await download()).status === 200, 'the scan');
    assert.match(await (await download()).text(), /^Evidence for the task /);
  });

  test('rates are counted for both together', async () => {
    const ask = async (web: ServerProcess) => {
      const page = await fetch(`${web.url}/${city.slug}/sign-in`);
      const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
      const cookie = page.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
      const body = new URLSearchParams({ _csrf: token, email: 'nobody@example.org' });
      return (
        await fetch(`${web.url}/${city.slug}/sign-in`, {
          method: 'POST',
          headers: { cookie },
          body,
          redirect: 'manual',
        })
      ).status;
    };
    const answers: number[] = [];
    for (let count = 0; count < 60 && !answers.includes(429); count += 1)
      answers.push(await ask(webs[count % 2] as ServerProcess));
    assert.ok(answers.includes(429), answers.join(' '));
    assert.equal(await ask(webs[answers.length % 2] as ServerProcess), 429);
  });

  test('kill -9 of a worker in the middle of a scan: another finishes it, once', async () => {
    await workers[1].kill('SIGTERM');
    clamd.become('silent');
    const stored = await city.files.put(Readable.from(['scanned by whoever is left']), 1000);
    const before = clamd.scans();
    await receiveFile(city, stored);
    await until(() => clamd.scans() > before, 'the scan begins');
    workers[1] = await servers.start('worker', folderOf('b'));
    assert.equal(await workers[0].kill('SIGKILL'), null);
    clamd.become('well');
    await until(async () => (await stateOf(city, stored.sha256)) === 'clean', 'the other scans');
    const found = async () =>
      (
        await sql<{
          n: number;
        }>`select count(*)::int as n from audit_entries where subject_id = ${stored.sha256}`.execute(city.db)
      ).rows[0]?.n;
    assert.equal(await found(), 1);
    workers[0] = await servers.start('worker', folderOf('a'));
  });

  test('kill -9 of a worker in the middle of a job: another takes it over, once', {
    skip: isFull ? false : 'takes half a minute: test:full',
  }, async () => {
    await workers[1].kill('SIGTERM');
    const job = sql.table(`${city.schema}_jobs.job`);
    const jobs = async () =>
      (
        await sql<{
          state: string;
          retry_count: number;
        }>`select state, retry_count from ${job} where name = 'session.drop-old-forms' order by created_on desc`.execute(
          city.db,
        )
      ).rows;
    let takenOver: Promise<unknown> = Promise.resolve();
    await city.db.transaction().execute(async (tx) => {
      await sql`lock table kept_forms in access exclusive mode`.execute(tx);
      // As the button does: the job takes over its queue's rules, among them how long a worker may fall silent.
      await city.db.transaction().execute(async (own) => assert.ok(await desk.start(own, 'session.drop-old-forms')));
      await until(async () => (await jobs())[0]?.state === 'active', 'the job begins');
      workers[1] = await servers.start('worker', folderOf('b'));
      await workers[0].kill('SIGKILL');
      takenOver = until(async () => (await jobs())[0]?.state === 'completed', 'the other takes it over', 90);
    });
    await takenOver;
    assert.equal((await jobs()).length, 1);
    assert.equal((await jobs())[0]?.retry_count, 1);
    workers[0] = await servers.start('worker', folderOf('a'));
  });

  test('kill -9 of a web process while many hand in at both: what was acknowledged is there', async () => {
    const tasks = await freshTasks(city, 80);
    const liaisons = await signInLiaisons(city, webs[1].url);
    const send = (task: (typeof tasks)[number], web: ServerProcess) => {
      const liaison = liaisons.get(task.bodyId);
      assert.ok(liaison);
      return handIn(web.url, city.slug, liaison, task.taskId);
    };
    const answers = new Map<string, Answer>();
    const all = tasks.map(
      async (task, index) => void answers.set(task.taskId, await send(task, webs[index % 2] as ServerProcess)),
    );
    while (answers.size < 15) await pause(1);
    await webs[0].kill('SIGKILL');
    await Promise.all(all);
    const having = (wanted: Answer) => tasks.filter((task) => answers.get(task.taskId) === wanted);
    assert.deepEqual(having('refused'), []);
    const traces = await tracesOf(city, tasks);
    for (const { taskId } of having('acknowledged')) assert.equal(traces.get(taskId), 'whole');
    assert.ok(having('unknown').length > 0, 'nobody noticed the fall');
    for (const { taskId } of having('unknown')) assert.ok(['whole', 'nothing'].includes(traces.get(taskId) ?? ''));
    // As people do: again, at the process that still stands.
    await Promise.all(having('unknown').map((task) => send(task, webs[1])));
    for (const [taskId, trace] of await tracesOf(city, tasks)) assert.equal(trace, 'whole', taskId);
    assert.equal(await orphansIn(city), 0);
    webs[0] = await servers.start('web', folderOf('a'));
    let verdict = await verifyAudit(city);
    await until(async () => (verdict = await verifyAudit(city)).unsealed === 0, 'the audit is sealed');
    assert.deepEqual(verdict.faults, []);
  });

  test('SIGTERM lets a web process finish what it has begun', async () => {
    const [task] = await freshTasks(city, 1);
    assert.ok(task);
    const liaison = (await signInLiaisons(city, webs[0].url)).get(task.bodyId);
    assert.ok(liaison);
    let sending: Promise<Answer> = Promise.resolve('unknown');
    let ended: Promise<number | null> = Promise.resolve(null);
    await city.db.transaction().execute(async (tx) => {
      await sql`select 1 from assignments where id = ${task.taskId} for update`.execute(tx);
      sending = handIn(webs[0].url, city.slug, liaison, task.taskId);
      await until(
        async () =>
          (
            await sql<{
              n: number;
            }>`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
              city.db,
            )
          ).rows[0]?.n === 1,
        'it is in the middle',
      );
      ended = webs[0].kill('SIGTERM');
      await until(
        () =>
          fetch(`${webs[0].url}/health`).then(
            () => false,
            () => true,
          ),
        'no new connection is taken',
      );
    });
    assert.equal(await sending, 'acknowledged');
    assert.equal(await ended, 0);
    assert.match(webs[0].said(), /web\.stopped/);
    assert.doesNotMatch(webs[0].said(), /web\.cut-off/, 'it waited for a connection on which nothing ran');
    webs[0] = await servers.start('web', folderOf('a'));
  });

  test('Practice City that is put back at one process is put back at the other', async () => {
    const startedAt = async () =>
      (await sql<{ started_at: string }>`select started_at from practice_state`.execute(city.db)).rows[0]?.started_at;
    const before = await startedAt();
    const tasks = await freshTasks(city, 1);
    const taskAt = (web: ServerProcess, cookie: string) =>
      fetch(`${web.url}/${city.slug}/tasks/${tasks[0]?.taskId}`, { headers: { cookie } });
    const liaison = (await signInLiaisons(city, webs[0].url)).get(tasks[0]?.bodyId ?? '');
    assert.ok(liaison);
    assert.equal((await taskAt(webs[1], liaison.cookie)).status, 200);
    const body = new URLSearchParams({ _csrf: liaison.token });
    const reply = await fetch(`${webs[0].url}/${city.slug}/practice-city`, {
      method: 'POST',
      headers: { cookie: liaison.cookie },
      body,
      redirect: 'manual',
    });
    assert.equal(reply.status, 303, webs[0].said().slice(-2_000));
    assert.notEqual(await startedAt(), before);
    assert.equal((await taskAt(webs[1], liaison.cookie)).status, 404);
  });

  test('their logs name no person and no address', () => {
    const all = [...webs, ...workers].map((one) => one.said()).join('');
    assert.match(all, /"event":"request.answered"/);
    assert.doesNotMatch(all, /@|Evidence|evidence\.txt|_csrf|steward_session/);
  });
});
