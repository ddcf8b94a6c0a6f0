/** A child process of the launcher, and what happens when it falls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopProcess } from './processes.ts';
import { type RestartLimit, restartLimit } from './restart-limit.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type KeptChildOptions = {
  /** What messages call it: `web`, `worker`. */
  name: string;
  script: string;
  env: Environment;
  /**
   * Asked at each fall. `give-up`: it never ran, and would fall again. `restart`: within the limit.
   * `wait`: a developer is about to mend the file that makes it fall.
   */
  whenFallen(): 'give-up' | 'restart' | 'wait';
  complain(line: string): void;
  /** Called when it cannot run or fell too often. */
  onGiveUp(reason: string): void;
  limit?: RestartLimit;
};

export type KeptChild = {
  pid(): number | undefined;
  /** Stops it in good order and starts it anew, with another environment where one is given. */
  restart(env?: Environment): Promise<void>;
  stop(): Promise<void>;
};

const guard = fileURLToPath(new URL('./child-guard.ts', import.meta.url));

export function keepRunning(options: KeptChildOptions): KeptChild {
  const limit = options.limit ?? restartLimit();
  let env = options.env;
  let isWanted = true;
  let timer: NodeJS.Timeout | undefined;
  let child = start();

  function start(): ChildProcess {
    // A session of its own: Ctrl-C in a terminal reaches the launcher alone, which stops all in the right order.
    const started = spawn(process.execPath, ['--import', guard, options.script], {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    started.once('error', (error) => options.onGiveUp(`${options.name} cannot be started: ${error.message}`));
    started.once('exit', (code, signal) => onExit(started, code ?? signal));
    return started;
  }

  function onExit(fallen: ChildProcess, how: number | string | null): void {
    if (!isWanted || fallen !== child) return;
    const next = options.whenFallen();
    if (next === 'wait') return options.complain(`${options.name} ended with ${how} and waits for a change.`);
    if (next === 'give-up')
      return options.onGiveUp(`${options.name} did not start (it ended with ${how}); the lines above say why.`);
    if (!limit.allows(Date.now())) {
      isWanted = false;
      return options.onGiveUp(`${options.name} ended again and again (last with ${how}); the lines above say why.`);
    }
    options.complain(`${options.name} ended with ${how} and is started again.`);
    timer = setTimeout(() => {
      if (isWanted) child = start();
    }, 250);
  }

  async function end(): Promise<void> {
    isWanted = false;
    clearTimeout(timer);
    await stopProcess(child, ['SIGTERM', 'SIGKILL']);
  }

  return {
    pid: () => child.pid,
    async restart(next) {
      await end();
      env = next ?? env;
      isWanted = true;
      child = start();
    },
    stop: end,
  };
}
