/** What the scanner said of each file that came in. Until it spoke, nobody is given the bytes; without a scanner, pages say so. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { auditedChange } from './audit.ts';
import type { City } from './city.ts';
import { type Database, inTransaction, type Tx } from './database.ts';
import type { StoredFile } from './files.ts';
import { ScannerAway, ScannerLimit, type Verdict } from './scanner.ts';

export type ScanState = 'waiting' | 'clean' | 'infected' | 'not_scanned';

export type FileScan = {
  sha256: string;
  byte_length: number;
  received_at: IsoInstant;
  state: ScanState;
  scanner: string | null;
  scanned_at: IsoInstant | null;
  signature: string | null;
  is_too_large: boolean;
  not_before: IsoInstant | null;
};
type Tables = { file_scans: FileScan };

const tables = (db: Database) => db.withTables<Tables>();

/** What a page shows of a file. `too_large` waits too: until the scanner is set to take files of its size. */
export type ShownState = ScanState | 'too_large';

/** Who may have the bytes: only what is clean, or what no scanner is there for. */
export const isGiven = (state: ShownState): boolean => state === 'clean' || state === 'not_scanned';

/**
 * Call it as soon as the store holds the file. The same content a second time keeps what is known of it.
 * False when a destruction took the content out of the store in the same moment: then it was not received.
 */
export async function receiveFile(city: City, file: StoredFile): Promise<boolean> {
  await inTransaction(city.db, async (tx) => {
    await lockFile(tx, file.sha256);
    await insertScan(city, tx, file);
  });
  return city.files.has(file.sha256);
}

/** Whoever receives a content or takes it out of the store waits for the other. */
export async function lockFile(tx: Tx, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${sha256}, 14))`.execute(tx);
}

const momentsMs = 10 * 60_000;

/** True for moments after a content came in: the record that it belongs to may not be written yet. */
export async function isJustReceived(city: City, tx: Tx, sha256: string): Promise<boolean> {
  const since = new Date(Date.parse(city.clock.now()) - momentsMs).toISOString() as IsoInstant;
  const row = await tables(tx)
    .selectFrom('file_scans')
    .select('sha256')
    .where('sha256', '=', sha256)
    .where('received_at', '>', since)
    .executeTakeFirst();
  return row !== undefined;
}

async function insertScan(city: City, tx: Tx, file: StoredFile): Promise<void> {
  await tables(tx)
    .insertInto('file_scans')
    .values({
      sha256: file.sha256,
      byte_length: file.byteLength,
      received_at: city.clock.now(),
      state: city.scanner ? 'waiting' : 'not_scanned',
      scanner: null,
      scanned_at: null,
      signature: null,
      is_too_large: false,
      not_before: null,
    })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ received_at: city.clock.now() }))
    .execute();
}

/** Rows for files of the store that have none: from before this table, or of a process that died in between. */
export async function receiveForgottenFiles(city: City): Promise<number> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from file_scans`.execute(city.db);
  const known = new Set(rows.map((row) => row.sha256));
  let added = 0;
  for await (const file of city.files.each()) {
    if (known.has(file.sha256)) continue;
    await receiveFile(city, file);
    added += 1;
  }
  return added;
}

/** As a page shows it now: a scanner that was set up later makes unscanned files wait, one taken away lets them go. */
export function shownState(row: Pick<FileScan, 'state' | 'is_too_large'> | undefined, hasScanner: boolean): ShownState {
  if (row?.state === 'clean' || row?.state === 'infected') return row.state;
  if (!hasScanner) return 'not_scanned';
  return row?.is_too_large ? 'too_large' : 'waiting';
}

export async function statesOf(city: City, hashes: readonly string[]): Promise<ReadonlyMap<string, ShownState>> {
  const rows =
    hashes.length === 0
      ? []
      : await tables(city.db)
          .selectFrom('file_scans')
          .select(['sha256', 'state', 'is_too_large'])
          .where('sha256', 'in', [...hashes])
          .execute();
  const byHash = new Map(rows.map((row) => [row.sha256, row]));
  return new Map(hashes.map((hash) => [hash, shownState(byHash.get(hash), city.scanner !== null)]));
}

export async function stateOf(city: City, sha256: string): Promise<ShownState> {
  return (await statesOf(city, [sha256])).get(sha256) as ShownState;
}

export function scanOf(db: Database, sha256: string): Promise<FileScan | undefined> {
  return tables(db).selectFrom('file_scans').selectAll().where('sha256', '=', sha256).executeTakeFirst();
}

export type ScannerSays = { kind: 'none' } | { kind: 'there'; version: string } | { kind: 'away' };

/** Asks the scanner itself, for at most two seconds: a page waits for the answer. */
export async function scannerSays({ scanner }: City): Promise<ScannerSays> {
  if (!scanner) return { kind: 'none' };
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 2_000).unref());
  const version = await Promise.race([scanner.version().catch(() => null), late]);
  return version === null ? { kind: 'away' } : { kind: 'there', version };
}

export type ScanCounts = {
  waiting: number;
  tooLarge: number;
  infected: number;
  notScanned: number;
  clean: number;
  oldestWaitingAt: IsoInstant | null;
};

export async function scanCounts(city: City): Promise<ScanCounts> {
  const isOpen = sql`state in ('waiting', 'not_scanned')`;
  const { rows } = await sql<{
    open: number;
    large: number;
    infected: number;
    clean: number;
    oldest: IsoInstant | null;
  }>`
    select count(*) filter (where ${isOpen}) as open, count(*) filter (where ${isOpen} and is_too_large) as large,
      count(*) filter (where state = 'infected') as infected, count(*) filter (where state = 'clean') as clean,
      min(received_at) filter (where ${isOpen} and not is_too_large) as oldest from file_scans`.execute(city.db);
  const { open = 0, large = 0, infected = 0, clean = 0, oldest = null } = rows[0] ?? {};
  if (!city.scanner) return { waiting: 0, tooLarge: 0, infected, clean, notScanned: open, oldestWaitingAt: null };
  return { waiting: open - large, tooLarge: large, infected, clean, notScanned: 0, oldestWaitingAt: oldest };
}

/** Newest first; `states` as the rows keep them. */
export function scansIn(db: Database, states: readonly ScanState[], limit: number): Promise<FileScan[]> {
  return tables(db)
    .selectFrom('file_scans')
    .selectAll()
    .where('state', 'in', [...states])
    .orderBy('received_at', 'desc')
    .orderBy('sha256')
    .limit(limit)
    .execute();
}

const pauseMs = { away: 15_000, tooLarge: 3_600_000 } as const;
const atOnce = 20;

/**
 * Scans files that wait, oldest first, one after the other; several workers share them. Answers how many were settled.
 * A scanner that is away ends the turn: the next one tries again. `now` is the real clock's, in milliseconds.
 */
export async function scanWaitingFiles(city: City, now: number): Promise<number> {
  if (!city.scanner) return 0;
  let settled = 0;
  for (let count = 0; count < atOnce; count += 1) {
    const outcome = await scanOne(city, now);
    if (outcome === 'settled') settled += 1;
    else if (outcome === 'none') break;
  }
  return settled;
}

/**
 * The claim is a lock of this connection: a worker that dies lets go at once, and nothing but the verdict is written, so
 * that no transaction number is held while the scanner reads (the audit's seal waits for those).
 */
async function scanOne(city: City, now: number): Promise<'settled' | 'put_off' | 'none'> {
  return city.db.transaction().execute(async (claim) => {
    const candidates = await tables(claim)
      .selectFrom('file_scans')
      .select('sha256')
      .where('state', 'in', ['waiting', 'not_scanned'])
      .where((where) =>
        where.or([
          where('not_before', 'is', null),
          where('not_before', '<=', new Date(now).toISOString() as IsoInstant),
        ]),
      )
      .orderBy('received_at')
      .orderBy('sha256')
      .limit(50)
      .execute();
    for (const { sha256 } of candidates) {
      const { rows } = await sql<{ got: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${`${city.schema}.file_scans.${sha256}`}, 0)) as got`.execute(
        claim,
      );
      if (!rows[0]?.got) continue;
      // Another worker may have settled it between the list and the lock.
      const [row] = await tables(claim).selectFrom('file_scans').select('state').where('sha256', '=', sha256).execute();
      if (row?.state === 'waiting' || row?.state === 'not_scanned') return settle(city, sha256, now);
    }
    return 'none';
  });
}

async function settle(city: City, sha256: string, now: number): Promise<'settled' | 'put_off'> {
  const { scanner } = city;
  if (!scanner) return 'put_off';
  try {
    const version = await scanner.version();
    const { stream } = await city.files.open(sha256);
    await recordVerdict(city, sha256, version, await scanner.scan(stream));
    return 'settled';
  } catch (error) {
    const isTooLarge = error instanceof ScannerLimit;
    await putOff(city, sha256, now + (isTooLarge ? pauseMs.tooLarge : pauseMs.away), isTooLarge);
    if (!isTooLarge)
      throw error instanceof ScannerAway ? error : new Error('a file that waits cannot be read', { cause: error });
    return 'put_off';
  }
}

async function recordVerdict(city: City, sha256: string, scanner: string, verdict: Verdict): Promise<void> {
  const signature = verdict.state === 'infected' ? verdict.signature : null;
  await auditedChange(city, { actor: null, requestId: null }, async (tx) => {
    await tables(tx)
      .updateTable('file_scans')
      .set({
        state: verdict.state,
        scanner,
        scanned_at: city.clock.now(),
        signature,
        is_too_large: false,
        not_before: null,
      })
      .where('sha256', '=', sha256)
      .execute();
    const event = verdict.state === 'clean' ? ('file.found_clean' as const) : ('file.found_infected' as const);
    return {
      value: undefined,
      note: { event, subject: { kind: 'upload' as const, id: sha256 }, details: { signature } },
    };
  });
}

async function putOff(city: City, sha256: string, until: number, isTooLarge: boolean): Promise<void> {
  await tables(city.db)
    .updateTable('file_scans')
    .set({ not_before: new Date(until).toISOString() as IsoInstant, is_too_large: isTooLarge })
    .where('sha256', '=', sha256)
    .execute();
}
