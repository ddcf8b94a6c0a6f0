/** The processes of an installation as commands: what a container or a service manager starts. */
import { mkdirSync } from 'node:fs';
import { type Command, CommandRefused } from '#platform/command.ts';
import { parseConfig } from '#platform/config.ts';
import { root } from './folders.ts';

const none = { positionals: [], options: {} } as const;

export function processCommands(): Command[] {
  return [prepareCommand, webCommand, workerCommand];
}

const prepareCommand: Command = {
  words: ['prepare'],
  summary: 'Make or update the databases of all cities, once for each new version, before web and worker start.',
  ...none,
  async run({ print }) {
    const config = parseConfig(process.env, root);
    if (!config.databaseUrl)
      throw new CommandRefused('DATABASE_URL is missing: npm start prepares the embedded database by itself.');
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
    const { prepare } = await import('./prepare.ts');
    await prepare(config, null, print).catch((error: Error) => {
      throw new CommandRefused(error.message);
    });
    const { checkStores } = await import('./check-stores.ts');
    await checkStores(config);
    print(`Prepared: ${config.cities.map((city) => city.slug).join(', ')}.`);
  },
};

/** Each ends by a signal; the command returns when it has started. */
const webCommand: Command = {
  words: ['web'],
  summary: 'Serve pages until SIGTERM: as many such processes as you like, on any machines.',
  ...none,
  run: async () => void (await import('./web.ts')),
};

const workerCommand: Command = {
  words: ['worker'],
  summary: 'Seal the audit, send mail, scan uploads and run jobs until SIGTERM: one at least, two for one to fall.',
  ...none,
  run: async () => void (await import('./worker.ts')),
};
