/** What the forms of the gate accept. */
import { z } from 'zod';
import { type IsoDate, isIsoDate } from '#kit/dates.ts';
import { longestNote } from './publication-terms.ts';

const day = (wrong: string) => z.string(wrong).trim().refine(isIsoDate, wrong) as unknown as z.ZodType<IsoDate>;
const words = (missing: string) =>
  z.string(missing).trim().min(1, missing).max(longestNote, 'publication.form.too-long');
const note = z.string().trim().max(longestNote, 'publication.form.too-long').optional().default('');

/** `subject`: kind and subject with a line between, as the list of choices gives them. */
export const draftForm = z.object({
  subject: z
    .string('publication.form.subject-missing')
    .regex(/^[a-z0-9_.-]+\|.+$/, 'publication.form.subject-missing')
    .transform((text) => {
      const at = text.indexOf('|');
      return { kind: text.slice(0, at), subjectId: text.slice(at + 1) };
    }),
  asOf: day('publication.form.day-wrong'),
  change: z.enum(['update', 'correction'], 'publication.form.change-missing').optional().default('update'),
  note,
});

const shown = { hash: z.string('publication.refused.other-version').regex(/^[0-9a-f]{64}$/) };
export const approveForm = z.object(shown);
export const overrideForm = z.object({ ...shown, reason: words('publication.form.reason-missing') });
export const withdrawForm = z.object({ publicNote: words('publication.form.why-missing') });

export const blackoutForm = z.object({
  fromOn: day('publication.form.day-wrong'),
  toOn: day('publication.form.day-wrong'),
  kinds: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((some) => (some === undefined || some === '' ? null : [some].flat())),
  reason: words('publication.form.reason-missing'),
  authority: words('publication.form.authority-missing'),
});
export const endBlackoutForm = z.object({ reason: words('publication.form.reason-missing') });
