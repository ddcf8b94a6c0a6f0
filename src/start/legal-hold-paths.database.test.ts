/** Legal holds against every path on which a record could go: each is tried, and the record is still there. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { draftList } from '#features/retention/destruction-draft.ts';
import { replayTombstones } from '#features/retention/destruction-replay.ts';
import { destroyApproved } from '#features/retention/destruction-run.ts';
import { approveList, proposeList } from '#features/retention/destruction-service.ts';
import { tallyOf } from '#features/retention/destruction-store.ts';
import { askLift, confirmLift, placeHold } from '#features/retention/legal-hold-service.ts';
import { listHolds } from '#features/retention/legal-hold-store.ts';
import { everything, type HoldScope } from '#features/retention/legal-hold-terms.ts';
import { dropShortLived } from '#features/retention/record-housekeeping.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import { inTransaction } from '#platform/database.ts';
import { sendWaitingMails } from '#platform/mail-sending.ts';
import { heldErrorCode } from '#platform/record-guards.ts';
import { anyRecord } from '#platform/record-tables.ts';
import { destroyRecordKey, openField, sealField } from '#platform/sealed-fields.ts';
import { keepForm } from '#platform/sessions.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { folders } from './folders.ts';
import { fillPractice } from './practice-city.ts';
import { retentionAnswers } from './retention-answers.ts';
import { jobs } from './wings-jobs.ts';
import { recordSources } from './wings-records.ts';

const baseUrl = 'http://localhost:8080';
const refused = { code: heldErrorCode };

describe('a legal hold', () => {
  let site: TestSite;
  let city: City;
  const questions = retentionAnswers(baseUrl, readCatalog(folders.locales));
  before(async () => {
    site = await testSite();
    city = site.city('practice');
    // The hold and the freezes of the seed: each test stands on its own.
    await sql`update record_freezes set thawed_at = now() where thawed_at is null`.execute(city.db);
    for (const { id } of await listHolds(city)) await lift(id);
  });
  after(() => site.close());

  const acting = async (role: 'city_attorney' | 'records_officer') => ({
    actor: await site.actor(role),
    requestId: null,
  });
  async function hold(scope: Partial<HoldScope>, isForAll = false): Promise<string> {
    const input = {
      scope: { ...everything, ...scope },
      isForAll,
      matter: 'Matter of the test',
      reason: 'Reason of the test',
    };
    const result = await placeHold(city, await acting('city_attorney'), input, questions);
    assert.ok(result.ok, JSON.stringify(result));
    return result.value.holdId;
  }
  async function lift(holdId: string): Promise<void> {
    const asked = await askLift(city, await acting('city_attorney'), { holdId, reason: 'Settled' });
    const lifted = await confirmLift(city, await acting('records_officer'), holdId);
    assert.ok(asked.ok && lifted.ok);
  }
  const later = (years: number): City => ({
    ...city,
    clock: { now: () => `${2025 + years}-07-31T18:00:00.000Z` as IsoInstant },
  });
  async function destroyed(at: City): Promise<{ listId: string | null; count: number }> {
    const listId = await draftList(at, recordSources);
    if (!listId) return { listId, count: 0 };
    assert.ok((await proposeList(at, await acting('records_officer'), listId)).ok);
    assert.ok((await approveList(at, await acting('city_attorney'), listId)).ok);
    return { listId, count: await destroyApproved(at, recordSources, 7) };
  }
  const count = (classId: string, words = '') =>
    recordSources.find((source) => source.class.id === classId)?.count(city, { ...anyRecord, words }) ??
    Promise.resolve(0);
  /** Tries a statement as the app's own role and takes it back. */
  const tried = (statement: string) =>
    inTransaction(city.db, async (tx) => {
      await sql.raw(statement).execute(tx);
      throw new Error('it was not refused');
    });

  it('on everything is kept by each table of each kind of record, against plain SQL as the app’s own role', async () => {
    const id = await hold({}, true);
    let looked = 0;
    for (const source of recordSources) {
      for (const table of source.guard.tables) {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table.name)}`.execute(
          city.db,
        );
        if (!rows[0]?.n) continue;
        looked += 1;
        const code = (await tried(`delete from "${table.name}"`).catch((error: { code?: string }) => error.code)) ?? '';
        // The audit, the tombstones and the batches cannot be deleted from at all.
        assert.ok([heldErrorCode, '42501'].includes(code), `${table.name}: ${code}`);
        const [text] = table.texts;
        if (!text) continue;
        const column = `"${text}"`;
        const changed = await tried(`update "${table.name}" set ${column} = null where ${column} is not null`).catch(
          (error: { code?: string }) => error.code,
        );
        assert.ok(
          changed === undefined || ['23502', heldErrorCode, '42501'].includes(changed),
          `${table.name}.${text}: ${changed}`,
        );
      }
    }
    assert.ok(looked >= 15, `${looked} tables had rows to try`);
    await lift(id);
  });

  it('keeps a text from being overwritten, and an act of counsel from being unsealed', async () => {
    const id = await hold({ classIds: ['duties.submission', 'duties.act'] });
    await assert.rejects(tried(`update submissions set note = 'other'`), refused);
    await assert.rejects(tried(`update duty_acts set sealed_text = null where sealed_text is not null`), refused);
    await lift(id);
    await assert.rejects(tried(`update submissions set note = 'other'`), /it was not refused/);
  });

  it('is itself neither deleted nor changed; only two people end it', async () => {
    const id = await hold({ bodyIds: ['library'] });
    await assert.rejects(tried(`delete from legal_hold_notices; delete from legal_holds where id = '${id}'`), refused);
    await assert.rejects(tried(`update legal_holds set body_ids = '{parks}' where id = '${id}'`), refused);
    const counsel = await acting('city_attorney');
    assert.ok((await askLift(city, counsel, { holdId: id, reason: 'Settled' })).ok);
    const alone = await confirmLift(city, counsel, id);
    assert.deepEqual(alone.ok ? null : alone.refusals[0]?.key, 'legal-hold.refused.same-person');
    assert.ok((await confirmLift(city, await acting('records_officer'), id)).ok);
    await assert.rejects(tried(`update legal_holds set lifted_at = null where id = '${id}'`), refused);
  });

  it('keeps the key of a record, and lets it be wrapped anew', async () => {
    const { rows } = await sql<{
      id: string;
      sealed: string;
    }>`select id, sealed_text as sealed from duty_acts where kind = 'advised' limit 1`.execute(city.db);
    const [advice] = rows;
    assert.ok(advice);
    const record = { kind: 'duties.act', id: advice.id };
    const id = await hold({ classIds: ['duties.act'] });
    await assert.rejects(
      inTransaction(city.db, (tx) => destroyRecordKey(tx, record)),
      refused,
    );
    await assert.rejects(tried(`update record_keys set wrapped = 'x' where record_id = '${advice.id}'`), refused);
    await assert.rejects(
      tried(`update record_keys set wrapped = 'x', key_id = 'other' where record_id = '${advice.id}'`),
      /it was not refused/,
    );
    assert.ok(await openField(city, city.db, record, 'advice', advice.sealed));
    await lift(id);
  });

  it('on words covers what holds them, and what is under seal', async () => {
    const id = await hold({ classIds: ['duties.act'], words: ['no-such-word-anywhere'] });
    await assert.rejects(tried(`delete from duty_acts where kind = 'advised'`), refused);
    await assert.rejects(tried(`delete from duty_acts where kind = 'nudged'`), /it was not refused/);
    await lift(id);
  });

  it('is passed over by what drops short-lived rows, which does not fail', async () => {
    const at = Date.parse('2025-07-01T12:00:00Z');
    await keepForm(city.db, 'evaluation.liaison.parks', '/tasks/one', { text: 'about the bridge' }, at);
    await keepForm(city.db, 'evaluation.liaison.parks', '/tasks/two', { text: 'about the harbor' }, at);
    const id = await hold({ classIds: ['city.kept_form'], words: ['bridge'] });
    await dropShortLived(city, recordSources);
    assert.deepEqual([await count('city.kept_form', 'bridge'), await count('city.kept_form', 'harbor')], [1, 0]);
    await lift(id);
    await dropShortLived(city, recordSources);
    assert.equal(await count('city.kept_form', 'bridge'), 0);
  });

  it('is passed over by the night’s housekeeping, which drops the rest', async () => {
    const housekeeping = jobs.find((job) => job.name === 'session.drop-old-forms');
    assert.ok(housekeeping);
    const at = Date.parse('2025-07-01T12:00:00Z');
    await keepForm(city.db, 'evaluation.liaison.parks', '/tasks/one', { text: 'about the levee' }, at);
    await keepForm(city.db, 'evaluation.liaison.parks', '/tasks/two', { text: 'about the orchard' }, at);
    const id = await hold({ classIds: ['city.kept_form'], words: ['levee'] });
    await housekeeping.run(city);
    assert.deepEqual([await count('city.kept_form', 'levee'), await count('city.kept_form', 'orchard')], [1, 0]);
    await lift(id);
    await housekeeping.run(city);
    assert.equal(await count('city.kept_form', 'levee'), 0);
  });

  it('is left out by the night’s list, and covers what is made after it was placed', async () => {
    const id = await hold({ classIds: ['city.mail'], from: '2020-01-01' });
    assert.equal(
      await draftList(
        later(3),
        recordSources.filter((one) => one.class.id === 'city.mail'),
      ),
      null,
    );
    const before = await count('city.mail');
    const second = await hold({ bodyIds: ['library'] });
    assert.ok((await count('city.mail')) > before, 'placing a hold writes mail');
    await assert.rejects(tried(`delete from outbox where subject_id = '${second}'`), refused);
    await lift(second);
    await lift(id);
  });

  it('on a mail that waits lets it go out once, in the words that are kept', async () => {
    const id = await hold({ classIds: ['city.mail'] });
    const sent: string[] = [];
    const send = async (mail: { text: string }) => void sent.push(mail.text);
    const fresh = async () => ({ subject: 'Newer', body: 'What is so by now.' });
    for (const now of [Date.now(), Date.now() + 3_600_000])
      await sendWaitingMails(city, { send, fresh, now: () => now, workerId: 'test' });
    const { rows } = await sql<{ body: string; sent: number }>`select body, tries as sent from outbox
      where sent_at is not null and claimed_at is null and tries > 0`.execute(city.db);
    assert.ok(sent.length > 0);
    assert.deepEqual(sent.toSorted(), rows.map((row) => row.body).toSorted());
    assert.ok(rows.every((row) => row.sent === 1));
    await lift(id);
  });

  it('placed after the approval stops the batch: what it covers stays, its parts too, and the list says so', async () => {
    const at = later(3);
    const listId = await draftList(at, recordSources);
    assert.ok(listId);
    assert.ok((await proposeList(at, await acting('records_officer'), listId)).ok);
    assert.ok((await approveList(at, await acting('city_attorney'), listId)).ok);
    // A part alone is named: the whole stays with it.
    const { rows } = await sql<{
      task: string;
      act: string;
    }>`select whole_id as task, record_id as act from destruction_items
      where list_id = ${listId} and class_id = 'duties.act' limit 1`.execute(city.db);
    const [part] = rows;
    assert.ok(part);
    const id = await hold({ recordIds: [part.act] });
    const { rows: files } = await sql<{
      sha: string;
    }>`select distinct i.file_sha256 as sha from submission_items i join submissions s on s.id = i.submission_id
      where s.assignment_id = ${part.task} and i.file_sha256 is not null`.execute(city.db);
    const gone = await destroyApproved(at, recordSources, 7);
    assert.ok(gone > 0);
    const left = await sql`select 1 from assignments where id = ${part.task}`.execute(city.db);
    assert.equal(left.rows.length, 1);
    for (const file of files) assert.ok(await city.files.has(file.sha), 'the files of a held record stay');
    const tally = await tallyOf(city.db, listId);
    assert.ok(tally.some((one) => one.outcome === 'held') && tally.some((one) => one.outcome === 'destroyed'));
    assert.equal(tally.filter((one) => one.outcome === null).length, 0);
    await lift(id);
    const { count: rest } = await destroyed({ ...at, clock: { now: () => '2029-01-01T18:00:00.000Z' as IsoInstant } });
    assert.ok(rest > 0);
    assert.equal((await sql`select 1 from assignments where id = ${part.task}`.execute(city.db)).rows.length, 0);
  });

  it('placed before a restore keeps its records when the ledger is read again; all others go, with their keys', async () => {
    const kept = newId();
    const lost = newId();
    await inTransaction(city.db, async (tx) => {
      for (const id of [kept, lost]) {
        await sql`insert into outbox (id, written_at, to_address, subject, body, tries) values (${id}, ${city.clock.now()}, 'a@example.org', ${`Restored ${id}`}, 'text', 0)`.execute(
          tx,
        );
        await sealField(city, tx, { kind: 'city.mail', id }, 'extra', 'secret');
      }
    });
    await city.tombstones.append([
      {
        kind: 'destroyed',
        classId: 'city.mail',
        recordIds: [kept, lost],
        listId: newId(),
        scheduleId: 'mail',
        at: city.clock.now(),
      },
    ]);
    const id = await hold({ recordIds: [kept] });
    const replayed = await inTransaction(city.db, (tx) => replayTombstones(recordSources, city, tx, city.tombstones));
    assert.ok(replayed.destroyed >= 1 && replayed.held >= 1);
    const rows = await sql<{ id: string }>`select id from outbox where id in (${kept}, ${lost})`.execute(city.db);
    assert.deepEqual(
      rows.rows.map((row) => row.id),
      [kept],
    );
    const keys = await sql<{
      id: string;
    }>`select record_id as id from record_keys where record_id in (${kept}, ${lost})`.execute(city.db);
    assert.deepEqual(
      keys.rows.map((row) => row.id),
      [kept],
    );
    const again = await inTransaction(city.db, (tx) => replayTombstones(recordSources, city, tx, city.tombstones));
    assert.equal(again.destroyed, 0);
    await lift(id);
  });

  it('keeps a file as long as any record refers to it', async () => {
    const { sha256 } = await city.files.put(Readable.from(['a file of two records']), 1000);
    const { rows } = await sql<{ id: string }>`select id from submissions limit 1`.execute(city.db);
    const [submission] = rows;
    if (submission)
      await sql`insert into submission_items (id, submission_id, position, kind, file_sha256, file_name) values (${newId()}, ${submission.id}, 90, 'file', ${sha256}, 'shared.pdf')`.execute(
        city.db,
      );
    const listId = newId();
    await sql`insert into destruction_lists (id, number, as_of, drafted_at, proposed_at, proposed_by, decided_at, decided_by, decision)
      values (${listId}, 900, '2025-07-31', ${city.clock.now()}, ${city.clock.now()}, 'a', ${city.clock.now()}, 'b', 'approved')`.execute(
      city.db,
    );
    await sql`insert into destruction_files (list_id, sha256) values (${listId}, ${sha256})`.execute(city.db);
    await destroyApproved(city, recordSources);
    assert.equal(await city.files.has(sha256), submission !== undefined);
  });

  it('ends with Practice City when that is put back; a real city has no such door', async () => {
    await hold({}, true);
    await fillPractice(city, { actor: null, requestId: null }, baseUrl);
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from legal_holds where lifted_at is null`.execute(city.db);
    assert.equal(rows[0]?.n, 1, 'the one that the seed places');
    const real = site.city('los-angeles');
    await assert.rejects(fillPractice(real, { actor: null, requestId: null }, baseUrl), /only a practice city/);
  });

  it('leaves no plain word of what is restricted in any table: matter, reason, counsel’s advice', async () => {
    const words = ['Matter of the test', 'Reason of the test', 'A matter about inspections at the airport'];
    await hold({ bodyIds: ['housing'] });
    const { rows: advice } = await sql<{ text: string }>`select text from duty_acts where kind = 'advised'`.execute(
      city.db,
    );
    assert.ok(advice.length > 0 && advice.every((row) => row.text === ''));
    const { rows } = await sql<{
      name: string;
    }>`select tablename as name from pg_tables where schemaname = ${city.schema}`.execute(city.db);
    for (const { name } of rows) {
      for (const word of words) {
        const found =
          await sql`select 1 from ${sql.table(name)} t where position(${word} in to_jsonb(t)::text) > 0 limit 1`.execute(
            city.db,
          );
        assert.equal(found.rows.length, 0, `“${word}” stands in ${name}`);
      }
    }
  });
});
