/** What the forms of this wing accept. */
import { z } from 'zod';
import { type IsoDate, isIsoDate } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { parseForm, type Typed, typedText } from '#web/form.ts';
import type { ReviewPoint } from './duty-tables.ts';

const longestNote = 5000;
const longestPoint = 1000;

const text = z.string('task.form.text-missing').trim().max(longestNote, 'task.form.text-long').optional().default('');
const day = (missing: string) =>
  z
    .string(missing)
    .trim()
    .min(1, missing)
    .refine((value): value is IsoDate => isIsoDate(value), 'task.form.date-wrong');
const optionalDay = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || null)
  .refine((value): value is IsoDate | null => value === null || isIsoDate(value), 'task.form.date-wrong');
const submissionId = z
  .string()
  .optional()
  .transform((value) => (value && isRowId(value) ? value : null));

export const textForm = z.object({ text });
export const moreTimeForm = z.object({ text, wishedOn: day('task.form.date-missing') });
export const extendForm = z.object({ text, newDueOn: day('task.form.date-missing') });
export const handOverForm = z.object({
  text,
  toPersonId: z.string('task.form.colleague-missing').min(1, 'task.form.colleague-missing'),
});
export const acceptForm = z.object({ text, submissionId });
const returnForm = z.object({ text, submissionId, newDueOn: optionalDay });

const list = (value: string | string[] | undefined): string[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The rows of points as they were typed, empty ones too. */
export function typedPoints(typed: Typed): ReviewPoint[] {
  const abouts = list(typed.pointAbout);
  const texts = list(typed.pointText);
  return Array.from({ length: Math.max(abouts.length, texts.length) }, (_, index) => ({
    about: (abouts[index] ?? '').trim(),
    text: (texts[index] ?? '').trim(),
  }));
}

/** A point needs its text; what it is about may be left out. Empty rows are passed over. */
export function parseReturn(typed: Typed): Result<z.output<typeof returnForm> & { points: ReviewPoint[] }> {
  const parsed = parseForm(returnForm, typed);
  if (!parsed.ok) return parsed;
  const points = typedPoints(typed).filter((point) => point.about !== '' || point.text !== '');
  if (points.some((point) => point.text === '')) return refuse('task.form.point-text-missing', 'points');
  if (points.some((point) => point.text.length > longestPoint || point.about.length > 200))
    return refuse('task.form.point-long', 'points');
  return ok({ ...parsed.value, points });
}

/** `14:05`; a day without its hour would leave a clock in hours without its start. */
export const eventForm = z.object({
  happenedOn: day('task.form.date-missing'),
  happenedTime: z
    .string('task.form.time-wrong')
    .trim()
    .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'task.form.time-wrong'),
});

export const kindsOfWork = ['handed_in', 'question', 'more_time', 'exemption'] as const;
export type WorkKind = (typeof kindsOfWork)[number];
const id = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9._-]+$/)
  .optional()
  .catch(undefined);
const queueQuery = z.object({ kind: z.enum(kindsOfWork).optional().catch(undefined), department: id, directive: id });
export type QueueQuery = z.output<typeof queueQuery>;

/** Which part of the queue the reader wants; anything unknown is passed over. */
export function readQueueQuery(given: Readonly<Record<string, string>>): QueueQuery {
  return queueQuery.parse(given);
}

/** Tasks to remind of: by id, or all that are late. */
export function nudgeTarget(typed: Typed): { taskIds: readonly string[] } | 'late' {
  return typedText(typed, 'which') === 'late' ? 'late' : { taskIds: list(typed.taskId).filter(isRowId).slice(0, 1000) };
}
