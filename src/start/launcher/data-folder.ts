/** The data folder: private, held by one start at a time, marked with the version of its format, with room to work. */
import {
  chmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { LaunchRefused, onDisk } from './launch-refused.ts';
import { takeLock } from './lock-file.mjs';

/** Raised when an older Steward could no longer use the folder. */
export const dataFormat = 1;

export type DataFolder = {
  path: string;
  /** True when nothing was kept here before. */
  isNew: boolean;
  /** Gives the lock back; the folder stays. */
  release(): void;
};

/** Megabytes that must be free: a new folder takes the database cluster and both packs, a used one only grows. */
const room = { isNew: 200, isUsed: 20 };

/**
 * Makes the folder if needed and holds it for this process.
 * Throws LaunchRefused when another start holds it, a newer version wrote it, or the disk cannot take it.
 */
export function openDataFolder(path: string, version: string): DataFolder {
  onDisk(path, () => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  });
  const lock = onDisk(path, () => takeLock(join(path, 'steward.lock')));
  if (!lock.release) {
    throw new LaunchRefused(
      `Steward already runs on the data folder ${path} (process ${lock.heldBy}); stop that one or name another folder in STEWARD_DATA.`,
    );
  }
  try {
    const found = formatOf(path);
    demandRoom(path, found === null);
    onDisk(path, () => writeWhole(join(path, 'version.json'), `${JSON.stringify({ format: dataFormat, version })}\n`));
    return { path, isNew: found === null, release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The format of the folder, or null for a new one. */
function formatOf(path: string): number | null {
  const text = readOrNull(join(path, 'version.json'));
  if (text === null) return null;
  const found = parseVersion(text);
  if (!found) {
    throw new LaunchRefused(
      `${join(path, 'version.json')} cannot be read; restore it from a backup or name another folder in STEWARD_DATA.`,
    );
  }
  if (found.format > dataFormat) {
    throw new LaunchRefused(
      `the data folder ${path} belongs to a newer version of Steward (${found.version}); start that version or name another folder in STEWARD_DATA.`,
    );
  }
  return found.format;
}

function parseVersion(text: string): { format: number; version: string } | null {
  try {
    const { format, version } = JSON.parse(text) as { format?: unknown; version?: unknown };
    return Number.isInteger(format) ? { format: format as number, version: String(version) } : null;
  } catch {
    return null;
  }
}

function demandRoom(path: string, isNew: boolean): void {
  const { bavail, bsize } = statfsSync(path);
  const megabytes = Math.floor((bavail * bsize) / 1_000_000);
  const needed = isNew ? room.isNew : room.isUsed;
  if (megabytes >= needed) return;
  throw new LaunchRefused(
    `the disk of the data folder ${path} has ${megabytes} MB free and Steward needs ${needed}; make room or name another folder in STEWARD_DATA.`,
  );
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a small private file so that a crash leaves the old text or the new one, never half of it. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  try {
    const file = openSync(draft, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    try {
      unlinkSync(draft);
    } catch {
      // It was never made.
    }
    throw error;
  }
}
