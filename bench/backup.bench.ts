/** Backup and restore of a city by its rows: against plain COPY of the same tables, and as the city grows tenfold. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { makeBackup } from '#features/operations/backup-service.ts';
import { restoreBackup } from '#features/operations/restore-service.ts';
import { parseKeys } from '#platform/city-keys.ts';
import { parseConfig } from '#platform/config.ts';
import { migrationHashes } from '#platform/migrations.ts';
import { folders } from '#start/folders.ts';
import { replayTombstones } from '#start/operations-replay.ts';
import { restoreTarget } from '#start/operations-tools.ts';
import { testKeys, testSecret } from '#test/city.ts';
import { createDatabase } from '#test/database.ts';
import { testProfile } from '#test/empty-city.ts';
import { atMost, type Bench, type Figure, forInformation } from './figure.ts';

type Measured = { rows: number; backup: number; restore: number; copyOut: number; copyIn: number; megabytes: number };

export const bench: Bench = {
  name: 'backup',
  describe: 'backup and restore of a city against plain COPY of the same rows',
  async run({ quick, note }) {
    const sizes = quick ? [5_000, 50_000] : [100_000, 1_000_000];
    const [small, large] = [await measure(sizes[0] as number, note), await measure(sizes[1] as number, note)];
    return [...figuresOf(small), ...figuresOf(large), ...growth(small, large)];
  },
};

function figuresOf({ rows, backup, restore, copyOut, copyIn, megabytes }: Measured): Figure[] {
  const count = `${rows.toLocaleString('en')} records`;
  const per = (seconds: number) => (seconds * 100_000) / rows;
  return [
    forInformation(`${count}: backup per 100,000`, per(backup), 's'),
    forInformation(`${count}: restore per 100,000, audit verified`, per(restore), 's'),
    forInformation(`${count}: size of the archive`, megabytes, 'MB'),
    forInformation(`${count}: backup against COPY to nowhere`, backup / copyOut, 'x'),
    forInformation(`${count}: restore against COPY into tables with the same indexes`, restore / copyIn, 'x'),
  ];
}

/** Ten times the records take at most ten times as long, with a tenth of tolerance. */
function growth(small: Measured, large: Measured): Figure[] {
  const times = large.rows / small.rows;
  const ratio = (one: 'backup' | 'restore') => large[one] / small[one] / times;
  return [
    atMost(`backup: growth at ${times} times the records, against linear`, ratio('backup'), 1.1),
    atMost(`restore: growth at ${times} times the records, against linear`, ratio('restore'), 1.1),
  ];
}

async function measure(rows: number, note: (sentence: string) => void): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  const [from, to, plain] = [await createDatabase(), await createDatabase(), await createDatabase()];
  try {
    const targetOn = async (url: string, name: string) => {
      const config = parseConfig({
        STEWARD_DATA: await mkdtemp(join(folder, name)),
        STEWARD_SECRET: testSecret,
        STEWARD_KEYS: testKeys,
        STEWARD_CITIES: 'practice',
      });
      const target = restoreTarget(config, url);
      const { schema } = await target.prepareCity('practice');
      return { target, schema };
    };
    const source = await targetOn(from.url, 'from');
    await fill(from.url, source.schema, rows);
    const open = await source.target.openCity('practice', testProfile);
    const path = join(folder, 'bench.steward-backup');
    const hashes = await migrationHashes(folders.migrations);
    const secrets = [testSecret];
    const copyOut = await seconds(() => copyAll(from.url, source.schema, null));
    const backup = await seconds(() =>
      makeBackup({
        path,
        sources: [{ city: open.city, connection: open.connection }],
        secrets,
        keys: parseKeys(testKeys),
        version: '0',
        migrationHashes: hashes,
        now: new Date(),
        say: () => {},
      }),
    );
    await open.close();
    await targetOn(plain.url, 'plain');
    const copyIn = await seconds(() => copyAll(from.url, source.schema, plain.url));
    const { target } = await targetOn(to.url, 'to');
    const restore = await seconds(async () => {
      const [restored] = await restoreBackup({
        path,
        slug: null,
        target,
        ledgerOf: () => null,
        replay: replayTombstones,
        isWithoutSecrets: false,
        migrationHashes: hashes,
        say: () => {},
      });
      if (!restored?.isIntact) throw new Error('the restored city is not intact');
    });
    const megabytes = (await stat(path)).size / 1_000_000;
    note(`${rows.toLocaleString('en')} records: backup ${backup.toFixed(2)} s, restore ${restore.toFixed(2)} s`);
    return { rows, backup, restore, copyOut, copyIn, megabytes };
  } finally {
    for (const database of [from, to, plain]) await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Mails: a record of some 300 bytes with an index of each kind. */
async function fill(url: string, schema: string, rows: number): Promise<void> {
  await onSchema(url, schema, (client) =>
    client.query(
      `insert into outbox (id, written_at, to_address, subject, body, tries)
       select gen_random_uuid(), now(), 'p' || n || '@example.org', 'Reminder ' || md5(n::text), repeat(md5(n::text || 'b') || ' ', 6), 0
       from generate_series(1, $1::int) n`,
      [rows],
    ),
  );
}

/** The rows by one COPY: to nowhere, or straight into the same table of another database. */
async function copyAll(url: string, schema: string, intoUrl: string | null): Promise<void> {
  await onSchema(url, schema, async (client) => {
    const out = client.query(copyTo('copy outbox to stdout'));
    if (!intoUrl) return pipeline(out, new Writable({ write: (_chunk, _encoding, done) => done() }));
    return onSchema(intoUrl, schema, (other) => pipeline(out, other.query(copyFrom('copy outbox from stdin'))));
  });
}

async function onSchema<T>(url: string, schema: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  return act(client).finally(() => client.end());
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return (performance.now() - startedAt) / 1000;
}
