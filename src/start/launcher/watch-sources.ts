/** For `npm run dev`: tells when code, texts or packs change. */
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';

export type SourceChange = { needsPreparation: boolean };

const folders = ['src', 'locales', 'content', 'packs', 'migrations'];
const prepared = new Set(['packs', 'migrations']);

/** Calls `onChange` once for a burst of changes. Returns how to end the watch. */
export function watchSources(root: string, onChange: (change: SourceChange) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let needsPreparation = false;
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  const watchers = present.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name?.endsWith('.test.ts')) return;
      needsPreparation ||= prepared.has(folder);
      clearTimeout(timer);
      timer = setTimeout(() => {
        onChange({ needsPreparation });
        needsPreparation = false;
      }, 200);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
