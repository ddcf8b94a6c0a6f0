/** What this wing asks of others. `start/` answers with their read functions; none of them changes anything. */
import type { IsoDate } from '#kit/dates.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { NoticeSource } from '#platform/notice.ts';
import type { Act, Actor } from '#rules/permissions.ts';

/** Somebody who can be written to, with the roles held now. */
export type Reader = Actor & { email: string; locale: string };
/** Everybody who may sign in. */
export type ReadersOf = (city: City) => Promise<readonly Reader[]>;

export type Words = { t: Translate; formats: Formats; tag: string };
/** The sentences and formats of a language; English for unknown tags. */
export type WordsOf = (city: City, localeTag: string) => Words;
/** The whole address of a path inside the city, in a language. */
export type LinkFor = (city: City, path: string, localeTag: string) => string;

/** The week in figures as this reader may see them, as a mail; null where there is nothing to say of. */
export type WeeklyMailOf = (
  city: City,
  reader: Reader,
  on: IsoDate,
  words: Words,
) => Promise<{ subject: string; body: string } | null>;

export type NoticeQuestions = {
  sources: readonly NoticeSource[];
  readersOf: ReadersOf;
  wordsOf: WordsOf;
  linkFor: LinkFor;
  weeklyMailOf: WeeklyMailOf;
};

/** The mail server as the settings name it, without its password; null where none is set. */
export type ShownMailServer = { host: string; port: number; tls: string; user: string | null; from: string };

export type NoticeDeps = NoticeQuestions & {
  mailServer: ShownMailServer | null;
  /** The door at which an administrator says that an address is right again: a POST with `address`. */
  clearAddress: { path: string; act: Act };
  /** The page of the outbox, and of one mail in it. */
  outboxPath(query: Record<string, string>): string;
  mailPath(id: string): string;
  /** The real clock in milliseconds. */
  now(): number;
};
