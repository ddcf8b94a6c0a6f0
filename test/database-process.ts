/** Keeps an embedded PostgreSQL for tests: prints its address, and stops it when whoever asked for it is gone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#start/launcher/embedded-postgres.ts';

const dataFolder = await mkdtemp(join(tmpdir(), 'steward-db-'));
try {
  const server = await startEmbeddedPostgres({ dataFolder, log: () => {} });
  process.stdout.write(`${server.ownerUrl}\n`);
  // The other end of standard input closes when the asking process stops it, and also when that is killed.
  for await (const _ of process.stdin);
  await server.stop();
} finally {
  await rm(dataFolder, { recursive: true, force: true });
}
