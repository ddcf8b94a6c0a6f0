import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '#kit/ids.ts';
import { diskFiles, FileTooLarge, type FileStore } from './files.ts';

describe('the file store', () => {
  let folder: string;
  let files: FileStore;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steward-files-'));
    files = diskFiles(join(folder, 'practice'));
  });
  after(() => rm(folder, { recursive: true }));

  const paths = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const put = (content: string | Buffer, limit = 1000) => files.put(Readable.from([content]), limit);

  it('keeps a file under the hash of what it holds, and gives it back whole', async () => {
    const stored = await put('a preparedness plan');
    assert.deepEqual(stored, { sha256: sha256('a preparedness plan'), byteLength: 19 });
    assert.equal(await files.has(stored.sha256), true);
    const { stream, byteLength } = await files.open(stored.sha256);
    assert.equal(byteLength, 19);
    assert.equal((await buffer(stream)).toString(), 'a preparedness plan');
    const [path = ''] = await paths();
    assert.ok(path.endsWith(join(stored.sha256.slice(0, 2), stored.sha256.slice(2, 4), stored.sha256)));
  });

  it('keeps the same content once', async () => {
    const count = (await paths()).length;
    await Promise.all([put('twice'), put('twice'), put('twice')]);
    assert.equal((await paths()).length, count + 1);
  });

  it('lets nobody but its own account read, and nobody write', async () => {
    const { sha256: hash } = await put('private');
    const path = (await paths()).find((one) => one.endsWith(hash)) as string;
    assert.equal((await stat(path)).mode & 0o777, 0o400);
    for (let at = join(path, '..'); at !== folder; at = join(at, '..'))
      assert.equal((await stat(at)).mode & 0o777, 0o700, at);
  });

  it('is readable by its own account alone already while it comes in', async () => {
    const content = new Readable({ read() {} });
    const storing = files.put(content, 1000);
    content.push('first half');
    const incoming = join(folder, 'practice', 'incoming');
    let names: string[] = [];
    for (let tries = 0; names.length === 0 && tries < 200; tries += 1) {
      names = await readdir(incoming);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal((await stat(join(incoming, names[0] as string))).mode & 0o777, 0o600);
    content.push(null);
    await storing;
    assert.deepEqual(await readdir(incoming), []);
  });

  it('refuses what is longer than the limit and leaves nothing behind', async () => {
    const before = await paths();
    assert.equal((await put(Buffer.alloc(1000, 1))).byteLength, 1000);
    const kept = await paths();
    assert.equal(kept.length, before.length + 1);
    await assert.rejects(put(Buffer.alloc(1001, 2)), FileTooLarge);
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(300, 3);
      })(),
    );
    await assert.rejects(files.put(endless, 1000), FileTooLarge);
    assert.deepEqual(await paths(), kept);
  });

  it('streams: a long file never lies in memory', async () => {
    const chunk = Buffer.alloc(1_000_000, 7);
    let given = 0;
    const content = Readable.from(
      (function* () {
        for (; given < 200; given += 1) yield chunk;
      })(),
      { objectMode: false },
    );
    const before = process.memoryUsage().arrayBuffers;
    let highest = 0;
    content.on('data', () => (highest = Math.max(highest, process.memoryUsage().arrayBuffers - before)));
    content.pause();
    assert.equal((await files.put(content, 300_000_000)).byteLength, 200_000_000);
    assert.ok(highest < 60_000_000, `${highest} bytes`);
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const before = await paths();
    const broken = new Readable({ read() {} });
    const storing = files.put(broken, 1000);
    broken.push('half of it');
    broken.destroy(new Error('the line went dead'));
    await assert.rejects(storing, /the line went dead/);
    assert.deepEqual(await paths(), before);
  });

  it('leaves nothing of a sender who goes away', async () => {
    const before = await paths();
    let outcome: Promise<unknown> = Promise.resolve();
    const server = createServer((req) => {
      outcome = files.put(req, 1_000_000).then(
        () => 'kept',
        () => 'refused',
      );
    }).listen(0);
    await once(server, 'listening');
    const sending = request({
      port: (server.address() as AddressInfo).port,
      method: 'POST',
      headers: { 'content-length': '1000' },
    });
    sending.on('error', () => {});
    sending.write('only a little');
    await once(server, 'request');
    sending.destroy();
    assert.equal(await outcome, 'refused');
    assert.deepEqual(await paths(), before);
    server.close();
  });

  for (const name of [
    '../../etc/passwd',
    '/etc/passwd',
    'incoming',
    '',
    'A'.repeat(64),
    `${'a'.repeat(63)}/`,
    `${'a'.repeat(64)}\n`,
  ]) {
    it(`never takes ${JSON.stringify(name.slice(0, 20))} for a place`, async () => {
      await assert.rejects(files.open(name), /SHA-256/);
      await assert.rejects(files.has(name), /SHA-256/);
    });
  }

  it('says that it does not hold what it does not hold', async () => {
    assert.equal(await files.has('0'.repeat(64)), false);
    await assert.rejects(files.open('0'.repeat(64)), /ENOENT/);
  });

  it('keeps what it holds when the same content breaks off the second time', async () => {
    const { sha256: hash } = await put('held');
    const broken = new Readable({ read() {} });
    const storing = files.put(broken, 1000);
    broken.push('held');
    broken.destroy(new Error('gone'));
    await assert.rejects(storing);
    const path = (await paths()).find((one) => one.endsWith(hash)) as string;
    assert.equal(await readFile(path, 'utf8'), 'held');
  });
});
