/** Sentences of the screens by key, in MessageFormat 2, read from `locales/<tag>/*.json`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageFormat } from 'messageformat';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { type Locale, locales } from './locales.ts';

export type Values = Record<string, string | number>;
/** The sentence of a key. A key without a sentence is a fault of the code: it throws. */
export type Translate = (key: string, values?: Values) => string;

type Sentence = string | MessageFormat;
export type Catalog = ReadonlyMap<string, ReadonlyMap<string, Sentence>>;

/** Reads and compiles every sentence of every language. Throws, naming file and key, at the first that does not parse. */
export function readCatalog(folder: string): Catalog {
  return new Map(locales.map((locale) => [locale.tag, readLocale(join(folder, locale.tag), locale)]));
}

function readLocale(folder: string, locale: Locale): Map<string, Sentence> {
  const sentences = new Map<string, Sentence>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const entries = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>;
    for (const [key, text] of Object.entries(entries)) {
      if (sentences.has(key)) throw new Error(`${folder}/${file}: the key ${key} stands twice`);
      sentences.set(key, compile(text, locale, `${folder}/${file}: ${key}`));
    }
  }
  return sentences;
}

/** A sentence without a placeholder needs no machinery: it stays a string, which keeps large pages quick. */
function compile(text: string, locale: Locale, where: string): Sentence {
  if (!/[{}\\]|^\s*\./.test(text)) return text;
  try {
    return new MessageFormat(locale.tag, text, { bidiIsolation: locale.direction === 'rtl' ? 'default' : 'none' });
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function translator(catalog: Catalog, tag: string): Translate {
  const sentences = catalog.get(tag);
  if (!sentences) throw new Error(`no sentences for the language ${tag}`);
  return (key, values) => {
    const sentence = sentences.get(key);
    if (sentence === undefined) throw new Error(`no sentence for the key ${key} in ${tag}`);
    if (typeof sentence === 'string') return sentence;
    return sentence.format(values, (error) => {
      throw new Error(`the sentence ${key} in ${tag}: ${String(error)}`);
    });
  };
}

/** Dates, instants and numbers as a reader of this language in this zone writes them. Formatters are made once. */
export type Formats = {
  /** `Fri 25 July 2025` */
  date(on: IsoDate): string;
  /** `25 Jul` */
  shortDate(on: IsoDate): string;
  /** `25 Jul 2025, 14:05` in the city's zone */
  instant(at: IsoInstant): string;
  number(value: number): string;
  /** `3 days ago`, `in 3 days`, `today` */
  daysFrom(today: IsoDate, on: IsoDate): string;
  list(items: readonly string[]): string;
};

const dayMs = 86_400_000;

export function createFormats(locale: Locale, timeZone: string): Formats {
  const tag = locale.tag === 'en' ? 'en-GB' : locale.tag;
  const long = new Intl.DateTimeFormat(tag, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const short = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(tag, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  const number = new Intl.NumberFormat(locale.tag);
  const relative = new Intl.RelativeTimeFormat(locale.tag, { numeric: 'auto' });
  const list = new Intl.ListFormat(locale.tag, { type: 'conjunction' });
  return {
    date: (on) => long.format(Date.parse(on)).replaceAll(',', ''),
    shortDate: (on) => short.format(Date.parse(on)),
    instant: (at) => moment.format(Date.parse(at)),
    number: (value) => number.format(value),
    daysFrom: (today, on) => relative.format(Math.round((Date.parse(on) - Date.parse(today)) / dayMs), 'day'),
    list: (items) => list.format(items),
  };
}
