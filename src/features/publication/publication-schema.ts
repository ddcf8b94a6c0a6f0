/** The form of a public document, parsed at the door: of the database when it is read, of a wing when it is drafted. */
import { z } from 'zod';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { isIsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import { type PublicDocument, units } from '#platform/publishable.ts';
import { changes } from './publication-terms.ts';

export const localText = z.intersection(
  z.object({ en: z.string() }),
  z.record(z.string(), z.string()),
) as unknown as z.ZodType<LocalText>;
const day = z.string().refine(isIsoDate) as unknown as z.ZodType<IsoDate>;
/** The database writes `+00:00`; inside, instants end in Z. */
const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text).toISOString() as IsoInstant);
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,80}$/);
const where = z.record(z.string(), z.string());
const cell = z.union([z.number(), z.null(), z.literal('hidden')]);
const counted = z.object({ population: z.string(), where, accrues: z.boolean() }).nullable();

const figure = z.object({
  id,
  label: localText,
  unit: z.enum(units),
  value: cell,
  counted,
  of: z.object({ label: localText, value: cell, counted }).nullable(),
  how: localText,
});

const table = z.object({
  id,
  caption: localText,
  how: localText,
  where,
  dimensions: z.array(
    z.object({
      id,
      label: localText,
      categories: z.array(z.object({ id, label: localText })),
      isComplete: z.boolean(),
    }),
  ),
  measures: z.array(
    z.object({
      id,
      label: localText,
      unit: z.enum(units),
      population: z.string().nullable(),
      accrues: z.boolean(),
      basis: z.string().nullable(),
    }),
  ),
  rows: z.array(z.object({ at: where, cells: z.record(z.string(), cell) })),
});

const head = { id, title: localText.nullable() };
const section = z.discriminatedUnion('kind', [
  z.object({ ...head, kind: z.literal('text'), paragraphs: z.array(localText) }),
  z.object({ ...head, kind: z.literal('figures'), figures: z.array(figure) }),
  z.object({ ...head, kind: z.literal('table'), table }),
]);

const webAddress = z.string().regex(/^https?:\/\//);

export const publicDocument: z.ZodType<PublicDocument> = z.object({
  title: localText,
  summary: localText,
  asOf: day,
  sections: z.array(section),
  links: z.array(z.object({ label: localText, url: webAddress })),
  data: z.record(z.string(), z.unknown()).nullable(),
});

/** What the public reads of each version that was ever public. A withdrawn version's own note is empty. */
const publicHistory = z.object({
  number: z.number().int(),
  asOf: day,
  publishedAt: instant,
  change: z.enum(changes),
  note: z.string(),
  withdrawnAt: instant.nullable(),
  withdrawnNote: z.string().nullable(),
});
export type PublicHistory = z.output<typeof publicHistory>;

/** A row of the public view. `document` and `hash` are null while the document is withdrawn. */
export const publicPublication = z.object({
  kind: z.string(),
  subject_id: z.string(),
  number: z.number().int(),
  as_of: day,
  published_at: instant,
  withdrawn_at: instant.nullable(),
  withdrawn_note: z.string().nullable(),
  document: publicDocument.nullable(),
  hash: z.string().nullable(),
  history: z.array(publicHistory),
});
export type PublicPublication = z.output<typeof publicPublication>;
