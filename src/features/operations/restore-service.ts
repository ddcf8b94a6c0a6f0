/** Brings a backup back into an empty installation: checked whole before anything changes, a city a transaction, proved by the audit. */
import { existsSync, statfsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { recordAudit } from '#platform/audit.ts';
import { sealAllAudit, verifyAudit, type AuditVerdict } from '#platform/audit-seal.ts';
import type { City, CityProfile } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import type { TombstoneLedger } from '#platform/tombstones.ts';
import { type BackupPart, readBackup } from './backup-reading.ts';
import { missingSecrets } from './backup-marks.ts';
import { type BackupCity, BackupDamaged, type BackupHead, type CityManifest } from './backup-terms.ts';
import { asSystem, type ReplayTombstones, type RestoreTarget, type TargetCity } from './operations-questions.ts';
import { analyse, refillCity, rowsIn, sealAt, wasRestoredFrom } from './restore-store.ts';

/** The restore cannot be done here; nothing was changed. The message is one sentence, or several where a way out is told. */
export class RestoreRefused extends Error {}

export type RestoreRequest = {
  path: string;
  /** Only this city of the archive. */
  slug: string | null;
  target: RestoreTarget;
  /** What was destroyed since; null where the caller insists on going without. Asked before anything changes. */
  ledgerOf(slug: string): TombstoneLedger | null;
  replay: ReplayTombstones;
  /** Goes on although the audit cannot be verified and restricted fields cannot be read. */
  isWithoutSecrets: boolean;
  migrationHashes: ReadonlyMap<string, string>;
  say(line: string): void;
};

export type RestoredCity = {
  slug: string;
  rows: number;
  files: number;
  audit: AuditVerdict;
  /** Whether the chain still holds the newest link that the backup names. */
  hasHead: boolean;
  isIntact: boolean;
  /** True where this backup had been restored into the city before. */
  wasThere: boolean;
};

/** What the archive holds, once every byte of it was checked. */
export type CheckedBackup = {
  head: BackupHead;
  manifests: readonly CityManifest[];
  isSealed: boolean | null;
};

/** Reads all of it. Throws BackupDamaged. */
export async function checkBackup(path: string, secrets: readonly string[]): Promise<CheckedBackup> {
  let head: BackupHead | null = null;
  let isSealed: boolean | null = null;
  const manifests: CityManifest[] = [];
  for await (const part of readBackup(path, secrets)) {
    if (part.kind === 'head') head = part.head;
    if (part.kind === 'city') manifests.push(part.manifest);
    if (part.kind === 'end') isSealed = part.isSealed;
  }
  if (!head) throw new BackupDamaged('the backup is damaged: it is empty');
  return { head, manifests, isSealed };
}

/** Everything that would speak against the restore, without changing anything but making missing schemas. */
export async function planRestore(request: RestoreRequest): Promise<CheckedBackup & { cities: readonly BackupCity[] }> {
  const checked = await checkBackup(request.path, request.target.secrets);
  const cities = checked.head.cities.filter((city) => request.slug === null || city.slug === request.slug);
  if (cities.length === 0)
    throw new RestoreRefused(
      `the backup does not hold the city ${request.slug}; it holds ${checked.head.cities.map((city) => city.slug).join(', ')}`,
    );
  const { target } = request;
  const unserved = cities.find((city) => !target.cities.includes(city.slug));
  if (unserved)
    throw new RestoreRefused(
      `the backup holds the city ${unserved.slug}, which STEWARD_CITIES does not name: name it there, or restore one city with --city`,
    );
  for (const city of cities) demandMigrations(city, checked.head, request.migrationHashes);
  if (!request.isWithoutSecrets) {
    demandSecrets(checked.head, target);
    // The hashes inside say that nothing broke; only the seal says that nobody rewrote rows and hashes together.
    if (checked.isSealed === false)
      throw new RestoreRefused(
        'the seal of the backup fits none of the secrets here, although its hashes fit: somebody changed it after it was made, or it was made with another secret. Take another copy of it; --without-secrets restores it unproved',
      );
  }
  demandRoom(checked.manifests, target.dataFolder);
  for (const city of cities) request.ledgerOf(city.slug);
  return { ...checked, cities };
}

function demandMigrations(city: BackupCity, head: BackupHead, ours: ReadonlyMap<string, string>): void {
  const unknown = city.migrations.find(({ name }) => !ours.has(name));
  if (unknown)
    throw new RestoreRefused(
      `the backup comes from a newer version of Steward (${head.steward}; it has the migration ${unknown.name}): restore it with that version`,
    );
  const other = city.migrations.find(({ name, hash }) => hash !== null && ours.get(name) !== hash);
  if (other)
    throw new RestoreRefused(
      `the migration ${other.name} is another one here than where the backup was made: restore it with Steward ${head.steward} and upgrade then`,
    );
}

function demandSecrets(head: BackupHead, { secrets, keys }: RestoreTarget): void {
  const missing = missingSecrets(head, secrets, keys);
  const lines: string[] = [];
  if (missing.secrets > 0)
    lines.push(
      'the secret under which the backup was made is not here, so that its audit could not be verified: set STEWARD_SECRET to it, or add it to STEWARD_OLD_SECRETS (an evaluation keeps it in the file "secret" of its data folder)',
    );
  if (missing.keyIds.length > 0)
    lines.push(
      `the ${missing.keyIds.length === 1 ? 'key' : 'keys'} ${missing.keyIds.join(', ')} of restricted fields ${missing.keyIds.length === 1 ? 'is' : 'are'} not here, so that these fields could not be read: add what is missing to STEWARD_KEYS (an evaluation keeps it in the file "keys" of its data folder)`,
    );
  if (lines.length > 0)
    throw new RestoreRefused(`${lines.join('; ')}. If they are lost for good: --without-secrets restores the rest.`);
}

function demandRoom(manifests: readonly CityManifest[], folder: string): void {
  const bytes = manifests
    .flatMap((city) => [
      ...city.files.map((file) => file.byteLength),
      ...city.tables.map((table) => table.byteLength * 3),
    ])
    .reduce((sum, one) => sum + one, 50_000_000);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes)
    throw new RestoreRefused(
      `the disk of ${folder} has ${Math.floor((bavail * bsize) / 1e6)} MB free and the restore may need ${Math.ceil(bytes / 1e6)}; make room or name another folder in STEWARD_DATA`,
    );
}

/** Only checks: archive, secrets, versions, and that the target is empty. */
export async function tryRestore(request: RestoreRequest): Promise<CheckedBackup & { cities: readonly BackupCity[] }> {
  const plan = await planRestore(request);
  for (const city of plan.cities) await demandEmpty(request, city, plan.head.id);
  return plan;
}

/** Throws RestoreRefused or BackupDamaged before anything is changed; a fault later leaves the city that was under way empty. */
export async function restoreBackup(request: RestoreRequest): Promise<readonly RestoredCity[]> {
  const plan = await planRestore(request);
  const targets = new Map<string, TargetCity & { wasThere: boolean }>();
  for (const city of plan.cities) targets.set(city.slug, await demandEmpty(request, city, plan.head.id));
  const mark = join(request.target.dataFolder, unfinishedRestore);
  await writeFile(mark, `${plan.head.id}\n`, { mode: 0o600 });
  await fillCities(request, plan.head, targets);
  const restored: RestoredCity[] = [];
  for (const city of plan.cities) {
    const manifest = plan.manifests.find((one) => one.slug === city.slug) as CityManifest;
    restored.push(await prove(request, city, manifest, targets.get(city.slug)?.wasThere ?? false));
  }
  await rm(mark, { force: true });
  return restored;
}

/** While it lies in the data folder a restore was cut off; `npm start` refuses such a folder. Holds the backup's id. */
export const unfinishedRestore = 'restore-unfinished';

async function demandEmpty(
  { target, say }: RestoreRequest,
  city: BackupCity,
  backupId: string,
): Promise<TargetCity & { wasThere: boolean }> {
  const prepared = await target.prepareCity(city.slug);
  const rows = await rowsIn(prepared);
  if (
    rows > 0 &&
    (await wasRestoredFrom(prepared, backupId)) &&
    existsSync(join(target.dataFolder, unfinishedRestore))
  ) {
    say(`${city.slug} was restored from this backup before the restore was cut off; it is left as it is.`);
    return { ...prepared, wasThere: true };
  }
  if (rows > 0)
    throw new RestoreRefused(
      `${city.slug} is not empty here: it has ${rows.toLocaleString('en')} rows. A restore goes into a new installation alone: name a new folder in STEWARD_DATA, or another database in DATABASE_URL`,
    );
  if (await hasStrangeFiles(target, city, backupId))
    throw new RestoreRefused(
      `the file store of ${city.slug} is not empty here. A restore goes into a new installation alone: name a new folder in STEWARD_DATA, or another bucket in STEWARD_FILES`,
    );
  return { ...prepared, wasThere: false };
}

/** Files that a restore of this same backup put there before it was cut off are no strangers. */
async function hasStrangeFiles(target: RestoreTarget, city: BackupCity, backupId: string): Promise<boolean> {
  const cutOff = await readFile(join(target.dataFolder, unfinishedRestore), 'utf8').catch(() => '');
  if (cutOff.trim() === backupId) return false;
  const open = await target.openCity(city.slug, city.profile as unknown as CityProfile);
  try {
    for await (const _file of open.city.files.each()) return true;
    return false;
  } finally {
    await open.close();
  }
}

async function fillCities(
  request: RestoreRequest,
  head: BackupHead,
  targets: ReadonlyMap<string, TargetCity & { wasThere: boolean }>,
): Promise<void> {
  const parts = readBackup(request.path, request.target.secrets);
  try {
    for (let next = await parts.next(); !next.done; ) {
      const part = next.value;
      const target = 'city' in part ? targets.get(part.city.slug) : undefined;
      if ('city' in part && target && !target.wasThere) next = await fillOne(request, head, target, part, parts);
      else next = await parts.next();
    }
  } finally {
    await parts.return(undefined);
  }
}

type Parts = AsyncGenerator<BackupPart>;
type Next = IteratorResult<BackupPart>;

/** Reads from `first` to the manifest of its city within one transaction; answers what follows. */
async function fillOne(
  request: RestoreRequest,
  head: BackupHead,
  target: TargetCity,
  first: BackupPart & { city: BackupCity },
  parts: Parts,
): Promise<Next> {
  const { city: from } = first;
  const { target: whole, say } = request;
  const open = await whole.openCity(from.slug, from.profile as unknown as CityProfile);
  try {
    const next = await refillCity(target, from, whole.migrationsFolder, async ({ load, complete, tx }) => {
      let part: BackupPart = first;
      let files = 0;
      while (part.kind !== 'city') {
        if (part.kind === 'rows') {
          const { table } = part;
          const columns = from.tables.find((one) => one.name === table)?.columns ?? [];
          const run = rowsOf(part, parts);
          await load(table, columns, run.chunks);
          part = run.next();
          continue;
        }
        if (part.kind === 'file') {
          await open.city.files.put(Readable.from(part.content), part.byteLength);
          files += 1;
          if (files % 1000 === 0) say(`${from.slug}: ${files} files.`);
        }
        part = await demandNext(parts);
      }
      const { manifest } = part;
      await complete(manifest);
      say(`${from.slug}: ${rowCount(manifest).toLocaleString('en')} rows, ${files} files.`);
      const inside = { ...open.city, db: tx };
      const again = await destroyAgain(request, inside, tx);
      if (again)
        say(
          `${from.slug}: ${again.destroyed} records that were destroyed after the backup are destroyed again${again.held > 0 ? `, ${again.held} stay under a legal hold` : ''}.`,
        );
      await recordAudit(inside, tx, asSystem, {
        event: 'operations.restored',
        subject: { kind: 'city', id: from.slug },
        details: {
          backup: head.id,
          madeAt: head.madeAt,
          rows: rowCount(manifest),
          files,
          tombstones: again ? again.destroyed : 'not_replayed',
          held: again?.held ?? 0,
          secrets: request.isWithoutSecrets ? 'not_demanded' : 'known',
        },
      });
      return demandNextOrEnd(parts);
    });
    await whole.prepareCity(from.slug);
    await analyse(target);
    return next;
  } finally {
    await open.close();
  }
}

/** Null where the caller insists on going without a ledger. Files that only destroyed records named go before the commit. */
async function destroyAgain({ ledgerOf, replay }: RestoreRequest, city: City, tx: Tx) {
  const ledger = ledgerOf(city.slug);
  if (!ledger) return null;
  const again = await replay(city, tx, ledger);
  for (const hash of again.files) await city.files.remove(hash);
  await keepLedger(ledger, city.tombstones);
  return again;
}

/** The lines that were replayed are kept here too, each once. */
async function keepLedger(from: TombstoneLedger, own: TombstoneLedger): Promise<void> {
  const known = new Set((await own.read()).map((line) => JSON.stringify(line)));
  await own.append((await from.read()).filter((line) => !known.has(JSON.stringify(line))));
}

/** The parts of one table as a stream; `next` is the part that follows the last of them. */
function rowsOf(first: BackupPart & { kind: 'rows' }, parts: Parts) {
  let following: BackupPart = first;
  async function* chunks(): AsyncGenerator<Buffer> {
    while (following.kind === 'rows' && following.table === first.table) {
      yield following.chunk;
      following = await demandNext(parts);
    }
  }
  return { chunks: chunks(), next: () => following };
}

async function demandNext(parts: Parts): Promise<BackupPart> {
  const next = await parts.next();
  if (next.done) throw new BackupDamaged('the backup is damaged: it ends in the middle');
  return next.value;
}

/** The city is committed only when what follows it could be read too. */
const demandNextOrEnd = (parts: Parts): Promise<Next> => parts.next();

const rowCount = (manifest: CityManifest) => manifest.tables.reduce((sum, table) => sum + table.rows, 0);

/** The audit as it stands now: whole in itself, and with the link that the backup names. */
async function prove(
  { target }: RestoreRequest,
  from: BackupCity,
  manifest: CityManifest,
  wasThere: boolean,
): Promise<RestoredCity> {
  const open = await target.openCity(from.slug, from.profile as unknown as CityProfile);
  try {
    await sealAllAudit(open.city);
    const audit = await verifyAudit(open.city);
    const { auditHead } = manifest;
    const hasHead = auditHead === null || (await sealAt(open.city.db, auditHead.sealNo)) === auditHead.chain;
    return {
      slug: from.slug,
      rows: rowCount(manifest),
      files: manifest.files.length,
      audit,
      hasHead,
      isIntact: audit.faults.length === 0 && hasHead,
      wasThere,
    };
  } finally {
    await open.close();
  }
}
