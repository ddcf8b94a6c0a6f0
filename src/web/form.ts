/** What was typed, parsed by a schema; and what the person reads when it does not fit. */
import type { z } from 'zod';
import { ok, type Refusal, type Result } from '#kit/result.ts';

export type Typed = Readonly<Record<string, string | string[]>>;

/**
 * Parses typed fields. Each fault becomes a refusal with its field; a schema's message is a sentence key
 * (`z.string().min(1, 'task.form.note-missing')`), otherwise `form.field-wrong`.
 */
export function parseForm<S extends z.ZodType>(schema: S, typed: Typed): Result<z.output<S>> {
  const parsed = schema.safeParse(typed);
  if (parsed.success) return ok(parsed.data);
  const refusals: Refusal[] = parsed.error.issues.map((issue) => ({
    key: /^[a-z-]+(\.[a-z0-9-]+)+$/.test(issue.message) ? issue.message : 'form.field-wrong',
    field: issue.path.map(String)[0] ?? 'form',
  }));
  return { ok: false, refusals };
}

/** One typed value as text, for putting it back into its field. */
export function typedText(typed: Typed, name: string): string {
  const value = typed[name];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

export function typedList(typed: Typed, name: string): string[] {
  const value = typed[name];
  if (value === undefined || value === '') return [];
  return Array.isArray(value) ? value : [value];
}
