/**
 * Runs the preparation (migrations, packs, sign-in links) in a process of its own that ends when it is done,
 * so that the launcher stays small for as long as Steward runs.
 */
import { spawn } from 'node:child_process';
import type { Environment } from './kept-child.ts';
import { LaunchRefused } from './launch-refused.ts';
import { stopProcess } from './processes.ts';

export type SignInLink = { role: string; city: string; url: string };

export type Prepared = {
  /** Added to the environment of web and worker. */
  env: Record<string, string>;
  links: readonly SignInLink[];
};

/** What the launcher sends to the preparing process, once. */
export type PrepareTask = { ownerUrl: string | null };

/** What the preparing process sends: any number of lines, then one end. */
export type PrepareMessage =
  | { kind: 'line'; text: string }
  | { kind: 'done'; prepared: Prepared }
  | { kind: 'refused'; reason: string };

export type PrepareOptions = {
  script: string;
  env: Environment;
  ownerUrl: string | null;
  print(line: string): void;
  signal: AbortSignal;
};

/** Throws LaunchRefused with the reason that the preparation gave. */
export async function runPreparation(options: PrepareOptions): Promise<Prepared> {
  options.signal.throwIfAborted();
  const child = spawn(process.execPath, [options.script], {
    env: options.env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  let outcome: PrepareMessage | null = null;
  child.on('message', (message: PrepareMessage) => {
    if (message.kind === 'line') options.print(message.text);
    else outcome = message;
  });
  const stop = () => void stopProcess(child, ['SIGTERM', 'SIGKILL'], 5_000);
  options.signal.addEventListener('abort', stop);
  const code = await new Promise<number | string>((settle) => {
    child.once('error', (error) => settle(error.message));
    // `close` comes after the last message, `exit` may come before it.
    child.once('close', (exitCode, exitSignal) => settle(exitCode ?? exitSignal ?? 'nothing'));
    child.send({ ownerUrl: options.ownerUrl } satisfies PrepareTask, () => {});
  });
  options.signal.removeEventListener('abort', stop);
  options.signal.throwIfAborted();
  return preparedFrom(outcome, code);
}

function preparedFrom(outcome: PrepareMessage | null, code: number | string): Prepared {
  if (outcome?.kind === 'done') return outcome.prepared;
  if (outcome?.kind === 'refused') throw new LaunchRefused(outcome.reason.replace(/\.?$/, '.'));
  throw new LaunchRefused(
    `the database could not be prepared (the preparation ended with ${code}); the lines above say why.`,
  );
}
