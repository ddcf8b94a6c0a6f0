/** What the forms of the disclosure desk accept. */
import { z } from 'zod';
import { type IsoDate, isIsoDate } from '#kit/dates.ts';
import { isRowId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { parseForm, type Typed, typedList, typedText } from '#web/form.ts';
import type { MarkedRecord } from './disclosure-mark-law.ts';
import { stages } from './disclosure-progress.ts';
import type { NamedRecord } from './disclosure-freeze-store.ts';
import {
  type Decision,
  decisions,
  demandChannels,
  demandKinds,
  type FileMark,
  type Marks,
  type Privilege,
  privileges,
  type Span,
  type TextMark,
} from './disclosure-terms.ts';

const words = (missing: string, longest = 20_000) =>
  z.string(missing).trim().min(1, missing).max(longest, 'disclosure.form.long');
const optionalWords = z.string().trim().max(2000, 'disclosure.form.long').optional().default('');
const day = z
  .string('disclosure.form.day-missing')
  .trim()
  .refine((value): value is IsoDate => isIsoDate(value), 'disclosure.form.day-wrong');
const optionalDay = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || null)
  .refine((value): value is IsoDate | null => value === null || isIsoDate(value), 'disclosure.form.day-wrong');
const optionalId = z
  .string()
  .trim()
  .max(200)
  .optional()
  .transform((value) => value || null);

export const registerForm = z.object({
  kind: z.enum(demandKinds, 'disclosure.form.kind-missing'),
  channel: z.enum(demandChannels, 'disclosure.form.channel-missing'),
  receivedOn: day,
  asker: words('disclosure.form.asker-missing', 500),
  contact: optionalWords,
  asked: words('disclosure.form.asked-missing'),
  returnOn: optionalDay,
});

export const extendForm = z.object({ text: words('disclosure.form.ground-missing', 2000), newDueOn: optionalDay });
export const returnForm = z.object({ text: words('disclosure.form.points-missing', 5000) });
/** The revision of the marks that counsel was shown. */
export const approveForm = z.object({
  revision: z
    .string('disclosure.refused.changed-since-shown')
    .regex(/^\d{1,9}$/, 'disclosure.refused.changed-since-shown')
    .transform(Number),
});
export const closeForm = z.object({ text: words('disclosure.form.closing-missing', 2000) });

export const searchForm = z
  .object({
    words: z.string().trim().max(500, 'disclosure.form.long').optional().default(''),
    classIds: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .transform((value) => (value === undefined ? [] : [value].flat())),
    bodyId: optionalId,
    personId: optionalId,
    from: optionalDay,
    to: optionalDay,
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'disclosure.form.days-turned' });

export type RegisterQuery = {
  q: string;
  stage: string;
  kind: string;
  sort: 'due' | 'number' | 'received';
  page: number;
};
const registerQuery = z.object({
  q: z.string().trim().max(40).optional().catch('').default(''),
  stage: z
    .enum([...stages, 'open', 'late', 'due'])
    .optional()
    .catch(undefined),
  kind: z.enum(demandKinds).optional().catch(undefined),
  sort: z.enum(['due', 'number', 'received']).optional().catch('due').default('due'),
  page: z.coerce.number().int().min(1).optional().catch(1).default(1),
});

export function readRegisterQuery(given: Readonly<Record<string, string>>): RegisterQuery {
  const { stage, kind, ...rest } = registerQuery.parse(given);
  return { ...rest, stage: stage ?? '', kind: kind ?? '' };
}

/** Ticked records as `class/id`. */
export function tickedRecords(typed: Typed): NamedRecord[] {
  return typedList(typed, 'record').flatMap((value) => {
    const slash = value.indexOf('/');
    const recordId = value.slice(slash + 1);
    return slash > 0 && recordId !== '' && recordId.length <= 200 ? [{ classId: value.slice(0, slash), recordId }] : [];
  });
}

export function tickedEntries(typed: Typed): string[] {
  return typedList(typed, 'entry').filter(isRowId);
}

/** The marks as the page of this record sends them; grounds that do not belong to the decision are passed over. */
export function parseMarks(typed: Typed, record: MarkedRecord): Result<Marks> {
  const texts: TextMark[] = [];
  const files: FileMark[] = [];
  for (const [place, { field }] of record.texts.entries()) {
    const decision = decisionOf(typed, `t${place}`);
    if (!decision) return refuse('disclosure.form.decision-missing', `t${place}`);
    const spans = typedList(typed, `t${place}-passage`)
      .flatMap(spanOf)
      .toSorted((a, b) => a[0] - b[0]);
    texts.push({ field, decision, ...becauseOf(typed, `t${place}`, decision), spans });
  }
  for (const [place, { sha256 }] of record.files.entries()) {
    const decision = decisionOf(typed, `f${place}`);
    if (!decision || decision === 'part') return refuse('disclosure.form.decision-missing', `f${place}`);
    files.push({ sha256, decision, ...becauseOf(typed, `f${place}`, decision) });
  }
  return ok({ texts, files });
}

function decisionOf(typed: Typed, name: string): Decision | null {
  const value = typedText(typed, name);
  return decisions.find((one) => one === value) ?? null;
}

function becauseOf(
  typed: Typed,
  name: string,
  decision: Decision,
): { ground: string | null; privilege: Privilege | null } {
  const ground = typedText(typed, `${name}-ground`) || null;
  const privilege = privileges.find((one) => one === typedText(typed, `${name}-privilege`)) ?? null;
  return {
    ground: decision === 'withhold' || decision === 'part' ? ground : null,
    privilege: decision === 'privileged' ? privilege : null,
  };
}

function spanOf(value: string): Span[] {
  const [, from, until] = /^(\d{1,9})-(\d{1,9})$/.exec(value) ?? [];
  return from && until ? [[Number(from), Number(until)]] : [];
}

const markEnvelope = z.object({
  version: z.coerce.number().int().min(0),
  digest: z.string().max(200),
  note: z.string().trim().max(5000, 'disclosure.form.long').optional().default(''),
});
export function parseMarkEnvelope(typed: Typed) {
  return parseForm(markEnvelope, typed);
}

const ruling = z.object({
  place: z.coerce.number().int().min(0).max(100_000),
  isPrivileged: z.enum(['yes', 'no']).transform((value) => value === 'yes'),
});
export function parseRuling(typed: Typed) {
  return parseForm(ruling, typed);
}
