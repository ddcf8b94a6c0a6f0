/** An expected reason why Steward does not start: printed as `steward: reason` on standard error, exit 1, no stack. */
export class LaunchRefused extends Error {}

/** Faults of the disk that a person can mend, as the file system names them. */
const diskFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is in the way',
  EIO: 'the disk reports a fault',
};

/** Runs `act` on the folder; a fault of the disk becomes one sentence that names the folder and what to do. */
export function onDisk<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const fault = diskFaults[(error as NodeJS.ErrnoException).code ?? ''];
    if (!fault) throw error;
    throw new LaunchRefused(
      `the data folder ${folder} cannot be used because ${fault}; make room or name another folder in STEWARD_DATA.`,
    );
  }
}
