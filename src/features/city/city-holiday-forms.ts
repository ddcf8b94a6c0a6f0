/** What the forms of proclaimed days accept. */
import { z } from 'zod';
import { parseIsoDate } from '#kit/dates.ts';
import type { DayInput } from './city-holiday-service.ts';

const line = (missing: string, most: number) =>
  z.string(missing).trim().min(1, missing).max(most, 'admin.fault.long-field');

export const dayForm = z
  .object({
    calendarId: z.string('admin.day.calendar-unknown').max(100),
    on: z.string('admin.day.day-missing').transform((text, context) => {
      const day = parseIsoDate(text.trim());
      if (day) return day;
      context.addIssue({ code: 'custom', message: 'admin.day.day-missing' });
      return z.NEVER;
    }),
    nameEn: line('admin.day.name-missing', 120),
    nameEs: z
      .string()
      .trim()
      .max(120, 'admin.fault.long-field')
      .optional()
      .transform((text) => text ?? ''),
    citation: line('admin.day.citation-missing', 300),
  })
  .transform(
    ({ nameEn, nameEs, ...rest }): DayInput => ({
      ...rest,
      name: nameEs ? { en: nameEn, es: nameEs } : { en: nameEn },
    }),
  );

export const takeBackForm = z.object({ why: line('admin.day.why-missing', 500), hash: z.string('form.field-wrong') });
