/** What the law of records needs to know of each kind of record: why it is held, who sees it, what its text becomes, how long it is kept. */
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { LegalStatus } from './obligations.ts';
import type { Act } from './permissions.ts';

/** What becomes of a text when the public asks for it. The pack says which statute a ground stands on. */
export type Disclosure =
  | { kind: 'public_on_request' }
  /** `ground` is the id of a ground in the pack's `records.yaml`. */
  | { kind: 'withheld'; ground: string }
  | { kind: 'privileged'; privilege: 'attorney_client' | 'attorney_work_product' };

/** One field of a record that holds text or identifies somebody. */
export type RecordField = {
  /** The name under which the record's source hands the text out. */
  name: string;
  disclosure: Disclosure;
  /** Kept encrypted under the record's own key. */
  isRestricted: boolean;
};

/** From when on a record's time of keeping runs. Sentences: `records.event.<event>`. */
export const keepEvents = [
  /** From the day on which it was made. */
  'made',
  /** From the day on which what it was made for was settled: a task answered, a demand closed, a hold lifted. */
  'closed',
  /** From the day on which it stopped holding: a role ended, a person left. */
  'ended',
  /** From the day on which a newer one took its place. */
  'replaced',
] as const;
export type KeepEvent = (typeof keepEvents)[number];

/**
 * A kind of record. Its sentences stand in the locale files: `records.class.<id>.name`, `.why` and `.subpoena`
 * (what a subpoena would reach), with `_` for the point in the id.
 */
export type RecordClass = {
  /** `<wing>.<what>`, such as `duties.submission`. */
  id: string;
  /** The tables whose rows are such records or parts of them; the first has one row a record. No table has two classes. */
  tables: readonly string[];
  /** The acts whose holders see the records. */
  seenBy: readonly Act[];
  /** Public in itself, such as the text of a directive; else an empty `seenBy` means the person concerned alone. */
  isOpenToAll?: true;
  fields: readonly RecordField[];
  /** Kept and destroyed together with a record of that class, which alone has a schedule. */
  keptWith?: string;
  /** The machinery deletes it by itself within days of its end, without a destruction list; a legal hold stops that too. */
  isShortLived?: true;
};

/** Why a table needs no class: it holds no record that anybody could ask for. */
export type NoRecord = { table: string; why: 'derived' | 'machinery' | 'audit_chain' };

/** Whether a person compared a rule with the official text. `unverified`: from memory or a secondary source, for counsel. */
export const ruleStatuses = ['unverified', 'reconstructed', 'verified'] as const;
export type RuleStatus = (typeof ruleStatuses)[number];

/** What the pack's `records.yaml` says: the city's law of records as data. */
export type RecordsLaw = {
  statutes: readonly { id: string; name: LocalText; citation: string; textStatus: RuleStatus }[];
  schedules: readonly RetentionSchedule[];
  grounds: readonly WithholdingGround[];
  answerClock: RecordsClock | null;
  /** Who approves that records are destroyed, in words of the city's law. */
  destruction: { approval: LocalText; citation: string; textStatus: RuleStatus };
};

export type RetentionSchedule = {
  id: string;
  title: LocalText;
  classes: readonly string[];
  keep: { unit: 'years' | 'days'; count: number } | 'permanent';
  after: KeepEvent;
  /** `destroy`: listed for destruction; `review`: listed for a person to look at, never destroyed by a list. */
  outcome: 'destroy' | 'review';
  citation: string;
  textStatus: RuleStatus;
  legalStatus: LegalStatus;
  effectiveFrom: IsoDate | null;
  /** The last day on which the rule holds, inclusive. */
  effectiveTo: IsoDate | null;
};

export type WithholdingGround = { id: string; name: LocalText; citation: string; textStatus: RuleStatus };

export type RecordsClock = {
  unit: 'calendar_days' | 'working_days';
  days: number;
  /** A calendar of the pack; working days are counted in it, and it says what a day off is. */
  calendar: string;
  lastDayOff: 'stays' | 'next_working_day';
  citation: string;
  textStatus: RuleStatus;
  extension: { days: number; citation: string } | null;
};

/** The schedule that holds for a class on a day; null where the city has none. */
export function scheduleOn(law: RecordsLaw | null, classId: string, day: IsoDate): RetentionSchedule | null {
  return (
    law?.schedules.find(
      ({ classes, effectiveFrom, effectiveTo }) =>
        classes.includes(classId) && (effectiveFrom ?? day) <= day && day <= (effectiveTo ?? day),
    ) ?? null
  );
}
