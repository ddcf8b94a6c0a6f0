/** How the embedded PostgreSQL is started: it refuses to run as root, so root steps aside in one of two ways. */
import { spawnSync } from 'node:child_process';
import { LaunchRefused } from './launch-refused.ts';

export type StartRecipe =
  /** As the account that started Steward. */
  | { kind: 'plain' }
  /** Root appears as user 1000 in a user namespace of its own; outside, the files remain root's. */
  | { kind: 'user-namespace' }
  /** Where user namespaces are forbidden: as an account without rights, which then owns the database's files. */
  | { kind: 'other-account'; uid: number; gid: number };

export type RecipeFacts = {
  /** The effective user id of this process. */
  uid: number;
  canUnshare(): boolean;
};

/** `nobody` and `nogroup` on Debian; no account needs to exist for the kernel to accept them. */
export const nobody = 65534;

export function chooseRecipe(facts: RecipeFacts): StartRecipe {
  if (facts.uid !== 0) return { kind: 'plain' };
  if (facts.canUnshare()) return { kind: 'user-namespace' };
  return { kind: 'other-account', uid: nobody, gid: nobody };
}

const unshareArguments = ['--user', '--map-user=1000', '--map-group=1000'];

/** Tries whether this machine lets us make a user namespace (some containers and kernels do not). */
export function canUnshare(): boolean {
  const probe = spawnSync('unshare', [...unshareArguments, 'id', '-u'], { encoding: 'utf8', timeout: 5_000 });
  return probe.status === 0 && probe.stdout.trim() === '1000';
}

export function factsOfThisMachine(): RecipeFacts {
  return { uid: process.geteuid?.() ?? 1, canUnshare };
}

/** The words and options with which `program` is spawned under the recipe. */
export function spawnUnder(recipe: StartRecipe, program: string, args: readonly string[]) {
  if (recipe.kind === 'user-namespace') {
    return { command: 'unshare', args: [...unshareArguments, program, ...args], account: {} };
  }
  const account = recipe.kind === 'other-account' ? { uid: recipe.uid, gid: recipe.gid } : {};
  return { command: program, args: [...args], account };
}

/** The account that must own the cluster's files. */
export function ownerUnder(recipe: StartRecipe): { uid: number; gid: number } | null {
  if (recipe.kind === 'plain') return null;
  return recipe.kind === 'other-account' ? { uid: recipe.uid, gid: recipe.gid } : { uid: 0, gid: 0 };
}

/** Throws LaunchRefused when the account of the recipe cannot enter one of the paths. */
export function demandReach(recipe: StartRecipe, paths: readonly string[]): void {
  if (recipe.kind !== 'other-account') return;
  for (const path of paths) {
    const probe = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid: recipe.uid, gid: recipe.gid, cwd: '/' });
    if (probe.status === 0) continue;
    throw new LaunchRefused(
      `PostgreSQL does not run as root, this machine forbids user namespaces, and account ${recipe.uid} cannot reach ${path}; ` +
        'start Steward as an ordinary account, move it to a folder that every account may enter, or set DATABASE_URL.',
    );
  }
}
