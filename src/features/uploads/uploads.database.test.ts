import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { scanWaitingFiles } from '#platform/file-scans.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { eicar, type FakeClamd, fakeClamd } from '#test/fake-clamd.ts';
import { objectStore, type TestObjectStore } from '#test/object-store.ts';
import type { TestVisitor } from '#test/visitor.ts';
import { uploadAdminCards } from './upload-admin.ts';

/** Hands a file in for a task of the parks that takes one; answers the addresses of task and file. */
async function handIn(
  site: TestSite,
  visitor: TestVisitor,
  content: string,
): Promise<{ task: string; file: string; sha256: string }> {
  const { db } = site.city();
  const { rows } = await sql<{ id: string }>`
    select a.id from assignments a
    join lateral (select * from assignment_terms t where t.assignment_id = a.id order by t.recorded_at desc, t.id desc limit 1) t on not t.is_withdrawn
    join duty_versions v on v.id = t.duty_version_id
    where a.body_id = 'parks' and v.document #> '{duty,proof}' @> '["file"]' and coalesce(v.document #>> '{duty,publicity}', '') <> 'restricted'
      and not exists (select 1 from duty_acts d where d.assignment_id = a.id and d.kind in ('submitted', 'accepted', 'excused', 'declined'))
    order by a.id limit 1`.execute(db);
  const task = rows[0]?.id;
  assert.ok(task, 'no task takes a file');
  const reply = await visitor.post(
    `/tasks/${task}/submit`,
    { text: 'With a file.' },
    { files: [{ field: 'files', name: 'evidence.txt', type: 'text/plain', content }] },
  );
  assert.equal(reply.status, 303, reply.body);
  assert.match((await visitor.get(reply.location ?? '')).body, /handed in/i);
  const items = await sql<{ id: string; file_sha256: string }>`
    select i.id, i.file_sha256 from submission_items i join submissions s on s.id = i.submission_id
    where s.assignment_id = ${task} and i.file_sha256 is not null`.execute(db);
  const item = items.rows[0];
  assert.ok(item);
  return { task: `/tasks/${task}`, file: `/files/${item.id}`, sha256: item.file_sha256 };
}

const downloads = async (site: TestSite) =>
  (
    await sql<{ n: number }>`select count(*)::int as n from audit_entries where event = 'file.downloaded'`.execute(
      site.city().db,
    )
  ).rows[0]?.n;

describe('a file that was handed in while a scanner is set up', () => {
  let site: TestSite;
  let clamd: FakeClamd;
  let liaison: TestVisitor;
  let reviewer: TestVisitor;
  before(async () => {
    clamd = await fakeClamd();
    site = await testSite({ env: { STEWARD_SCANNER: clamd.address } });
    [liaison, reviewer] = await Promise.all([site.signIn('liaison', { bodyId: 'parks' }), site.signIn('reviewer')]);
  });
  after(async () => {
    await site?.close();
    await clamd.close();
  });
  const scan = () => scanWaitingFiles(site.city(), Date.now() + 60_000);

  it('waits: it is received and listed, and nobody is given a byte of it until it was found clean', async () => {
    const { task, file } = await handIn(site, liaison, 'the words of a plan');
    for (const visitor of [liaison, reviewer]) {
      const reply = await visitor.get(file);
      assert.equal(reply.status, 202);
      assert.match(reply.body, /This file is being checked/);
      assert.doesNotMatch(reply.body, /the words of a plan/);
      assert.equal(reply.headers['content-disposition'], undefined);
      assert.match((await visitor.get(task)).body, /evidence\.txt[\s\S]*Waits for the scanner/);
    }
    assert.match((await reviewer.get('/review')).body, /Waits for the scanner/);
    assert.equal(await downloads(site), 0);
    await scan();
    const reply = await reviewer.get(file);
    assert.deepEqual([reply.status, reply.body], [200, 'the words of a plan']);
    assert.match(String(reply.headers['content-disposition']), /^attachment; filename="evidence\.txt"/);
    assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    assert.equal(reply.headers['content-type'], 'application/octet-stream');
    assert.match((await liaison.get(task)).body, /No virus found/);
    assert.equal(await downloads(site), 1);
  });

  it('in which something was found is given to nobody, whatever the role, and the administrator sees which it is', async () => {
    const { task, file, sha256 } = await handIn(site, liaison, `see ${eicar}`);
    await scan();
    const before = await downloads(site);
    for (const role of ['reviewer', 'chief_of_staff', 'administrator', 'city_attorney'] as const) {
      const reply = await (await site.signIn(role)).get(file);
      assert.equal(reply.status, 403, role);
      assert.match(reply.body, /This file cannot be opened[\s\S]*Call an administrator/, role);
      assert.ok(reply.body.includes(sha256.slice(0, 12)) && !reply.body.includes('X5O!'), role);
    }
    assert.equal(await downloads(site), before);
    assert.match((await liaison.get(task)).body, /Virus found/);
    const administrator = await site.signIn('administrator');
    const list = (await administrator.get('/uploads')).body;
    assert.ok(
      list.includes(sha256.slice(0, 12)) && list.includes(`/practice${task}`) && list.includes('Eicar-Test-Signature'),
    );
    assert.doesNotMatch(list, /evidence\.txt/);
    const one = (await administrator.get(`/uploads/${sha256}`)).body;
    assert.ok(one.includes(sha256) && one.includes('Eicar-Test-Signature'));
    assert.equal((await administrator.get('/uploads/none')).status, 404);
    assert.equal((await administrator.get(`/uploads/${'0'.repeat(64)}`)).status, 404);
    assert.equal((await liaison.get('/uploads')).status, 403);
  });

  it('waits on while the scanner is away, which the administration says', async () => {
    const { file } = await handIn(site, liaison, 'while it was away');
    clamd.become('dies');
    await assert.rejects(scan());
    assert.equal((await reviewer.get(file)).status, 202);
    const [card] = await uploadAdminCards(site.city(), '2025-07-25');
    assert.deepEqual([card?.weight, card?.lines[0]?.key], ['act', 'upload.card.away']);
    for (const { key, values } of card?.lines ?? [])
      assert.ok(site.site.catalog.get('es')?.has(key), `${key} ${JSON.stringify(values)}`);
    assert.match((await (await site.signIn('administrator')).get('/uploads')).body, /does not answer/);
    clamd.become('well');
    await scanWaitingFiles(site.city(), Date.now() + 120_000);
    assert.equal((await reviewer.get(file)).status, 200);
  });
});

describe('a file that was handed in while no scanner is set up', () => {
  let site: TestSite;
  let store: TestObjectStore;
  before(async () => {
    store = await objectStore();
    site = await testSite({ env: { STEWARD_FILES: store.address({ prefix: '/steward' }) } });
  });
  after(async () => {
    await site?.close();
    await store.close();
  });

  it('is given out from object storage, and marked “not scanned” wherever it is listed', async () => {
    const liaison = await site.signIn('liaison', { bodyId: 'parks' });
    const { task, file, sha256 } = await handIn(site, liaison, 'not looked at');
    const reviewer = await site.signIn('reviewer');
    const reply = await reviewer.get(file);
    assert.deepEqual([reply.status, reply.body], [200, 'not looked at']);
    for (const at of [task, '/review']) assert.match((await reviewer.get(at)).body, /Not scanned/, at);
    assert.match((await (await site.signIn('auditor')).get('/uploads')).body, /No virus scanner is set up/);
    const [card] = await uploadAdminCards(site.city(), '2025-07-25');
    assert.deepEqual([card?.weight, card?.lines[0]?.key], ['look', 'upload.card.none']);
    assert.deepEqual(
      [await site.city().files.has(sha256), await site.city('los-angeles').files.has(sha256)],
      [true, false],
    );
  });

  it('is refused with the page of a fault, and what was typed is shown again, while the object storage is away', async () => {
    const liaison = await site.signIn('liaison', { bodyId: 'parks' });
    const token = await liaison.token();
    store.failNext(100, 503);
    const reply = await liaison.post(
      '/tasks/00000000-0000-4000-8000-000000000000/submit',
      { text: 'typed with care', _csrf: token },
      { token: false, files: [{ field: 'files', name: 'a.txt', type: 'text/plain', content: 'x' }] },
    );
    store.failNext(0, 503);
    assert.equal(reply.status, 500);
    assert.match(reply.body, /Something went wrong on our side/);
    assert.match(reply.body, /Nothing was changed/);
    assert.doesNotMatch(reply.body, /S3RVER|object store answered/);
  });
});
