/** Reads the city's own files of a pack: who the city is, its bodies, its days off. */
import { join } from 'node:path';
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import { untranslated } from '#platform/pack-fields.ts';
import { defaultReminders, type ReminderPlan } from '#rules/reminders.ts';
import { type PackFault, type PackFile, readPackFile } from '#platform/pack-file.ts';
import { defaultQuietHours, type QuietHours } from '#platform/quiet-hours.ts';
import type { Body, Reach } from '#rules/bodies.ts';
import type { Calendar, HolidayDay } from '#rules/calendar.ts';
import type { TextStatus } from '#rules/obligations.ts';
import type { RecordsLaw } from '#rules/record-classes.ts';
import { type ReadRecords, readRecordsLaw } from './city-records-pack.ts';
import {
  type BodiesFile,
  bodiesFile,
  type CityFile,
  cityFile,
  type HolidaysFile,
  holidaysFile,
} from './city-schemas.ts';

export type FamilyHelp = {
  id: string;
  title: LocalText;
  text: LocalText;
  url: string | null;
  source: string;
  /** Null until a person of the city checked it. */
  verifiedOn: IsoDate | null;
};

export type CityPack = {
  id: string;
  name: LocalText;
  state: LocalText;
  issuer: LocalText;
  timeZone: string;
  languages: { interface: readonly string[]; material: readonly string[] };
  reach: Reach;
  dutiesTrackedFrom: IsoDate | null;
  practice: { seed: number; clock: IsoDate } | null;
  quietHours: QuietHours | null;
  reminders: ReminderPlan;
  districts: readonly { id: string; name: LocalText }[];
  familyHelp: readonly FamilyHelp[];
  bodies: readonly Body[];
  /** Where the list and the kinds of the bodies come from. */
  bodiesSource: { citation: string; textStatus: TextStatus };
  /** The first is the city's own. */
  calendars: readonly Calendar[];
  /** Null in a pack that was recorded before packs said anything of records. */
  records: RecordsLaw | null;
};

/** Later than every day: a city that has not said from when on it tracks. */
const notYet: IsoDate = '9999-12-31';

/**
 * Reads `city.yaml`, `bodies.yaml`, `holidays.yaml` and `records.yaml` of the folder. `city` is null when a file has a
 * fault of form; `records` keeps the lines of its file for checks against the classes of all wings.
 */
export async function readCityPack(
  dir: string,
): Promise<{ city: CityPack | null; records: ReadRecords; faults: PackFault[] }> {
  const read = (name: string) => join(dir, name);
  const [city, bodies, holidays] = await Promise.all([
    readPackFile(read('city.yaml'), cityFile),
    readPackFile(read('bodies.yaml'), bodiesFile),
    readPackFile(read('holidays.yaml'), holidaysFile),
  ]);
  const records = await readRecordsLaw(dir, holidays.value?.calendars.map((calendar) => calendar.id) ?? null);
  const faults = [...city.faults, ...bodies.faults, ...holidays.faults, ...records.faults];
  if (!city.value || !bodies.value || !holidays.value || !records.law) return { city: null, records, faults };
  faults.push(
    ...cityFaults(city, city.value),
    ...bodiesFaults(bodies, bodies.value),
    ...holidayFaults(holidays, holidays.value),
  );
  const languages = city.value.languages.interface;
  for (const file of [city, bodies, holidays, records.file]) faults.push(...translationFaults(file, languages));
  return { city: { ...cityOf(city.value, bodies.value, holidays.value), records: records.law }, records, faults };
}

function cityFaults(file: PackFile<CityFile>, value: CityFile): PackFault[] {
  const faults = [
    ...repeated(
      file,
      value.districts.map((district) => district.id),
      (index) => ['districts', index, 'id'],
    ),
    ...repeated(
      file,
      value.family_help.map((help) => help.id),
      (index) => ['family_help', index, 'id'],
    ),
  ];
  if (!value.languages.interface.includes('en')) {
    faults.push(
      file.fault(
        ['languages', 'interface'],
        'en is not among the interface languages',
        'a list with en, the language of every text',
      ),
    );
  }
  if (value.reach.partner !== null) {
    faults.push(file.fault(['reach', 'partner'], 'a partner is addressed', 'null: a partner is no body of the city'));
  }
  return faults;
}

function bodiesFaults(file: PackFile<BodiesFile>, value: BodiesFile): PackFault[] {
  const faults = repeated(
    file,
    value.bodies.map((body) => body.id),
    (index) => ['bodies', index, 'id'],
  );
  for (const [index, body] of value.bodies.entries()) {
    if (body.valid_from && body.valid_to && body.valid_to < body.valid_from) {
      faults.push(
        file.fault(['bodies', index, 'valid_to'], `${body.id} ends before it begins`, `a day from ${body.valid_from}`),
      );
    }
  }
  return faults;
}

function holidayFaults(file: PackFile<HolidaysFile>, value: HolidaysFile): PackFault[] {
  const faults = repeated(
    file,
    value.calendars.map((calendar) => calendar.id),
    (index) => ['calendars', index, 'id'],
  );
  for (const [at, calendar] of value.calendars.entries()) {
    const path = (index: number, field: string) => ['calendars', at, 'holidays', index, field];
    // A rule may come back later in other words, so only the same id over the same time is a repetition.
    const keys = calendar.holidays.map((rule) => `${rule.id}${rule.valid_from ? ` from ${rule.valid_from}` : ''}`);
    faults.push(...repeated(file, keys, (index) => path(index, 'id')));
    for (const [index, rule] of calendar.holidays.entries()) {
      const { valid_from: from, valid_to: to } = rule;
      if (from && to && firstDay(from) > lastDay(to)) {
        faults.push(
          file.fault(path(index, 'valid_to'), `${rule.id} ends before it begins`, `a day or year from ${from}`),
        );
      }
      if (rule.day.kind === 'fixed' && rule.day.day > longestMonth(rule.day.month)) {
        const wrong = `month ${rule.day.month} has no day ${rule.day.day}`;
        faults.push(
          file.fault([...path(index, 'day'), 'day'], wrong, `a day from 1 to ${longestMonth(rule.day.month)}`),
        );
      }
    }
  }
  return faults;
}

function translationFaults(file: PackFile<unknown>, languages: readonly string[]): PackFault[] {
  return untranslated(file.value, languages).map(({ path, tag }) => {
    return file.fault(
      path,
      `this text has no "${tag}"`,
      `the text in each interface language of the city: ${languages.join(', ')}`,
    );
  });
}

function repeated(
  file: PackFile<unknown>,
  ids: readonly string[],
  path: (index: number) => (string | number)[],
): PackFault[] {
  return ids.flatMap((id, index) => {
    return ids.indexOf(id) < index ? [file.fault(path(index), `the id ${id} stands twice`, 'an id of its own')] : [];
  });
}

function cityOf(city: CityFile, bodies: BodiesFile, holidays: HolidaysFile): Omit<CityPack, 'records'> {
  return {
    id: city.id,
    name: city.name,
    state: city.state,
    issuer: city.issuer,
    timeZone: city.time_zone,
    languages: city.languages,
    reach: city.reach,
    dutiesTrackedFrom: city.duties_tracked_from === 'not_yet' ? notYet : city.duties_tracked_from,
    practice: city.practice,
    quietHours: quietHoursOf(city.quiet_hours),
    reminders: remindersOf(city.reminders),
    districts: city.districts,
    familyHelp: city.family_help.map(({ verified_on, ...help }) => ({ ...help, verifiedOn: verified_on })),
    bodies: bodies.bodies.map(({ id, name, acronym, kind, valid_from, valid_to }) => {
      return { id, name, acronym, kind, validFrom: valid_from ?? null, validTo: valid_to ?? null };
    }),
    bodiesSource: { citation: bodies.citation, textStatus: bodies.text_status },
    calendars: holidays.calendars.map(calendarOf),
  };
}

function quietHoursOf(quiet: CityFile['quiet_hours']): QuietHours | null {
  if (quiet === undefined) return defaultQuietHours;
  return quiet && { from: quiet.from, to: quiet.to, onDaysOff: quiet.on_days_off };
}

function remindersOf(reminders: CityFile['reminders']): ReminderPlan {
  if (reminders === undefined) return defaultReminders;
  const { before, escalate } = reminders;
  return { before, generalManagerAfter: escalate.general_manager, chiefOfStaffAfter: escalate.chief_of_staff };
}

function calendarOf(calendar: HolidaysFile['calendars'][number]): Calendar {
  return {
    id: calendar.id,
    name: calendar.name,
    citation: calendar.citation,
    textStatus: calendar.text_status,
    weekend: calendar.weekend,
    rules: calendar.holidays.map((rule) => ({
      id: rule.id,
      name: rule.name,
      day: dayOf(rule.day),
      observed: rule.observed,
      validFrom: rule.valid_from ?? null,
      validTo: rule.valid_to ?? null,
      citation: rule.citation ?? null,
    })),
  };
}

function dayOf(day: HolidaysFile['calendars'][number]['holidays'][number]['day']): HolidayDay {
  if (day.kind !== 'nth_weekday') return day;
  const { plus_days: plusDays, ...rest } = day;
  return plusDays === undefined ? rest : { ...rest, plusDays };
}

function firstDay(bound: IsoDate | number): string {
  return typeof bound === 'number' ? `${bound}-01-01` : bound;
}

function lastDay(bound: IsoDate | number): string {
  return typeof bound === 'number' ? `${bound}-12-31` : bound;
}

function longestMonth(month: number): number {
  return [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31;
}
