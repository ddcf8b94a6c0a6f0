import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { NoticeItem } from '#rules/reminders.ts';
import { defaultReminders } from '#rules/reminders.ts';
import type { Calendar } from '#rules/calendar.ts';
import * as clock from './notice-clock.ts';
import { type NoticeKind, noticeKinds, rhythms } from './notice-terms.ts';

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
      observed: 'as_it_falls',
      validFrom: null,
      validTo: null,
      citation: null,
    },
  ],
};
const isWorkingDay = clock.workingDaysOf([calendar]);
type Facts = Parameters<typeof clock.noticesOn>[0];
const bodys: Facts = { dueOn: '2025-07-25', isBinding: true, turn: 'body', waitsSince: null, answered: null };
const requested: Facts = { ...bodys, isBinding: false };
const offices: Facts = { ...bodys, turn: 'office', waitsSince: '2025-07-14' };

/** On which day what is reminded of: kind and step. The date is Friday 25 July 2025. */
const cases: [why: string, facts: Facts, on: IsoDate, expected: string[]][] = [
  ['nothing three weeks before', bodys, '2025-07-03', []],
  ['nothing eight working days before', bodys, '2025-07-15', []],
  ['the first threshold seven working days before', bodys, '2025-07-16', ['before 7']],
  ['the same threshold until the next', bodys, '2025-07-22', ['before 7']],
  ['the second threshold two working days before', bodys, '2025-07-23', ['before 2']],
  ['the second threshold the day before', bodys, '2025-07-24', ['before 2']],
  ['the date on the date', bodys, '2025-07-25', ['due 0']],
  ['the first late reminder on the next working day', bodys, '2025-07-28', ['late 0']],
  ['no escalation after two working days', bodys, '2025-07-29', ['late 0']],
  ['the general manager after three', bodys, '2025-07-30', ['late 0', 'late_general_manager 0']],
  ['the first week until its end', bodys, '2025-08-01', ['late 0', 'late_general_manager 0']],
  [
    'the second week and the chief of staff',
    bodys,
    '2025-08-05',
    ['late 1', 'late_general_manager 0', 'late_chief_of_staff 0'],
  ],
  ['a date on Sunday on the Friday before', { ...bodys, dueOn: '2025-07-27' }, '2025-07-25', ['due 0']],
  ['a date on a holiday on the day before', { ...bodys, dueOn: '2025-07-04' }, '2025-07-03', ['due 0']],
  ['a request by its date', requested, '2025-07-25', ['due 0']],
  ['a request without an answer, never late', requested, '2025-07-28', ['no_answer 0']],
  ['a request without an answer, never escalated', requested, '2025-08-08', ['no_answer 1']],
  ['a request four weeks after, for the last time', requested, '2025-08-25', ['no_answer 4']],
  ['nothing of a request after that', requested, '2025-08-30', []],
  ['nothing without a date', { ...bodys, dueOn: null }, '2025-07-25', []],
  ['nothing to the office on the day itself', offices, '2025-07-14', []],
  ['the office the day after', offices, '2025-07-15', ['review 0']],
  ['the office again a week later, whatever the date', offices, '2025-07-28', ['review 1']],
  [
    'an answer at its minute',
    { ...bodys, dueOn: null, answered: { what: 'returned', at: '2025-07-24T17:05:00.000Z' } },
    '2025-07-24',
    ['answered 1025'],
  ],
  [
    'no answer that is older than a week',
    { ...bodys, dueOn: null, answered: { what: 'returned', at: '2025-07-24T17:05:00.000Z' } },
    '2025-08-01',
    [],
  ],
];

describe('a reminder', () => {
  for (const [why, facts, on, expected] of cases) {
    it(`says ${why}`, () => {
      const found = clock.noticesOn(facts, on, defaultReminders, isWorkingDay);
      assert.deepEqual(
        found.map(({ kind, step }) => `${kind} ${step}`),
        expected,
      );
    });
  }

  it('begins anew with another date', () => {
    const about = (dueOn: IsoDate) =>
      clock.noticesOn({ ...bodys, dueOn }, '2025-07-25', defaultReminders, isWorkingDay)[0];
    assert.notDeepEqual(about('2025-07-25'), about('2025-07-28'));
    assert.equal(about('2025-07-28')?.aboutOn, '2025-07-28');
  });

  const day = fc.integer({ min: 0, max: 700 }).map((days) => {
    return Temporal.PlainDate.from('2025-01-01').add({ days }).toString() as IsoDate;
  });
  const plan = fc.record({
    before: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }),
    generalManagerAfter: fc.integer({ min: 1, max: 20 }),
    chiefOfStaffAfter: fc.integer({ min: 1, max: 20 }),
  });

  it('never calls a request late, and says one thing at most to a body about a date', () => {
    fc.assert(
      fc.property(day, day, fc.boolean(), plan, (dueOn, today, isBinding, numbers) => {
        const found = clock.noticesOn({ ...bodys, dueOn, isBinding }, today, numbers, isWorkingDay);
        const toBody = found.filter(({ kind }) => noticeKinds[kind].goesTo === 'body');
        assert.ok(toBody.length <= 1);
        assert.ok(found.every(({ aboutOn }) => aboutOn === dueOn));
        if (!isBinding) assert.ok(found.every(({ kind }) => !kind.startsWith('late')));
        if (today <= dueOn) assert.ok(found.every(({ kind }) => kind === 'before' || kind === 'due'));
      }),
    );
  });

  it('is not lost where the worker was down: what was due to be said is said on the next working day', () => {
    fc.assert(
      fc.property(day, plan, (dueOn, numbers) => {
        const due = Temporal.PlainDate.from(dueOn);
        const kinds = (from: number, to: number) =>
          Array.from({ length: to - from }, (_, at) => due.add({ days: from + at }).toString() as IsoDate)
            .filter(isWorkingDay)
            .flatMap((on) => clock.noticesOn({ ...bodys, dueOn }, on, numbers, isWorkingDay))
            .map(({ kind }) => kind);
        assert.ok(kinds(-5, 1).includes('due'), 'the date itself');
        assert.ok(kinds(30, 40).includes('late_chief_of_staff'), 'an escalation is still called for later');
      }),
    );
  });
});

test('what a person chose decides on which day each kind comes; escalations and answers always come', () => {
  const comes = (kind: NoticeKind, isFirstOfWeek: boolean) =>
    rhythms.filter((rhythm) => clock.comesOn(kind, rhythm, isFirstOfWeek)).join(' ');
  assert.deepEqual(
    (Object.keys(noticeKinds) as NoticeKind[]).map((kind) => [kind, comes(kind, true), comes(kind, false)]),
    [
      ['before', 'daily mondays', 'daily'],
      ['due', 'daily mondays', 'daily'],
      ['late', 'daily mondays late_only', 'daily late_only'],
      ['no_answer', 'daily mondays', 'daily'],
      ['late_general_manager', 'daily mondays late_only', 'daily mondays late_only'],
      ['late_chief_of_staff', 'daily mondays late_only', 'daily mondays late_only'],
      ['answered', 'daily mondays late_only', 'daily mondays late_only'],
      ['review', 'daily mondays', 'daily'],
    ],
  );
});

const weeks: [on: IsoDate, week: IsoDate | null, isFirst: boolean][] = [
  ['2025-07-28', '2025-07-28', true],
  ['2025-07-29', '2025-07-28', false],
  ['2025-07-30', null, false],
  ['2025-08-02', null, false],
  ['2025-08-03', null, false],
];
for (const [on, week, isFirst] of weeks) {
  test(`the week's mail on ${on}: ${week ?? 'none'}`, () => {
    assert.equal(clock.weekBegunOn(on, isWorkingDay), week);
    assert.equal(clock.isFirstWorkingDayOfWeek(on, isWorkingDay), isFirst);
  });
}

test('a week whose Monday is a holiday begins on Tuesday', () => {
  const isOpen = (on: IsoDate) => on !== '2025-07-28' && isWorkingDay(on);
  assert.equal(clock.weekBegunOn('2025-07-28', isOpen), null);
  assert.equal(clock.weekBegunOn('2025-07-29', isOpen), '2025-07-28');
  assert.ok(clock.isFirstWorkingDayOfWeek('2025-07-29', isOpen));
});

test('a city without a calendar works from Monday to Friday', () => {
  const plain = clock.workingDaysOf([]);
  assert.deepEqual(
    ['2025-07-04', '2025-07-05', '2025-07-06'].map((on) => plain(on as IsoDate)),
    [true, false, false],
  );
});

test('what no longer stands when a mail goes is known: done, moved, or the other side’s turn', () => {
  const item = { ...bodys, id: 't', bodyId: 'rap' } as NoticeItem;
  const due = { kind: 'due', step: 0, aboutOn: '2025-07-25' } as const;
  assert.ok(clock.stillStands(item, due));
  assert.ok(!clock.stillStands({ ...item, dueOn: '2025-08-25' }, due));
  assert.ok(!clock.stillStands({ ...item, turn: 'office', waitsSince: '2025-07-25' }, due));
  assert.ok(
    clock.stillStands(
      { ...item, turn: 'office', waitsSince: '2025-07-14' },
      { kind: 'review', step: 0, aboutOn: '2025-07-14' },
    ),
  );
  assert.equal(clock.sectionOn(item, due, '2025-07-25'), 'due');
  assert.equal(clock.sectionOn(item, due, '2025-07-28'), 'late');
  assert.equal(clock.sectionOn({ ...item, isBinding: false }, due, '2025-07-28'), 'no_answer');
});
