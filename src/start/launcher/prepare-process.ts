/** The process behind preparation.ts: the one place where the launcher meets what it prepares. */
import { parseConfig } from '#platform/config.ts';
import { prepare } from '#start/prepare.ts';
import { signInLinks } from '#start/sign-in-links.ts';
import type { PrepareMessage, PrepareTask } from './preparation.ts';

process.on('disconnect', () => process.exit(1));
process.once('message', (task: PrepareTask) => void work(task));

async function work(task: PrepareTask): Promise<void> {
  try {
    const config = parseConfig(process.env);
    const env = await prepare(config, task.ownerUrl, (text) => void send({ kind: 'line', text }));
    const links = config.isProduction ? [] : await signInLinks(config, { ...process.env, ...env });
    await send({ kind: 'done', prepared: { env, links } });
  } catch (error) {
    if (process.env['STEWARD_LOG'] === 'debug') console.error(error);
    await send({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) });
  }
  process.exit();
}

function send(message: PrepareMessage): Promise<void> {
  return new Promise((settle) => process.send?.(message, () => settle()));
}
