/** Makes a backup of one or more cities while Steward runs: the rows of one moment, and every file that they name. */
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { CityConnection } from '#platform/city-database.ts';
import type { NamedKey } from '#platform/city-keys.ts';
import type { City } from '#platform/city.ts';
import type { FileStore } from '#platform/files.ts';
import { type ArchiveWriter, createArchive } from './backup-archive.ts';
import { keyMark, sealMac, secretMark } from './backup-marks.ts';
import { countRows } from './backup-reading.ts';
import { openSnapshot, type Snapshot, type SnapshotTable } from './backup-store.ts';
import { type BackupHead, backupFormat, type CityManifest, names, partBytes } from './backup-terms.ts';

export type BackupSource = { city: Pick<City, 'slug' | 'schema' | 'profile' | 'files'>; connection: CityConnection };

export type BackupRequest = {
  path: string;
  sources: readonly BackupSource[];
  /** The secret in use first, then earlier ones. */
  secrets: readonly string[];
  keys: readonly NamedKey[];
  version: string;
  /** SHA-256 of each migration that this code has, by name. */
  migrationHashes: ReadonlyMap<string, string>;
  now: Date;
  say(line: string): void;
};

export type BackupOutcome = {
  id: string;
  byteLength: number;
  /** SHA-256 of the archive. */
  sha256: string;
  rows: number;
  files: number;
  /** Files that rows name and the store did not have, or had damaged. */
  faultyFiles: readonly { slug: string; name: string; what: 'missing' | 'damaged' }[];
  cities: readonly CityManifest[];
};

/** The backup cannot be made here; the message is one sentence. */
export class BackupRefused extends Error {}

/** Leaves either a whole archive at `path` or nothing. Throws BackupRefused where path or disk cannot take it. */
export async function makeBackup(request: BackupRequest): Promise<BackupOutcome> {
  const snapshots = await openAll(request.sources);
  try {
    const parts = await Promise.all(
      request.sources.map(async (source, index) => ({
        source,
        snapshot: snapshots[index] as Snapshot,
        files: await storedFiles(source.city.files),
      })),
    );
    await demandRoom(request.path, parts);
    return await writeAll(request, parts).catch((error: NodeJS.ErrnoException) => {
      throw refusalOf(error, request.path);
    });
  } finally {
    await Promise.all(snapshots.map((snapshot) => snapshot.close()));
  }
}

/** All at about the same moment, before the first byte is written. */
async function openAll(sources: readonly BackupSource[]): Promise<Snapshot[]> {
  const opened = await Promise.allSettled(sources.map(({ city, connection }) => openSnapshot(connection, city.schema)));
  const failed = opened.find((one) => one.status === 'rejected');
  if (!failed) return opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
  throw failed.reason;
}

type Stored = ReadonlyMap<string, number>;
type Part = { source: BackupSource; snapshot: Snapshot; files: Stored };

/** A file lies in the store before a row names it: all that the snapshot names are among these, and some that are newer. */
async function storedFiles(files: FileStore): Promise<Stored> {
  const found = new Map<string, number>();
  for await (const { sha256, byteLength } of files.each()) found.set(sha256, byteLength);
  return found;
}

async function demandRoom(path: string, parts: readonly Part[]): Promise<void> {
  const folder = dirname(path);
  await access(folder, constants.W_OK).catch(() => {
    throw new BackupRefused(`the folder ${folder} is not there or cannot be written`);
  });
  const files = parts.flatMap((part) => [...part.files.values()]).reduce((sum, size) => sum + size, 0);
  // Rows compress to a fifth or less; uploads mostly do not.
  const needed = files + parts.reduce((sum, part) => sum + part.snapshot.byteLength, 0) / 3 + 10_000_000;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
  throw new BackupRefused(
    `the disk of ${folder} has ${megabytes(bavail * bsize)} MB free and this backup may need ${megabytes(needed)}; make room or name another folder`,
  );
}

function refusalOf(error: NodeJS.ErrnoException, path: string): Error {
  if (error.code === 'EEXIST') return new BackupRefused(`${path} exists already; name another file`);
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return new BackupRefused(`the disk of ${dirname(path)} is full; nothing was kept of this backup`);
  return error;
}

async function writeAll(request: BackupRequest, parts: readonly Part[]): Promise<BackupOutcome> {
  const { path, secrets, now, say } = request;
  const archive = await createArchive(path, now);
  try {
    const head = headOf(request, parts);
    const headBytes = Buffer.from(JSON.stringify(head));
    await archive.add(names.head, headBytes);
    const cities: CityManifest[] = [];
    const hashes: { slug: string; manifest: string }[] = [];
    for (const part of parts) {
      const manifest = await writeCity(archive, part, say);
      const bytes = Buffer.from(JSON.stringify(manifest));
      await archive.add(names.manifest(manifest.slug), bytes);
      cities.push(manifest);
      hashes.push({ slug: manifest.slug, manifest: sha256(bytes) });
    }
    const end = Buffer.from(JSON.stringify({ id: head.id, head: sha256(headBytes), cities: hashes }));
    await archive.add(names.end, end);
    await archive.add(names.seal, Buffer.from(JSON.stringify({ mac: sealMac(secrets[0] as string, end) })));
    const written = await archive.finish();
    say(`${basename(path)} is whole: ${written.byteLength.toLocaleString('en')} bytes.`);
    return { id: head.id, ...written, ...countsOf(cities), cities };
  } catch (error) {
    await archive.abort();
    throw error;
  }
}

function headOf({ secrets, keys, version, migrationHashes, now }: BackupRequest, parts: readonly Part[]): BackupHead {
  const id = randomUUID();
  return {
    format: backupFormat,
    id,
    steward: version,
    madeAt: now.toISOString(),
    secretMarks: secrets.map((secret) => secretMark(secret, id)),
    cities: parts.map(({ source: { city }, snapshot }) => ({
      slug: city.slug,
      schema: city.schema,
      profile: city.profile as unknown as BackupHead['cities'][number]['profile'],
      migrations: snapshot.migrations.map((name) => ({ name, hash: migrationHashes.get(name) ?? null })),
      tables: snapshot.tables.map((table) => ({ name: table.name, columns: [...table.columns] })),
      keys: keys.map((key) => ({
        id: key.id,
        mark: keyMark(key, id),
        records: snapshot.keysInUse.find((one) => one.keyId === key.id)?.records ?? 0,
      })),
    })),
  };
}

async function writeCity(
  archive: ArchiveWriter,
  { source: { city }, snapshot, files }: Part,
  say: (line: string) => void,
): Promise<CityManifest> {
  const { slug } = city;
  const tables: CityManifest['tables'] = [];
  for (const table of snapshot.tables) tables.push(await writeTable(archive, slug, table, snapshot));
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  say(`${slug}: ${tables.length} tables, ${rows.toLocaleString('en')} rows.`);
  const referenced = await snapshot.referencedFiles();
  const written: CityManifest['files'] = [];
  const missing = referenced.filter((name) => !files.has(name));
  for (const name of [...files.keys()].sort()) {
    const opened = await city.files.open(name).catch(() => null);
    // Retention may have taken it away since; a row of this snapshot that names it makes that worth telling.
    if (!opened) {
      if (referenced.includes(name)) missing.push(name);
      continue;
    }
    const content = opened.stream as AsyncIterable<Buffer>;
    const hash = await archive.addStream(names.file(slug, name), opened.byteLength, content);
    written.push({ name, sha256: hash, byteLength: opened.byteLength });
    if (written.length % 1000 === 0) say(`${slug}: ${written.length} of ${files.size} files.`);
  }
  say(`${slug}: ${written.length} files.`);
  return {
    slug,
    snapshotAt: snapshot.takenAt,
    tables,
    sequences: [...snapshot.sequences],
    files: written,
    missingFiles: missing.sort(),
    auditHead: snapshot.auditHead,
    auditRows: tables.find((table) => table.name === 'audit_entries')?.rows ?? 0,
  };
}

async function writeTable(
  archive: ArchiveWriter,
  slug: string,
  table: SnapshotTable,
  snapshot: Snapshot,
): Promise<CityManifest['tables'][number]> {
  const hash = createHash('sha256');
  const seen = { rows: 0, byteLength: 0, parts: 0 };
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const write = async () => {
    if (waitingBytes === 0) return;
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    hash.update(bytes);
    seen.rows += countRows(bytes);
    seen.byteLength += bytes.length;
    seen.parts += 1;
    await archive.add(names.part(slug, table.name, seen.parts), bytes);
  };
  for await (const chunk of snapshot.rowsOf(table)) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= partBytes) await write();
  }
  await write();
  return { name: table.name, rows: seen.rows, byteLength: seen.byteLength, sha256: hash.digest('hex') };
}

function countsOf(cities: readonly CityManifest[]): Pick<BackupOutcome, 'rows' | 'files' | 'faultyFiles'> {
  return {
    rows: cities.flatMap((city) => city.tables).reduce((sum, table) => sum + table.rows, 0),
    files: cities.reduce((sum, city) => sum + city.files.length, 0),
    faultyFiles: cities.flatMap(({ slug, files, missingFiles }) => [
      ...missingFiles.map((name) => ({ slug, name, what: 'missing' as const })),
      ...files
        .filter((file) => file.sha256 !== file.name)
        .map(({ name }) => ({ slug, name, what: 'damaged' as const })),
    ]),
  };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
