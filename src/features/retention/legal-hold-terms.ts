/** The words of a legal hold: its scope, what is shown of it, and how it stands. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { BodyId } from '#rules/bodies.ts';

/** What a hold covers: every part that is given must fit. All parts empty: every record that there is or will be. */
export type HoldScope = {
  classIds: readonly string[];
  bodyIds: readonly BodyId[];
  /** Ids of records; the id of a task stands for all that belongs to it. */
  recordIds: readonly string[];
  from: IsoDate | null;
  /** The last day, inclusive. */
  to: IsoDate | null;
  /** In lower case; a record is covered when its text holds all of them, or is under seal. */
  words: readonly string[];
};

export const everything: HoldScope = { classIds: [], bodyIds: [], recordIds: [], from: null, to: null, words: [] };

export function isEverything(scope: HoldScope): boolean {
  const { classIds, bodyIds, recordIds, from, to, words } = scope;
  return [classIds, bodyIds, recordIds, words].every((part) => part.length === 0) && from === null && to === null;
}

export type LegalHold = {
  id: string;
  number: number;
  scope: HoldScope;
  placedAt: IsoInstant;
  placedBy: string;
  liftAskedAt: IsoInstant | null;
  liftAskedBy: string | null;
  liftedAt: IsoInstant | null;
  liftedBy: string | null;
};

/** What is under seal, for those who may read it; null where the key was destroyed. */
export type HoldWords = { matter: string | null; reason: string | null; liftReason: string | null };

export type HoldState = 'standing' | 'lift_asked' | 'lifted';

export function holdState(hold: Pick<LegalHold, 'liftAskedAt' | 'liftedAt'>): HoldState {
  if (hold.liftedAt) return 'lifted';
  return hold.liftAskedAt ? 'lift_asked' : 'standing';
}

export type HoldNotice = {
  id: string;
  holdId: string;
  bodyId: BodyId;
  personId: string;
  mailedAt: IsoInstant;
  acknowledgedAt: IsoInstant | null;
};

export const longestHoldText = 4000;

/** `matter` null: not for this reader; `told` and `open`: notices written, and not confirmed yet. */
export type ListedHold = LegalHold & { matter: string | null; told: number; open: number };
