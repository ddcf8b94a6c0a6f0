/** What is typed into the two forms of directives. */
import { z } from 'zod';
import { isIsoDate } from '#kit/dates.ts';

export const receiptForm = z.object({
  version: z.string().regex(/^[0-9a-f]{64}$/),
  bodyId: z.string().min(1),
});

export const conditionForm = z.object({
  conditionId: z.string().min(1),
  metOn: z.string().trim().refine(isIsoDate, 'directive.form.met-on-wrong'),
  source: z.string().trim().min(5, 'directive.form.source-missing').max(500, 'directive.form.source-long'),
});
