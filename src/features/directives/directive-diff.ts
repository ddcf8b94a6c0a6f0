/** What changed between two versions of a directive, as a list that a person can read. Pure. */
import { canonicalJson } from '#kit/canonical.ts';
import type { Directive } from '#rules/obligations.ts';

export type DirectiveChange = {
  kind: 'added' | 'removed' | 'changed';
  /** The nearest thing with an id, such as `clause ED12-2, duty plan`; `directive` for its head. */
  subject: string;
  /** The field below the subject, such as `deadline.days` or `text.es`; null when the subject itself came or went. */
  field: string | null;
  /** Null where the thing was added. */
  before: string | null;
  /** Null where the thing was removed. */
  after: string | null;
};

const nouns: Readonly<Record<string, string>> = {
  clauses: 'clause',
  duties: 'duty',
  sources: 'source',
  bodies: 'body',
  calendars: 'calendar',
  rules: 'holiday',
  districts: 'district',
};

/** Clauses, duties and sources are matched by their ids; everything else is compared field by field. */
export function diffDirectives(before: Directive, after: Directive): DirectiveChange[] {
  return diffFields(before, after, [], []);
}

/** The same for what a pack says of the city itself: bodies, calendars with their days, settings. */
export function diffCityFiles(before: object, after: object): DirectiveChange[] {
  return diffFields({ ...before }, { ...after }, [], []).map((change) =>
    change.subject === 'directive' ? { ...change, subject: 'city' } : change,
  );
}

/** `+`, `-` or `~`, the subject, the field, old and new. */
export function changeInWords(change: DirectiveChange): string {
  const where = change.field === null ? change.subject : `${change.subject}: ${change.field}`;
  if (change.kind === 'added') return `+ ${where}${change.after === null ? '' : ` is new: ${change.after}`}`;
  if (change.kind === 'removed') return `- ${where}${change.before === null ? '' : ` is gone: ${change.before}`}`;
  return `~ ${where} was: ${change.before}\n${' '.repeat(2)}${' '.repeat(where.length)} now: ${change.after}`;
}

type Fields = Readonly<Record<string, unknown>>;

function diffFields(
  before: unknown,
  after: unknown,
  subject: readonly string[],
  field: readonly string[],
): DirectiveChange[] {
  if (before === undefined && after === undefined) return [];
  if (isListOfNamed(before) && isListOfNamed(after)) return diffNamed(before, after, subject, field);
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => diffFields(before[key], after[key], subject, [...field, key]));
  }
  if (
    canonicalJson(before ?? null) === canonicalJson(after ?? null) &&
    (before === undefined) === (after === undefined)
  )
    return [];
  let [was, is] = [inWords(before), inWords(after)];
  // The words leave something out (a translation in a list, say): then the whole is shown.
  if (was === is) [was, is] = [canonicalJson(before), canonicalJson(after)];
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return [{ kind, subject: subjectWords(subject), field: field.join('.'), before: was, after: is }];
}

function diffNamed(
  before: readonly Named[],
  after: readonly Named[],
  subject: readonly string[],
  field: readonly string[],
): DirectiveChange[] {
  const listName = field.join('.');
  const noun = nouns[listName] ?? listName;
  const name = (one: Named) => [...subject, `${noun} ${one.id}`];
  const shown = (one: Named) => inWords(one.title ?? one.name ?? one);
  const changes: DirectiveChange[] = [];
  for (const old of before) {
    const now = after.find((one) => one.id === old.id);
    if (now) changes.push(...diffFields({ ...old }, { ...now }, name(old), []));
    else
      changes.push({ kind: 'removed', subject: subjectWords(name(old)), field: null, before: shown(old), after: null });
  }
  for (const now of after) {
    if (before.some((one) => one.id === now.id)) continue;
    changes.push({ kind: 'added', subject: subjectWords(name(now)), field: null, before: null, after: shown(now) });
  }
  const order = (list: readonly Named[], other: readonly Named[]) =>
    list
      .filter((one) => other.some((two) => two.id === one.id))
      .map((one) => one.id)
      .join(', ');
  const [was, is] = [order(before, after), order(after, before)];
  if (was !== is)
    changes.push({
      kind: 'changed',
      subject: subjectWords(subject),
      field: `order of ${listName}`,
      before: was,
      after: is,
    });
  return changes;
}

type Named = { id: string; title?: unknown; name?: unknown };

function isListOfNamed(value: unknown): value is Named[] {
  return Array.isArray(value) && value.every((one) => isFields(one) && typeof one.id === 'string');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function subjectWords(subject: readonly string[]): string {
  return subject.length === 0 ? 'directive' : subject.join(', ');
}

function inWords(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  if (isFields(value) && typeof value.en === 'string') return value.en;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => inWords(one)).join('; ');
  if (isFields(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key} ${inWords(inner)}`)
      .join(', ');
  return value === null ? 'none' : String(value);
}
