/** Reads what a form sent: fields as text, files streamed to the store before anything looks at them. */
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { City } from '#platform/city.ts';
import { PageRefused } from '#platform/errors.ts';
import { FileTooLarge } from '#platform/files.ts';
import { receiveFile } from '#platform/file-scans.ts';
import type { UploadedFile } from './page.ts';
import type { Route } from './route.ts';
import type { Site } from './site.ts';

export type TypedBody = {
  fields: Record<string, string | string[]>;
  files: UploadedFile[] /** What the sender called the files that were over the limit; nothing of them is kept. */;
  tooLarge: string[];
};

/** `isAllowed` false: a session that ran out; its fields are read and kept, its files are not. */
export async function readBody(
  city: City,
  site: Site,
  route: Route,
  req: FastifyRequest,
  isAllowed: boolean,
): Promise<TypedBody> {
  if (!req.isMultipart()) return { fields: asFields(req.body), files: [], tooLarge: [] };
  if (route.accepts !== 'files') throw new PageRefused(415, 'error.form-kind.text');
  const body: TypedBody = { fields: Object.create(null) as TypedBody['fields'], files: [], tooLarge: [] };
  for await (const part of req.parts()) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw new PageRefused(413, 'error.text-too-long.text');
      addField(body.fields, part.fieldname, String(part.value));
    } else if (!part.filename || !isAllowed) {
      part.file.resume();
    } else {
      const name = plainName(part.filename);
      try {
        const stored = await city.files.put(copyOf(part.file), site.settings.maxUploadBytes);
        if (!(await receiveFile(city, stored))) throw new Error('the file was taken out of the store as it came in');
        body.files.push({ ...stored, field: part.fieldname, name, mediaType: part.mimetype.slice(0, 100) });
      } catch (error) {
        if (!(error instanceof FileTooLarge)) throw error;
        // The rest of the form is still read, so that what was typed can be shown again.
        body.tooLarge.push(name);
        part.file.unpipe();
        part.file.resume();
      }
    }
  }
  // The token check and the error page read it as they read any other form.
  req.body = body.fields;
  return body;
}

/** The store may break off with its copy; the form's own stream goes on, and with it the fields after the file. */
function copyOf(file: Readable): Readable {
  const copy = new PassThrough();
  file.on('error', (error) => copy.destroy(error));
  file.on('close', () => {
    if (!file.readableEnded) copy.destroy();
  });
  return file.pipe(copy);
}

function asFields(body: unknown): TypedBody['fields'] {
  const sent = Object.entries((body ?? {}) as Record<string, unknown>);
  // Not by assignment: a field may be called `__proto__`.
  return Object.fromEntries(
    sent.map(([name, value]) => [name, Array.isArray(value) ? value.map(clean) : clean(value)]),
  );
}

/** PostgreSQL keeps no NUL in a text; browsers end lines with CR LF. */
function clean(value: unknown): string {
  return String(value ?? '')
    .replaceAll('\0', '')
    .replaceAll('\r\n', '\n');
}

function addField(fields: TypedBody['fields'], name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = clean(value);
  else fields[name] = [...(Array.isArray(before) ? before : [before]), clean(value)];
}

/** What the sender called the file, without folders and control characters, at most 120 characters. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are just what is taken out
  const plain = last.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return plain.slice(-120) || 'file';
}
