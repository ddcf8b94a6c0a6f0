import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { eicar, type FakeClamd, fakeClamd } from '#test/fake-clamd.ts';
import { clamdScanner, ScannerAway, ScannerLimit } from './scanner.ts';

const servers: FakeClamd[] = [];
const started = async (...options: Parameters<typeof fakeClamd>) => {
  const server = await fakeClamd(...options);
  servers.push(server);
  return server;
};
const of = (...pieces: (string | Buffer)[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));

describe('the scanner port on clamd', () => {
  after(() => Promise.all(servers.map((server) => server.close())));

  it('says clean of what is clean, and names what it finds', async () => {
    const server = await started();
    const scanner = clamdScanner(server.address);
    assert.match(await scanner.version(), /^ClamAV /);
    assert.deepEqual(await scanner.scan(of('a preparedness plan')), { state: 'clean' });
    assert.deepEqual(await scanner.scan(of('')), { state: 'clean' });
    assert.deepEqual(await scanner.scan(of(eicar)), { state: 'infected', signature: 'Eicar-Test-Signature' });
  });

  it('sends every byte in order, however the content and the chunks are cut', async () => {
    const server = await started();
    const scanner = clamdScanner(server.address);
    const content = Buffer.from(Array.from({ length: 700_001 }, (_, index) => index % 251));
    const cuts = [
      content.subarray(0, 1),
      content.subarray(1, 65_537),
      content.subarray(65_537, 400_000),
      content.subarray(400_000),
    ];
    assert.deepEqual(await scanner.scan(of(...cuts)), { state: 'clean' });
    assert.ok(server.lastContent().equals(content));
    assert.deepEqual(await scanner.scan(of(eicar.slice(0, 20), eicar.slice(20))), {
      state: 'infected',
      signature: 'Eicar-Test-Signature',
    });
  });

  it('speaks over a unix socket too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'steward-clamd-'));
    const server = await started({ path: join(folder, 'clamd ctl') });
    assert.match(server.address, /^clamd\+unix:\/\/\//);
    assert.deepEqual(await clamdScanner(server.address).scan(of(eicar)), {
      state: 'infected',
      signature: 'Eicar-Test-Signature',
    });
    await rm(folder, { recursive: true });
  });

  it('waits for an answer that comes slowly, in pieces', async () => {
    const server = await started({ mood: 'slow' });
    assert.deepEqual(await clamdScanner(server.address).scan(of(eicar)), {
      state: 'infected',
      signature: 'Eicar-Test-Signature',
    });
  });

  it('says that the file is larger than the scanner takes, even when that is said in the middle of sending', async () => {
    const server = await started({ limit: 1_000_000 });
    const endless = Readable.from(
      (function* () {
        for (let count = 0; count < 400; count += 1) yield Buffer.alloc(100_000, 7);
      })(),
    );
    await assert.rejects(clamdScanner(server.address).scan(endless), ScannerLimit);
    assert.equal(endless.destroyed, true);
  });

  for (const mood of ['dies', 'dies-midway', 'garbage', 'silent', 'chatters'] as const) {
    it(`takes no ${mood} scanner for a verdict: it is away`, async () => {
      const server = await started({ mood });
      const scanner = clamdScanner(server.address, { idleMs: 200, totalMs: 1_000 });
      const content = of(eicar, Buffer.alloc(300_000, 1));
      await assert.rejects(
        scanner.scan(content),
        (error: Error) => error instanceof ScannerAway && !error.message.includes('EICAR'),
      );
      assert.equal(content.destroyed, true);
    });
  }

  it('is away where nobody listens', async () => {
    await assert.rejects(clamdScanner('clamd://127.0.0.1:1').scan(of('x')), /ECONNREFUSED/);
    await assert.rejects(clamdScanner('clamd+unix:///nowhere/clamd.ctl').version(), /ENOENT/);
  });

  it('gives no verdict on content that breaks off', async () => {
    const server = await started();
    const broken = new Readable({ read() {} });
    const scanning = clamdScanner(server.address).scan(broken);
    broken.push('half of it');
    setTimeout(() => broken.destroy(new Error('the store went away')), 20);
    await assert.rejects(scanning, ScannerAway);
  });
});
