/**
 * What a wing answers about its records, so that retention can find, show and destroy them without knowing the wing.
 * Each wing exports a list of these (`<x>-records.ts`); `start/` collects them.
 */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Link } from '#rules/links.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import type { City } from './city.ts';
import type { Database, Tx } from './database.ts';

/** What a records request or a subpoena asks for; every part that is given must hold. */
export type RecordQuery = {
  /** Words that the text holds, all of them, in any order; empty: any record. */
  words: string;
  bodyId: BodyId | null;
  /** The person who made the record. */
  personId: string | null;
  /** Days in the city's zone on which the record was made, both inclusive. */
  from: IsoDate | null;
  to: IsoDate | null;
};

export type FoundRecord = {
  id: string;
  recordedAt: IsoInstant;
  bodyId: BodyId | null;
  /** A line that tells it from others, for staff who may see it. */
  title: string;
  link: Link | null;
};

/** `field` is a name of the class's fields; several values of one field are several rows. */
export type RecordText = { field: string; text: string };
export type WholeRecord = FoundRecord & {
  texts: readonly RecordText[];
  /** SHA-256 and name of files that belong to it. */
  files: readonly { sha256: string; name: string }[];
};

export type RecordSource = {
  class: RecordClass;
  /** Newest first, at most `limit`; `after` is the id of the last of the page before. */
  find(city: City, query: RecordQuery, limit: number, after: string | null): Promise<FoundRecord[]>;
  count(city: City, query: RecordQuery): Promise<number>;
  /** In the order of `ids`; unknown ids are left out. Restricted fields are opened. */
  read(city: City, ids: readonly string[]): Promise<WholeRecord[]>;
  /** Records whose time of keeping began on or before the day: what they were kept for has ended. Oldest first. */
  endedBy(db: Database, day: IsoDate, limit: number): Promise<{ id: string; endedOn: IsoDate }[]>;
  /** Deletes the rows of these records. Retention alone calls it, after the holds were asked. */
  destroy(tx: Tx, ids: readonly string[]): Promise<void>;
};
