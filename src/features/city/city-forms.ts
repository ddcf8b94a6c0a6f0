/** What the forms of this wing accept. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type IsoDate, type IsoInstant, parseIsoDate } from '#kit/dates.ts';
import { endOfDay } from '#platform/clock.ts';
import { roles } from '#rules/permissions.ts';

const line = (missing: string, long: string) => z.string(missing).trim().min(1, missing).max(200, long);
const email = (wrong: string) =>
  z
    .string(wrong)
    .trim()
    .max(200, wrong)
    .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/, wrong);

export const signInForm = z.object({ email: email('session.form.email-wrong') });

export const changePersonForm = z.object({
  name: line('city.form.name-missing', 'city.form.name-long'),
  email: email('city.form.email-wrong'),
  locale: z.string('city.refused.language'),
});

const bodyId = z
  .string()
  .optional()
  .transform((id) => id?.trim() || null);

/** A person with a role, or without one for now; `invite` is a ticked box. */
export const personForm = changePersonForm.extend({
  role: z.enum(['', ...roles], 'city.form.role-missing').optional(),
  bodyId,
  invite: z
    .string()
    .optional()
    .transform((ticked) => ticked === 'yes'),
});

export const grantForm = z.object({ role: z.enum(roles, 'city.form.role-missing'), bodyId });

/** Which work goes to whom; each item is `<task>.<kind>`. */
export const handoverForm = z.object({
  toPersonId: z.string('admin.work.to-missing').trim().min(1, 'admin.work.to-missing').max(200),
  items: z
    .union([z.string().transform((one) => [one]), z.array(z.string())], 'admin.work.none-chosen')
    .pipe(
      z
        .array(z.string().regex(/^[0-9a-f-]{36}[.](task|review)$/, 'admin.work.changed'))
        .min(1)
        .max(2000),
    )
    .transform((items) =>
      items.map((item) => {
        const [taskId = '', kind] = item.split('.');
        return { taskId, kind: kind as 'task' | 'review' };
      }),
    ),
});

/** Half-open instants for whole days in the zone; null when a day is none. Absent days leave the side open. */
export function dayFilter(
  timeZone: string,
  from: string | undefined,
  to: string | undefined,
): { from?: IsoInstant; to?: IsoInstant } | null {
  const [first, last] = [parseIsoDate(from), parseIsoDate(to)];
  if ((from && !first) || (to && !last)) return null;
  return {
    ...(first ? { from: endOfDay(timeZone, dayBefore(first)) } : {}),
    ...(last ? { to: endOfDay(timeZone, last) } : {}),
  };
}

function dayBefore(day: IsoDate): IsoDate {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString() as IsoDate;
}
