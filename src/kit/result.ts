/** An expected refusal: a sentence key of the locales, the field it belongs to, and what the sentence names. */
export type Refusal = {
  key: string;
  field?: string;
  values?: Record<string, string | number>;
};

/** What an act answers: its value, or the reasons why it was refused. Faults are thrown, never returned. */
export type Result<T> = { ok: true; value: T } | { ok: false; refusals: readonly Refusal[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A refusal with one reason; `field` is the form field that the person can mend. */
export function refuse(key: string, field?: string, values?: Record<string, string | number>): Result<never> {
  return { ok: false, refusals: [{ key, ...(field ? { field } : {}), ...(values ? { values } : {}) }] };
}
