import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import type { IsoInstant } from '#kit/dates.ts';
import { type BareCity, bareCity, sealRows } from '#test/empty-city.ts';
import { auditedChange, auditMac, type AuditNote, type AuditTable, recordAudit } from './audit.ts';
import { isAuditEnforced, sealAllAudit, verifyAudit } from './audit-seal.ts';

const asSystem = { actor: null, requestId: null };
const note = (id: string) => ({ event: 'overview.marked_seen', subject: { kind: 'city', id } }) as const;

describe('the audit', () => {
  let open: BareCity & { ownerUrl: string };
  before(async () => {
    open = await bareCity();
  });
  after(() => open.close());

  const rows = async () => (await sql<AuditTable>`select * from audit_entries order by seq`.execute(open.city.db)).rows;
  const looks = async () =>
    (await sql<{ person_id: string }>`select person_id from overview_looks order by 1`.execute(open.city.db)).rows.map(
      (row) => row.person_id,
    );
  const look = (id: string) => sql`insert into overview_looks (person_id, looked_at) values (${id}, now())`;

  it('lands with its change, in the same transaction', async () => {
    await auditedChange(open.city, asSystem, async (tx) => {
      await look('together').execute(tx);
      return { value: null, note: note('together') };
    });
    assert.deepEqual(await looks(), ['together']);
    const [row] = await rows();
    assert.deepEqual(
      [row?.event, row?.subject_id, row?.actor_id, row?.actor_roles],
      ['overview.marked_seen', 'together', null, 'system'],
    );
  });

  it('says who acted, in which roles, where and in which request', async () => {
    const actor = {
      personId: 'p1',
      name: 'Liaison, Parks',
      grants: [
        { role: 'liaison', bodyId: 'rap' },
        { role: 'member', bodyId: null },
      ],
    } as const;
    await auditedChange(open.city, { actor, requestId: 'r1' }, async () => ({
      value: null,
      note: { ...note('who'), bodyId: 'rap', details: { count: 2, isLate: false, none: null } },
    }));
    const row = (await rows()).at(-1);
    assert.deepEqual(
      [row?.actor_id, row?.actor_roles, row?.body_id, row?.request_id, row?.details],
      ['p1', 'liaison@rap member', 'rap', 'r1', { count: 2, isLate: false, none: null }],
    );
    assert.equal(JSON.stringify(row).includes('Liaison, Parks'), false);
  });

  type Change = () => Promise<{ value: null; note: AuditNote | readonly AuditNote[] }>;
  const failures: readonly [string, Change][] = [
    ['the change fails', async () => Promise.reject(new Error('the change failed'))],
    [
      'its row cannot be written',
      async () => ({ value: null, note: { ...note('x'), subject: { kind: 'city', id: null as unknown as string } } }),
    ],
    [
      'the second of two rows cannot be written',
      async () => ({ value: null, note: [note('first'), { ...note('x'), event: null as never }] }),
    ],
  ];
  for (const [when, fail] of failures) {
    it(`leaves neither change nor row when ${when}`, async () => {
      const before = [await looks(), (await rows()).length];
      const change = auditedChange(open.city, asSystem, async (tx) => {
        await look(`never ${when}`).execute(tx);
        return fail();
      });
      await assert.rejects(change);
      assert.deepEqual([await looks(), (await rows()).length], before);
    });
  }

  it('goes with the transaction around it', async () => {
    const count = (await rows()).length;
    const change = open.city.db.transaction().execute(async (tx) => {
      await auditedChange({ ...open.city, db: tx }, asSystem, async () => ({ value: null, note: note('inner') }));
      throw new Error('the outer act failed');
    });
    await assert.rejects(change, /outer/);
    assert.equal((await rows()).length, count);
  });

  it('authenticates every word of a row', () => {
    const key = Buffer.alloc(32, 1);
    const row = {
      id: 'i',
      at: '2025-07-25T12:00:00.000Z' as IsoInstant,
      actor_id: 'p',
      actor_roles: 'r',
      event: 'overview.marked_seen',
      subject_kind: 'city',
      subject_id: 's',
      body_id: 'b',
      request_id: 'q',
      details: { a: 1 },
    } as const;
    const macs = Object.keys(row).map((name) =>
      auditMac(key, { ...row, [name]: name === 'details' ? { a: 2 } : 'other' }),
    );
    assert.equal(
      new Set([auditMac(key, row), auditMac(Buffer.alloc(32, 2), row), ...macs]).size,
      Object.keys(row).length + 2,
    );
  });
});

describe('the seal', () => {
  let open: BareCity & { ownerUrl: string };
  let owner: pg.Client;
  before(async () => {
    open = await bareCity();
    owner = new pg.Client({ connectionString: open.ownerUrl, options: `-c search_path=${open.city.schema}` });
    await owner.connect();
  });
  after(async () => {
    await owner.end();
    await open.close();
  });

  const write = (id: string) => auditedChange(open.city, asSystem, async () => ({ value: null, note: note(id) }));
  const seqOf = async (id: string) =>
    Number((await owner.query('select seq from audit_entries where subject_id = $1', [id])).rows[0]?.seq);
  const sealedOrder = async () =>
    (
      await owner.query(
        'select e.subject_id from audit_seals s join audit_entries e on e.seq = s.entry_seq order by s.seal_no',
      )
    ).rows.map((row) => row.subject_id as string);
  /** A transaction that wrote a row and waits to be ended. */
  function openWrite(id: string): { written: Promise<void>; end(): Promise<void> } {
    let finish = () => {};
    const waiting = new Promise<void>((resolve) => (finish = resolve));
    let wrote = () => {};
    const written = new Promise<void>((resolve) => (wrote = resolve));
    const ended = open.city.db.transaction().execute(async (tx) => {
      await recordAudit(open.city, tx, asSystem, note(id));
      wrote();
      await waiting;
    });
    return {
      written,
      async end() {
        finish();
        await ended;
      },
    };
  }

  it('waits for transactions that are open, and keeps every later row behind them', async () => {
    await write('a');
    await sealRows(open.city, 1);
    const first = openWrite('b');
    await first.written;
    const second = openWrite('c');
    await second.written;
    // The later transaction ends before the earlier one, and another comes after both.
    await second.end();
    await write('d');
    assert.equal(await sealAllAudit(open.city), 0);
    assert.deepEqual(await sealedOrder(), ['a']);
    assert.deepEqual((await verifyAudit(open.city)).unsealed, 2);
    await first.end();
    await sealRows(open.city, 3);
    assert.deepEqual(await sealedOrder(), ['a', 'b', 'c', 'd']);
  });

  it('is set once for each row, however many seal at the same time', async () => {
    for (let count = 0; count < 30; count += 1) await write(`many ${count}`);
    const sealed = await Promise.all(Array.from({ length: 4 }, () => sealAllAudit(open.city)));
    await sealRows(open.city, 30 - sealed.reduce((sum, count) => sum + count, 0));
    const { rows } = await owner.query(
      'select count(*)::int as seals, count(distinct entry_seq)::int as entries, max(seal_no)::int as last from audit_seals',
    );
    assert.deepEqual(rows[0], { seals: 34, entries: 34, last: 34 });
  });

  it('finds nothing wrong where nothing was changed', async () => {
    await write('fresh');
    assert.deepEqual(await verifyAudit(open.city), { rows: 35, sealed: 34, unsealed: 1, faults: [] });
  });

  it('is set also under rows that came with a copy from another server, where transactions had higher numbers', async () => {
    await owner.query(`update audit_entries set xid = '999999999' where subject_id = 'fresh'`);
    await write('after the copy');
    await sealRows(open.city, 2);
    assert.deepEqual((await verifyAudit(open.city)).faults, []);
  });

  /** Does what only the owner of the tables can do, looks, and takes it back. */
  async function tampered(
    statement: string,
    seq?: number,
  ): Promise<{ seq: number; sealNo: number | null; what: string }[]> {
    await owner.query('create table kept_entries as table audit_entries; create table kept_seals as table audit_seals');
    try {
      const { rowCount } = await owner.query(statement, seq === undefined ? [] : [seq]);
      assert.equal(rowCount, 1);
      return (await verifyAudit(open.city)).faults;
    } finally {
      await owner.query(`truncate audit_entries, audit_seals;
        insert into audit_entries overriding system value select * from kept_entries; insert into audit_seals select * from kept_seals;
        drop table kept_entries; drop table kept_seals`);
    }
  }

  const alterations = [
    "subject_id = 'x'",
    "actor_id = 'x'",
    "actor_roles = 'x'",
    "at = at + interval '1 millisecond'",
    'details = \'{"a":1}\'',
    "event = 'city.role_ended'",
    "body_id = 'rap'",
    "request_id = 'x'",
    "mac = repeat('0', 64)",
  ];
  for (const alteration of alterations) {
    it(`names the one sealed row with ${alteration.split(' ')[0]} altered`, async () => {
      const seq = await seqOf('many 7');
      const { rows } = await owner.query('select seal_no::int as n from audit_seals where entry_seq = $1', [seq]);
      assert.deepEqual(await tampered(`update audit_entries set ${alteration} where seq = $1`, seq), [
        { seq, sealNo: rows[0].n, what: 'altered' },
      ]);
    });
  }

  it('names the one unsealed row that was altered', async () => {
    await write('unsealed');
    const seq = await seqOf('unsealed');
    assert.deepEqual(await tampered(`update audit_entries set actor_id = 'x' where seq = $1`, seq), [
      { seq, sealNo: null, what: 'altered' },
    ]);
  });

  it('names a row that was taken out, and a row put in without the key', async () => {
    const seq = await seqOf('c');
    assert.deepEqual(await tampered('delete from audit_entries where seq = $1', seq), [
      { seq, sealNo: 3, what: 'missing' },
    ]);
    const faults = await tampered(
      `insert into audit_entries (id, at, actor_roles, event, subject_kind, subject_id, details, mac)
      select gen_random_uuid(), at, actor_roles, event, subject_kind, subject_id, details, mac from audit_entries where seq = $1`,
      seq,
    );
    assert.deepEqual(
      faults.map((fault) => fault.what),
      ['altered'],
    );
  });

  it('names where the chain was broken: a seal changed, taken out, or set under another row', async () => {
    const [c, d] = [await seqOf('c'), await seqOf('d')];
    const changed = await tampered(`update audit_seals set chain = repeat('0', 64) where entry_seq = $1`, c);
    assert.deepEqual(
      changed.map(({ seq, what }) => [seq, what]),
      [
        [c, 'chain_broken'],
        [d, 'chain_broken'],
      ],
    );
    const removed = await tampered('delete from audit_seals where entry_seq = $1', c);
    assert.deepEqual(removed[0], { seq: d, sealNo: 4, what: 'chain_broken' });
    const exchanged = await tampered(
      `update audit_seals set entry_seq = case entry_seq when $1 then -$1 else $1 end where entry_seq = $1`,
      d,
    );
    assert.deepEqual(exchanged[0], { seq: -d, sealNo: 4, what: 'missing' });
  });

  it('cannot be made again without the key', async () => {
    await sealRows(open.city, 1);
    const stranger = { ...open.city, auditKey: Buffer.alloc(32, 9) };
    const { rows, faults } = await verifyAudit(stranger);
    assert.equal(faults.length, rows);
    assert.ok(faults.every((fault) => fault.what === 'altered'));
  });

  it('stands on tables that the database itself keeps from the runtime role', async () => {
    assert.equal(await isAuditEnforced(open.city.db), true);
  });
});
