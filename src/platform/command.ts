/** A command of the `steward` line tool: each wing exports a table of these, `start/cli.ts` collects them. */
export type CommandOption = { type: 'string' | 'boolean'; describe: string; isRequired?: boolean };

export type CommandInput = {
  options: Readonly<Record<string, string | boolean | undefined>>;
  positionals: readonly string[];
  /** Writes one line to standard output. */
  print(line: string): void;
  /** Writes one line to standard error. */
  warn(line: string): void;
};

export type Command = {
  /** The words that name it, such as `['duties', 'schedule']`. */
  words: readonly string[];
  /** One line for the list of commands. */
  summary: string;
  positionals: readonly { name: string; describe: string; isOptional?: boolean }[];
  options: Readonly<Record<string, CommandOption>>;
  run(input: CommandInput): Promise<void>;
};

/** An expected refusal of a command: printed as `steward: reason` on standard error, exit 1. */
export class CommandRefused extends Error {}

/** The command was called with the wrong words: printed with the usage on standard error, exit 2. */
export class CommandUsage extends Error {}
