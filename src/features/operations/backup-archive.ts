/** Writes an archive: under another name until it is whole and on the disk, readable by its owner alone. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import tar from 'tar-stream';

export type ArchiveWriter = {
  add(name: string, content: Buffer): Promise<void>;
  /** Exactly `byteLength` bytes; answers their SHA-256. */
  addStream(name: string, byteLength: number, content: AsyncIterable<Buffer>): Promise<string>;
  /** Flushes, gives the file its name; answers size and SHA-256 of the whole. */
  finish(): Promise<{ byteLength: number; sha256: string }>;
  /** Takes away what was written. */
  abort(): Promise<void>;
};

/** What a broken-off backup leaves: swept by the next nightly one. */
export const unfinishedSuffix = '.part';

const compression = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** `madeAt` stands in every entry. Throws what the file system throws; EEXIST when the file is there already. */
export async function createArchive(path: string, madeAt: Date): Promise<ArchiveWriter> {
  if (await stat(path).catch(() => null)) throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' });
  const draft = `${path}.${process.pid}${unfinishedSuffix}`;
  const pack = tar.pack();
  const whole = measuring();
  const written = pipeline(
    pack,
    createZstdCompress(compression),
    whole.stream,
    createWriteStream(draft, { flags: 'wx', mode: 0o600 }),
  );
  // A fault shows at the next entry, or at the end.
  written.catch(() => {});
  const broken = written.then(() => new Promise<never>(() => {}));
  broken.catch(() => {});

  function entry(name: string, byteLength: number): { write(chunk: Buffer): Promise<void>; end(): Promise<void> } {
    let finished: (error?: Error | null) => void = () => {};
    const isDone = new Promise<void>((settle, fail) => {
      finished = (error) => (error ? fail(error) : settle());
    });
    isDone.catch(() => {});
    const sink = pack.entry({ name, size: byteLength, mode: 0o600, mtime: madeAt }, (error) => finished(error));
    const taken = (chunk: Buffer) =>
      new Promise<void>((settle) => (sink.write(chunk) ? settle() : void sink.once('drain', settle)));
    return {
      write: (chunk) => Promise.race([taken(chunk), isDone, broken]),
      end: () => {
        sink.end(Buffer.alloc(0));
        return Promise.race([isDone, broken]);
      },
    };
  }

  return {
    async add(name, content) {
      const one = entry(name, content.length);
      if (content.length > 0) await one.write(content);
      await one.end();
    },
    async addStream(name, byteLength, content) {
      const one = entry(name, byteLength);
      const hash = createHash('sha256');
      let seen = 0;
      for await (const chunk of content) {
        seen += chunk.length;
        if (seen > byteLength) break;
        hash.update(chunk);
        await one.write(chunk);
      }
      if (seen !== byteLength) throw new Error(`${name} has ${seen} bytes where ${byteLength} were announced`);
      await one.end();
      return hash.digest('hex');
    },
    async finish() {
      pack.finalize();
      await written;
      await flush(draft);
      await rename(draft, path);
      await flush(dirname(path));
      return { byteLength: whole.byteLength(), sha256: whole.hash.digest('hex') };
    },
    async abort() {
      pack.destroy();
      await written.catch(() => {});
      await rm(draft, { force: true });
    },
  };
}

function measuring(): { stream: Transform; hash: Hash; byteLength(): number } {
  const hash = createHash('sha256');
  let byteLength = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      byteLength += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, hash, byteLength: () => byteLength };
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
