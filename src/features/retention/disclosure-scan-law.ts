/** Finds in a text what often must be kept back. It suggests, it never marks; and it cuts a text into passages to tick. */
import type { Span } from './disclosure-terms.ts';

export const hitKinds = ['email', 'phone', 'a_number', 'ssn', 'plate', 'person'] as const;
export type HitKind = (typeof hitKinds)[number];
export type Hit = { kind: HitKind; span: Span };

const patterns: readonly (readonly [HitKind, RegExp])[] = [
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu],
  ['ssn', /\b\d{3}-\d{2}-\d{4}\b/g],
  ['a_number', /\bA[- ]?(?:\d{8,9}|\d{3}[- ]\d{3}[- ]\d{3})\b/g],
  ['phone', /(?<![\w-])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])/g],
  // California: a digit, three letters, three digits; older ones turn it round.
  ['plate', /\b(?:\d[A-Z]{3}\d{3}|[A-Z]{3} ?\d{3,4})(?![-\d])\b/g],
];

/** In order and apart from one another; where two meet, the one that begins first holds. `names` are those of people in the system. */
export function scan(text: string, names: readonly string[]): Hit[] {
  const hits = patterns.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((match): Hit => ({ kind, span: [match.index, match.index + match[0].length] })),
  );
  for (const name of names) for (const span of places(text, name)) hits.push({ kind: 'person', span });
  hits.sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]);
  let at = 0;
  return hits.filter(({ span }) => {
    if (span[0] < at) return false;
    at = span[1];
    return true;
  });
}

/** Every place of the words in the text, whatever their case, as words of their own. */
function places(text: string, name: string): Span[] {
  if (name.trim().length < 3) return [];
  const escaped = name
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu');
  return [...text.matchAll(pattern)].map((match): Span => [match.index, match.index + match[0].length]);
}

export type Passage = { span: Span; hit: HitKind | null };

/** The whole text as passages to tick: sentences, cut further around what the scan found. Together they are the text. */
export function passages(text: string, hits: readonly Hit[], language: string): Passage[] {
  const sentences = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)];
  const cuts = new Set<number>([0, text.length]);
  for (const { index } of sentences) if (!hits.some(({ span }) => span[0] < index && index < span[1])) cuts.add(index);
  for (const { span } of hits) cuts.add(span[0]).add(span[1]);
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(1).map((until, index) => {
    const from = edges[index] as number;
    return { span: [from, until], hit: hits.find(({ span }) => span[0] === from && span[1] === until)?.kind ?? null };
  });
}

/** Names of people in the text give way to the word for each, in brackets; where two begin at one place, the longer. */
export function withRoles(text: string, people: readonly { name: string; word: string }[]): string {
  const found = people
    .flatMap(({ name, word }) => places(text, name).map((span) => ({ span, name, word })))
    .sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]);
  let at = 0;
  let out = '';
  for (const { span, name, word } of found) {
    if (span[0] < at) continue;
    out += text.slice(at, span[0]) + (name === word ? word : `[${word}]`);
    at = span[1];
  }
  return out + text.slice(at);
}
