/** What this wing asks of other wings. `start/` answers with their read functions; none of them changes anything. */
import type { IsoDate } from '#kit/dates.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Directive } from '#rules/obligations.ts';
import type { Role } from '#rules/permissions.ts';

export type Contact = { personId: string; name: string; email: string | null; role: Role; locale: string };
/** Whom to write to about a department's tasks, the first to be written to first. */
export type ContactsOf = (city: City, bodyId: BodyId) => Promise<readonly Contact[]>;

/** Everybody who holds a role in the body: to whom a task can be handed. */
export type ColleaguesOf = (city: City, bodyId: BodyId) => Promise<readonly { personId: string; name: string }[]>;

/** What people are called; ids of people who are unknown are left out. */
export type NameOf = (city: City, personIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The whole address of a path inside the city, in a language: for mail. */
export type LinkFor = (city: City, path: string, localeTag: string) => string;

/** The sentences and formats of a language, for what a person reads outside their own page; English for unknown tags. */
export type WordsOf = (city: City, localeTag: string) => { t: Translate; formats: Formats; tag: string };

/** The newest version of each directive known at the end of the day. */
export type DirectivesAsOf = (city: City, asOf: IsoDate) => Promise<readonly { directive: Directive }[]>;

/** The outside conditions known at the end of the day to be met. */
export type ConditionsOf = (city: City, asOf: IsoDate) => Promise<readonly { conditionId: string; metOn: IsoDate }[]>;

export type DutyQuestions = {
  contactsOf: ContactsOf;
  colleaguesOf: ColleaguesOf;
  nameOf: NameOf;
  linkFor: LinkFor;
  wordsOf: WordsOf;
};
