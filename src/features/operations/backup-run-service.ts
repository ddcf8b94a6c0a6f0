/** A backup as an act of the city: made, read again from beginning to end, noted and audited, whether it worked or not. */
import { rm } from 'node:fs/promises';
import type { IsoInstant } from '#kit/dates.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { BackupDamaged } from './backup-terms.ts';
import { type BackupOutcome, BackupRefused, type BackupRequest, makeBackup } from './backup-service.ts';
import { insertRun, type OperationRun, type RunFault, type RunKind } from './operations-store.ts';
import { checkBackup } from './restore-service.ts';

export type BackupRun = { kind: Extract<RunKind, 'nightly_backup' | 'backup'>; now(): number };

/** Throws what broke the backup, after it was noted in every city where that could be written. An archive that does not read well is removed. */
export async function runBackup(
  request: Omit<BackupRequest, 'now'>,
  cities: readonly City[],
  acting: Acting,
  { kind, now }: BackupRun,
): Promise<BackupOutcome> {
  const beganAt = instant(now());
  try {
    const outcome = await makeBackup({ ...request, now: new Date(now()) });
    await checkBackup(request.path, request.secrets).catch(async (error: Error) => {
      await rm(request.path, { force: true });
      throw error;
    });
    request.say('Read again from beginning to end: every hash fits.');
    for (const city of cities)
      await note(city, acting, doneRun(kind, beganAt, instant(now()), outcome), city.slug, outcome);
    return outcome;
  } catch (error) {
    const run = failedRun(kind, beganAt, instant(now()), faultOf(error));
    // Where the database is away, nothing can be noted in it; the caller hears the fault all the same.
    for (const city of cities) await note(city, acting, run, city.slug, null).catch(() => {});
    throw error;
  }
}

function note(
  city: City,
  acting: Acting,
  run: Omit<OperationRun, 'id'>,
  slug: string,
  outcome: BackupOutcome | null,
): Promise<void> {
  const own = outcome?.cities.find((one) => one.slug === slug);
  const counted = own
    ? {
        ...run,
        rowCount: own.tables.reduce((sum, table) => sum + table.rows, 0),
        fileCount: own.files.length,
        faultyFileCount: outcome?.faultyFiles.filter((file) => file.slug === slug).length ?? 0,
      }
    : run;
  return auditedChange(city, acting, async (tx) => {
    const id = await insertRun(tx, counted);
    return {
      value: undefined,
      note: {
        event: run.outcome === 'done' ? 'operations.backup_made' : 'operations.backup_failed',
        subject: { kind: 'city', id: slug },
        details: {
          run: id,
          kind: run.kind,
          backup: outcome?.id ?? null,
          archive: run.archiveHash,
          head: own?.auditHead?.sealNo ?? null,
          fault: run.fault,
        },
      },
    };
  });
}

function doneRun(kind: RunKind, beganAt: IsoInstant, endedAt: IsoInstant, outcome: BackupOutcome) {
  return {
    kind,
    outcome: 'done' as const,
    beganAt,
    endedAt,
    byteLength: outcome.byteLength,
    archiveHash: outcome.sha256,
    rowCount: outcome.rows,
    fileCount: outcome.files,
    verifiedAt: endedAt,
    faultyFileCount: outcome.faultyFiles.length,
    fault: null,
    notedBy: null,
  };
}

function failedRun(kind: RunKind, beganAt: IsoInstant, endedAt: IsoInstant, fault: RunFault) {
  const nothing = { byteLength: null, archiveHash: null, rowCount: null, fileCount: null, verifiedAt: null };
  return { kind, outcome: 'failed' as const, beganAt, endedAt, ...nothing, faultyFileCount: 0, fault, notedBy: null };
}

export function faultOf(error: unknown): RunFault {
  if (error instanceof BackupDamaged) return 'damaged';
  if (error instanceof BackupRefused) return /disk/.test(error.message) ? 'disk_full' : 'refused';
  const { code } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk_full';
  if (/^(ECONN|ENOENT|EPIPE)/.test(code ?? '') || /^[0-9A-Z]{5}$/.test(code ?? '')) return 'database';
  return 'unknown';
}

const instant = (milliseconds: number) => new Date(milliseconds).toISOString() as IsoInstant;
