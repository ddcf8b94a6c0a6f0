/** The words of duties: what each deliverable asks in its form, and which text is signed. */
import type { Deliverable, Duty } from '#rules/obligations.ts';

export type FormField = {
  name: string;
  kind: 'text' | 'count' | 'phone' | 'mail' | 'date';
  isRequired: boolean;
  /** A count that cannot be more than another one. */
  atMost?: string;
};

const text = (name: string): FormField => ({ name, kind: 'text', isRequired: true });
const count = (name: string, atMost?: string): FormField => ({
  name,
  kind: 'count',
  isRequired: true,
  ...(atMost ? { atMost } : {}),
});

/** The few fields that make an answer comparable; none where a file, link or statement says it all. Labels: `duty.form.<name>`. */
export const deliverableForms = {
  /** A sentence that the head of the body signs. */
  statement: [],
  /** A plan document. */
  plan: [count('sites'), { name: 'reviewed_on', kind: 'date', isRequired: false }],
  /** Who holds a role: by role mailbox and phone, never by a private address. */
  designation: [
    text('role_title'),
    { name: 'role_mailbox', kind: 'mail', isRequired: true },
    { name: 'role_phone', kind: 'phone', isRequired: true },
    text('alternate_title'),
  ],
  /** A list of city property. */
  inventory: [count('sites'), count('sites_that_could_be_used', 'sites')],
  /** Contractors and tenants who were told, and who answered. */
  notice: [count('sent'), count('acknowledged', 'sent')],
  /** Staff who completed a training, of all who should. */
  training: [count('completed', 'of_all'), count('of_all')],
  /** A report for a period; "none" is an answer. */
  report: [count('events'), text('summary')],
  policy: [],
  /** One record of an event. */
  record: [],
  /** A service for families. */
  service: [text('service_title'), text('service_languages')],
} as const satisfies Record<Deliverable, readonly FormField[]>;

/**
 * Files that can be handed in, by the end of their name, with the media type under which they are kept. What the sender's
 * browser says of a file is not trusted; programs and web pages are not taken.
 */
export const fileTypes = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  heic: 'image/heic',
  webp: 'image/webp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  csv: 'text/csv',
  txt: 'text/plain',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  zip: 'application/zip',
} as const satisfies Record<string, string>;

/** The media type of a file by its name, or null where such files are not taken. */
export function fileTypeOf(name: string): string | null {
  const ending = /[.]([a-z0-9]{2,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(fileTypes, ending) ? fileTypes[ending as keyof typeof fileTypes] : null;
}

/** The newest version of the sentence that is signed; the words are `duty.statement.<version>` in each language. */
export const statementVersion = 'v1';

/** A duty with what its clause says, as one version of the directive words it: what the wing keeps of the pack. */
export type DutyDocument = {
  duty: Duty;
  clauseTitle: { readonly en: string } & { readonly [tag: string]: string };
  clauseText: { readonly en: string } & { readonly [tag: string]: string };
  directiveShortTitle: string;
};
