/** What giving work from one person to another asks of other wings; `start/` hands in the answers. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Act, Actor } from '#rules/permissions.ts';
import type { LinkFor, WordsOf } from './duty-questions.ts';

/** Somebody who can sign in, with the roles of now and where to write; null when unknown or suspended. */
export type PersonOf = (
  city: City,
  personId: string,
) => Promise<{ actor: Actor; email: string; locale: string } | null>;

export type HandoverQuestions = { personOf: PersonOf; linkFor: LinkFor; wordsOf: WordsOf };

/** A department's task, or the review of what was handed in. */
export type WorkKind = 'task' | 'review';

/** Something open that one person has in hand. */
export type OpenWork = {
  taskId: string;
  kind: WorkKind;
  /** `handed`: somebody gave it to them; `begun`: theirs was the last word on it, and it is not finished. */
  why: 'handed' | 'begun';
  title: LocalText;
  bodyId: BodyId;
  directive: string;
  clauseId: string;
  dueOn: IsoDate | null;
  isLate: boolean;
  /** What the colleague must be allowed to do, in that body. */
  act: Act;
};

/** Work that went from one person to others in one act. */
export type Handover = {
  handoverId: string;
  fromPersonId: string;
  toPersonId: string;
  handedAt: IsoInstant;
  count: number;
  isGivenBack: boolean;
};
