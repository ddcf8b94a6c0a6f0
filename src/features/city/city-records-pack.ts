/** Reads `records.yaml` of a pack into the law of records, and checks what its schema cannot see. */
import { join } from 'node:path';
import type { IsoDate } from '#kit/dates.ts';
import { type PackFault, type PackFile, readPackFile } from '#platform/pack-file.ts';
import type { RecordsLaw, RetentionSchedule } from '#rules/record-classes.ts';
import { type RecordsFile, recordsFile } from './city-records-schema.ts';

/** As much of a class of records as a pack has to fit: its events begin the time of keeping, its fields name grounds. */
export type ClassOutline = {
  id: string;
  keptWith?: string;
  events: readonly string[];
  grounds: readonly string[];
};

export type ReadRecords = { law: RecordsLaw | null; file: PackFile<RecordsFile>; faults: PackFault[] };

/** `calendarIds`: those of the pack's holidays, or null when they could not be read. */
export async function readRecordsLaw(dir: string, calendarIds: readonly string[] | null): Promise<ReadRecords> {
  const file = await readPackFile(join(dir, 'records.yaml'), recordsFile);
  if (!file.value) return { law: null, file, faults: file.faults };
  return { law: lawOf(file.value), file, faults: [...file.faults, ...ownFaults(file, file.value, calendarIds)] };
}

/** What can be said only where the classes of all wings are known: each has one rule, counted from an event that it knows. */
export function classFaults({ file }: Pick<ReadRecords, 'file'>, classes: readonly ClassOutline[]): PackFault[] {
  const value = file.value;
  if (!value) return [];
  const faults: PackFault[] = [];
  const known = new Map(classes.map((one) => [one.id, one]));
  for (const [at, schedule] of value.schedules.entries()) {
    for (const [index, id] of schedule.classes.entries()) {
      const path = ['schedules', at, 'classes', index];
      const found = known.get(id);
      if (!found) {
        faults.push(file.fault(path, `there is no class of records ${id}`, `one of ${[...known.keys()].join(', ')}`));
      } else if (found.keptWith) {
        faults.push(file.fault(path, `${id} is kept with ${found.keptWith}`, 'only the class that it is kept with'));
      } else if (!found.events.includes(schedule.after)) {
        const right = `one of ${found.events.join(', ')}`;
        faults.push(file.fault(['schedules', at, 'after'], `${id} knows no event "${schedule.after}"`, right));
      }
    }
  }
  for (const one of classes) {
    if (one.keptWith || value.schedules.some((schedule) => schedule.classes.includes(one.id))) continue;
    faults.push(
      file.fault(
        ['schedules'],
        `nothing says how long ${one.id} is kept`,
        `a schedule with ${one.id} among its classes`,
      ),
    );
  }
  const grounds = new Set(value.grounds.map((ground) => ground.id));
  for (const one of classes) {
    for (const ground of one.grounds) {
      if (grounds.has(ground)) continue;
      const right = `a ground with the id ${ground}`;
      faults.push(file.fault(['grounds'], `${one.id} is withheld on the ground ${ground}, which is missing`, right));
    }
  }
  return faults;
}

function ownFaults(
  file: PackFile<RecordsFile>,
  value: RecordsFile,
  calendarIds: readonly string[] | null,
): PackFault[] {
  const faults: PackFault[] = [];
  for (const list of ['statutes', 'schedules', 'grounds'] as const) {
    const ids = value[list].map((one) => one.id);
    for (const [index, id] of ids.entries())
      if (ids.indexOf(id) < index)
        faults.push(file.fault([list, index, 'id'], `the id ${id} stands twice`, 'an id of its own'));
  }
  for (const [at, schedule] of value.schedules.entries()) {
    const { effective_from: from, effective_to: to } = schedule;
    if (from && to && to < from)
      faults.push(
        file.fault(['schedules', at, 'effective_to'], `${schedule.id} ends before it begins`, `a day from ${from}`),
      );
    if (schedule.keep === 'permanent' && schedule.outcome === 'destroy')
      faults.push(file.fault(['schedules', at, 'outcome'], 'what is kept for ever is never destroyed', 'review'));
    for (const [index, id] of schedule.classes.entries()) {
      const other = value.schedules.slice(0, at).find((one) => one.classes.includes(id) && overlap(one, schedule));
      if (other)
        faults.push(
          file.fault(
            ['schedules', at, 'classes', index],
            `${id} is also in the schedule ${other.id}`,
            'each class in one schedule at a time',
          ),
        );
    }
  }
  const clock = value.answer_clock;
  if (clock && calendarIds && !calendarIds.includes(clock.calendar))
    faults.push(
      file.fault(
        ['answer_clock', 'calendar'],
        `there is no calendar ${clock.calendar}`,
        `one of ${calendarIds.join(', ')}`,
      ),
    );
  return faults;
}

type Dated = Pick<RecordsFile['schedules'][number], 'effective_from' | 'effective_to'>;
const overlap = (one: Dated, other: Dated) =>
  (one.effective_from ?? '0001-01-01') <= (other.effective_to ?? '9999-12-31') &&
  (other.effective_from ?? '0001-01-01') <= (one.effective_to ?? '9999-12-31');

function lawOf(file: RecordsFile): RecordsLaw {
  const named = ({ id, name, citation, text_status }: RecordsFile['grounds'][number]) => ({
    id,
    name,
    citation,
    textStatus: text_status,
  });
  const clock = file.answer_clock;
  return {
    statutes: file.statutes.map(named),
    schedules: file.schedules.map(scheduleOf),
    grounds: file.grounds.map(named),
    answerClock: clock && {
      unit: clock.unit,
      days: clock.days,
      calendar: clock.calendar,
      lastDayOff: clock.last_day_off,
      citation: clock.citation,
      textStatus: clock.text_status,
      extension: clock.extension,
    },
    destruction: {
      approval: file.destruction.approval,
      citation: file.destruction.citation,
      textStatus: file.destruction.text_status,
    },
  };
}

function scheduleOf(rule: RecordsFile['schedules'][number]): RetentionSchedule {
  const { keep } = rule;
  return {
    id: rule.id,
    title: rule.title,
    classes: rule.classes,
    keep:
      keep === 'permanent'
        ? keep
        : 'years' in keep
          ? { unit: 'years', count: keep.years }
          : { unit: 'days', count: keep.days },
    after: rule.after,
    outcome: rule.outcome,
    citation: rule.citation,
    textStatus: rule.text_status,
    legalStatus: rule.legal_status,
    effectiveFrom: (rule.effective_from as IsoDate | null | undefined) ?? null,
    effectiveTo: (rule.effective_to as IsoDate | null | undefined) ?? null,
  };
}
