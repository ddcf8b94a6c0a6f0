import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { AwsV4Signer } from 'aws4fetch';
import { sha256 } from '#kit/ids.ts';
import { objectStore, type TestObjectStore } from '#test/object-store.ts';
import { diskFiles, FileTooLarge, type FileStore } from './files.ts';
import { ObjectStoreRefused, readObjectStoreAddress, s3Files } from './files-s3.ts';

let folder: string;
let server: TestObjectStore;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-stores-'));
  server = await objectStore();
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const quick = { pauses: [5, 10, 20], timeoutMs: 5_000 };
const incomingOf = (slug: string) => join(folder, 'local', slug, 'incoming');
const onS3 = (slug: string, address = server.address({ prefix: '/some/where' })) =>
  s3Files(readObjectStoreAddress(address), slug, incomingOf(slug), quick);

/** Two stores side by side, as two cities have them. */
const kinds: readonly { name: string; open(slug: string): FileStore; incoming(slug: string): string }[] = [
  {
    name: 'on disk',
    open: (slug) => diskFiles(join(folder, slug)),
    incoming: (slug) => join(folder, slug, 'incoming'),
  },
  { name: 'in object storage', open: (slug) => onS3(slug), incoming: incomingOf },
];

for (const kind of kinds) {
  describe(`a file store ${kind.name}`, () => {
    let files: FileStore;
    let neighbour: FileStore;
    before(() => {
      files = kind.open('practice');
      neighbour = kind.open('los-angeles');
    });
    const put = (content: string | Buffer, limit = 10_000_000) => files.put(Readable.from([content]), limit);
    const all = async (store: FileStore) =>
      (await Array.fromAsync(store.each())).sort((a, b) => a.sha256.localeCompare(b.sha256));
    const leftovers = () => readdir(kind.incoming('practice')).catch(() => []);

    it('can be used as it is set up', () => files.check());

    it('keeps a file under the hash of what it holds, and gives it back whole', async () => {
      const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
      const stored = await put(content);
      assert.deepEqual(stored, { sha256: sha256(content), byteLength: 300_000 });
      assert.equal(await files.has(stored.sha256), true);
      const { stream, byteLength } = await files.open(stored.sha256);
      assert.equal(byteLength, 300_000);
      assert.ok((await buffer(stream)).equals(content));
      assert.deepEqual(await leftovers(), []);
    });

    it('keeps an empty file too', async () => {
      const stored = await put('');
      assert.deepEqual(stored, { sha256: sha256(''), byteLength: 0 });
      const { stream, byteLength } = await files.open(stored.sha256);
      assert.deepEqual([byteLength, (await buffer(stream)).length], [0, 0]);
    });

    it('keeps the same content once, also when it comes from several at once', async () => {
      const count = (await all(files)).length;
      await Promise.all([put('twice'), put('twice'), put('twice')]);
      assert.equal((await all(files)).length, count + 1);
    });

    it('refuses what is longer than the limit and leaves nothing behind', async () => {
      const before = await all(files);
      await assert.rejects(put(Buffer.alloc(1001, 2), 1000), FileTooLarge);
      assert.equal((await put(Buffer.alloc(1000, 1), 1000)).byteLength, 1000);
      assert.equal((await all(files)).length, before.length + 1);
      assert.deepEqual(await leftovers(), []);
    });

    it('leaves nothing of an upload that breaks off', async () => {
      const before = await all(files);
      const broken = new Readable({ read() {} });
      const storing = files.put(broken, 1000);
      broken.push('half of it');
      broken.destroy(new Error('the line went dead'));
      await assert.rejects(storing, /the line went dead/);
      assert.deepEqual(await all(files), before);
      assert.deepEqual(await leftovers(), []);
    });

    it('says that it does not hold what it does not hold, and removes without complaint', async () => {
      assert.equal(await files.has('0'.repeat(64)), false);
      await assert.rejects(files.open('0'.repeat(64)));
      await files.remove('0'.repeat(64));
      const { sha256: hash } = await put('to be destroyed');
      await files.remove(hash);
      assert.equal(await files.has(hash), false);
      await assert.rejects(files.open(hash));
      assert.equal((await put('to be destroyed')).sha256, hash);
      assert.equal(await files.has(hash), true);
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
        await assert.rejects(async () => files.open(name), /SHA-256/);
        await assert.rejects(async () => files.has(name), /SHA-256/);
        await assert.rejects(async () => files.remove(name), /SHA-256/);
      });
    }

    it('knows nothing of the files of another city', async () => {
      const { sha256: hash } = await put('of this city alone');
      assert.equal(await neighbour.has(hash), false);
      await assert.rejects(neighbour.open(hash));
      assert.equal(
        (await all(neighbour)).some((file) => file.sha256 === hash),
        false,
      );
      await neighbour.remove(hash);
      assert.equal(await files.has(hash), true);
    });

    it('sweeps what broke off a day ago, and nothing younger', async () => {
      await mkdir(kind.incoming('practice'), { recursive: true });
      const [old, young] = ['old', 'young'].map((name) => join(kind.incoming('practice'), name)) as [string, string];
      await writeFile(old, 'half');
      await writeFile(young, 'half');
      const now = Date.now();
      await utimes(old, now / 1000 - 90_000, now / 1000 - 90_000);
      assert.equal(await files.sweep(now), 1);
      assert.deepEqual(await leftovers(), ['young']);
      await rm(young);
    });
  });
}

describe('object storage', () => {
  it('lists more files than fit on one page', async () => {
    const files = onS3('many');
    const names = Array.from({ length: 203 }, (_, index) => `file ${index}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => files.put(Readable.from([name]), 100)));
    const listed = await Array.fromAsync(files.each());
    assert.deepEqual(new Set(listed.map((file) => file.sha256)), new Set(names.map((name) => sha256(name))));
    assert.equal(listed.length, names.length);
  });

  it('is asked again after an answer of 5xx and after a cut line, and the file is there once', async () => {
    const files = onS3('retried');
    for (const how of [500, 503, 429, 'cut'] as const) {
      server.failNext(2, how);
      const { sha256: hash } = await files.put(Readable.from([`through ${how}`]), 100);
      server.failNext(2, how);
      assert.equal((await buffer((await files.open(hash)).stream)).toString(), `through ${how}`);
    }
    assert.equal((await Array.fromAsync(files.each())).length, 4);
  });

  it('that stays away is a fault that says so: nothing is acknowledged and nothing left behind', async () => {
    const files = onS3('away');
    const before = server.asked('PUT');
    server.failNext(100, 503);
    await assert.rejects(files.put(Readable.from(['lost?']), 100), /the object store answered 503 SlowDown/);
    assert.equal(server.asked('PUT') - before, 4);
    server.failNext(100, 'cut');
    await assert.rejects(files.has('0'.repeat(64)), /the object store does not answer/);
    server.failNext(0, 503);
    assert.deepEqual(await readdir(incomingOf('away')), []);
    assert.deepEqual(await Array.fromAsync(files.each()), []);
    const nobody = onS3('away', 's3+http://a:b@127.0.0.1:9/steward');
    await assert.rejects(nobody.put(Readable.from(['x']), 100), (error: Error) => {
      assert.ok(error instanceof ObjectStoreRefused);
      return /does not answer \(\w+\)/.test(error.message);
    });
  });

  it('says which bucket is missing, and that a key is refused, without saying a secret', async () => {
    const noBucket = onS3('x', server.address({ bucket: 'absent' }));
    for (const act of [() => noBucket.check(), () => noBucket.put(Readable.from(['x']), 9)])
      await assert.rejects(act, /the bucket absent of STEWARD_FILES does not exist/);
    const stranger = onS3('x', server.address({ key: 'stranger' }));
    for (const act of [
      () => stranger.check(),
      () => stranger.put(Readable.from(['x']), 9),
      () => stranger.has('0'.repeat(64)),
    ])
      await assert.rejects(
        act,
        (error: Error) => /refuses the key of STEWARD_FILES/.test(error.message) && !error.message.includes('S3RVER'),
      );
  });

  it('reads its address, and refuses one that lacks a part', () => {
    assert.deepEqual(
      readObjectStoreAddress('s3://AK%2F1:se%2Bcret%2F@s3.us-west-2.amazonaws.com/city-files/a/b?region=us-west-2'),
      {
        bucketUrl: 'https://s3.us-west-2.amazonaws.com/city-files',
        bucket: 'city-files',
        prefix: 'a/b/',
        accessKeyId: 'AK/1',
        secretAccessKey: 'se+cret/',
        region: 'us-west-2',
      },
    );
    assert.equal(readObjectStoreAddress('s3+http://a:b@minio:9000/x').bucketUrl, 'http://minio:9000/x');
    assert.equal(readObjectStoreAddress('s3+http://a:b@minio:9000/x').prefix, '');
    for (const bad of ['s3://host/bucket', 's3://key@host/bucket', 's3://key:secret@host', 's3://key:secret@host/'])
      assert.throws(() => readObjectStoreAddress(bad), ObjectStoreRefused);
  });

  // The local server checks no signature; this is the example that Amazon publishes for GET Object ("Signature Calculations
  // for the Authorization Header", AWS Signature Version 4).
  it('signs as the published example does', async () => {
    const signer = new AwsV4Signer({
      url: 'https://examplebucket.s3.amazonaws.com/test.txt',
      method: 'GET',
      headers: { range: 'bytes=0-9', 'x-amz-content-sha256': sha256('') },
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      service: 's3',
      region: 'us-east-1',
      datetime: '20130524T000000Z',
      allHeaders: true,
    });
    assert.equal(await signer.signature(), 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });
});
