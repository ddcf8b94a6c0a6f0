/** The words of publication: what a version is to the one before it, what can happen to it, and where that has brought it. */

export const changes = ['first', 'update', 'correction'] as const;
export type Change = (typeof changes)[number];

export const actKinds = ['drafted', 'checked', 'overridden', 'published', 'withdrawn', 'set_aside'] as const;
export type ActKind = (typeof actKinds)[number];

export const versionStates = [
  /** The newest draft: somebody else may approve it. */
  'waiting',
  /** A draft that a newer draft has taken the place of. */
  'overtaken',
  /** A draft that was put away. */
  'set_aside',
  /** What anybody reads now. */
  'public',
  /** Was public until a version corrected it. */
  'corrected',
  /** Was public until a newer version took its place. */
  'replaced',
  'withdrawn',
] as const;
export type VersionState = (typeof versionStates)[number];

/** The newest wording of what the second person confirms; shown beside the button. */
export const longestNote = 600;

/** A withdrawal reaches every reader within so many seconds, whichever web process answers. */
export const withdrawalReachesWithin = 10;
/** For how long one process may answer from memory; half of the promise, because a page may be made of data kept as long. */
export const publicCacheSeconds = withdrawalReachesWithin / 2;

/** The key of a kind's name: `publication.kind.<wing>-<what>`. */
export function kindKey(kind: string): string {
  return kind.replaceAll('.', '-').replaceAll('_', '-');
}
