/** For tests: a database cluster that is made once a file and copied, because making one takes most of a start. */
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

export type MadeCluster = {
  /** Puts the cluster and its password into the data folder. */
  copyTo(dataFolder: string): void;
  remove(): void;
};

export async function makeCluster(): Promise<MadeCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-made-'));
  const server = await startEmbeddedPostgres({ dataFolder: folder, log: () => {} });
  await server.stop();
  return {
    copyTo(dataFolder) {
      for (const name of ['postgres', 'postgres-password']) {
        cpSync(join(folder, name), join(dataFolder, name), { recursive: true, preserveTimestamps: true });
      }
      // PostgreSQL insists on it, and copying takes the mode from the umask.
      chmodSync(join(dataFolder, 'postgres'), 0o700);
      chmodSync(join(dataFolder, 'postgres-password'), 0o600);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
