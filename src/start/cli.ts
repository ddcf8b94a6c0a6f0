/** `steward COMMAND`: the door of the line tool. */
import { runCommandLine } from '#platform/command-line.ts';
import { ConfigRefused } from '#platform/config.ts';
import { commandGroups } from './commands.ts';

// `steward … | head` closes the pipe early; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const print = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), commandGroups, { print, warn });
} catch (error) {
  if (error instanceof ConfigRefused) warn(`steward: ${error.message}`);
  else
    warn(
      `steward: this is a fault of the program: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  process.exitCode = 1;
}
