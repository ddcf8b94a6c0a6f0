/** Waiting for child processes, and ending them with growing firmness. */
import type { ChildProcess } from 'node:child_process';

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** Resolves when the child has ended, or with false after the time. */
export function waitForExit(child: ChildProcess, milliseconds: number): Promise<boolean> {
  if (hasEnded(child)) return Promise.resolve(true);
  return new Promise((settle) => {
    const timer = setTimeout(() => finish(false), milliseconds);
    const onExit = () => finish(true);
    const finish = (isOver: boolean) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      settle(isOver);
    };
    child.once('exit', onExit);
  });
}

/** Sends the signals one after the other, each with time to work, until the child has ended. */
export async function stopProcess(
  child: ChildProcess,
  signals: readonly NodeJS.Signals[],
  milliseconds = 10_000,
): Promise<void> {
  for (const signal of signals) {
    if (hasEnded(child)) return;
    child.kill(signal);
    if (await waitForExit(child, milliseconds)) return;
  }
}
