/** Where the project's own files lie. */
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const folders = {
  migrations: join(root, 'migrations'),
  locales: join(root, 'locales'),
  schemas: join(root, 'schemas'),
  packs: join(root, 'packs'),
  ownAssets: join(root, 'src', 'web', 'static'),
  uswds: join(root, 'node_modules', '@uswds', 'uswds', 'dist'),
} as const;
