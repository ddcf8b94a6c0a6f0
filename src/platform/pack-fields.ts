/** The small shapes that every pack file is made of, and the walk that finds texts without a translation. */
import { z } from 'zod';
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { PackPath } from './pack-file.ts';

const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** A day `YYYY-MM-DD` of the Gregorian calendar. */
export const dayField = z.iso.date().describe('a real day as YYYY-MM-DD') as unknown as z.ZodType<IsoDate>;

/** A text keyed by language tag; English is always there. */
export const localTextField = z
  .object({ en: z.string().trim().min(1).describe('the text in English') })
  .catchall(z.string().trim().min(1).describe('the text in the language of its tag'))
  .superRefine((text, context) => {
    for (const tag of Object.keys(text)) {
      if (languageTag.test(tag)) continue;
      const params = { right: 'a BCP 47 tag such as en, es or zh-Hant', isKey: true };
      context.addIssue({ code: 'custom', path: [tag], message: `"${tag}" is not a language`, params });
    }
  })
  .describe('a text by language: en (always), then es and others') as unknown as z.ZodType<LocalText>;

/** An id in lower case, stable for ever: `lapd`, `ed-12`. */
export const idField = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .describe('an id in lower-case letters, digits and hyphens, such as public-works');

/** A citation: where a rule is written, as lawyers name it. */
export const citationField = z.string().trim().min(1).describe('where this is written, as one would cite it');

/** An address on the public web. */
export const urlField = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/)
  .describe('an address that begins with https:// or http://');

/** Paths of the texts that lack one of the languages. A text is any block with an `en` that is a string. */
export function untranslated(
  value: unknown,
  languages: readonly string[],
  at: PackPath = [],
): { path: PackPath; tag: string }[] {
  if (value === null || typeof value !== 'object') return [];
  const own = value as Record<string, unknown>;
  if (typeof own.en === 'string')
    return languages.filter((tag) => own[tag] === undefined).map((tag) => ({ path: at, tag }));
  return Object.entries(own).flatMap(([key, inner]) => {
    return untranslated(inner, languages, [...at, Array.isArray(value) ? Number(key) : key]);
  });
}
