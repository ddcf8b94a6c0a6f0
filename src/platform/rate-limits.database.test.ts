import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type BareCity, bareCity } from '#test/empty-city.ts';
import { bucketOf, clientOf, type RateLimit, sweepBuckets, takeAttempt } from './rate-limits.ts';

const start = Date.parse('2026-02-10T17:00:00Z');
const limit: RateLimit = { kind: 'test', burst: 3, everySeconds: 60 };
const secret = 'a secret of the tests';

describe('attempts', () => {
  let open: BareCity;
  before(async () => {
    open = await bareCity();
  });
  after(() => open.close());
  const take = (what: string, now: number, of = limit) =>
    takeAttempt(open.city.db, bucketOf(secret, of, what, now), of, now);

  const cases: readonly { at: number; says: number; why: string }[] = [
    { at: 0, says: 0, why: 'the first' },
    { at: 0, says: 0, why: 'the second' },
    { at: 0, says: 0, why: 'the third of a burst of three' },
    { at: 0, says: 60, why: 'one too many: a minute' },
    { at: 20, says: 40, why: 'a refused one costs nothing: the minute runs on' },
    { at: 59, says: 1, why: 'never less than a second' },
    { at: 60, says: 0, why: 'a minute later there is one' },
    { at: 61, says: 59, why: 'and only one' },
    { at: 600, says: 0, why: 'ten minutes fill the bucket' },
    { at: 600, says: 0, why: 'up to three' },
    { at: 600, says: 0, why: 'and no more than three' },
    { at: 600, says: 60, why: 'however long nobody asked' },
    { at: 590, says: 60, why: 'a clock that stands behind gives nothing back' },
  ];
  it('are given out as the table says', async () => {
    for (const { at, says, why } of cases)
      assert.equal(await take('somebody', start + at * 1000), says, `${at}: ${why}`);
  });

  it('are counted apart for each thing and each limit', async () => {
    for (let count = 0; count < 3; count += 1) await take('a', start);
    assert.ok((await take('a', start)) > 0);
    assert.equal(await take('b', start), 0);
    assert.equal(await take('a', start, { ...limit, kind: 'another' }), 0);
  });

  it('are never given twice, however many ask in the same moment', async () => {
    const asked = await Promise.all(Array.from({ length: 30 }, () => take('many', start)));
    assert.equal(asked.filter((seconds) => seconds === 0).length, 3);
    assert.ok(asked.every((seconds) => seconds === 0 || (seconds >= 1 && seconds <= 60)));
  });

  it('leave nothing in the table that tells of whom they were, and another name each day', async () => {
    await take('person@example.org', start);
    const { rows } = await sql`select * from rate_buckets`.execute(open.city.db);
    assert.doesNotMatch(JSON.stringify(rows), /person|example|test/);
    const of = (now: number, key = secret) => bucketOf(key, limit, 'x', now);
    assert.equal(of(start), of(start + 1000));
    assert.notEqual(of(start), of(start + 86_400_000));
    assert.notEqual(of(start), of(start, 'another secret of the tests'));
  });

  it('are forgotten after a day', async () => {
    await take('old', start);
    const count = async () =>
      (await sql<{ n: number }>`select count(*)::int as n from rate_buckets`.execute(open.city.db)).rows[0]?.n ?? 0;
    await sweepBuckets(open.city.db, start);
    assert.ok((await count()) > 0);
    await sweepBuckets(open.city.db, start + 2 * 86_400_000);
    assert.equal(await count(), 0);
  });
});

describe('a client', () => {
  const clients: readonly [address: string, client: string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['nonsense', 'nonsense'],
  ];
  for (const [address, client] of clients) {
    it(`at ${address} is ${client}`, () => assert.equal(clientOf(address), client));
  }
});
