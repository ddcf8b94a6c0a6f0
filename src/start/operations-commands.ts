/** The commands with which an installation is backed up, brought back, examined and given other keys. */
import { existsSync } from 'node:fs';
import { backupCommands } from '#features/operations/backup-commands.ts';
import { type DoctorTools, doctorCommands } from '#features/operations/doctor-commands.ts';
import { wrong } from '#features/operations/doctor-terms.ts';
import { countFailedJobs } from '#features/operations/failed-job-store.ts';
import { keyCommands } from '#features/operations/key-commands.ts';
import type { Command } from '#platform/command.ts';
import { type Config, ConfigRefused, parseConfig, unknownVariables } from '#platform/config.ts';
import { migrationHashes } from '#platform/migrations.ts';
import { loadPack } from './apply.ts';
import type { OpenCity } from './cities.ts';
import { connectionsOf } from './connections.ts';
import { folders, root } from './folders.ts';
import { replayTombstones } from './operations-replay.ts';
import { backupTools, ledgerPath, openFrom, withOpenCities } from './operations-tools.ts';
import { packNews } from './pack-news.ts';

export function operationsCommands(): Command[] {
  return [
    ...backupCommands(backupTools(replayTombstones)),
    ...doctorCommands(doctorTools(process.env)),
    ...keyCommands({
      withCities: (slug, run) =>
        withOpenCities(
          parseConfig(process.env, root),
          slug,
          () => {},
          (opened) => run(opened.map((one) => one.city)),
        ),
    }),
  ];
}

/** Opens cities as they can be reached now; a doctor starts nothing. */
export function doctorTools(env: NodeJS.ProcessEnv): DoctorTools {
  return {
    settings() {
      try {
        return { config: parseConfig(env, root) };
      } catch (error) {
        if (error instanceof ConfigRefused) return { refused: error.message };
        throw error;
      }
    },
    unknownVariables: () => unknownVariables(env),
    async withCities(config, examine) {
      const migrations = [...(await migrationHashes(folders.migrations)).keys()];
      const findings = [];
      for (const address of config.cities) {
        const open = await reach(config, address);
        if ('reason' in open) {
          findings.push(
            wrong(`${address.slug}/database`, open.reason, 'npm start starts it; then ask the doctor again'),
          );
          continue;
        }
        const { city, close } = open.opened;
        findings.push(
          ...(await examine({
            city,
            migrations,
            hasBackupFolder: config.backupFolder !== null,
            hasMailServer: config.mail !== null,
            failedJobs: () => countFailedJobs(city),
            packNews: async () => packNews(city, await loadPack(city.packDir)),
            ledger: existsSync(ledgerPath(config.dataFolder, city.slug)) ? city.tombstones : null,
          }).finally(close)),
        );
      }
      return findings;
    },
    nodeVersion: process.versions.node,
    now: () => Date.now(),
  };
}

async function reach(
  config: Config,
  address: Config['cities'][number],
): Promise<{ opened: OpenCity } | { reason: string }> {
  try {
    return { opened: await openFrom(config, await connectionsOf(config), address) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isStopped = config.databaseUrl === null && (code === 'ENOENT' || code === 'ECONNREFUSED');
    return { reason: isStopped ? 'Steward is stopped: its database does not run' : message.replace(/[.]$/, '') };
  }
}
