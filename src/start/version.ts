/** Which version of Steward this is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './folders.ts';

export function versionHere(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
