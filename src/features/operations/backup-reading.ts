/** Reads an archive from beginning to end and believes nothing of it: order, names, sizes, hashes, and that it is whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import type { z } from 'zod';
import {
  archiveLimits,
  type BackupCity,
  BackupDamaged,
  backupEnd,
  backupFormat,
  type BackupHead,
  backupHead,
  backupSeal,
  type CityManifest,
  cityManifest,
  type Place,
  placeOf,
} from './backup-terms.ts';
import { sealMac } from './backup-marks.ts';

/** What comes out, in the order of the archive. `content` is read before the next is asked for. */
export type BackupPart =
  | { kind: 'head'; head: BackupHead }
  | { kind: 'rows'; city: BackupCity; table: string; chunk: Buffer }
  | { kind: 'file'; city: BackupCity; name: string; byteLength: number; content: AsyncIterable<Buffer> }
  /** Every row and file of the city was as its manifest says. */
  | { kind: 'city'; city: BackupCity; manifest: CityManifest }
  /** The archive is whole. `isSealed`: the seal fits one of the secrets; null where none was given. */
  | { kind: 'end'; isSealed: boolean | null };

type Entry = AsyncIterable<Buffer> & { header: { name: string; type?: string | null; size?: number } };

const damaged = (what: string): BackupDamaged => new BackupDamaged(`the backup is damaged: ${what}`);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Throws BackupDamaged, or the fault of the file system where the file cannot be read. */
export async function* readBackup(
  path: string,
  secrets: readonly string[] = [],
  limits: { unpackedBytes: number; ratio: number } = archiveLimits,
): AsyncGenerator<BackupPart> {
  const size = await beginningOf(path);
  const extract = tar.extract();
  const meter = measuring(size, limits);
  pipeline(createReadStream(path), createZstdDecompress(), meter, extract).catch((error: Error) =>
    extract.destroy(error),
  );
  try {
    yield* partsOf(extract as AsyncIterable<Entry>, secrets);
  } catch (error) {
    throw isFaultOfFile(error) ? error : asDamage(error);
  } finally {
    extract.destroy();
  }
}

/** The size of the file. Only what begins as zstd does is read at all. */
async function beginningOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead < 4 || buffer.readUInt32LE(0) !== 0xfd2fb528)
      throw new BackupDamaged('this is no backup of Steward, or its beginning is damaged');
  } finally {
    await file.close();
  }
  return (await stat(path)).size;
}

const isFaultOfFile = (error: unknown) =>
  /^(ENOENT|EACCES|EIO|EISDIR|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '');

function asDamage(error: unknown): BackupDamaged {
  if (error instanceof BackupDamaged) return error;
  const said = error instanceof Error ? error.message : String(error);
  const isCut = /unexpected end|premature close|Unexpected end of data/i.test(said);
  return damaged(isCut ? 'it ends in the middle' : `it cannot be unpacked (${said.slice(0, 120)})`);
}

/** Stops what would fill disk or time; a tar header that would fill the memory tar-stream refuses itself. */
function measuring(archiveBytes: number, limits: { unpackedBytes: number; ratio: number }): Transform {
  const limit = Math.max(limits.unpackedBytes, archiveBytes * limits.ratio);
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > limit) return done(damaged('it unpacks to far more than a backup of its size can hold'));
      done(null, chunk);
    },
  });
}

async function* partsOf(entries: AsyncIterable<Entry>, secrets: readonly string[]): AsyncGenerator<BackupPart> {
  const reading = new Reading(secrets);
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header;
    const place = type === 'file' ? placeOf(name) : null;
    if (!place) throw damaged(`it holds ${JSON.stringify(name.slice(0, 80))}, which no backup does`);
    reading.demandTurn(place);
    if (place.kind === 'file') yield* reading.file(place, size, entry);
    else {
      const most = place.kind === 'part' ? archiveLimits.partBytes : archiveLimits.documentBytes;
      if (size > most) throw damaged(`${name} is larger than it can be`);
      const part = reading.take(place, await wholeOf(entry));
      if (part) yield part;
    }
  }
  if (!reading.isOver) throw damaged('it ends in the middle');
}

async function wholeOf(entry: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

type TableSeen = { hash: ReturnType<typeof createHash>; byteLength: number; rows: number; parts: number };

/** Where the reader stands, and what it has seen of the city it stands in. */
class Reading {
  isOver = false;
  readonly #secrets: readonly string[];
  #head: BackupHead | null = null;
  #headHash = '';
  #cityIndex = 0;
  #tableIndex = 0;
  #tables = new Map<string, TableSeen>();
  #files = new Map<string, { sha256: string; byteLength: number }>();
  #manifests: { slug: string; manifest: string }[] = [];
  #end: Buffer | null = null;

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  get #city(): BackupCity | undefined {
    return this.#head?.cities[this.#cityIndex];
  }

  /** Every entry has its place; one too early, too late or twice is a fault. */
  demandTurn(place: Place): void {
    if (this.isOver) throw damaged('something follows its end');
    if (!this.#head) {
      if (place.kind !== 'head') throw damaged('it does not begin with its head');
      return;
    }
    const city = this.#city;
    if (place.kind === 'seal' ? this.#end && !city : place.kind === 'end' ? !this.#end && !city : false) return;
    const isOfCity = 'slug' in place && place.slug === city?.slug;
    if (!isOfCity || !city) throw damaged(`${'slug' in place ? place.slug : place.kind} stands in the wrong place`);
    if (place.kind === 'part') this.#demandPart(city, place);
    if (place.kind === 'file') {
      if (this.#files.has(place.sha256)) throw damaged(`the file ${place.sha256} is there twice`);
      this.#tableIndex = city.tables.length;
    }
  }

  #demandPart(city: BackupCity, { table, number }: { table: string; number: number }): void {
    const index = city.tables.findIndex((one) => one.name === table);
    if (index < 0 || index < this.#tableIndex) throw damaged(`the table ${table} stands in the wrong place`);
    this.#tableIndex = index;
    if (number !== (this.#tables.get(table)?.parts ?? 0) + 1)
      throw damaged(`a part of the table ${table} is missing or twice`);
  }

  take(place: Exclude<Place, { kind: 'file' }>, bytes: Buffer): BackupPart | null {
    if (place.kind === 'head') return this.#takeHead(bytes);
    if (place.kind === 'part') return this.#takeRows(place.table, bytes);
    if (place.kind === 'manifest') return this.#takeManifest(bytes);
    if (place.kind === 'end') {
      this.#takeEnd(bytes);
      return null;
    }
    return this.#takeSeal(bytes);
  }

  #takeHead(bytes: Buffer): BackupPart {
    const format = (documentOf(bytes) as { format?: unknown } | null)?.format;
    if (typeof format === 'number' && format > backupFormat)
      throw new BackupDamaged('this backup was written by a newer version of Steward: restore it with that version');
    this.#head = parse(backupHead, bytes, 'its head');
    this.#headHash = sha256(bytes);
    return { kind: 'head', head: this.#head };
  }

  #takeRows(table: string, chunk: Buffer): BackupPart {
    const seen = this.#tables.get(table) ?? { hash: createHash('sha256'), byteLength: 0, rows: 0, parts: 0 };
    seen.hash.update(chunk);
    seen.byteLength += chunk.length;
    seen.rows += countRows(chunk);
    seen.parts += 1;
    this.#tables.set(table, seen);
    return { kind: 'rows', city: this.#city as BackupCity, table, chunk };
  }

  async *file(place: { sha256: string }, byteLength: number, entry: Entry): AsyncGenerator<BackupPart> {
    const city = this.#city as BackupCity;
    const hash = createHash('sha256');
    let seen = 0;
    async function* content(): AsyncGenerator<Buffer> {
      for await (const chunk of entry) {
        hash.update(chunk);
        seen += chunk.length;
        yield chunk;
      }
    }
    const reading = content();
    yield { kind: 'file', city, name: place.sha256, byteLength, content: reading };
    for await (const _rest of reading);
    if (seen !== byteLength) throw damaged(`the file ${place.sha256} was cut`);
    this.#files.set(place.sha256, { sha256: hash.digest('hex'), byteLength });
  }

  #takeManifest(bytes: Buffer): BackupPart {
    const city = this.#city as BackupCity;
    const manifest = parse(cityManifest, bytes, `the manifest of ${city.slug}`);
    if (manifest.slug !== city.slug || manifest.tables.length !== city.tables.length)
      throw damaged(`the manifest of ${city.slug} is another city's`);
    for (const [index, table] of manifest.tables.entries()) {
      const seen = this.#tables.get(table.name);
      const found = {
        name: city.tables[index]?.name,
        rows: seen?.rows ?? 0,
        byteLength: seen?.byteLength ?? 0,
        sha256: (seen?.hash ?? createHash('sha256')).digest('hex'),
      };
      if (found.name !== table.name || found.sha256 !== table.sha256 || found.rows !== table.rows)
        throw damaged(`the table ${table.name} of ${city.slug} is not what was written`);
    }
    for (const file of manifest.files) {
      const seen = this.#files.get(file.name);
      if (!seen || seen.sha256 !== file.sha256 || seen.byteLength !== file.byteLength)
        throw damaged(`the file ${file.name} of ${city.slug} is not what was written`);
    }
    if (manifest.files.length !== this.#files.size)
      throw damaged(`${city.slug} has a file that its manifest does not name`);
    this.#manifests.push({ slug: city.slug, manifest: sha256(bytes) });
    this.#cityIndex += 1;
    this.#tableIndex = 0;
    this.#tables = new Map();
    this.#files = new Map();
    return { kind: 'city', city, manifest };
  }

  #takeEnd(bytes: Buffer): void {
    const end = parse(backupEnd, bytes, 'its manifest');
    const found = { id: this.#head?.id, head: this.#headHash, cities: this.#manifests };
    if (JSON.stringify(end) !== JSON.stringify(found)) throw damaged('its manifest does not fit what it holds');
    this.#end = bytes;
  }

  #takeSeal(bytes: Buffer): BackupPart {
    const { mac } = parse(backupSeal, bytes, 'its seal');
    this.isOver = true;
    const end = this.#end as Buffer;
    const isSealed = this.#secrets.length > 0 ? this.#secrets.some((secret) => sealMac(secret, end) === mac) : null;
    return { kind: 'end', isSealed };
  }
}

/** In PostgreSQL's text format a line end within a value is written as two characters: each byte 10 ends a row. */
export function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
  return rows;
}

function parse<S extends z.ZodType>(schema: S, bytes: Buffer, what: string): z.output<S> {
  const parsed = schema.safeParse(documentOf(bytes));
  if (!parsed.success) throw damaged(`${what} cannot be read`);
  return parsed.data;
}

function documentOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
