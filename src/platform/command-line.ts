/** Runs one command of the `steward` line tool: finds it by its words, reads its options, answers with an exit code. */
import { parseArgs } from 'node:util';
import { type Command, CommandRefused, CommandUsage } from './command.ts';
import { groupHelp, commandHelp, nearestWords, overview } from './command-help.ts';

/** A part of the commands; it is loaded only when one of its words is asked for, or a list of all. */
export type CommandGroup = {
  /** The first words of its commands. */
  firstWords: readonly string[];
  load(): Promise<readonly Command[]>;
};

export type CommandOutput = { print(line: string): void; warn(line: string): void };

/** 0: done. 1: refused, or a fault. 2: called with the wrong words. */
export type ExitCode = 0 | 1 | 2;

/** Answers the exit code; a fault (neither refused nor usage) is thrown. */
export async function runCommandLine(
  args: readonly string[],
  groups: readonly CommandGroup[],
  output: CommandOutput,
): Promise<ExitCode> {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const isHelpAsked = args.some((arg) => arg === '--help' || arg === '-h') || words[0] === 'help';
  const asked = words[0] === 'help' ? words.slice(1) : words;
  const first = asked[0];
  if (first === undefined) {
    const lines = overview(await loadAll(groups));
    for (const line of lines) (isHelpAsked || args.length === 0 ? output.print : output.warn)(line);
    return isHelpAsked || args.length === 0 ? 0 : 2;
  }
  const mine = groups.filter((group) => group.firstWords.includes(first));
  const commands = await loadAll(mine);
  const command = longestMatch(commands, asked);
  if (command) return isHelpAsked ? printAll(commandHelp(command), output.print) : runOne(command, args, output);
  const inGroup = commands.filter((one) => one.words[0] === first);
  if (inGroup.length > 0 && (isHelpAsked || asked.length === 1)) {
    printAll(groupHelp(first, inGroup), isHelpAsked ? output.print : output.warn);
    return isHelpAsked ? 0 : 2;
  }
  const nearest = nearestWords(asked, await loadAll(groups));
  output.warn(`steward: there is no command "${asked.join(' ')}".${nearest ? ` Did you mean "${nearest}"?` : ''}`);
  output.warn('steward --help lists all.');
  return 2;
}

async function loadAll(groups: readonly CommandGroup[]): Promise<Command[]> {
  return (await Promise.all(groups.map((group) => group.load()))).flat();
}

/** The command whose words stand first; `pack check` wins over `pack`. */
function longestMatch(commands: readonly Command[], asked: readonly string[]): Command | undefined {
  return commands
    .filter((command) => command.words.every((word, index) => asked[index] === word))
    .sort((left, right) => right.words.length - left.words.length)[0];
}

function printAll(lines: readonly string[], print: (line: string) => void): 0 {
  for (const line of lines) print(line);
  return 0;
}

async function runOne(command: Command, args: readonly string[], output: CommandOutput): Promise<ExitCode> {
  try {
    await command.run({ ...readArguments(command, args), ...output });
    return 0;
  } catch (error) {
    if (error instanceof CommandRefused) {
      output.warn(`steward: ${error.message}`);
      return 1;
    }
    if (!(error instanceof CommandUsage)) throw error;
    output.warn(`steward: ${error.message}`);
    printAll(commandHelp(command), output.warn);
    return 2;
  }
}

/** Options and positionals, checked against what the command declares. Throws CommandUsage. */
function readArguments(command: Command, args: readonly string[]) {
  const { values, positionals } = parseStrictly(command, args);
  const rest = positionals.slice(command.words.length);
  const needed = command.positionals.filter((positional) => !positional.isOptional);
  const missing = needed[rest.length];
  if (rest.length < needed.length && missing) throw new CommandUsage(`${missing.name} is missing.`);
  const surplus = rest[command.positionals.length];
  if (surplus !== undefined && !mayRepeat(command)) throw new CommandUsage(`"${surplus}" is one word too many.`);
  for (const [name, option] of Object.entries(command.options)) {
    if (option.isRequired && values[name] === undefined) throw new CommandUsage(`--${name} is missing.`);
  }
  return { options: values, positionals: rest };
}

/** A last positional written `FILE…` takes any number. */
function mayRepeat(command: Command): boolean {
  return command.positionals.at(-1)?.name.endsWith('…') ?? false;
}

function parseStrictly(command: Command, args: readonly string[]) {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new CommandUsage((error as Error).message.replace(/\. To specify a positional.*$/, '.').replace(/\.?$/, '.'));
  }
}
