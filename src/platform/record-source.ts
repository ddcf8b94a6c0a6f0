/**
 * What a wing answers about its records, so that retention can find, show, hold and destroy them without knowing the wing.
 * Each wing exports a list of these (`<x>-records.ts`); `start/` collects them. Most are made by `recordTables`.
 */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Link } from '#rules/links.ts';
import type { KeepEvent, RecordClass } from '#rules/record-classes.ts';
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
  /** Who made it, where the source knows. */
  personId?: string | null;
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

/** How the database itself knows a record: what the triggers of legal holds are made of (`record-guards.ts`). */
export type RecordGuard = {
  /**
   * A select with the columns `record_id text, body_id text, person_id text, recorded_at timestamptz, link_id text,
   * title text, words text`; `words` null: the text is sealed or binary, so that a hold on words covers it to be safe.
   * It ends with its `from … join …`, so that ` where <key> = …` can follow.
   */
  facts: string;
  /** The expression of the record's id, with its type, for an index to serve. */
  key: string;
  keyType: 'uuid' | 'text' | 'bigint';
  /** Every table of the class, in the order in which rows can be deleted. */
  tables: readonly GuardedTable[];
};

export type GuardedTable = {
  name: string;
  /** The column that holds the record's id, or an expression over `old`, such as `old.address`. */
  recordId: string;
  /** Columns whose text an update must not overwrite while a hold covers the record. */
  texts: readonly string[];
  /** A column whose filling, in the same update, moves the text there under seal. */
  sealedBy?: string;
  /** A column with the SHA-256 of a file. */
  file?: string;
};

export type EndedQuery = {
  after: KeepEvent;
  /** On or before this day, in the city's zone. */
  day: IsoDate;
  limit: number;
  /** The last of the page before. */
  beyond: { id: string; endedOn: IsoDate } | null;
  /** Of these records alone. */
  among?: readonly string[];
};
export type EndedRecord = { id: string; endedOn: IsoDate };

export type RecordSource = {
  class: RecordClass;
  guard: RecordGuard;
  /** From which events its keeping can run: the pack's schedule names one of them. */
  events: readonly KeepEvent[];
  /** Newest first, at most `limit`; `after` is the id of the last of the page before. */
  find(city: City, query: RecordQuery, limit: number, after: string | null): Promise<FoundRecord[]>;
  count(city: City, query: RecordQuery): Promise<number>;
  /** In the order of `ids`; unknown ids are left out. Restricted fields are opened. */
  read(city: City, ids: readonly string[]): Promise<WholeRecord[]>;
  /** Records whose time of keeping began on or before the day: what they were kept for has ended. Oldest first. */
  endedBy(city: City, query: EndedQuery): Promise<EndedRecord[]>;
  /** Which records of a class that is kept with this one belong to these; in the order in which they can be destroyed. */
  parts?(db: Database, ids: readonly string[]): Promise<{ classId: string; id: string; of: string }[]>;
  /** Deletes the rows of these records. Retention alone calls it, after the holds were asked. */
  destroy(tx: Tx, ids: readonly string[]): Promise<void>;
};
