/** A file while it comes in: streamed to a temporary file of its own, measured and hashed, and gone whatever happens next. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export class FileTooLarge extends Error {}

export type Received = { path: string; sha256: string; byteLength: number };

const dayMs = 86_400_000;

/**
 * Streams `content` into `folder`, then gives it to `keep`, which may move it away. Throws FileTooLarge past `limit` bytes.
 * The temporary file can be read by its own account alone.
 */
export async function receive<T>(
  folder: string,
  content: Readable,
  limit: number,
  keep: (received: Received) => Promise<T>,
): Promise<T> {
  // It may break off before the pipeline listens; the pipeline then finds it broken.
  content.on('error', () => {});
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let byteLength = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      byteLength += chunk.length;
      if (byteLength > limit) return done(new FileTooLarge(`more than ${limit} bytes`));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(content, measure, createWriteStream(path, { mode: 0o600 }));
    return await keep({ path, sha256: hash.digest('hex'), byteLength });
  } finally {
    await rm(path, { force: true });
  }
}

/** What a process left behind that died in the middle: removed when it is a day old. `now` in milliseconds; answers how many. */
export async function sweepIncoming(folder: string, now: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    // Another process may sweep in the same moment.
    const found = await stat(path).catch(() => null);
    if (!found?.isFile() || now - found.mtimeMs < dayMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
