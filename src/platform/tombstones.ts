/**
 * The ledger of what was destroyed, kept outside the database and its backups: after a restore it says which records
 * must go again. A port, and its first adapter: a file of lines in the data folder.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line. `destroyed` is written before the rows go; `kept` takes it back for records that a hold then saved. */
export type Tombstone = {
  kind: 'destroyed' | 'kept';
  classId: string;
  recordIds: readonly string[];
  /** The destruction list that named them, the schedule, and the moment by the city's clock. */
  listId: string;
  scheduleId: string;
  at: string;
};

export type TombstoneLedger = {
  /** Returns when the lines would survive a power cut. Writing the same lines again does no harm. */
  append(lines: readonly Tombstone[]): Promise<void>;
  /** Every line, oldest first. A last line that broke off in the middle is left out. */
  read(): Promise<Tombstone[]>;
};

export function diskTombstones(path: string): TombstoneLedger {
  return {
    async append(lines) {
      if (lines.length === 0) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const handle = await open(path, 'a', 0o600);
      try {
        // A line end first: whatever broke off before stays a line of its own.
        await handle.write(`\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    async read() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      return text.split('\n').flatMap(lineOf);
    },
  };
}

function lineOf(text: string): Tombstone[] {
  if (text.trim() === '') return [];
  try {
    return [JSON.parse(text) as Tombstone];
  } catch {
    return [];
  }
}
