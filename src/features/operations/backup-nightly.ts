/** The nightly backup: one file a city and night in the folder of the settings, read again, kept for some days, told of when it fails. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translate } from '#i18n/translate.ts';
import { auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { Job } from '#platform/jobs.ts';
import { writeMail } from '#platform/mail.ts';
import { unfinishedSuffix } from './backup-archive.ts';
import { runBackup } from './backup-run-service.ts';
import type { BackupRequest } from './backup-service.ts';
import { type AdministratorsOf, asSystem } from './operations-questions.ts';
import { storagePath } from './operations-paths.ts';
import { lastRuns, whileAlone } from './operations-store.ts';

export type NightlyTools = {
  /** Null where the settings name no folder for backups. */
  plan(city: City): Promise<(Omit<BackupRequest, 'path' | 'say'> & { folder: string; keepDays: number }) | null>;
  administratorsOf: AdministratorsOf;
  wordsOf(tag: string): Translate;
  linkFor(city: City, path: string, tag: string): string;
  now(): number;
};

export function operationsJobs(tools: NightlyTools): Job[] {
  return [
    { name: 'operations.nightly-backup', cron: '40 1 * * *', run: (city) => nightlyBackup(city, tools) },
    {
      name: 'operations.sweep-incoming',
      cron: '10 4 * * *',
      run: async (city) => void (await city.files.sweep(tools.now())),
    },
  ];
}

/** Practice City can be put back by a button and is left out. */
async function nightlyBackup(city: City, tools: NightlyTools): Promise<void> {
  const plan = city.profile.practice ? null : await tools.plan(city);
  if (!plan) return;
  const { folder, keepDays, ...request } = plan;
  // Whoever comes second finds the first at work, and has nothing to do.
  await whileAlone(city.db, 'backup', async () => {
    const { done, failed } = await lastRuns(city.db);
    const wasFailing = failed !== null;
    if (done && !failed && tools.now() - Date.parse(done.beganAt) < justMadeMs) return;
    const path = join(folder, `${city.slug}-${stamp(tools.now())}${archiveSuffix}`);
    const run = { kind: 'nightly_backup', now: tools.now } as const;
    try {
      await runBackup({ ...request, path, say: () => {} }, [city], asSystem, run);
    } catch (error) {
      // One mail for the first failure; the administration shows the rest.
      if (!wasFailing) await tellAdministrators(city, tools);
      throw error;
    }
    await dropOldBackups(folder, city.slug, keepDays, tools.now());
  });
}

/** Another worker, or a second press of the button, came right behind. */
const justMadeMs = 60_000;

export const archiveSuffix = '.steward-backup';

const stamp = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/[-:.]/g, '');

/** Deletes the city's archives of more than `keepDays` days, by the day in their names; the newest stays, whatever its age. Answers the names. */
export async function dropOldBackups(folder: string, slug: string, keepDays: number, now: number): Promise<string[]> {
  const names = await readdir(folder);
  const shape = new RegExp(`^${slug}-\\d{8}T\\d{9}Z[.]steward-backup$`);
  const own = names.filter((name) => shape.test(name)).sort();
  const limit = stamp(now - keepDays * 86_400_000);
  const old = own.slice(0, -1).filter((name) => name.slice(slug.length + 1, -archiveSuffix.length) < limit);
  for (const name of old) await rm(join(folder, name), { force: true });
  for (const name of names.filter((one) => one.startsWith(`${slug}-`) && one.endsWith(unfinishedSuffix))) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && now - found.mtimeMs > 86_400_000) await rm(join(folder, name), { force: true });
  }
  return old;
}

async function tellAdministrators(city: City, tools: NightlyTools): Promise<void> {
  const people = await tools.administratorsOf(city);
  const { failed } = await lastRuns(city.db);
  await auditedChange(city, asSystem, async (tx) => {
    for (const { personId, email, locale } of people) {
      const t = tools.wordsOf(locale);
      await writeMail(city, tx, {
        toPersonId: personId,
        toAddress: email,
        subject: t('operations.mail.backup-failed-subject'),
        body: [
          t('operations.mail.backup-failed'),
          t(`operations.fault.${failed?.fault ?? 'unknown'}`),
          t('operations.mail.where', { url: tools.linkFor(city, storagePath.to({}), locale) }),
        ].join('\n\n'),
        about: { kind: 'city', id: city.slug },
      });
    }
    const note = {
      event: 'operations.backup_failed',
      subject: { kind: 'city', id: city.slug },
      details: { told: people.length },
    } as const;
    return { value: null, note };
  });
}
