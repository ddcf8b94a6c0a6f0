/** The disclosure desk on a real database, through its pages: what it promises a records officer, counsel and a court. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { extract } from 'tar-stream';
import { Readable } from 'node:stream';
import { inTransaction } from '#platform/database.ts';
import { heldErrorCode } from '#platform/record-guards.ts';
import { destroyRecordKey, sealField } from '#platform/sealed-fields.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import type { TestVisitor } from '#test/visitor.ts';

let site: TestSite;
let officer: TestVisitor;
let counsel: TestVisitor;
const secret = 'Zebra-Quartz';
const phone = '213-555-0142';
const note = `The yard is open. Call ${phone} about ${secret}. =HYPERLINK("http://x")`;

before(async () => {
  site = await testSite();
  [officer, counsel] = await Promise.all([site.signIn('records_officer'), site.signIn('city_attorney')]);
});
after(() => site.close());

const db = () => site.city().db;
const one = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(db())).rows[0] as T;

/** Registers a demand and answers its id. */
async function register(more: Record<string, string> = {}): Promise<string> {
  const fields = {
    kind: 'records_request',
    channel: 'email',
    receivedOn: '2025-07-30',
    asker: 'Morgan Asker',
    contact: 'asker@example.org',
    asked: 'Everything about the yard.',
    ...more,
  };
  const reply = await officer.post('/records-demands', fields, { files: [] });
  assert.equal(reply.status, 303, reply.body);
  return (/\/records-demands\/([0-9a-f-]{36})/.exec(reply.location ?? '') as RegExpExecArray)[1] as string;
}

/** Hands in nothing of its own: writes the words into submissions that the practice city has. */
async function writeNotes(count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from submissions order by submitted_at limit ${count}`.execute(
    db(),
  );
  for (const { id } of rows) await sql`update submissions set note = ${note} where id = ${id}`.execute(db());
  return rows.map((row) => row.id);
}

async function find(id: string, fields: Record<string, string | string[]>): Promise<string> {
  const reply = await officer.post(`/records-demands/${id}/searches`, fields);
  assert.equal(reply.status, 303, reply.body);
  return reply.location as string;
}

type Entry = { id: string; class_id: string; record_id: string; version: number; position: number };
const entries = async (id: string) =>
  (
    await sql<Entry>`select * from demand_records where demand_id = ${id} and left_out_at is null order by position`.execute(
      db(),
    )
  ).rows;

/** What the page of a record would send, every choice as it stands there. */
function fieldsOf(body: string): Record<string, string | string[]> {
  const form = /<form class="[^"]*st-desk__form"[\s\S]*?<\/form>/.exec(body)?.[0] ?? '';
  const fields: Record<string, string | string[]> = {};
  for (const [, name = '', value = ''] of form.matchAll(
    /<input type="hidden" name="(version|digest)" value="([^"]*)"/g,
  ))
    fields[name] = value;
  for (const [tag] of form.matchAll(/<input class="usa-radio__input"[^>]*checked[^>]*>/g)) {
    fields[/name="([^"]+)"/.exec(tag)?.[1] as string] = /value="([^"]+)"/.exec(tag)?.[1] as string;
  }
  for (const [, name = '', options = ''] of form.matchAll(/<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  return fields;
}

async function page(id: string, entry: string) {
  const reply = await officer.get(`/records-demands/${id}/records/${entry}`);
  assert.equal(reply.status, 200, reply.body);
  return reply.body;
}

const passage = (body: string, text: string) => {
  for (const [, value = '', label = ''] of body.matchAll(
    /name="t\d+-passage" value="([\d-]+)"[^>]*><label[^>]*>([\s\S]*?)<\/label>/g,
  ))
    if (label.includes(text)) return value;
  throw new Error(`no passage with ${text}`);
};

/** Marks the record: the passages with the secret and the number stay back, whatever has no ground gets one. */
async function mark(id: string, entry: string): Promise<void> {
  const body = await page(id, entry);
  const fields = fieldsOf(body);
  for (const [name, value] of Object.entries(fields))
    if (value === 'withhold' && !fields[`${name}-ground`]) fields[`${name}-ground`] = 'personal-privacy';
  if (body.includes(secret)) {
    const place = /name="(t\d+)-passage"[^>]*><label[^>]*>[^<]*The yard is open/.exec(body)?.[1] as string;
    Object.assign(fields, {
      [place]: 'part',
      [`${place}-ground`]: 'personal-privacy',
      [`${place}-passage`]: [passage(body, phone), passage(body, secret)],
    });
  }
  const reply = await officer.post(`/records-demands/${id}/records/${entry}`, {
    ...fields,
    note: 'seen',
    go: 'stay',
  });
  assert.equal(reply.status, 303, reply.body.slice(reply.body.indexOf('<h1>'), reply.body.indexOf('<h1>') + 2500));
}

/** The button as counsel's page of the demand holds it. */
const revisionShown = async (id: string) =>
  /name="revision" value="(\d+)"/.exec((await counsel.get(`/records-demands/${id}`)).body)?.[1] ?? '';
const approve = async (id: string) =>
  counsel.post(`/records-demands/${id}/approve`, { revision: await revisionShown(id) });

describe('a demand for records', () => {
  it('is registered with its day, under a number of the year; who asks and what stays sealed', async () => {
    const id = await register();
    const { body } = await officer.get(`/records-demands/${id}`);
    for (const words of ['Morgan Asker', 'Everything about the yard.', 'RD-2025-'])
      assert.ok(body.includes(words), words);
    const row = await one(
      sql<{
        text: string;
        due_on: string;
      }>`select records_demands::text as text, due_on from records_demands where id = ${id}`,
    );
    assert.ok(!row.text.includes('Morgan') && !row.text.includes('yard'));
    assert.equal(row.due_on, '2025-08-11');
    const auditor = await site.signIn('auditor');
    const seen = await auditor.get(`/records-demands/${id}`);
    assert.equal(seen.status, 200);
    assert.ok(!seen.body.includes('Morgan') && !seen.body.includes('about the yard'));
    assert.equal((await auditor.get(`/records-demands/${id}/records`)).status, 403);
  });

  it('keeps what was typed when something is missing', async () => {
    const reply = await officer.post(
      '/records-demands',
      {
        kind: 'subpoena',
        channel: 'served',
        receivedOn: '2025-07-30',
        asker: 'A court',
        asked: 'All of it',
        returnOn: '',
      },
      { files: [] },
    );
    assert.equal(reply.status, 422);
    assert.ok(reply.body.includes('All of it') && reply.body.includes('field-returnOn-error'));
  });

  it('is extended once by law, with its ground', async () => {
    const id = await register();
    const extend = () => officer.post(`/records-demands/${id}/extend`, { text: 'Voluminous records', newDueOn: '' });
    assert.equal((await extend()).status, 303);
    assert.equal((await extend()).status, 422);
    const { body } = await officer.get(`/records-demands/${id}`);
    assert.ok(body.includes('Voluminous records') && body.includes('Mon 25 August 2025'));
  });
});

describe('finding', () => {
  it('searches by beginnings and phrases, adds searches up, freezes what is taken in, and lets go of what is left out', async () => {
    const [submission] = await writeNotes(1);
    const id = await register();
    const at = await find(id, { words: 'zebra "the yard is"', classIds: 'duties.submission' });
    const found = await officer.get(at);
    assert.ok(found.body.includes(`duties.submission/${submission}`));
    assert.ok((await officer.get(await find(id, { words: '"yard the"' }))).body.includes('Nothing was found'));
    assert.equal((await officer.post(`${at}/include`, { record: 'duties.submission/none' })).status, 422);
    assert.equal((await officer.post(`${at}/include`, { classId: 'duties.submission' })).status, 303);
    const [entry] = await entries(id);
    assert.equal(entry?.record_id, submission);
    const destroy = () => sql`delete from submission_items where submission_id = ${submission}`.execute(db());
    await assert.rejects(destroy, (error: { code?: string }) => error.code === heldErrorCode);
    assert.equal(
      (await officer.post(`/records-demands/${id}/records/leave-out`, { entry: entry?.id ?? '' })).status,
      303,
    );
    await one(sql`select 1 from record_freezes where demand_id = ${id} and thawed_at is not null`);
    assert.equal((await officer.post(`${at}/include`, { classId: 'duties.submission' })).status, 303);
    assert.equal((await entries(id)).length, 1);
  });

  it('says which kinds hold sealed text, and finds all of them instead', async () => {
    const id = await register();
    const at = await find(id, { words: 'nothing-like-this', classIds: 'duties.act' });
    const { body } = await officer.get(at);
    assert.ok(body.includes('kept under seal') && body.includes('in the same department and period'));
  });
});

describe('marks', () => {
  it('of two people at once: neither is lost, the second sees both', async () => {
    await writeNotes(1);
    const id = await register();
    const at = await find(id, { words: 'zebra' });
    await officer.post(`${at}/include`, { classId: 'duties.submission' });
    const [entry] = await entries(id);
    const path = `/records-demands/${id}/records/${entry?.id}`;
    const old = fieldsOf(await page(id, entry?.id ?? ''));
    await mark(id, entry?.id ?? '');
    const second = await counsel.post(path, { ...old, t0: 'not_responsive', note: 'mine' });
    assert.equal(second.status, 409);
    assert.ok(
      second.body.includes('Not responsive') && second.body.includes('mine') && second.body.includes('Somebody saved'),
    );
    const [now] = await entries(id);
    assert.equal(now?.version, 1);
    // Saved again on purpose, on top of what the other saved.
    assert.equal((await counsel.post(path, { ...fieldsOf(second.body), 't0-passage': [], note: 'mine' })).status, 303);
    assert.equal((await entries(id))[0]?.version, 2);
  });

  it('that a form made up are refused, and say where', async () => {
    await writeNotes(1);
    const id = await register();
    await officer.post(`${await find(id, { words: 'zebra' })}/include`, { classId: 'duties.submission' });
    const [entry] = await entries(id);
    const body = await page(id, entry?.id ?? '');
    assert.deepEqual(await validHtml(body), []);
    const path = `/records-demands/${id}/records/${entry?.id}`;
    const wrongs: Record<string, string>[] = [
      { t0: 'withhold', 't0-ground': 'made-up' },
      { t0: 'part', 't0-passage': '5-90000' },
      { t0: 'burn' },
      { version: 'x' },
    ];
    for (const wrong of wrongs) {
      const reply = await officer.post(path, { ...fieldsOf(body), ...wrong });
      assert.equal(reply.status, 422, JSON.stringify(wrong));
    }
    assert.equal((await entries(id))[0]?.version, 0);
  });

  it('of what the class holds privileged wait for counsel; an officer cannot decide it', async () => {
    const advice = await one(sql<{ id: string }>`select id from duty_acts where kind = 'advised' limit 1`);
    await inTransaction(db(), async (tx) => {
      await destroyRecordKey(tx, { kind: 'duties.act', id: advice.id });
      const sealed = await sealField(site.city(), tx, { kind: 'duties.act', id: advice.id }, 'advice', 'We advise so.');
      await sql`update duty_acts set text = '', sealed_text = ${sealed} where id = ${advice.id}`.execute(tx);
    });
    const id = await register();
    await officer.post(`${await find(id, { words: '', classIds: 'duties.act' })}/include`, {
      record: `duties.act/${advice.id}`,
    });
    const [entry] = await entries(id);
    const path = `/records-demands/${id}/records/${entry?.id}`;
    const fields = fieldsOf(await page(id, entry?.id ?? ''));
    const place = Object.keys(fields).find((name) => fields[name] === 'privileged') as string;
    const release = () => officer.post(path, { ...fields, [place]: 'release' });
    assert.equal((await release()).status, 422);
    const rule = { place: place.slice(1), isPrivileged: 'no' };
    assert.equal((await officer.post(`${path}/privilege`, rule)).status, 403);
    assert.equal((await counsel.post(`${path}/privilege`, rule)).status, 303);
    assert.equal((await release()).status, 303);
  });
});

describe('what goes out', () => {
  it('is what counsel approved, without anything that stays back, whole and frozen', async () => {
    await writeNotes(3);
    const id = await register();
    await officer.post(`${await find(id, { words: 'zebra' })}/include`, { classId: 'duties.submission' });
    const send = () => officer.post(`/records-demands/${id}/send`);
    assert.equal((await send()).status, 422, 'not before all is marked');
    for (const entry of await entries(id)) await mark(id, entry.id);
    assert.equal((await officer.post(`/records-demands/${id}/productions`)).status, 422, 'not before counsel approved');
    assert.equal((await send()).status, 303);
    assert.equal((await officer.post(`/records-demands/${id}/approve`)).status, 403);
    assert.equal(
      (await counsel.post(`/records-demands/${id}/return`, { text: 'Look at the first again.' })).status,
      303,
    );
    assert.ok((await officer.get(`/records-demands/${id}`)).body.includes('Look at the first again.'));
    await send();
    assert.equal((await approve(id)).status, 303);
    assert.equal((await officer.post(`/records-demands/${id}/productions`)).status, 303);
    const get = async (part: string) => (await officer.get(`/records-demands/${id}/productions/1/${part}`)).bytes;
    const parts = ['records.csv', 'records.html', 'withheld-log.csv', 'manifest.json'];
    const contents = new Map<string, Buffer>();
    for (const part of parts) contents.set(part, await get(part));
    const names = (await sql<{ name: string }>`select name from people`.execute(db())).rows;
    assert.ok(names.length > 5);
    for (const [part, content] of contents) {
      const text = content.toString();
      assert.ok(!text.includes(secret) && !text.includes('0142') && !text.includes('Morgan'), part);
    }
    const csv = contents.get('records.csv')?.toString() ?? '';
    assert.ok(csv.includes('The yard is open.') && csv.includes('■■■'));
    assert.doesNotMatch(csv, /(^|[,\r\n"])=HYPERLINK/);
    assert.match(contents.get('withheld-log.csv')?.toString() ?? '', /-0001.*Privacy/);
    assert.ok((contents.get('records.html')?.toString() ?? '').includes('PRACTICE'));
    const manifest = JSON.parse(contents.get('manifest.json')?.toString() ?? '') as {
      files: { name: string; sha256: string }[];
    };
    for (const { name, sha256 } of manifest.files)
      if (contents.has(name))
        assert.equal(
          sha256,
          createHash('sha256')
            .update(contents.get(name) as Buffer)
            .digest('hex'),
        );
    const tarred: string[] = [];
    for await (const entry of Readable.from([await get('production.tar')]).pipe(extract())) {
      tarred.push(entry.header.name);
      entry.resume();
    }
    assert.deepEqual(tarred.slice(0, 4), parts);
    assert.equal((await get('records.csv')).equals(contents.get('records.csv') as Buffer), true, 'the same again');
    await closes(id);
  });

  async function closes(id: string): Promise<void> {
    assert.equal((await officer.post(`/records-demands/${id}/ask-closing`, { text: 'Sent.' })).status, 303);
    assert.equal((await officer.post(`/records-demands/${id}/close`)).status, 422, 'not by the same person');
    assert.equal((await counsel.post(`/records-demands/${id}/close`)).status, 303);
    const { frozen } = await one(
      sql<{
        frozen: number;
      }>`select count(*)::int as frozen from record_freezes where demand_id = ${id} and thawed_at is null`,
    );
    assert.equal(frozen, 0);
  }

  it('is refused when a record says something else since it was marked, and when a number kept back stands elsewhere', async () => {
    const [first] = await writeNotes(2);
    const id = await register();
    await officer.post(`${await find(id, { words: 'zebra' })}/include`, { classId: 'duties.submission' });
    const all = await entries(id);
    for (const entry of all) await mark(id, entry.id);
    // One of them releases the number that another keeps back.
    const open = all.at(-1)?.id ?? '';
    const fields = fieldsOf(await page(id, open));
    for (const name of Object.keys(fields)) if (fields[name] === 'part') Object.assign(fields, { [name]: 'release' });
    assert.equal((await officer.post(`/records-demands/${id}/records/${open}`, fields)).status, 303);
    await officer.post(`/records-demands/${id}/send`);
    await approve(id);
    const produce = (more: Record<string, string> = {}) => officer.post(`/records-demands/${id}/productions`, more);
    const stray = await produce();
    assert.equal(stray.status, 422);
    assert.ok(stray.body.includes('isConfirmed'));
    await sql`update record_freezes set thawed_at = now() where record_id = ${first}`.execute(db());
    await sql`update submissions set note = 'something else' where id = ${first}`.execute(db());
    const changed = await produce({ isConfirmed: 'yes' });
    assert.equal(changed.status, 422);
    assert.ok(changed.body.includes('says something else'));
  });

  it('is not approved by a button under marks that were taken back, changed and sent again since', async () => {
    const [own] = await writeNotes(1);
    const id = await register();
    await officer.post(`${await find(id, { words: 'zebra' })}/include`, { record: `duties.submission/${own}` });
    const [entry] = await entries(id);
    await mark(id, entry?.id ?? '');
    await officer.post(`/records-demands/${id}/send`);
    const revision = await revisionShown(id);
    await officer.post(`/records-demands/${id}/take-back`);
    await mark(id, entry?.id ?? '');
    await officer.post(`/records-demands/${id}/send`);
    const { status, body } = await counsel.post(`/records-demands/${id}/approve`, { revision });
    assert.deepEqual([status, body.includes('not those that you were shown')], [422, true]);
    assert.equal((await approve(id)).status, 303);
  });

  it('is never approved by whoever made the marks', async () => {
    const other = await writeNotes(1);
    const id = await register();
    await officer.post(`${await find(id, { words: 'zebra' })}/include`, { record: `duties.submission/${other[0]}` });
    const [entry] = await entries(id);
    await mark(id, entry?.id ?? '');
    const body = (await counsel.get(`/records-demands/${id}/records/${entry?.id}`)).body;
    assert.equal(
      (await counsel.post(`/records-demands/${id}/records/${entry?.id}`, { ...fieldsOf(body), t0: 'not_responsive' }))
        .status,
      303,
    );
    await officer.post(`/records-demands/${id}/send`);
    const asked = sql<{ revision: number }>`select revision from records_demands where id = ${id}`;
    const revision = String((await one(asked)).revision);
    const own = await counsel.post(`/records-demands/${id}/approve`, { revision });
    assert.equal(own.status, 422);
    assert.ok(own.body.includes('Another attorney must decide'));
  });
});
