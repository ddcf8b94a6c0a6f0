/** The commands with which an installation is backed up, brought back, examined and given other keys. */
import { backupCommands } from '#features/operations/backup-commands.ts';
import type { Command } from '#platform/command.ts';
import { backupTools } from './operations-tools.ts';
import { replayTombstones } from './operations-replay.ts';

export function operationsCommands(): Command[] {
  return [...backupCommands(backupTools(replayTombstones))];
}
