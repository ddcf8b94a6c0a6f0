/** One city of this installation, as every request, job and command holds it. */
import type { Body, Reach } from '#rules/bodies.ts';
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { Calendar } from '#rules/calendar.ts';
import type { RecordsLaw } from '#rules/record-classes.ts';
import type { CityKeys } from './city-keys.ts';
import { type Clock, dateIn } from './clock.ts';
import type { Database } from './database.ts';
import type { FileStore } from './files.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { ReminderPlan } from '#rules/reminders.ts';
import type { Scanner } from './scanner.ts';
import type { TombstoneLedger } from './tombstones.ts';

/** What the platform and the pages need of the city's pack. */
export type CityProfile = {
  id: string;
  name: LocalText;
  timeZone: string;
  reach: Reach;
  bodies: readonly Body[];
  /** The first is the city's own; deadlines in working days name one. */
  calendars: readonly Calendar[];
  languages: { interface: readonly string[]; material: readonly string[] };
  /** Tasks due before this day have `no record in this copy` unless something was recorded; null where all are tracked. */
  dutiesTrackedFrom: IsoDate | null;
  /** The seed and the day of a practice city, null for a real one. */
  practice: { seed: number; clock: IsoDate } | null;
  /** When mail that can wait is held; null: never. */
  quietHours: QuietHours | null;
  /** When people are reminded, and when others hear of it. */
  reminders: ReminderPlan;
  /** The city's law of records; null where its pack says nothing of it, and then nothing is ever listed for destruction. */
  records: RecordsLaw | null;
  /** Where a family finds help now, as the pack lists it; `verifiedOn` is null until a person checked it. */
  familyHelp: readonly { title: LocalText; text: LocalText; url: string | null; verifiedOn: IsoDate | null }[];
};

export type City = {
  slug: string;
  schema: string;
  /** Set when the city answers under its own host name. */
  host: string | null;
  profile: CityProfile;
  /** The pack's folder, for commands and the licence of what was copied. */
  packDir: string;
  db: Database;
  /** Reads public views and nothing else. */
  publicDb: Database;
  clock: Clock;
  files: FileStore;
  /** What was destroyed, outside the database and its backups. */
  tombstones: TombstoneLedger;
  /** What uploads wait for; null where none is set up, which pages say. */
  scanner: Scanner | null;
  /** The key with which audit rows are authenticated. */
  auditKey: Buffer;
  /** Keys of earlier secrets: audit rows from before a change of the secret are verified with these. */
  oldAuditKeys: readonly Buffer[];
  /** The keys under which the record keys of restricted fields are wrapped. */
  keys: CityKeys;
};

/** Today in the city's time zone, by the city's clock. */
export function todayIn(city: City): IsoDate {
  return dateIn(city.profile.timeZone, city.clock.now());
}

/** The PostgreSQL schema of a city: its slug with underscores. */
export function schemaOf(slug: string): string {
  return slug.replaceAll('-', '_');
}
