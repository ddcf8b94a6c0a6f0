import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { type Calendar, isWorkingDay } from '#rules/calendar.ts';
import { type QuietHours, quietUntil } from './quiet-hours.ts';

const zone = 'America/Los_Angeles';
const calendar: Calendar = {
  id: 'city',
  name: { en: 'City' },
  citation: 'for tests',
  textStatus: 'verified',
  weekend: [6, 7],
  rules: [
    {
      id: 'independence',
      name: { en: 'Independence Day' },
      day: { kind: 'fixed', month: 7, day: 4 },
      observed: 'saturday_to_friday_sunday_to_monday',
      validFrom: null,
      validTo: null,
      citation: null,
    },
  ],
};
const night: QuietHours = { from: '19:00', to: '07:00', onDaysOff: true };
const at = (local: string) =>
  Temporal.PlainDateTime.from(local)
    .toZonedDateTime(zone)
    .toInstant()
    .toString({ smallestUnit: 'millisecond' }) as IsoInstant;
const localOf = (instant: IsoInstant) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** Written at, quiet hours, held until (local; null: not held). */
const cases: [why: string, written: string, hours: QuietHours | null, until: string | null][] = [
  ['in working hours', '2025-07-30T10:00', night, null],
  ['a minute before the evening', '2025-07-30T18:59', night, null],
  ['with the evening itself', '2025-07-30T19:00', night, '2025-07-31T07:00'],
  ['after midnight', '2025-07-31T00:10', night, '2025-07-31T07:00'],
  ['when the morning comes', '2025-07-31T07:00', night, null],
  ['on Friday evening, over the weekend', '2025-08-01T19:30', night, '2025-08-04T07:00'],
  ['on Saturday at noon', '2025-08-02T12:00', night, '2025-08-04T07:00'],
  ['on a holiday, Friday, over the weekend', '2025-07-04T10:00', night, '2025-07-07T07:00'],
  ['the evening before the holiday', '2025-07-03T20:00', night, '2025-07-07T07:00'],
  ['on Saturday, where days off are not quiet', '2025-08-02T12:00', { ...night, onDaysOff: false }, null],
  [
    'at noon, where noon is quiet',
    '2025-07-30T12:30',
    { from: '12:00', to: '13:00', onDaysOff: false },
    '2025-07-30T13:00',
  ],
  ['at one, where noon is quiet', '2025-07-30T13:00', { from: '12:00', to: '13:00', onDaysOff: false }, null],
  [
    'in the night in which the clock is put forward',
    '2025-03-09T01:30',
    { ...night, onDaysOff: false },
    '2025-03-09T07:00',
  ],
  [
    'until an hour that the clock leaves out',
    '2025-03-09T01:30',
    { from: '22:00', to: '02:30', onDaysOff: false },
    '2025-03-09T03:30',
  ],
  [
    'in the night in which the clock is put back',
    '2025-11-02T00:30',
    { ...night, onDaysOff: false },
    '2025-11-02T07:00',
  ],
  ['at any hour, where none is quiet', '2025-07-31T03:00', null, null],
];

describe('quiet hours', () => {
  for (const [why, written, hours, until] of cases) {
    it(`hold mail written ${why} until ${until ?? 'no later hour'}`, () => {
      const found = quietUntil(hours, calendar, zone, at(written));
      assert.equal(found && localOf(found), until);
    });
  }

  it('end at the second end, where the clock is put back within the window', () => {
    const second = '2025-11-02T09:10:00.000Z' as IsoInstant; // 01:10 for the second time
    const found = quietUntil({ from: '22:00', to: '01:30', onDaysOff: false }, calendar, zone, second);
    assert.equal(found, '2025-11-02T09:30:00.000Z');
  });

  it('never end inside the window, and never before the mail was written', () => {
    const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
      return `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
    });
    const hours = fc.record({ from: time, to: time, onDaysOff: fc.boolean() }).filter(({ from, to }) => from !== to);
    const moment = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2026-12-31') });
    const zones = fc.constantFrom(zone, 'Europe/Madrid', 'America/Santiago', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(hours, moment, zones, (quiet, ms, timeZone) => {
        const written = new Date(ms).toISOString() as IsoInstant;
        const found = quietUntil(quiet, calendar, timeZone, written);
        if (found) assert.ok(found > written, `${found} > ${written}`);
        const sent = Temporal.Instant.from(found ?? written).toZonedDateTimeISO(timeZone);
        const day = sent.toPlainDate().toString() as IsoDate;
        assert.ok(!quiet.onDaysOff || isWorkingDay(day, calendar), `${sent} is a day off`);
        const clock = sent.toPlainTime().toString({ smallestUnit: 'minute' });
        const { from, to } = quiet;
        const isInside = from < to ? clock >= from && clock < to : clock >= from || clock < to;
        assert.ok(!isInside, `${sent} is inside ${from}-${to}`);
      }),
      { numRuns: 500 },
    );
  });
});
