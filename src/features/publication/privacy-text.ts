/** Personal details in free text: addresses, numbers, plates, names, times with places. Pure; what is found says where and why. */
import { sha256 } from '#kit/ids.ts';
import type { LocalText } from '#kit/text.ts';
import type { PublicDocument } from '#platform/publishable.ts';
import type { Finding, PrivacyRule } from './privacy-terms.ts';

type TextRule = { rule: PrivacyRule; pattern: RegExp };

const place = String.raw`(?:at|near|outside|beside|opposite|in front of|corner of|parked (?:at|on|by)|en|cerca de|frente a|afuera de|junto a|esquina de)\s+(?:the\s+|la\s+|el\s+|los\s+|las\s+)?\p{Lu}`;
const clock = String.raw`(?:(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])|\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\b\.?))`;

/** In this order: what a stronger rule has found, a weaker one does not say again. */
export const textRules: readonly TextRule[] = [
  { rule: 'email', pattern: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu },
  { rule: 'social_security', pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g },
  { rule: 'alien_number', pattern: /\bA[-#\s]{0,2}(?:\d{8,9}|\d{2,3}[-\s]\d{3}[-\s]\d{3})\b/g },
  {
    rule: 'phone',
    pattern:
      /(?<![\d.-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\d-])|\+\d{1,3}(?:[\s.-]?\d{2,4}){3,4}/g,
  },
  {
    rule: 'coordinates',
    pattern: /-?\d{1,3}\.\d{3,}°?\s*[NS]?\s*[,;/\s]\s*-?\d{1,3}\.\d{3,}|\d{1,3}°\s?\d{1,2}\s?[′']/g,
  },
  {
    rule: 'birth_date',
    pattern:
      /\b(?:born(?: on)?|date of birth|DOB|nacid[oa](?: el)?|fecha de nacimiento)\b[:\s]{0,3}[^.;\n]{0,12}\d{1,4}[^.;\n]{0,20}/giu,
  },
  {
    rule: 'plate',
    pattern:
      /\b(?:[Ll]icen[cs]e|[Pp]late|[Pp]laca|[Mm]atr[ií]cula)s?(?:\s+(?:plate|number|no\.?|n[úu]mero))*[:\s]{1,3}[A-Z0-9]{1,4}[-\s]?[A-Z0-9]{2,5}\b(?<=\d.{0,6})|\b\d[A-Z]{3}\d{3}\b/g,
  },
  { rule: 'maybe_plate', pattern: /\b(?!USC|CFR|CCP|LAMC|PRA)[A-Z]{3}[-\s]?\d{3,4}\b/g },
  {
    rule: 'street_number',
    pattern:
      /\b\d{1,6}\s+(?:[NSEW]\.?\s+|North\s+|South\s+|East\s+|West\s+)?(?:\p{Lu}[\p{L}’'.]*\s+){1,4}(?:St|Street|Ave|Avenue|Blvd|Boulevard|Rd|Road|Dr|Drive|Ln|Lane|Pl|Place|Court|Hwy|Highway|Pkwy|Parkway)\b|\b(?:Calle|Avenida|Av\.|Bulevar|Camino|Paseo|Carrera)\s+(?:\p{L}[\p{L}.]*\s+){1,4}(?:n[úu]m(?:ero|\.)?\s*|#\s*|No\.\s*)?\d{1,6}\b/gu,
  },
];

/** An exact time and a named place in one sentence. */
function timesWithPlaces(text: string): string[] {
  return text.split(/(?<=[.;!?\n])\s+(?=\p{Lu}|\n|$)/u).flatMap((sentence) => {
    const time = new RegExp(clock, 'iu').exec(sentence);
    return time && new RegExp(place, 'u').test(sentence) ? [sentence.trim()] : [];
  });
}

/** What the rules find in one text, each once. `names` are those of the people whom the city knows, compared exactly. */
export function findInText(text: string, names: readonly string[]): { rule: PrivacyRule; match: string }[] {
  const found: { rule: PrivacyRule; match: string }[] = [];
  const taken: { from: number; until: number }[] = [];
  for (const { rule, pattern } of textRules) {
    for (const { 0: match, index: from } of text.matchAll(pattern)) {
      const until = from + match.length;
      if (taken.some((other) => other.from < until && from < other.until)) continue;
      taken.push({ from, until });
      found.push({ rule, match: match.trim() });
    }
  }
  for (const match of timesWithPlaces(text)) found.push({ rule: 'time_and_place', match });
  for (const name of names) {
    if (isOwnName(name) && holdsWord(text, name)) found.push({ rule: 'person_name', match: name });
  }
  return found;
}

/** A name of two words or more, each written large but for `de` and its like: “City attorney” names a role. */
function isOwnName(name: string): boolean {
  const words = name.trim().split(/\s+/);
  const large = words.filter((word) => /^\p{Lu}/u.test(word));
  return (
    large.length >= 2 &&
    words.every((word) => /^\p{Lu}/u.test(word) || /^(de|del|la|las|los|y|van|von|da|dos|el|al|bin)$/.test(word))
  );
}

function holdsWord(text: string, word: string): boolean {
  const quoted = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\d])${quoted}(?![\\p{L}\\d])`, 'u').test(text);
}

export function findingId(rule: PrivacyRule, match: string): string {
  return sha256(`${rule}\n${match}`).slice(0, 24);
}

/** Every text of the document and the note beside it. The same words under the same rule are one finding, at their first place. */
export function textFindings(document: PublicDocument, note: string, names: readonly string[]): Finding[] {
  const found = new Map<string, Finding>();
  const look = (text: string, at: string, heading: LocalText | null) => {
    for (const { rule, match } of findInText(text, names)) {
      const id = findingId(rule, match);
      const known = found.get(id);
      if (known) known.count += 1;
      else found.set(id, { id, rule, place: at, heading, match, count: 1 });
    }
  };
  const walk = (value: unknown, at: string, heading: LocalText | null) => {
    // An address on the web is looked at for a person's mail alone: its path is full of numbers.
    if (typeof value === 'string')
      look(/^https?:\/\//.test(value) ? value.replace(/[^@\w.%+-]|\d{3,}/g, ' ') : value, at, heading);
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, `${at}.${index}`, heading);
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, `${at}.${name}`, heading);
  };
  look(note, 'note', null);
  walk(document.title, 'title', document.title);
  walk(document.summary, 'summary', document.title);
  for (const section of document.sections) walk(section, `sections.${section.id}`, section.title ?? document.title);
  walk(document.links, 'links', document.title);
  walk(document.data, 'data', document.title);
  return [...found.values()];
}
