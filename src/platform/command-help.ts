/** The help texts of the line tool, drawn from the commands themselves. */
import type { Command } from './command.ts';

const nameOf = (command: Command) => command.words.join(' ');

/** Every command with its line, sorted by name. */
export function overview(commands: readonly Command[]): string[] {
  return [
    'Usage: steward COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    ...table(sorted(commands).map((command) => [nameOf(command), command.summary])),
    '',
    'steward COMMAND --help tells more. Exit: 0 done, 1 refused, 2 called with the wrong words.',
  ];
}

export function groupHelp(first: string, commands: readonly Command[]): string[] {
  return [
    `Usage: steward ${first} COMMAND [ARGUMENTS] [OPTIONS]`,
    '',
    ...table(sorted(commands).map((command) => [nameOf(command), command.summary])),
  ];
}

export function commandHelp(command: Command): string[] {
  const options = Object.entries(command.options);
  const positionals = command.positionals.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name));
  const required = options.filter(([, option]) => option.isRequired).map(([name, { type }]) => optionWords(name, type));
  const usage = ['steward', ...command.words, ...positionals, ...required];
  if (options.some(([, option]) => !option.isRequired)) usage.push('[OPTIONS]');
  return [
    `Usage: ${usage.join(' ')}`,
    '',
    command.summary,
    ...section(command.positionals.map(({ name, describe }) => [name, describe])),
    ...section(options.map(([name, { type, describe }]) => [optionWords(name, type), describe])),
  ];
}

function optionWords(name: string, type: 'string' | 'boolean'): string {
  return type === 'boolean' ? `--${name}` : `--${name} ${name.split('-').at(-1)?.toUpperCase()}`;
}

function sorted(commands: readonly Command[]): Command[] {
  return [...commands].sort((left, right) => nameOf(left).localeCompare(nameOf(right), 'en'));
}

function section(rows: readonly (readonly [string, string])[]): string[] {
  return rows.length === 0 ? [] : ['', ...table(rows)];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

/** The name of the command that is nearest to the words asked for, or null when none is near. */
export function nearestWords(asked: readonly string[], commands: readonly Command[]): string | null {
  const ranked = commands
    .map((command) => {
      const typed = asked.slice(0, command.words.length).join(' ');
      return { name: nameOf(command), distance: distance(typed, nameOf(command)) };
    })
    .sort((left, right) => left.distance - right.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, best.name.length / 3) ? best.name : null;
}

/** Levenshtein's distance: how many letters must be put in, taken out or changed. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...right].entries()) {
      const changed = (row[j] as number) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
