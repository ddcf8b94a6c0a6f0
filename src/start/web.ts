/** The web process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { createServer } from '#web/server.ts';
import { openCities } from './cities.ts';
import { readConnections } from './connections.ts';
import { root } from './folders.ts';
import { createSite } from './site.ts';

const config = parseConfig(process.env, root);
const log = createLog('web', config.logLevel);
const connections = readConnections(config.dataFolder);
const opened = await openCities(config, connections, 10);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const server = await createServer(createSite({ config, opened, secret: connections.secret, version, log }));
await server.listen({ host: config.host, port: config.port });
log.info('web.listens', { port: config.port });

// Another process may apply a pack or put Practice City back.
const refresh = setInterval(() => void Promise.all(opened.map((one) => one.refresh())).catch(() => {}), 3_000);
refresh.unref();

async function stop(): Promise<void> {
  clearInterval(refresh);
  await server.close();
  await Promise.all(opened.map((one) => one.close()));
  process.exit(0);
}
// A query that fails after its page was refused already says so here; the process goes on.
process.on('unhandledRejection', (reason) => log.error('promise.unhandled', { message: String(reason).slice(0, 300) }));
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
