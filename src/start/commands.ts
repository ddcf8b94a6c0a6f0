/** The commands of the line tool, group by group; a group is loaded when it is asked for. */
import type { CommandGroup } from '#platform/command-line.ts';

export const commandGroups: readonly CommandGroup[] = [
  {
    firstWords: ['directive', 'duties'],
    load: async () => (await import('./packs.ts')).packCommands().filter((command) => command.words[0] !== 'pack'),
  },
  { firstWords: ['pack'], load: async () => (await import('./city-groups.ts')).allPackCommands() },
  {
    firstWords: ['sign-in', 'people', 'audit', 'access'],
    load: async () => (await import('./city-groups.ts')).installationCommands(),
  },
  {
    firstWords: ['backup', 'restore', 'doctor', 'keys'],
    load: async () => (await import('./operations-commands.ts')).operationsCommands(),
  },
  {
    firstWords: ['prepare', 'web', 'worker'],
    load: async () => (await import('./process-commands.ts')).processCommands(),
  },
  { firstWords: ['mail'], load: async () => (await import('./mail-commands.ts')).mailLineCommands() },
];
