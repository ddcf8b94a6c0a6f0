/** How the embedded PostgreSQL is started: it refuses to run as root, so root steps aside in one of two ways. */
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { LaunchRefused } from './launch-refused.ts';

export type StartRecipe =
  /** As the account that started Steward. */
  | { kind: 'plain' }
  /** The server sees itself as `nobody` in a user namespace of its own; outside, the files remain the starter's. */
  | { kind: 'user-namespace' }
  /** Where user namespaces are forbidden: as an account without rights, which then owns the database's files. */
  | { kind: 'other-account'; uid: number; gid: number };

export type RecipeFacts = {
  /** The effective user id of this process. */
  uid: number;
  /** False for an account without a name, as some containers run; initdb insists on a name. */
  isNamed: boolean;
  canUnshare(): boolean;
};

/** `nobody` and `nogroup`, which practically every Linux has under this number. */
export const nobody = 65534;

export function chooseRecipe(facts: RecipeFacts): StartRecipe {
  if (facts.uid !== 0 && facts.isNamed) return { kind: 'plain' };
  if (facts.canUnshare()) return { kind: 'user-namespace' };
  if (facts.uid !== 0) return { kind: 'plain' };
  return { kind: 'other-account', uid: nobody, gid: nobody };
}

const unshareArguments = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`];

/** Tries whether this machine lets us make a user namespace (some containers and kernels do not) in which we have a name. */
export function canUnshare(): boolean {
  const probe = spawnSync('unshare', [...unshareArguments, 'id', '-un'], { timeout: 5_000 });
  return probe.status === 0;
}

export function factsOfThisMachine(): RecipeFacts {
  return { uid: process.geteuid?.() ?? 1, isNamed: isNamed(), canUnshare };
}

function isNamed(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** The words and options with which `program` is spawned under the recipe. */
export function spawnUnder(recipe: StartRecipe, program: string, args: readonly string[]) {
  if (recipe.kind === 'user-namespace') {
    return { command: 'unshare', args: [...unshareArguments, program, ...args], account: {} };
  }
  const account = recipe.kind === 'other-account' ? { uid: recipe.uid, gid: recipe.gid } : {};
  return { command: program, args: [...args], account };
}

/** The account to which root must give the cluster's files; null where this account owns them anyway. */
export function ownerUnder(recipe: StartRecipe): { uid: number; gid: number } | null {
  if (recipe.kind === 'other-account') return { uid: recipe.uid, gid: recipe.gid };
  return process.geteuid?.() === 0 ? { uid: 0, gid: 0 } : null;
}

/** Throws LaunchRefused when the account of the recipe cannot enter one of the paths. */
export function demandReach(recipe: StartRecipe, paths: readonly string[]): void {
  if (recipe.kind !== 'other-account') return;
  for (const path of paths) {
    const probe = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], {
      uid: recipe.uid,
      gid: recipe.gid,
      cwd: '/',
    });
    if (probe.status === 0) continue;
    throw new LaunchRefused(
      `PostgreSQL does not run as root, this machine forbids user namespaces, and account ${recipe.uid} cannot reach ${path}; ` +
        'start Steward as an ordinary account, move it to a folder that every account may enter, or set DATABASE_URL.',
    );
  }
}
