/** Finds out before anything is started whether the web process will get its port. */
import { createServer } from 'node:net';
import { LaunchRefused } from './launch-refused.ts';

/** Throws LaunchRefused when another program listens there, or the address or port cannot be had. */
export async function demandFreePort(host: string, port: number): Promise<void> {
  await tryPort(host, port);
  // A browser asks `localhost` at ::1 too; a stranger there would answer in our place.
  if (host === '127.0.0.1') await tryPort('::1', port);
}

async function tryPort(host: string, port: number): Promise<void> {
  const code = await listenOnce(host, port);
  if (code === null || (host === '::1' && code !== 'EADDRINUSE')) return;
  if (code === 'EADDRINUSE') {
    throw new LaunchRefused(
      `port ${port} is in use by another program; stop that one or name another port in STEWARD_PORT.`,
    );
  }
  if (code === 'EACCES') {
    throw new LaunchRefused(`port ${port} may not be used by this account; name one from 1024 up in STEWARD_PORT.`);
  }
  throw new LaunchRefused(
    `this machine cannot listen on ${host} (${code}); name one of its own addresses in STEWARD_HOST.`,
  );
}

function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => settle(null)));
  });
}
