/** Waits until the web process says that all is well. */
import { get } from 'node:http';
import { LaunchRefused } from './launch-refused.ts';

/** Resolves when `/health` answers 200. Throws LaunchRefused with what it said last when the time is over. */
export async function waitForHealth(
  host: string,
  port: number,
  signal: AbortSignal,
  milliseconds = 60_000,
): Promise<void> {
  const until = Date.now() + milliseconds;
  let last = 'no answer';
  while (Date.now() < until) {
    signal.throwIfAborted();
    last = await ask(addressOf(host), port);
    if (last === '200') return;
    await new Promise((settle) => setTimeout(settle, 50));
  }
  throw new LaunchRefused(`the web process was not ready in time (${last}); the lines above say why.`);
}

/** Where a server that listens on every address can be asked. */
function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function ask(host: string, port: number): Promise<string> {
  return new Promise((settle) => {
    const query = get({ host, port, path: '/health', timeout: 5_000, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => settle(answer.statusCode === 200 ? '200' : `${answer.statusCode} ${text.slice(0, 200)}`));
    });
    query.once('timeout', () => query.destroy(new Error('no answer within 5 seconds')));
    query.once('error', (error) => settle(error.message));
  });
}
