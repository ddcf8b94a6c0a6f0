/** Seals committed audit rows in a hash chain, and verifies rows and chain. */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { type AuditTable, auditMac } from './audit.ts';
import type { City } from './city.ts';
import type { Database } from './database.ts';

type Seal = { seal_no: number; entry_seq: number; chain: string };

const chainStart = '0'.repeat(64);
const batchSize = 500;

function nextLink(key: Buffer, previous: string, seq: number, mac: string): string {
  return createHmac('sha256', key).update(`${previous}|${seq}|${mac}`).digest('hex');
}

/**
 * Seals rows whose transactions, and all earlier ones, have ended, in order; answers how many.
 * Only one process seals at a time; another returns 0 at once. A row that is visible with a transaction number of the
 * future came with a copy from another server: it has ended too.
 */
export async function sealAudit(city: City): Promise<number> {
  return city.db.transaction().execute(async (tx) => {
    const lock = await sql<{
      got: boolean;
    }>`select pg_try_advisory_xact_lock(hashtext(${`${city.schema}.audit_seals`})) as got`.execute(tx);
    if (!lock.rows[0]?.got) return 0;
    const last =
      await sql<Seal>`select seal_no, entry_seq, chain from audit_seals order by seal_no desc limit 1`.execute(tx);
    const { rows } = await sql<{ seq: number; mac: string }>`
      select e.seq, e.mac from audit_entries e
      where (e.xid < pg_snapshot_xmin(pg_current_snapshot()) or e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
        and not exists (select 1 from audit_seals s where s.entry_seq = e.seq)
      order by e.xid, e.seq limit ${batchSize}`.execute(tx);
    let chain = last.rows[0]?.chain ?? chainStart;
    let sealNo = last.rows[0]?.seal_no ?? 0;
    const seals = rows.map((row) => {
      chain = nextLink(city.auditKey, chain, row.seq, row.mac);
      sealNo += 1;
      return { seal_no: sealNo, entry_seq: row.seq, chain };
    });
    if (seals.length > 0) {
      await sql`insert into audit_seals (seal_no, entry_seq, chain)
        select * from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as s(seal_no bigint, entry_seq bigint, chain text)`.execute(
        tx,
      );
    }
    return seals.length;
  });
}

/** Seals until nothing is left; for tests, commands and an orderly stop. */
export async function sealAllAudit(city: City): Promise<number> {
  let total = 0;
  for (let sealed = await sealAudit(city); sealed > 0; sealed = await sealAudit(city)) total += sealed;
  return total;
}

export type AuditFault = { seq: number; sealNo: number | null; what: 'altered' | 'missing' | 'chain_broken' };
export type AuditVerdict = { rows: number; sealed: number; unsealed: number; faults: AuditFault[] };

/**
 * Recomputes every row's code and the whole chain, as they stand at one moment; names the rows that do not fit (the first 100).
 * `last`: only so many of the newest links, for a quick look.
 */
export function verifyAudit(city: City, last?: number): Promise<AuditVerdict> {
  return city.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => verifyWith({ ...city, db: tx }, last));
}

async function verifyWith(city: City, last: number | undefined): Promise<AuditVerdict> {
  const verdict: AuditVerdict = { rows: 0, sealed: 0, unsealed: 0, faults: [] };
  const fault = (found: AuditFault) => void (verdict.faults.length < 100 && verdict.faults.push(found));
  const start = last === undefined ? null : await linkBefore(city, last);
  let chain = start?.chain ?? chainStart;
  for (let after = start?.seal_no ?? 0; ; ) {
    const { rows } = await sql<Seal & Partial<AuditTable>>`
      select s.seal_no, s.entry_seq, s.chain, e.* from audit_seals s left join audit_entries e on e.seq = s.entry_seq
      where s.seal_no > ${after} order by s.seal_no limit ${batchSize * 4}`.execute(city.db);
    for (const row of rows) {
      if (row.seal_no !== after + 1) fault({ seq: row.entry_seq, sealNo: row.seal_no, what: 'chain_broken' });
      after = row.seal_no;
      verdict.sealed += 1;
      if (!row.mac) {
        fault({ seq: row.entry_seq, sealNo: row.seal_no, what: 'missing' });
        chain = row.chain;
        continue;
      }
      verdict.rows += 1;
      if (!isAuthentic(city, row as AuditTable)) fault({ seq: row.entry_seq, sealNo: row.seal_no, what: 'altered' });
      else if (!keysOf(city).some((key) => nextLink(key, chain, row.entry_seq, row.mac as string) === row.chain)) {
        fault({ seq: row.entry_seq, sealNo: row.seal_no, what: 'chain_broken' });
      }
      chain = row.chain;
    }
    if (rows.length === 0) break;
  }
  await verifyUnsealed(city, verdict, fault);
  return verdict;
}

/** The link before the newest `last`, null where the chain has no more than these. */
async function linkBefore(city: City, last: number): Promise<Seal | null> {
  const { rows } = await sql<Seal>`
    select seal_no, entry_seq, chain from audit_seals order by seal_no desc offset ${last} limit 1`.execute(city.db);
  return rows[0] ?? null;
}

async function verifyUnsealed(city: City, verdict: AuditVerdict, fault: (found: AuditFault) => void): Promise<void> {
  const { rows } = await sql<AuditTable>`
    select e.* from audit_entries e where not exists (select 1 from audit_seals s where s.entry_seq = e.seq) order by e.seq`.execute(
    city.db,
  );
  for (const row of rows) {
    verdict.rows += 1;
    verdict.unsealed += 1;
    if (!isAuthentic(city, row)) fault({ seq: row.seq, sealNo: null, what: 'altered' });
  }
}

/** The key in use, then those of earlier secrets. */
const keysOf = (city: City) => [city.auditKey, ...city.oldAuditKeys];

function isAuthentic(city: City, row: AuditTable): boolean {
  const { id, at, actor_id, actor_roles, event, subject_kind, subject_id, body_id, request_id, details } = row;
  const said = { id, at, actor_id, actor_roles, event, subject_kind, subject_id, body_id, request_id, details };
  return keysOf(city).some((key) => auditMac(key, said) === row.mac);
}

/** True when the database itself keeps the runtime role from changing audit rows. */
export async function isAuditEnforced(db: Database): Promise<boolean> {
  const { rows } = await sql<{ can: boolean }>`
    select bool_or(has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') or pg_has_role(c.relowner, 'MEMBER')) as can
    from pg_class c where c.oid in ('audit_entries'::regclass, 'audit_seals'::regclass)`.execute(db);
  return rows[0]?.can === false;
}
