/** The browser that journeys use: Debian's Chromium, or the one on the path. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export function chromiumPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return ['/usr/bin', ...folders].map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
}

export function packageCommand(name: string): string {
  return `apt-get install -y ${name}`;
}
