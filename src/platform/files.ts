/** Files by content: a small port, and its first adapter on disk. A file's name in the store is the SHA-256 of what it holds. */
import { constants, createReadStream } from 'node:fs';
import { access, chmod, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { receive, sweepIncoming } from './files-incoming.ts';

export { FileTooLarge } from './files-incoming.ts';

export type StoredFile = { sha256: string; byteLength: number };

export type FileStore = {
  /** Streams to the store and answers its hash. Throws FileTooLarge past `limit` bytes; nothing is kept then. */
  put(content: Readable, limit: number): Promise<StoredFile>;
  /** Throws when the store does not hold it. */
  open(sha256: string): Promise<{ stream: Readable; byteLength: number }>;
  has(sha256: string): Promise<boolean>;
  /** Takes the file out of the store for good; an absent one is no fault. Only retention and restore call it. */
  remove(sha256: string): Promise<void>;
  /** Every file, in no order. */
  each(): AsyncIterable<StoredFile>;
  /** Throws one sentence where the store cannot be used as it is set up. */
  check(): Promise<void>;
  /** Removes what broke off while it came in, a day ago or earlier; answers how many. `now` in milliseconds. */
  sweep(now: number): Promise<number>;
};

export const hashPattern = /^[0-9a-f]{64}$/;

/** Throws: nothing else is ever taken for a place in a store. */
export function demandHash(sha256: string): void {
  if (!hashPattern.test(sha256)) throw new Error('a file is asked for by its SHA-256');
}

/** Keeps files under `folder`, two levels of folders deep, written to the end before they get their name. */
export function diskFiles(folder: string): FileStore {
  const incoming = join(folder, 'incoming');
  const pathOf = (sha256: string) => {
    demandHash(sha256);
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  return {
    put(content, limit) {
      return receive(incoming, content, limit, async ({ path, sha256, byteLength }) => {
        await flush(path);
        const target = pathOf(sha256);
        const firstMade = await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await chmod(path, 0o400);
        await rename(path, target);
        await flush(dirname(target));
        if (firstMade) await Promise.all([flush(join(target, '../..')), flush(folder)]);
        return { sha256, byteLength };
      });
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const { size } = await stat(path);
      return { stream: createReadStream(path), byteLength: size };
    },
    async has(sha256) {
      return access(pathOf(sha256)).then(
        () => true,
        () => false,
      );
    },
    async remove(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
    async *each() {
      for await (const entry of await opendir(folder, { recursive: true }).catch(() => [])) {
        if (!entry.isFile() || !hashPattern.test(entry.name)) continue;
        yield { sha256: entry.name, byteLength: (await stat(join(entry.parentPath, entry.name))).size };
      }
    },
    async check() {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      await access(incoming, constants.W_OK).catch(() => {
        throw new Error(`the folder for files ${folder} cannot be written`);
      });
    },
    sweep: (now) => sweepIncoming(incoming, now),
  };
}

/** What is acknowledged must survive a power cut: the file and its folder are flushed to the disk. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
