import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type BareCity, bareCity } from '#test/empty-city.ts';
import { eicar, type FakeClamd, fakeClamd } from '#test/fake-clamd.ts';
import type { City } from './city.ts';
import {
  receiveFile,
  receiveForgottenFiles,
  scanCounts,
  scannerSays,
  scanOf,
  scanWaitingFiles,
  shownState,
  stateOf,
} from './file-scans.ts';
import { clamdScanner } from './scanner.ts';

describe('uploads before the scanner', () => {
  let bare: BareCity;
  let clamd: FakeClamd;
  /** The city without a scanner, and as it is once one is set up. */
  let plain: City;
  let guarded: City;
  before(async () => {
    [bare, clamd] = await Promise.all([bareCity(), fakeClamd()]);
    plain = bare.city;
    guarded = { ...plain, scanner: clamdScanner(clamd.address, { idleMs: 500, totalMs: 2_000 }) };
  });
  afterEach(async () => {
    clamd.become('well');
    await sql`delete from file_scans`.execute(plain.db);
    for await (const file of plain.files.each()) await plain.files.remove(file.sha256);
  });
  after(async () => {
    await clamd.close();
    await bare.close();
  });

  const receive = async (city: City, content: string) => {
    const stored = await city.files.put(Readable.from([content]), 1_000_000);
    await receiveFile(city, stored);
    return stored.sha256;
  };
  const now = Date.now();
  const events = async () =>
    (
      await sql<{
        event: string;
        subject_id: string;
      }>`select event, subject_id from audit_entries order by seq`.execute(plain.db)
    ).rows;

  const cases = [
    { state: undefined, isTooLarge: false, without: 'not_scanned', withOne: 'waiting' },
    { state: 'waiting', isTooLarge: false, without: 'not_scanned', withOne: 'waiting' },
    { state: 'waiting', isTooLarge: true, without: 'not_scanned', withOne: 'too_large' },
    { state: 'not_scanned', isTooLarge: false, without: 'not_scanned', withOne: 'waiting' },
    { state: 'clean', isTooLarge: false, without: 'clean', withOne: 'clean' },
    { state: 'infected', isTooLarge: false, without: 'infected', withOne: 'infected' },
  ] as const;
  for (const { state, isTooLarge, without, withOne } of cases) {
    it(`shows ${state ?? 'a file without a row'}${isTooLarge ? ', too large,' : ''} as ${without} without a scanner and as ${withOne} with one`, () => {
      const row = state && { state, is_too_large: isTooLarge };
      assert.deepEqual([shownState(row, false), shownState(row, true)], [without, withOne]);
    });
  }

  it('wait, are scanned once, and the audit says what was found in which', async () => {
    const [good, bad] = [await receive(guarded, 'a plan'), await receive(guarded, `an attachment ${eicar}`)];
    assert.deepEqual([await stateOf(guarded, good), await stateOf(guarded, bad)], ['waiting', 'waiting']);
    const before = clamd.scans();
    assert.equal(await scanWaitingFiles(guarded, now), 2);
    assert.deepEqual([await stateOf(guarded, good), await stateOf(guarded, bad)], ['clean', 'infected']);
    const row = await scanOf(plain.db, bad);
    assert.equal(row?.signature, 'Eicar-Test-Signature');
    assert.match(row?.scanner ?? '', /^ClamAV 1/);
    assert.ok(row?.scanned_at);
    assert.deepEqual(await events(), [
      { event: 'file.found_clean', subject_id: good },
      { event: 'file.found_infected', subject_id: bad },
    ]);
    assert.equal(await scanWaitingFiles(guarded, now), 0);
    assert.equal(clamd.scans() - before, 2);
  });

  it('that came in before there was a scanner are scanned when there is one; a file without a row is found', async () => {
    const old = await receive(plain, 'from before');
    assert.equal((await scanOf(plain.db, old))?.state, 'not_scanned');
    const forgotten = await plain.files.put(Readable.from(['the process died before the row']), 1000);
    assert.equal(await receiveForgottenFiles(guarded), 1);
    assert.equal(await receiveForgottenFiles(guarded), 0);
    assert.equal(await scanWaitingFiles(guarded, now), 2);
    assert.deepEqual([await stateOf(guarded, old), await stateOf(guarded, forgotten.sha256)], ['clean', 'clean']);
  });

  it('keep what is known of them when the same content comes again', async () => {
    const bad = await receive(guarded, eicar);
    await scanWaitingFiles(guarded, now);
    assert.equal(await receive(guarded, eicar), bad);
    assert.equal(await receive(plain, eicar), bad);
    assert.deepEqual([await stateOf(guarded, bad), await stateOf(plain, bad)], ['infected', 'infected']);
  });

  for (const mood of ['dies', 'dies-midway', 'garbage', 'silent'] as const) {
    it(`wait on where the scanner ${mood}, and are scanned when it is back`, async () => {
      const hash = await receive(guarded, eicar);
      clamd.become(mood);
      await assert.rejects(scanWaitingFiles(guarded, now), /scanner/);
      assert.equal(await stateOf(guarded, hash), 'waiting');
      assert.equal(await scanWaitingFiles(guarded, now), 0);
      clamd.become('well');
      assert.equal(await scanWaitingFiles(guarded, now + 60_000), 1);
      assert.equal(await stateOf(guarded, hash), 'infected');
    });
  }

  it('that are larger than the scanner takes are not given out, hold nothing up, and are tried again', async () => {
    const small = await fakeClamd({ limit: 10_000 });
    const city = { ...plain, scanner: clamdScanner(small.address) };
    const large = await receive(city, 'x'.repeat(300_000));
    const other = await receive(city, 'small');
    assert.equal(await scanWaitingFiles(city, now), 1);
    assert.deepEqual([await stateOf(city, large), await stateOf(city, other)], ['too_large', 'clean']);
    assert.equal(await scanWaitingFiles(guarded, now + 3_000_000), 0);
    assert.equal(await scanWaitingFiles(guarded, now + 3_700_000), 1);
    assert.equal(await stateOf(guarded, large), 'clean');
    await small.close();
  });

  it('are scanned once by several workers at once', async () => {
    for (let count = 0; count < 12; count += 1) await receive(guarded, `file ${count}`);
    const before = clamd.scans();
    const settled = await Promise.all([1, 2, 3, 4].map(() => scanWaitingFiles(guarded, now)));
    assert.equal(
      settled.reduce((sum, count) => sum + count, 0),
      12,
    );
    assert.equal(clamd.scans() - before, 12);
    assert.equal((await events()).filter((row) => row.event === 'file.found_clean').length >= 12, true);
  });

  it('of which a worker was killed in the middle of scanning are scanned by another at once', async () => {
    const slow = await fakeClamd({ delayMs: 3_000 });
    const hash = await receive(guarded, 'in the middle');
    const { url, schema } = bare.connections.app;
    const worker = fork(join(import.meta.dirname, '../../test/scan-process.ts'), {
      env: {
        ...process.env,
        SCAN: JSON.stringify({
          url,
          path: schema,
          schema: plain.schema,
          scanner: slow.address,
          content: 'in the middle',
        }),
      },
    });
    while (slow.scans() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await scanWaitingFiles(guarded, now), 0);
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
    let settled = 0;
    for (let tries = 0; settled === 0 && tries < 100; tries += 1) {
      settled = await scanWaitingFiles(guarded, now);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(settled, 1);
    assert.equal(await stateOf(guarded, hash), 'clean');
    assert.equal((await events()).filter((row) => row.subject_id === hash).length, 1);
    await slow.close();
  });

  it('are counted, and the scanner says of itself whether it is there', async () => {
    await receive(guarded, eicar);
    await scanWaitingFiles(guarded, now);
    await receive(guarded, 'one');
    await receive(plain, 'two');
    const { oldestWaitingAt, ...counts } = await scanCounts(guarded);
    assert.deepEqual(counts, { waiting: 2, tooLarge: 0, infected: 1, clean: 0, notScanned: 0 });
    assert.ok(oldestWaitingAt);
    assert.deepEqual(await scanCounts(plain), {
      waiting: 0,
      tooLarge: 0,
      infected: 1,
      clean: 0,
      notScanned: 2,
      oldestWaitingAt: null,
    });
    assert.equal((await scannerSays(guarded)).kind, 'there');
    assert.equal((await scannerSays(plain)).kind, 'none');
    clamd.become('dies');
    assert.equal((await scannerSays(guarded)).kind, 'away');
  });
});
