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

export const personForm = z.object({
  name: line('city.form.name-missing', 'city.form.name-long'),
  email: email('city.form.email-wrong'),
  locale: z.string('city.refused.language'),
});

export const grantForm = z.object({
  role: z.enum(roles, 'city.form.role-missing'),
  bodyId: z
    .string()
    .optional()
    .transform((id) => id?.trim() || null),
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
