/** Takes the lock at `path`; `heldBy` is the pid of the living process that has it. */
export function takeLock(path: string): { release(): void; heldBy?: undefined } | { heldBy: number; release?: undefined };

/** When a process started, in the system's own words; null when there is no such process. */
export function startOf(pid: number): string | null;
