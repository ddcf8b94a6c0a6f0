/** `steward backup`, `steward backup verify`, `steward restore`. */
import { resolve } from 'node:path';
import type { City } from '#platform/city.ts';
import { type Command, type CommandInput, CommandRefused, CommandUsage } from '#platform/command.ts';
import { runBackup } from './backup-run-service.ts';
import { type BackupRequest, type BackupSource, BackupRefused } from './backup-service.ts';
import { BackupDamaged } from './backup-terms.ts';
import type { TombstoneLedger } from '#platform/tombstones.ts';
import { asSystem, type ReplayTombstones, type RestoreTarget } from './operations-questions.ts';
import {
  type CheckedBackup,
  checkBackup,
  restoreBackup,
  type RestoredCity,
  RestoreRefused,
  type RestoreRequest,
  tryRestore,
} from './restore-service.ts';

export type BackupTools = {
  /** Opens the cities of the installation, or one; starts an embedded database that stands still for the time it takes. */
  withSources<T>(
    slug: string | undefined,
    say: (line: string) => void,
    run: (found: { sources: readonly BackupSource[]; cities: readonly City[] } & Installation) => Promise<T>,
  ): Promise<T>;
  /** Holds the data folder and starts its embedded database where there is no other. */
  withTarget<T>(say: (line: string) => void, run: (target: RestoreTarget) => Promise<T>): Promise<T>;
  /** The secrets of the settings or of the data folder, the current one first; empty where there are none yet. */
  knownSecrets(): readonly string[];
  replay: ReplayTombstones;
  /** The ledger of a city: in `named` (a file, or a folder with one for each city), else the data folder's own; null where there is none. */
  ledger(slug: string, named: string | null): TombstoneLedger | null;
  migrationHashes(): Promise<ReadonlyMap<string, string>>;
  now(): number;
};
type Installation = Pick<BackupRequest, 'secrets' | 'keys' | 'version'>;

const cityOption = { city: { type: 'string', describe: 'slug of one city (all of them)' } } as const;
const jsonOption = { json: { type: 'boolean', describe: 'print JSON' } } as const;

export function backupCommands(tools: BackupTools): Command[] {
  return [backup(tools), backupVerify(tools), restore(tools)];
}

function backup(tools: BackupTools): Command {
  return {
    words: ['backup'],
    summary:
      'Write one file with database and files as they are at this moment, while Steward runs. Holds no secret and no key.',
    positionals: [{ name: 'FILE', describe: 'a file that does not exist yet, best on another disk' }],
    options: { ...cityOption, ...jsonOption },
    async run({ positionals, options, print, warn }) {
      const path = resolve(positionals[0] as string);
      const say = options.json ? warn : print;
      const outcome = await tools.withSources(
        text(options.city),
        say,
        async ({ sources, cities, secrets, keys, version }) =>
          expected(async () =>
            runBackup(
              { path, sources, secrets, keys, version, migrationHashes: await tools.migrationHashes(), say },
              cities,
              asSystem,
              { kind: 'backup', now: tools.now },
            ),
          ),
      );
      const { cities, ...facts } = outcome;
      if (options.json)
        print(JSON.stringify({ file: path, ...facts, cities: cities.map((city) => city.slug) }, null, 2));
      else {
        print(`SHA-256 of the file: ${outcome.sha256}`);
        for (const { slug, auditHead } of cities)
          if (auditHead) print(`Newest link of the audit of ${slug}: ${auditHead.sealNo} ${auditHead.chain}`);
        print(
          'Keep STEWARD_SECRET and STEWARD_KEYS elsewhere: they are not in it, and it is of little use without them.',
        );
      }
      const faulty = outcome.faultyFiles;
      if (faulty.length > 0)
        throw new CommandRefused(
          `the backup is written, but the file store lacks what records name: ${faulty
            .slice(0, 5)
            .map((file) => `${file.slug} ${file.name} is ${file.what}`)
            .join(', ')}${faulty.length > 5 ? ` and ${faulty.length - 5} more` : ''}; steward doctor --full lists all`,
        );
    },
  };
}

function backupVerify(tools: BackupTools): Command {
  return {
    words: ['backup', 'verify'],
    summary: 'Read a backup from beginning to end and check every hash; needs no database.',
    positionals: [{ name: 'FILE', describe: 'the backup' }],
    options: jsonOption,
    async run({ positionals, options, print }) {
      const checked = await expected(() => checkBackup(resolve(positionals[0] as string), tools.knownSecrets()));
      if (options.json) {
        const { head, manifests, isSealed } = checked;
        return print(
          JSON.stringify(
            { id: head.id, madeAt: head.madeAt, steward: head.steward, isSealed, cities: manifests },
            null,
            2,
          ),
        );
      }
      for (const line of describe(checked)) print(line);
      if (checked.isSealed === false)
        throw new CommandRefused(
          'every hash fits, but the seal is of another secret than those here: name the old one in STEWARD_OLD_SECRETS to check it too',
        );
    },
  };
}

function describe({ head, manifests, isSealed }: CheckedBackup): string[] {
  return [
    `Backup of ${head.madeAt}, written by Steward ${head.steward}: whole, every hash fits.`,
    ...manifests.map(({ slug, tables, files, auditHead }) => {
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      return `${slug}: ${tables.length} tables, ${rows.toLocaleString('en')} rows, ${files.length} files, audit up to link ${auditHead?.sealNo ?? 0}.`;
    }),
    ...(isSealed ? ['It was sealed with a secret of this installation.'] : []),
    ...(isSealed === null ? ['Its seal was not checked: there is no secret here.'] : []),
  ];
}

function restore(tools: BackupTools): Command {
  return {
    words: ['restore'],
    summary: 'Bring a backup back into an empty installation, and verify its audit. Stop Steward first.',
    positionals: [{ name: 'FILE', describe: 'the backup' }],
    options: {
      ...cityOption,
      'dry-run': { type: 'boolean', describe: 'check backup and target, change nothing' },
      tombstones: { type: 'string', describe: 'ledger of what was destroyed since (the data folder’s own)' },
      'without-tombstones': { type: 'boolean', describe: 'go on without a ledger: destroyed records come back' },
      'without-secrets': { type: 'boolean', describe: 'go on although old secrets or keys are lost' },
    },
    async run(input) {
      const { positionals, options, print } = input;
      const ledgerOf = ledgersOf(tools, input);
      await tools.withTarget(print, async (target) => {
        const request: RestoreRequest = {
          path: resolve(positionals[0] as string),
          slug: text(options.city) ?? null,
          target,
          ledgerOf,
          replay: tools.replay,
          isWithoutSecrets: options['without-secrets'] === true,
          migrationHashes: await tools.migrationHashes(),
          say: print,
        };
        if (options['dry-run']) {
          const plan = await expected(() => tryRestore(request));
          for (const line of describe(plan)) print(line);
          return print('It can be restored here. Nothing was changed.');
        }
        tell(await expected(() => restoreBackup(request)), print);
      });
    },
  };
}

/** Each city's ledger. Throws CommandRefused where there is none and nobody said to go without. */
function ledgersOf(tools: BackupTools, { options, print }: CommandInput): (slug: string) => TombstoneLedger | null {
  const named = text(options.tombstones);
  if (named && options['without-tombstones'])
    throw new CommandUsage('--tombstones and --without-tombstones exclude each other');
  if (options['without-tombstones']) {
    print('WITHOUT A LEDGER: RECORDS THAT WERE DESTROYED AFTER THIS BACKUP COME BACK. The audit says so.');
    return () => null;
  }
  return (slug) => {
    const found = tools.ledger(slug, named ? resolve(named) : null);
    if (found) return found;
    throw new CommandRefused(
      `there is no ledger of destroyed records for ${slug} ${named ? `in ${named}` : 'in this data folder'}, so that what was destroyed after the backup would come back: name a copy of it with --tombstones, or say --without-tombstones`,
    );
  };
}

function tell(cities: readonly RestoredCity[], print: (line: string) => void): void {
  for (const city of cities) {
    const { slug, rows, files, audit, hasHead, isIntact } = city;
    const counts = `${audit.rows} rows, ${audit.sealed} sealed`;
    print(
      `${slug}: ${rows.toLocaleString('en')} rows and ${files} files ${city.wasThere ? 'were there' : 'restored'}.`,
    );
    if (isIntact) print(`${slug}: the audit is intact (${counts}) and holds the newest link that the backup names.`);
    for (const fault of audit.faults.slice(0, 5))
      print(`${slug}: audit row ${fault.seq} is ${fault.what.replace('_', ' ')}.`);
    if (!hasHead) print(`${slug}: the newest link of the audit that the backup names is missing.`);
  }
  print('Everybody signs in anew. Mail that was waiting in the backup will be sent.');
  const faulty = cities.filter((city) => !city.isIntact).map((city) => city.slug);
  if (faulty.length > 0)
    throw new CommandRefused(
      `everything is restored, but the audit of ${faulty.join(' and ')} is not intact: see above`,
    );
}

/** Refusals of the services as the command's own. */
async function expected<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isExpected =
      error instanceof BackupDamaged || error instanceof BackupRefused || error instanceof RestoreRefused;
    const { code, path } = error as NodeJS.ErrnoException;
    if (isExpected) throw new CommandRefused((error as Error).message);
    if (code === 'ENOENT' && path) throw new CommandRefused(`there is no file ${path}`);
    throw error;
  }
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}
