import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { destroyApproved } from '#features/retention/destruction-run.ts';
import { newId } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import { receiveFile } from '#platform/file-scans.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { recordSources } from './wings-records.ts';

describe('a file of a destroyed record', () => {
  let site: TestSite;
  let city: City;
  before(async () => {
    site = await testSite();
    city = site.city();
  });
  after(() => site.close());

  const put = (text: string) => city.files.put(Readable.from([text]), 1000);
  let number = 900;
  /** An approved list on which nothing is left but the file. */
  async function lookAt(sha256: string): Promise<void> {
    const [listId, now] = [newId(), city.clock.now()];
    number += 1;
    await sql`insert into destruction_lists (id, number, as_of, drafted_at, proposed_at, proposed_by, decided_at, decided_by, decision)
      values (${listId}, ${number}, '2025-07-31', ${now}, ${now}, 'a', ${now}, 'b', 'approved')`.execute(city.db);
    await sql`insert into destruction_files (list_id, sha256) values (${listId}, ${sha256})`.execute(city.db);
    await destroyApproved(city, recordSources);
  }

  it('goes when no record refers to it, and whoever sends it in that moment is told', async () => {
    const file = await put('of nobody');
    assert.equal(await receiveFile(city, file), true);
    await sql`update file_scans set received_at = received_at - interval '11 minutes' where sha256 = ${file.sha256}`.execute(
      city.db,
    );
    await lookAt(file.sha256);
    assert.equal(await city.files.has(file.sha256), false);
    assert.equal(await receiveFile(city, file), false);
  });

  it('stays when the same content has just come in again, for a record that is not written yet', async () => {
    const file = await put('handed in again');
    await receiveFile(city, file);
    await sql`update file_scans set received_at = received_at - interval '1 year' where sha256 = ${file.sha256}`.execute(
      city.db,
    );
    assert.equal(await receiveFile(city, file), true);
    await lookAt(file.sha256);
    assert.equal(await city.files.has(file.sha256), true);
  });
});
