/** How the embedded PostgreSQL is started: it refuses to run as root, so root steps aside in one of two ways. */
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { LaunchRefused } from './launch-refused.ts';

export type StartRecipe =
  /** As the account that started Steward. */
  | { kind: 'plain' }
  /** The server sees itself as `nobody` in a user namespace of its own; outside, the files remain the starter's. */
  | { kind: 'user-namespace' }
  /**
   * Where user namespaces are forbidden: as an account without rights, which then owns the database's files. Below a
   * private folder it keeps one capability of root's, with which it passes through folders that it does not own.
   */
  | { kind: 'other-account'; uid: number; gid: number; passage?: Passage };

/** The capabilities that let an account pass through others' folders; the first grants less, containers keep the second. */
const passages = ['dac_read_search', 'dac_override'] as const;
export type Passage = (typeof passages)[number];

export type RecipeFacts = {
  /** The effective user id of this process. */
  uid: number;
  /** False for an account without a name, as some containers run; initdb insists on a name. */
  isNamed: boolean;
  canUnshare(): boolean;
  /** The passages that this machine grants; all are tried by default. */
  passages?: readonly Passage[];
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
  if (recipe.kind === 'other-account' && recipe.passage) {
    return { command: 'setpriv', args: [...passageArguments(recipe, recipe.passage), program, ...args], account: {} };
  }
  const account = recipe.kind === 'other-account' ? { uid: recipe.uid, gid: recipe.gid } : {};
  return { command: program, args: [...args], account };
}

function passageArguments({ uid, gid }: { uid: number; gid: number }, passage: Passage): string[] {
  const capability = [`--inh-caps=+${passage}`, `--ambient-caps=+${passage}`];
  // Without the bit access(2), by which PostgreSQL finds its own programs, looks past the capability.
  return [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup', ...capability];
}

/** The account to which root must give the cluster's files; null where this account owns them anyway. */
export function ownerUnder(recipe: StartRecipe): { uid: number; gid: number } | null {
  if (recipe.kind === 'other-account') return { uid: recipe.uid, gid: recipe.gid };
  return process.geteuid?.() === 0 ? { uid: 0, gid: 0 } : null;
}

/**
 * The recipe with what its account needs to reach the paths: nothing, or a passage where a private folder lies between.
 * Throws LaunchRefused where neither helps.
 */
export function withPassage(
  recipe: StartRecipe,
  paths: readonly string[],
  granted: readonly Passage[] = passages,
): StartRecipe {
  if (recipe.kind !== 'other-account') return recipe;
  const ways: StartRecipe[] = [recipe, ...granted.map((passage) => ({ ...recipe, passage }))];
  const way = ways.find((one) => paths.every((path) => reaches(one, path)));
  if (way) return way;
  throw new LaunchRefused(
    `PostgreSQL does not run as root, this machine forbids user namespaces, and account ${recipe.uid} cannot reach ${paths.find((path) => !reaches(recipe, path))}; ` +
      'start Steward as an ordinary account, move it to a folder that every account may enter, or set DATABASE_URL.',
  );
}

function reaches(recipe: StartRecipe, path: string): boolean {
  const { command, args, account } = spawnUnder(recipe, '/bin/sh', ['-c', 'test -x "$1"', 'sh', path]);
  return spawnSync(command, args, { ...account, cwd: '/', timeout: 5_000 }).status === 0;
}
