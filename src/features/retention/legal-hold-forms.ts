/** What the forms of legal holds accept. */
import { z } from 'zod';
import { type IsoDate, isIsoDate } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { parseForm, type Typed, typedList, typedText } from '#web/form.ts';
import type { NewLegalHold } from './legal-hold-service.ts';

const day = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || null)
  .refine((value): value is IsoDate | null => value === null || isIsoDate(value), 'legal-hold.form.day-wrong');

const holdForm = z.object({
  matter: z.string('legal-hold.refused.matter-missing').trim().min(1, 'legal-hold.refused.matter-missing'),
  reason: z.string('legal-hold.refused.reason-missing').trim().min(1, 'legal-hold.refused.reason-missing'),
  from: day,
  to: day,
});

const mostRecords = 500;

/** `classIds` and `bodyIds` are those that the page offered; ids stand one on a line, or as addresses of tasks. */
export function parseHold(
  typed: Typed,
  known: { classIds: readonly string[]; bodyIds: readonly string[] },
): Result<NewLegalHold> {
  const parsed = parseForm(holdForm, typed);
  const ids = idsIn(typedText(typed, 'records'));
  if (ids.wrong.length > 0) {
    const fault = refuse('legal-hold.form.record-wrong', 'records', { wrong: ids.wrong[0]?.slice(0, 60) ?? '' });
    return parsed.ok || fault.ok ? fault : { ok: false, refusals: [...parsed.refusals, ...fault.refusals] };
  }
  if (ids.found.length > mostRecords) return refuse('legal-hold.form.records-many', 'records', { most: mostRecords });
  if (!parsed.ok) return parsed;
  const { matter, reason, from, to } = parsed.value;
  const among = (name: string, list: readonly string[]) => typedList(typed, name).filter((id) => list.includes(id));
  const words = [...new Set(typedText(typed, 'words').toLowerCase().split(/\s+/).filter(Boolean))].slice(0, 20);
  const scope = {
    classIds: among('classId', known.classIds),
    bodyIds: among('bodyId', known.bodyIds),
    recordIds: ids.found,
    from,
    to,
    words,
  };
  return ok({ scope, isForAll: typedText(typed, 'isForAll') === 'yes', matter, reason });
}

/** Takes `…/tasks/<id>` for the id. */
function idsIn(text: string): { found: string[]; wrong: string[] } {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const ids = parts.map(
    (part) =>
      part
        .replace(/[#?].*$/, '')
        .split('/')
        .at(-1) ?? '',
  );
  return {
    found: [...new Set(ids.filter(isRowId).map((id) => id.toLowerCase()))],
    wrong: parts.filter((_, index) => !isRowId(ids[index] ?? '')),
  };
}
