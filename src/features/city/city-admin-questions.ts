/** What the administration's pages are handed by `start/`: answers of other wings, words in a person's language, the real clock. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { Result } from '#kit/result.ts';
import type { LocalText } from '#kit/text.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import type { AdminCards } from '#platform/admin-card.ts';
import type { Acting } from '#platform/audit.ts';
import type { City, CityProfile } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Act } from '#rules/permissions.ts';
import type { NavEntry } from '#web/route.ts';

/** Something open that one person has in hand: a department's task, or the review of what was handed in. */
export type OpenWork = {
  taskId: string;
  kind: 'task' | 'review';
  why: 'handed' | 'begun';
  title: LocalText;
  bodyId: BodyId;
  directive: string;
  clauseId: string;
  dueOn: IsoDate | null;
  isLate: boolean;
  /** What a colleague must be allowed to do in that body, to be given it. */
  act: Act;
};

export type Handover = {
  handoverId: string;
  fromPersonId: string;
  toPersonId: string;
  handedAt: IsoInstant;
  count: number;
  isGivenBack: boolean;
};

export type WorkQuestions = {
  openWorkOf(city: City, personId: string): Promise<readonly OpenWork[]>;
  handoversOf(city: City, personId: string): Promise<readonly Handover[]>;
  handOverWork(
    city: City,
    acting: Acting,
    input: {
      fromPersonId: string;
      toPersonId: string;
      items: readonly { taskId: string; kind: 'task' | 'review' }[];
    },
  ): Promise<Result<{ handoverId: string; count: number }>>;
  handBackWork(
    city: City,
    acting: Acting,
    handoverId: string,
  ): Promise<Result<{ fromPersonId: string; count: number; of: number }>>;
};

/** A due date that would move if the calendars were others. */
export type DueMove = {
  taskId: string;
  bodyId: BodyId;
  title: LocalText;
  directive: string;
  clauseId: string;
  from: IsoDate;
  to: IsoDate;
  /** `extended`: a later date was set by hand, and holds. `done`: it is finished. */
  effect: 'open' | 'extended' | 'done';
};

export type DayQuestions = {
  /** Which due dates would move under this profile; reads in the transaction of `city.db`, writes nothing. */
  dueMovesUnder(city: City, profile: CityProfile): Promise<readonly DueMove[]>;
  /** Lays the tasks out again by the city's profile, in the transaction of `city.db`. */
  reassign(city: City, acting: Acting): Promise<void>;
  /** This process takes up what was changed. */
  refresh(city: City): Promise<void>;
};

/** For each body how many of its tasks are open, and how many of those are late. */
export type TaskCounts = (city: City, today: IsoDate) => Promise<ReadonlyMap<BodyId, { open: number; late: number }>>;

export type AdminDeps = WorkQuestions &
  DayQuestions & {
    taskCounts: TaskCounts;
    /** The sentences and formats of a language; English for unknown tags. */
    wordsOf(city: City, localeTag: string): { t: Translate; formats: Formats; tag: string };
    /** The whole address of a path inside the city, in a language: for mail. */
    linkFor(city: City, path: string, localeTag: string): string;
    cards: readonly AdminCards[];
    navEntries(): readonly NavEntry[];
    /** The real clock in milliseconds: links do not follow a practice city's clock. */
    now(): number;
  };
