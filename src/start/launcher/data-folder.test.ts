import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { dataFormat, openDataFolder } from './data-folder.ts';
import { LaunchRefused, onDisk } from './launch-refused.ts';
import { startOf } from './lock-file.mjs';

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-folder-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isRoot = process.getuid?.() === 0;
const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof LaunchRefused && pattern.test(error.message) && !error.message.includes('\n');

test('makes the folder private to the account, even one that was open before', (context) => {
  const folder = join(temporaryFolder(context), 'a', 'b');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const opened = openDataFolder(folder, '0.1.0');
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder, 'version.json')).mode & 0o777, 0o600);
  assert.equal(opened.isNew, true);
  opened.release();
  const again = openDataFolder(folder, '0.1.0');
  assert.equal(again.isNew, false);
  again.release();
});

test('a second start on the folder is refused while the first lives, and named by its process', (context) => {
  const folder = temporaryFolder(context);
  const first = openDataFolder(folder, '0.1.0');
  assert.throws(
    () => openDataFolder(folder, '0.1.0'),
    refused(new RegExp(`already runs .*${folder} \\(process ${process.pid}\\)`)),
  );
  first.release();
  openDataFolder(folder, '0.1.0').release();
  assert.equal(existsSync(join(folder, 'steward.lock')), false);
});

test('a lock whose process has died is taken over, also when its pid went to another process', (context) => {
  const folder = temporaryFolder(context);
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  for (const holder of [
    { pid: dead, startedAt: 'long ago' },
    { pid: process.pid, startedAt: 'long ago' },
    { pid: process.ppid, startedAt: `${startOf(process.ppid)}0` },
  ]) {
    writeFileSync(join(folder, 'steward.lock'), JSON.stringify(holder));
    openDataFolder(folder, '0.1.0').release();
  }
  writeFileSync(join(folder, 'steward.lock'), '{"pid":');
  openDataFolder(folder, '0.1.0').release();
});

test('a folder of a newer version is refused with that version named, and left as it was', (context) => {
  const folder = temporaryFolder(context);
  const newer = JSON.stringify({ format: dataFormat + 1, version: '9.0.0' });
  writeFileSync(join(folder, 'version.json'), newer);
  assert.throws(() => openDataFolder(folder, '0.1.0'), refused(/belongs to a newer version of Steward \(9\.0\.0\)/));
  assert.equal(readFileSync(join(folder, 'version.json'), 'utf8'), newer);
  assert.equal(existsSync(join(folder, 'steward.lock')), false);
});

test('a version file that cannot be read is refused, not overwritten', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'version.json'), 'null and void');
  assert.throws(() => openDataFolder(folder, '0.1.0'), refused(/version\.json cannot be read/));
  assert.equal(readFileSync(join(folder, 'version.json'), 'utf8'), 'null and void');
});

test('a file where the folder should be is refused in one sentence', (context) => {
  const file = join(temporaryFolder(context), 'file');
  writeFileSync(file, '');
  assert.throws(() => openDataFolder(file, '0.1.0'), refused(/a file of that name is in the way/));
  assert.throws(() => openDataFolder(join(file, 'var'), '0.1.0'), refused(/a part of the path is a file/));
});

test('each fault of the disk becomes one sentence that names the folder', () => {
  for (const [code, words] of Object.entries({
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EROFS: 'the file system is read-only',
    EACCES: 'this account may not write there',
  })) {
    const fail = () => {
      throw Object.assign(new Error(code), { code });
    };
    assert.throws(() => onDisk('/srv/var', fail), refused(new RegExp(`/srv/var cannot be used because ${words}`)));
  }
  assert.throws(() => onDisk('/srv/var', () => assert.fail('a fault of ours')), /a fault of ours/);
});

test('a folder that this account may not write is refused', {
  skip: isRoot && 'root may write everywhere',
}, (context) => {
  const folder = temporaryFolder(context);
  chmodSync(folder, 0o500);
  assert.throws(() => openDataFolder(join(folder, 'var'), '0.1.0'), refused(/may not write there/));
});

test('a full disk and a small one are refused', { skip: !canMount() && 'needs the right to mount' }, (context) => {
  const folder = temporaryFolder(context);
  assert.equal(mountSmall(folder), true);
  try {
    assert.throws(() => openDataFolder(folder, '0.1.0'), refused(/has 0 MB free and Steward needs 200/));
    assert.throws(() => writeFileSync(join(folder, 'filler'), Buffer.alloc(128 * 1024)), { code: 'ENOSPC' });
    assert.throws(() => openDataFolder(folder, '0.1.0'), refused(/because the disk is full/));
  } finally {
    spawnSync('umount', [folder]);
  }
});

function mountSmall(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
}

function canMount(): boolean {
  if (!isRoot) return false;
  const folder = mkdtempSync(join(tmpdir(), 'steward-mount-'));
  const isMounted = mountSmall(folder);
  if (isMounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return isMounted;
}
