/** A production as one tar: our files and the released files of records, in order, streamed from the store. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { IsoInstant } from '#kit/dates.ts';
import type { FileStore } from '#platform/files.ts';
import type { ProductionPart } from './disclosure-production-store.ts';

const block = 512;
const padded = (bytes: number) => Math.ceil(bytes / block) * block;

/** Names are short and plain, so that every part has one header; the same parts give the same bytes. */
export function tarOf(
  files: FileStore,
  parts: readonly ProductionPart[],
  madeAt: IsoInstant,
): { stream: Readable; byteLength: number } {
  const byteLength = parts.reduce((sum, part) => sum + block + padded(part.byteLength), 2 * block);
  const tar = pack();
  void fill(tar, files, parts, new Date(madeAt)).catch((error: unknown) =>
    tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return { stream: Readable.from(tar as AsyncIterable<Buffer>, { objectMode: false }), byteLength };
}

async function fill(
  tar: ReturnType<typeof pack>,
  files: FileStore,
  parts: readonly ProductionPart[],
  mtime: Date,
): Promise<void> {
  for (const { name, sha256, byteLength } of parts) {
    const entry = tar.entry({ name, size: byteLength, mtime, mode: 0o444 });
    await pipeline((await files.open(sha256)).stream, entry);
  }
  tar.finalize();
}
