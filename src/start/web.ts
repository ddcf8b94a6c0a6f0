/** The web process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '#platform/config.ts';
import { createLog, faultFields } from '#platform/log.ts';
import { createServer } from '#web/server.ts';
import { openCities } from './cities.ts';
import { connectionsOf } from './connections.ts';
import { root } from './folders.ts';
import { createSite } from './site.ts';

const config = parseConfig(process.env, root);
const log = createLog('web', config.logLevel);
const connections = await connectionsOf(config);
const opened = await openCities(config, connections, 10);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
let isDraining = false;
const site = createSite({ config, opened, secret: connections.secret, version, log, isDraining: () => isDraining });
const server = await createServer(site);
await server.listen({ host: config.host, port: config.port });
log.info('web.listens', { port: config.port });

// Another process may apply a pack or put Practice City back.
const refresh = setInterval(() => void Promise.all(opened.map((one) => one.refresh())).catch(() => {}), 3_000);
refresh.unref();

/** Longer than any page takes; who waits longer is cut off. */
const graceMs = 25_000;

/** Takes no new connection, finishes what has begun, and ends. */
async function stop(): Promise<void> {
  if (isDraining) return;
  isDraining = true;
  clearInterval(refresh);
  // A browser keeps its connection after the answer: it must not hold the end back.
  setInterval(() => server.server.closeIdleConnections(), 200).unref();
  setTimeout(() => {
    log.warn('web.cut-off');
    server.server.closeAllConnections();
  }, graceMs).unref();
  await server.close();
  await Promise.all(opened.map((one) => one.close()));
  log.info('web.stopped');
  process.exit(0);
}
// A query that fails after its page was refused already says so here; the process goes on.
process.on('unhandledRejection', (reason) => log.error('promise.unhandled', faultFields(reason)));
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
