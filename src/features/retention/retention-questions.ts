/** What the law of records asks of other wings. `start/` answers; none of it changes anything. */
import type { Formats, Translate } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { RecordSource } from '#platform/record-source.ts';
import type { BodyId } from '#rules/bodies.ts';

export type HoldContact = { personId: string; name: string; email: string | null; locale: string };

export type RetentionQuestions = {
  /** Every kind of record of every wing. */
  sources: readonly RecordSource[];
  /** Whom to write to in a department, the first to be written to first. */
  contactsOf(city: City, bodyId: BodyId): Promise<readonly HoldContact[]>;
  /** What people are called; unknown ids are left out. */
  nameOf(city: City, personIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The whole address of a path inside the city, in a language: for mail. */
  linkFor(city: City, path: string, localeTag: string): string;
  wordsOf(city: City, localeTag: string): { t: Translate; formats: Formats; tag: string };
};
