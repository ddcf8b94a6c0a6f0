/** The embedded PostgreSQL, started again when it falls; web and worker connect again by themselves. */
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
import { restartLimit } from './restart-limit.ts';

export type KeptDatabase = { ownerUrl: string; pid(): number; stop(): Promise<void> };

export async function keepDatabase(
  options: EmbeddedPostgresOptions & { complain(line: string): void; onGiveUp(reason: string): void },
): Promise<KeptDatabase> {
  const limit = restartLimit();
  let isWanted = true;
  let starting: Promise<EmbeddedPostgres> = startEmbeddedPostgres(options);
  let server = await starting;
  server.onExit(onExit);

  function onExit(): void {
    if (!isWanted) return;
    if (!limit.allows(Date.now())) {
      return options.onGiveUp('the database ended again and again; postgres.log in the data folder says why.');
    }
    options.complain('the database ended and is started again.');
    starting = startEmbeddedPostgres(options);
    starting.then(
      (next) => {
        server = next;
        server.onExit(onExit);
      },
      (error: Error) => isWanted && options.onGiveUp(error.message),
    );
  }

  return {
    ownerUrl: server.ownerUrl,
    pid: () => server.pid,
    async stop() {
      isWanted = false;
      const last = await starting.catch(() => null);
      await last?.stop();
    },
  };
}
