import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import tar from 'tar-stream';
import { createArchive } from './backup-archive.ts';
import { sealMac } from './backup-marks.ts';
import { readBackup } from './backup-reading.ts';
import { BackupDamaged, type BackupHead, type CityManifest, names } from './backup-terms.ts';

const folder = await mkdtemp(join(tmpdir(), 'steward-archive-'));
after(() => rm(folder, { recursive: true, force: true }));

const secret = 'a secret of these tests and of nobody else';
const hashOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const file = Buffer.from('the plan');
const rows = Buffer.from('1\tone\n2\ttwo\\nlines\n3\tthree\n');

type Entry = { name: string; content: Buffer; type?: 'symlink' | 'directory' };

/** What a small backup of one city holds, in order. */
function entries(): Entry[] {
  const head: BackupHead = {
    format: 1,
    id: '01900000-0000-7000-8000-000000000001',
    steward: '0.1.0',
    madeAt: '2026-03-10T02:00:00.000Z',
    secretMarks: [],
    cities: [
      {
        slug: 'test',
        schema: 'test',
        profile: { id: 'test', timeZone: 'America/Los_Angeles' },
        migrations: [{ name: '0001-platform', hash: null }],
        tables: [
          { name: 'empty', columns: ['id'] },
          { name: 'tasks', columns: ['id', 'name'] },
        ],
        keys: [],
      },
    ],
  };
  const manifest: CityManifest = {
    slug: 'test',
    snapshotAt: '2026-03-10T02:00:00.000Z',
    tables: [
      { name: 'empty', rows: 0, byteLength: 0, sha256: hashOf('') },
      { name: 'tasks', rows: 3, byteLength: rows.length, sha256: hashOf(rows) },
    ],
    sequences: [],
    files: [{ name: hashOf(file), sha256: hashOf(file), byteLength: file.length }],
    missingFiles: [],
    auditHead: null,
    auditRows: 0,
  };
  const [headBytes, manifestBytes] = [Buffer.from(JSON.stringify(head)), Buffer.from(JSON.stringify(manifest))];
  const end = Buffer.from(
    JSON.stringify({
      id: head.id,
      head: hashOf(headBytes),
      cities: [{ slug: 'test', manifest: hashOf(manifestBytes) }],
    }),
  );
  return [
    { name: names.head, content: headBytes },
    { name: names.part('test', 'tasks', 1), content: rows.subarray(0, 6) },
    { name: names.part('test', 'tasks', 2), content: rows.subarray(6) },
    { name: names.file('test', hashOf(file)), content: file },
    { name: names.manifest('test'), content: manifestBytes },
    { name: names.end, content: end },
    { name: names.seal, content: Buffer.from(JSON.stringify({ mac: sealMac(secret, end) })) },
  ];
}

async function packed(list: readonly Entry[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { name, content, type } of list)
    pack.entry({ name, type: type ?? 'file', ...(type ? { linkname: 'x' } : {}) }, type ? '' : content);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack as AsyncIterable<Buffer>) chunks.push(chunk);
  return zstdCompressSync(Buffer.concat(chunks));
}

let count = 0;
async function readAll(bytes: Buffer, secrets: readonly string[] = [secret]) {
  const path = join(folder, `${count++}.backup`);
  await writeFile(path, bytes);
  const seen: string[] = [];
  let isSealed: boolean | null = null;
  for await (const part of readBackup(path, secrets)) {
    seen.push(part.kind);
    if (part.kind === 'end') isSealed = part.isSealed;
  }
  return { seen, isSealed };
}

const isDamaged = (wanted: RegExp) => (error: unknown) => error instanceof BackupDamaged && wanted.test(error.message);

test('a whole archive comes out in its order, and its seal tells whose it is', async () => {
  const bytes = await packed(entries());
  const whole = ['head', 'rows', 'rows', 'file', 'city', 'end'];
  assert.deepEqual(await readAll(bytes), { seen: whole, isSealed: true });
  assert.equal((await readAll(bytes, ['another secret altogether, of 32 characters'])).isSealed, false);
  assert.equal((await readAll(bytes, [])).isSealed, null);
});

test('an archive that ends in the middle is refused, wherever it was cut', async () => {
  const bytes = await packed(entries());
  for (const share of [0.1, 0.5, 0.9, 0.999]) {
    const cut = bytes.subarray(0, Math.floor(bytes.length * share));
    await assert.rejects(readAll(cut), isDamaged(/damaged/), String(share));
  }
  await assert.rejects(readAll(await packed(entries().slice(0, -1))), isDamaged(/ends in the middle/));
  await assert.rejects(readAll(Buffer.alloc(0)), isDamaged(/no backup of Steward/));
});

test('one flipped bit is seen, in the packed bytes and in what they hold', async () => {
  const bytes = await packed(entries());
  for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] as number) ^ 4;
    const found = await readAll(flipped).then(
      (whole) => whole,
      (error: unknown) => {
        assert.ok(error instanceof BackupDamaged, `${at}: ${String(error)}`);
        return null;
      },
    );
    // zstd has bits that mean nothing: then everything that came out was checked by our own hashes.
    if (found) assert.deepEqual(found.seen, ['head', 'rows', 'rows', 'file', 'city', 'end']);
  }
  for (const [index, wanted] of [
    [1, /table tasks/],
    [3, /file/],
    [4, /manifest/],
  ] as const) {
    const list = entries();
    const { content } = list[index] as Entry;
    content[content.length - 3] = (content[content.length - 3] as number) ^ 1;
    await assert.rejects(readAll(await packed(list)), isDamaged(wanted));
  }
});

test('entries in another order, twice, or missing are refused', async () => {
  const move = (list: Entry[], from: number, to: number) => {
    list.splice(to, 0, ...list.splice(from, 1));
    return list;
  };
  const cases: [string, Entry[]][] = [
    ['head not first', move(entries(), 0, 1)],
    ['parts swapped', move(entries(), 1, 2)],
    ['rows after files', move(entries(), 3, 1)],
    ['manifest before its file', move(entries(), 4, 3)],
    ['the end before the city', move(entries(), 5, 1)],
    ['a part twice', entries().toSpliced(2, 0, entries()[1] as Entry)],
    ['a file twice', entries().toSpliced(4, 0, entries()[3] as Entry)],
    ['a manifest twice', entries().toSpliced(5, 0, entries()[4] as Entry)],
    ['no rows', entries().toSpliced(1, 2)],
    ['no file', entries().toSpliced(3, 1)],
    ['something after the seal', [...entries(), entries()[0] as Entry]],
  ];
  for (const [what, list] of cases) await assert.rejects(readAll(await packed(list)), BackupDamaged, what);
});

test('names that lead elsewhere, links and folders are refused before anything of theirs is read', async () => {
  for (const name of [
    '../etc/passwd',
    '/etc/passwd',
    'test/files/../../x',
    `test/files/${'g'.repeat(64)}`,
    'other/manifest.json',
    'test/tables/a b/000001',
  ])
    await assert.rejects(
      readAll(await packed(entries().toSpliced(1, 0, { name, content: file }))),
      BackupDamaged,
      name,
    );
  for (const type of ['symlink', 'directory'] as const)
    await assert.rejects(
      readAll(await packed(entries().toSpliced(3, 1, { name: names.file('test', hashOf(file)), content: file, type }))),
      BackupDamaged,
      type,
    );
});

test('what unpacks to far more than it is, or announces parts larger than any, is stopped', async () => {
  const [head, ...rest] = entries() as [Entry, ...Entry[]];
  const large = { name: names.part('test', 'tasks', 1), content: Buffer.alloc(65_000_000, '1\n') };
  await assert.rejects(readAll(await packed([head, large, ...rest])), isDamaged(/larger than it can be/));
  const path = join(folder, 'zeros.backup');
  await writeFile(
    path,
    await packed([head, { name: names.file('test', hashOf(file)), content: Buffer.alloc(9_000_000) }]),
  );
  const reading = async () => {
    for await (const part of readBackup(path, [], { unpackedBytes: 1_000_000, ratio: 300 })) void part;
  };
  await assert.rejects(reading, isDamaged(/far more than a backup of its size/));
  const nothing = zstdDecompressSync(await packed([head]));
  const header = Buffer.from(nothing.subarray(0, 512));
  // A tar header of the kind "long name" that announces two gigabytes of it.
  header.write('0'.repeat(99), 0);
  header.write('20000000000', 124);
  header.write('L', 156);
  header.write('        ', 148);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const bomb = zstdCompressSync(Buffer.concat([header, Buffer.alloc(40_000_000)]));
  await assert.rejects(readAll(bomb), isDamaged(/cannot be unpacked/));
});

test('a newer format is named as such', async () => {
  const list = entries();
  list[0] = { name: names.head, content: Buffer.from(JSON.stringify({ format: 2, anything: true })) };
  await assert.rejects(readAll(await packed(list)), isDamaged(/newer version of Steward/));
});

test('an archive gets its name when it is whole, for its owner alone; one that fails leaves nothing', async () => {
  const path = join(folder, 'whole.backup');
  const archive = await createArchive(path, new Date(0));
  await archive.add('backup.json', Buffer.from('{}'));
  await assert.rejects(readFile(path), { code: 'ENOENT' });
  const large = randomBytes(3_000_000);
  const parts = async function* () {
    for (let at = 0; at < large.length; at += 65_536) yield large.subarray(at, at + 65_536);
  };
  assert.equal(await archive.addStream('file', large.length, parts()), hashOf(large));
  const { sha256, byteLength } = await archive.finish();
  const written = await readFile(path);
  assert.equal(hashOf(written), sha256);
  assert.equal(written.length, byteLength);
  await assert.rejects(createArchive(path, new Date(0)), { code: 'EEXIST' });

  const failing = await createArchive(join(folder, 'failing.backup'), new Date(0));
  await assert.rejects(failing.addStream('file', 10, parts()), /3000000|65536|announced/);
  await failing.abort();
  const { readdir } = await import('node:fs/promises');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('failing')),
    [],
  );
});
