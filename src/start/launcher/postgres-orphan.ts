/** Finds the server that a killed launcher left running on this data folder, and stops it in good order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns when no server runs on the cluster any more; does nothing where none did. */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = serverPid(cluster);
  if (pid === null) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It ended in this moment, or is another account's: PostgreSQL itself will refuse a second server.
    return;
  }
  for (let waited = 0; waited < 30_000 && serverPid(cluster) === pid; waited += 50) {
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

/** The pid in postmaster.pid if that process is a server on this very cluster; only Linux tells what a process runs. */
function serverPid(cluster: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words[words.indexOf('-D') + 1] === cluster ? pid : null;
  } catch {
    return null;
  }
}
