import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type BareCity, bareCity } from '#test/empty-city.ts';
import { beat, checkHealth } from './health.ts';
import * as sessions from './sessions.ts';

const { sessionLimits: limits } = sessions;
const start = Date.parse('2026-02-10T17:00:00Z');
const hour = 3_600_000;

describe('sessions', () => {
  let [open, other] = [] as unknown as [BareCity, BareCity];
  before(async () => {
    [open, other] = await Promise.all([bareCity(), bareCity()]);
  });
  after(() => Promise.all([open.close(), other.close()]));
  const db = () => open.city.db;

  it('are found by their secret alone, and only in the city that opened them', async () => {
    const secret = await sessions.openSession(db(), 'p1', start);
    assert.equal((await sessions.findSession(db(), secret, start))?.personId, 'p1');
    assert.equal(await sessions.findSession(other.city.db, secret, start), null);
    assert.equal(await sessions.findSession(db(), `${secret}x`, start), null);
    assert.equal(await sessions.findSession(db(), '', start), null);
    const stored = JSON.stringify((await sql`select * from sessions`.execute(db())).rows);
    assert.equal(stored.includes(secret), false);
  });

  it('run out after two hours without use, and after twelve in any case', async () => {
    const isLive = async (secret: string, now: number) => (await sessions.findSession(db(), secret, now))?.isLive;
    const idle = await sessions.openSession(db(), 'p2', start);
    assert.equal(await isLive(idle, start + limits.idleMs), true);
    assert.equal(await isLive(idle, start + 2 * limits.idleMs + 1), false);
    const busy = await sessions.openSession(db(), 'p2', start);
    for (let now = start; now <= start + limits.absoluteMs; now += hour) assert.equal(await isLive(busy, now), true);
    assert.equal(await isLive(busy, start + limits.absoluteMs + 1), false);
  });

  it('that have run out do not come to life again', async () => {
    const secret = await sessions.openSession(db(), 'p3', start);
    for (const later of [3, 4, 5])
      assert.equal((await sessions.findSession(db(), secret, start + later * hour))?.isLive, false);
  });

  it('end when they are revoked, one or all of a person', async () => {
    const [one, two, stranger] = await Promise.all(
      ['p4', 'p4', 'p5'].map((person) => sessions.openSession(db(), person, start)),
    );
    const found = await sessions.findSession(db(), one as string, start);
    await sessions.revokeSession(db(), found?.idHash ?? '', start);
    assert.equal(await sessions.findSession(db(), one as string, start), null);
    assert.equal((await sessions.sessionsOf(db(), 'p4', start)).length, 1);
    assert.equal(await sessions.revokeSessionsOf(db(), 'p4', start), 1);
    assert.equal(await sessions.findSession(db(), two as string, start), null);
    assert.equal((await sessions.findSession(db(), stranger as string, start))?.isLive, true);
  });

  it('open once from a link, even when it is sent twice in the same moment', async () => {
    const token = await sessions.makeSignInLink(db(), 'p6', start, null);
    const taken = await Promise.all([1, 2, 3].map(() => sessions.takeSignInLink(db(), token, start)));
    assert.deepEqual(
      taken.filter((person) => person !== null),
      ['p6'],
    );
    assert.equal(await sessions.personOfLink(db(), token, start), null);
    const late = await sessions.makeSignInLink(db(), 'p6', start, null);
    assert.equal(await sessions.takeSignInLink(db(), late, start + limits.linkMs + 1), null);
  });

  it('open again and again from a link of an evaluation, until another run begins', async () => {
    const token = await sessions.makeSignInLink(db(), 'p7', start, 'run 1');
    for (const _ of [1, 2]) assert.equal(await sessions.takeSignInLink(db(), token, start + 48 * hour), 'p7');
    const byMail = await sessions.makeSignInLink(db(), 'p7', start, null);
    await sessions.endLinksOfOtherRuns(db(), 'run 2');
    assert.equal(await sessions.takeSignInLink(db(), token, start), null);
    assert.equal(await sessions.takeSignInLink(db(), byMail, start), 'p7');
  });

  it('leave what was typed to the same person for a day, and to nobody else', async () => {
    const fields = { note: 'A long note with "quotes", ñ and\nlines', list: ['a', 'b'] };
    const id = await sessions.keepForm(db(), 'p8', '/tasks/1', fields, start);
    assert.deepEqual(await sessions.keptForm(db(), 'p8', id, start + hour), { path: '/tasks/1', fields });
    assert.equal(await sessions.keptForm(db(), 'p9', id, start), null);
    assert.equal(await sessions.keptForm(other.city.db, 'p8', id, start), null);
    assert.equal(await sessions.keptForm(db(), 'p8', id, start + limits.keptMs + 1), null);
    await sessions.dropOldForms(db(), start + limits.keptMs - 1);
    assert.ok(await sessions.keptForm(db(), 'p8', id, start));
    await sessions.dropOldForms(db(), start + limits.keptMs + 1);
    assert.equal(await sessions.keptForm(db(), 'p8', id, start), null);
  });

  it('get another secret with each proof, which notes when and how; the old one opens nothing', async () => {
    const secret = await sessions.openSession(db(), 'p10', start, 'passkey');
    const found = await sessions.findSession(db(), secret, start);
    const mark = sessions.markOfSecret(secret);
    const session = { idHash: found?.idHash ?? '', mark };
    const later = start + limits.freshMs + 1;
    assert.equal(sessions.isFresh(found?.provedAt ?? '2000-01-01T00:00:00.000Z', later), false);
    const renewed = await sessions.renewSession(db(), session, 'link', later);
    assert.ok(renewed && renewed !== secret && sessions.markOfSecret(renewed) === mark);
    assert.equal(await sessions.findSession(db(), secret, later), null);
    const again = await sessions.findSession(db(), renewed, later);
    assert.equal(Date.parse(again?.provedAt ?? ''), later);
    assert.equal(await sessions.renewSession(db(), session, 'link', later), null);
    const [listed] = await sessions.sessionsOf(db(), 'p10', later);
    assert.deepEqual([listed?.signed_in_by, listed?.proved_by], ['passkey', 'link']);
    await sessions.revokeSession(db(), again?.idHash ?? '', later);
    assert.equal(await sessions.renewSession(db(), { idHash: again?.idHash ?? '', mark }, 'link', later), null);
  });

  it('of a link that proves for one session sign nobody in, and prove for no other', async () => {
    const token = await sessions.makeSignInLink(db(), 'p11', start, null, 'session 1');
    for (const other of [null, 'session 2'] as const) {
      assert.equal(await sessions.personOfLink(db(), token, start, other), null);
      assert.equal(await sessions.takeSignInLink(db(), token, start, other), null);
    }
    assert.equal(await sessions.takeSignInLink(db(), token, start, 'session 1'), 'p11');
    assert.equal(await sessions.takeSignInLink(db(), token, start, 'session 1'), null);
  });

  it('leave no row a month after they have ended', async () => {
    const rows = async () =>
      (await sql<{ n: number }>`select count(*)::int as n from sessions where person_id = 'p12'`.execute(db())).rows[0]
        ?.n;
    await sessions.openSession(db(), 'p12', start);
    await sessions.dropOldSessions(db(), start + limits.rowMs - 1);
    assert.equal(await rows(), 1);
    await sessions.dropOldSessions(db(), start + limits.rowMs + 1);
    assert.equal(await rows(), 0);
  });

  it('are remembered by the browser until what was typed is dropped, so that a session that ran out is still known', () => {
    assert.equal(limits.cookieMs, limits.absoluteMs + limits.keptMs);
  });
});

describe('health', () => {
  let [open, other] = [] as unknown as [BareCity, BareCity];
  before(async () => {
    [open, other] = await Promise.all([bareCity(), bareCity()]);
  });
  after(() => Promise.all([open.close(), other.close()]));
  const ok = { status: 'ok', version: '1', database: 'ok', queue: 'ok' };

  it('is good while a worker has beaten in every city within a minute', async () => {
    await beat(open.city.db, 'w', start);
    assert.deepEqual(await checkHealth([open.city, other.city], '1', start), {
      ...ok,
      status: 'failing',
      queue: 'failing',
    });
    await beat(other.city.db, 'w', start);
    assert.deepEqual(await checkHealth([open.city, other.city], '1', start + 59_000), ok);
    assert.deepEqual(await checkHealth([open.city, other.city], '1', start + 61_000), {
      ...ok,
      status: 'failing',
      queue: 'failing',
    });
  });

  it('keeps one row for each worker, and forgets those of yesterday', async () => {
    for (const now of [start, start + 5_000]) await beat(open.city.db, 'w', now);
    await beat(open.city.db, 'new', start + 86_400_000 + 6_000);
    const { rows } = await sql<{ worker_id: string }>`select worker_id from worker_pulse`.execute(open.city.db);
    assert.deepEqual(rows, [{ worker_id: 'new' }]);
  });

  it('is bad, and says no more than that, when a database is away', async () => {
    const gone = await bareCity();
    await gone.close();
    assert.deepEqual(await checkHealth([open.city, gone.city], '1', start), {
      status: 'failing',
      version: '1',
      database: 'failing',
      queue: 'failing',
    });
  });
});
