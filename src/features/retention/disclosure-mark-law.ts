/** What becomes of a text under its marks: defaults from the class, what a mark must have, and the text that may go out. */
import type { RecordField } from '#rules/record-classes.ts';
import type { FileMark, Marks, Outcome, Span, TextMark } from './disclosure-terms.ts';

/** A record as its source hands it out, as far as marks need it. */
export type MarkedRecord = {
  texts: readonly { field: string; text: string }[];
  files: readonly { sha256: string }[];
};

/** What a mark begins with: what the class says of the field. A field that the class does not name is withheld until a person decides. */
export function defaultMarks(record: MarkedRecord, fields: readonly RecordField[]): Marks {
  return {
    texts: record.texts.map(({ field }) => defaultMark(field, fields)),
    // Nobody has looked into a file yet.
    files: record.files.map(({ sha256 }) => ({ sha256, decision: 'withhold', ground: null, privilege: null })),
  };
}

function defaultMark(name: string, fields: readonly RecordField[]): TextMark {
  const none = { field: name, ground: null, privilege: null, spans: [] };
  const disclosure = fields.find((field) => field.name === name)?.disclosure;
  switch (disclosure?.kind) {
    case 'public_on_request':
      return { ...none, decision: 'release' };
    case 'withheld':
      return { ...none, decision: 'withhold', ground: disclosure.ground };
    case 'privileged':
      return { ...none, decision: 'privileged', privilege: disclosure.privilege };
    case undefined:
      return { ...none, decision: 'withhold' };
  }
}

/** True where the class holds the field to be privileged: another mark waits for counsel's word. */
export function isPrivilegedByClass(name: string, fields: readonly RecordField[]): boolean {
  return fields.find((field) => field.name === name)?.disclosure.kind === 'privileged';
}

export type MarkFault = { place: string; key: string };

/** What is wrong with the marks of this record; `rulings`: counsel's newest word for texts by their place. */
export function markFaults(
  record: MarkedRecord,
  fields: readonly RecordField[],
  marks: Marks,
  before: Marks | null,
  rulings: ReadonlyMap<number, boolean>,
  grounds: ReadonlySet<string>,
): MarkFault[] {
  if (marks.texts.length !== record.texts.length || marks.files.length !== record.files.length)
    return [{ place: 'form', key: 'disclosure.refused.other-record' }];
  const texts = marks.texts.flatMap((mark, place) => {
    const text = record.texts[place]?.text ?? '';
    const fault = (key: string): MarkFault => ({ place: `t${place}`, key: `disclosure.refused.${key}` });
    const found = lacks(mark, grounds).map(fault);
    if (mark.decision === 'part' && (mark.spans.length === 0 || !fits(mark.spans, text)))
      found.push(fault('no-passage'));
    if (mark.decision !== 'part' && mark.spans.length > 0) found.push(fault('passage-without-part'));
    const wasPrivileged = isPrivilegedByClass(mark.field, fields) || before?.texts[place]?.decision === 'privileged';
    if (rulings.get(place) === true && mark.decision !== 'privileged') found.push(fault('ruled-privileged'));
    else if (wasPrivileged && mark.decision !== 'privileged' && rulings.get(place) !== false)
      found.push(fault('counsel-decides'));
    return found;
  });
  const files = marks.files.flatMap((mark, place) =>
    lacks(mark, grounds).map((key): MarkFault => ({ place: `f${place}`, key: `disclosure.refused.${key}` })),
  );
  return [...texts, ...files];
}

function lacks(mark: TextMark | FileMark, grounds: ReadonlySet<string>): string[] {
  const needsGround = mark.decision === 'withhold' || mark.decision === 'part';
  if (needsGround && !(mark.ground && grounds.has(mark.ground))) return ['no-ground'];
  if (mark.decision === 'privileged' && !mark.privilege) return ['no-privilege'];
  return [];
}

/** In order, apart from one another, inside the text, and none empty. */
function fits(spans: readonly Span[], text: string): boolean {
  let at = 0;
  for (const [from, until] of spans) {
    if (from < at || until <= from || until > text.length) return false;
    at = until;
  }
  return true;
}

export function outcomeOf(marks: Marks): Outcome {
  const all = [...marks.texts, ...marks.files].map((mark) => mark.decision);
  if (all.every((decision) => decision === 'not_responsive')) return 'not_responsive';
  const responsive = all.filter((decision) => decision !== 'not_responsive');
  if (responsive.every((decision) => decision === 'release'))
    return all.length > responsive.length ? 'in_part' : 'released';
  return responsive.some((decision) => decision === 'release' || decision === 'part') ? 'in_part' : 'withheld';
}

export function hasPrivileged(marks: Marks): boolean {
  return [...marks.texts, ...marks.files].some((mark) => mark.decision === 'privileged');
}

/** A text as it may go out: what is null was kept back. Nothing of what was kept back, not even its length, is left. */
export type Redacted = readonly (string | null)[];

export function redact(text: string, mark: TextMark): Redacted {
  if (mark.decision === 'release') return [text];
  if (mark.decision !== 'part') return [null];
  const pieces: (string | null)[] = [];
  let at = 0;
  for (const [from, until] of mark.spans) {
    const before = text.slice(at, from);
    // Two passages with nothing but space between them are one.
    if (before.trim() !== '') pieces.push(before, null);
    else if (pieces.at(-1) !== null || pieces.length === 0) pieces.push(null);
    at = until;
  }
  const rest = text.slice(at);
  if (rest.trim() !== '') pieces.push(rest);
  return pieces;
}
