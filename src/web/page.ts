/** What a handler is given: who asks, in which city and language, what was typed; and what it may answer. */
import type { Readable } from 'node:stream';
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { Locale } from '#i18n/locales.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import type { Acting } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { StoredFile } from '#platform/files.ts';
import type { RateLimit } from '#platform/rate-limits.ts';
import type { Link } from '#rules/links.ts';
import type { Act, Actor } from '#rules/permissions.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import type { Html } from './html.ts';

/** A file as it came in: streamed to the store already. `name` is what the sender called it: shown, never trusted. */
export type UploadedFile = StoredFile & { field: string; name: string; mediaType: string };

export type Page = {
  city: City;
  actor: Actor | null;
  /** For `auditedChange`: the actor and the id of this request. */
  acting: Acting;
  /** The hash that names this request's session, for signing out and for the list of sessions; null without one. */
  sessionHash: string | null;
  /** The part of the session's secret that outlives its renewal; for `renewSession` alone. */
  sessionMark: string | null;
  /** The browser's cookie of that name; null without one. */
  cookie(name: string): string | null;
  locale: Locale;
  t: Translate;
  formats: Formats;
  /** A text of the pack in the reader's language. */
  say(text: LocalText): string;
  today: IsoDate;
  /** `?asOf=`: the day whose knowledge the reader asks for; today otherwise. */
  asOf: IsoDate;
  isPast: boolean;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** What was typed: repeated fields as arrays. Parse it with a schema before use. */
  fields: Readonly<Record<string, string | string[]>>;
  files: readonly UploadedFile[];
  /** A path inside the city with city and language before it, for `href` and `action`. */
  link(path: string): string;
  /** The page of another wing's record. */
  linkTo(link: Link): string;
  /** The hidden field that every form carries. */
  formToken(): Html;
  /** Ends the request with a refusal unless the actor may do the act (in that body). */
  must(act: Act, bodyId?: string | null): Actor;
  /** The reader showed within the last minutes who they are. */
  isProved: boolean;
  /** For a handler that learns late that this needs a fresh proof: unless there is one, asks for it and keeps what was typed. */
  mustProve(): void;
  /** Counts an attempt, by default of the client's address; answers 0, or the seconds until the next is possible. */
  secondsToWait(limit: RateLimit, what?: string): Promise<number>;
  /** Counts an attempt; over the limit the request ends with the page 429. */
  mustBeWithin(limit: RateLimit, what?: string): Promise<void>;
  /** A kind of record by its id, for the line of a form; null for one that nobody knows. */
  recordClass(id: string): RecordClass | null;
  /** This page's own path inside the city, with its query. */
  here: string;
  isEvaluation: boolean;
  /** Where this reader's work begins: the first subject of the menu; without a session the first page. */
  startPath: string;
};

export type Shell = 'public' | 'staff' | 'family';

export type Cookie = { name: string; value: string; maxAgeSeconds: number };

export type PageOptions = {
  status?: number;
  /** Wide pages take the whole window. */
  isWide?: boolean;
  /** One of our own static scripts, for what a browser can do beyond the plain form. */
  script?: 'sign-in.js' | undefined;
  /** The browser goes on to this whole address at once, to another site that is: no form may lead there. */
  refreshTo?: string;
  retryAfterSeconds?: number;
  cookie?: Cookie;
};

export type Answer =
  | (PageOptions & { kind: 'page'; title: string; main: Html; shell: Shell; status: number; isWide: boolean })
  /** 303 to a path inside the city. */
  | { kind: 'redirect'; to: string; cookie?: Cookie | undefined }
  /** A download or a feed; with a fileName it is saved, not shown. */
  | { kind: 'text'; body: string; mediaType: string; fileName: string | null }
  | { kind: 'stream'; stream: Readable; byteLength: number; fileName: string };

export function staffPage(title: string, main: Html, options: PageOptions = {}): Answer {
  return { status: 200, isWide: false, ...options, kind: 'page', title, main, shell: 'staff' };
}

export function publicPage(title: string, main: Html, options: PageOptions = {}): Answer {
  return { status: 200, isWide: false, ...options, kind: 'page', title, main, shell: 'public' };
}

/** After an act: the next page. With `done`, that page says what was done (a sentence `done.<event>`). */
export function redirect(to: string, done?: string): Answer {
  return { kind: 'redirect', to: done ? `${to}${to.includes('?') ? '&' : '?'}done=${done}` : to };
}

export function download(fileName: string, mediaType: string, body: string): Answer {
  return { kind: 'text', body, mediaType, fileName };
}
