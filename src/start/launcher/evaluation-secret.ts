/** The secret and the key of an evaluation: made at the first start, kept 0600 in the data folder. Production brings its own. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#platform/config.ts';
import { writeWhole } from './data-folder.ts';
import { onDisk } from './launch-refused.ts';

/** The secret of the settings, else the one that is kept, else a new one. The data folder exists. */
export function secretOf(config: Config): string {
  if (config.secret) return config.secret;
  return keptSecret(config.dataFolder) ?? newSecret(config.dataFolder);
}

/** The secret that an earlier start made, or null. */
export function keptSecret(dataFolder: string): string | null {
  const path = join(dataFolder, 'secret');
  return existsSync(path) ? onDisk(dataFolder, () => readFileSync(path, 'utf8').trim()) : null;
}

function newSecret(dataFolder: string): string {
  const secret = randomBytes(48).toString('base64url');
  onDisk(dataFolder, () => writeWhole(join(dataFolder, 'secret'), `${secret}\n`));
  return secret;
}

/** The keys of the settings as `id:secret`, else the one that is kept beside the secret, else a new one. */
export function keysOf(config: Config): string {
  if (config.keys) return config.keys.map(({ id, secret }) => `${id}:${secret}`).join(',');
  const path = join(config.dataFolder, 'keys');
  if (existsSync(path)) return onDisk(config.dataFolder, () => readFileSync(path, 'utf8').trim());
  const keys = `first:${randomBytes(32).toString('base64url')}`;
  onDisk(config.dataFolder, () => writeWhole(path, `${keys}\n`));
  return keys;
}
