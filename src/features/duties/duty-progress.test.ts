import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { bindingVerbs, verbStrengths } from '#rules/bodies.ts';
import type { Outcome, Stage } from '#rules/task-progress.ts';
import { type ActKind, isPossible, moveNames, moveOfKind, moves } from './duty-moves.ts';
import { type Fact, progressOf, type Terms } from './duty-progress.ts';

const due: Terms = { verb: 'order', dueState: 'dated', dueOn: '2025-07-25' };
const asked: Terms = { ...due, verb: 'request' };
const urged: Terms = { ...due, verb: 'urge' };
const standing: Terms = { verb: 'order', dueState: 'standing', dueOn: null };
const waiting: Terms = { verb: 'order', dueState: 'waiting', dueOn: null };

/** `submitted`, or `extended>2025-08-01` for one that sets a date. Each fact is an hour after the one before it. */
function facts(words: string): Fact[] {
  return words
    .split(' ')
    .filter(Boolean)
    .map((word, index) => {
      const [kind, newDueOn] = word.split('>') as [ActKind, IsoDate | undefined];
      return {
        kind,
        side: moveOfKind[kind].side,
        at: `2025-07-14T${String(index + 8).padStart(2, '0')}:00:00.000Z` as IsoInstant,
        newDueOn: newDueOn ?? null,
      };
    });
}

type Case = readonly [
  what: string,
  terms: Terms,
  facts: string,
  today: IsoDate,
  outcome: Outcome,
  stage: Stage,
  dueOn: IsoDate | null,
  daysLate: number,
];
const cases: readonly Case[] = [
  ['nothing done, before the day', due, '', '2025-07-24', 'due', 'not_started', '2025-07-25', 0],
  ['nothing done, on the day', due, '', '2025-07-25', 'due', 'not_started', '2025-07-25', 0],
  ['nothing done, a day after', due, '', '2025-07-26', 'late', 'not_started', '2025-07-25', 1],
  ['nothing done, across a month', due, '', '2025-08-25', 'late', 'not_started', '2025-07-25', 31],
  ['directed is bound too', { ...due, verb: 'direct' }, '', '2025-07-28', 'late', 'not_started', '2025-07-25', 3],
  ['expected is bound too', { ...due, verb: 'expect' }, '', '2025-07-28', 'late', 'not_started', '2025-07-25', 3],
  ['requested is never late', asked, '', '2025-07-28', 'unanswered', 'not_started', '2025-07-25', 3],
  ['urged is never late', urged, '', '2025-07-28', 'unanswered', 'not_started', '2025-07-25', 3],
  ['requested and not yet due', asked, '', '2025-07-20', 'due', 'not_started', '2025-07-25', 0],
  ['handed in, waits for the reviewer', due, 'submitted', '2025-07-24', 'due', 'submitted', '2025-07-25', 0],
  ['handed in in time, the day has passed', due, 'submitted', '2025-08-24', 'due', 'submitted', '2025-07-25', 0],
  ['handed in by a requested body', asked, 'submitted', '2025-08-24', 'due', 'submitted', '2025-07-25', 0],
  ['taken back before the day', due, 'submitted taken_back', '2025-07-24', 'due', 'not_started', '2025-07-25', 0],
  ['taken back, the day has passed', due, 'submitted taken_back', '2025-07-27', 'late', 'not_started', '2025-07-25', 2],
  ['accepted', due, 'submitted accepted', '2025-07-24', 'met', 'accepted', '2025-07-25', 0],
  ['accepted, years later', due, 'submitted accepted', '2030-01-01', 'met', 'accepted', '2025-07-25', 0],
  ['returned before the day', due, 'submitted returned', '2025-07-24', 'due', 'returned', '2025-07-25', 0],
  ['returned, the day has passed', due, 'submitted returned', '2025-07-30', 'late', 'returned', '2025-07-25', 5],
  [
    'returned with a later date',
    due,
    'submitted returned>2025-08-05',
    '2025-07-30',
    'due',
    'returned',
    '2025-08-05',
    0,
  ],
  [
    'returned and handed in again',
    due,
    'submitted returned submitted',
    '2025-07-30',
    'due',
    'submitted',
    '2025-07-25',
    0,
  ],
  [
    'returned, handed in, accepted',
    due,
    'submitted returned submitted accepted',
    '2025-07-30',
    'met',
    'accepted',
    '2025-07-25',
    0,
  ],
  ['a question keeps the date', due, 'question_asked', '2025-07-20', 'due', 'question_open', '2025-07-25', 0],
  [
    'an open question does not stop the clock',
    due,
    'question_asked',
    '2025-07-26',
    'late',
    'question_open',
    '2025-07-25',
    1,
  ],
  [
    'answered: back to do',
    due,
    'question_asked question_answered',
    '2025-07-20',
    'due',
    'not_started',
    '2025-07-25',
    0,
  ],
  [
    'a question after a return: back to returned',
    due,
    'submitted returned question_asked question_answered',
    '2025-07-20',
    'due',
    'returned',
    '2025-07-25',
    0,
  ],
  [
    'two questions, one answer',
    due,
    'question_asked question_asked question_answered',
    '2025-07-20',
    'due',
    'not_started',
    '2025-07-25',
    0,
  ],
  [
    'handed in while a question is open',
    due,
    'question_asked submitted',
    '2025-07-20',
    'due',
    'submitted',
    '2025-07-25',
    0,
  ],
  ['more time asked keeps the date', due, 'more_time_asked', '2025-07-26', 'late', 'more_time_asked', '2025-07-25', 1],
  ['more time given', due, 'more_time_asked extended>2025-08-08', '2025-07-26', 'due', 'not_started', '2025-08-08', 0],
  [
    'more time given, and that day has passed',
    due,
    'more_time_asked extended>2025-08-08',
    '2025-08-10',
    'late',
    'not_started',
    '2025-08-08',
    2,
  ],
  ['more time refused', due, 'more_time_asked more_time_refused', '2025-07-26', 'late', 'not_started', '2025-07-25', 1],
  [
    'more time asked over a question, given: back to do',
    due,
    'question_asked more_time_asked extended>2025-08-08',
    '2025-07-26',
    'due',
    'not_started',
    '2025-08-08',
    0,
  ],
  [
    'more time after a return, given: back to returned',
    due,
    'submitted returned more_time_asked extended>2025-08-08',
    '2025-07-26',
    'due',
    'returned',
    '2025-08-08',
    0,
  ],
  ['extended without being asked', due, 'extended>2025-08-01', '2025-07-26', 'due', 'not_started', '2025-08-01', 0],
  [
    'extended twice: the last date holds',
    due,
    'extended>2025-08-01 extended>2025-08-15',
    '2025-08-10',
    'due',
    'not_started',
    '2025-08-15',
    0,
  ],
  [
    'extended while it waits for review',
    due,
    'submitted extended>2025-08-01',
    '2025-07-26',
    'due',
    'submitted',
    '2025-08-01',
    0,
  ],
  [
    'extended while a question is open: it stays open',
    due,
    'question_asked extended>2025-08-01',
    '2025-07-26',
    'due',
    'question_open',
    '2025-08-01',
    0,
  ],
  ['claimed not to apply', due, 'exemption_claimed', '2025-07-20', 'due', 'exemption_claimed', '2025-07-25', 0],
  ['claim refused', due, 'exemption_claimed exemption_refused', '2025-07-26', 'late', 'not_started', '2025-07-25', 1],
  ['claim agreed to', due, 'exemption_claimed advised excused', '2025-07-26', 'excused', 'excused', '2025-07-25', 0],
  ['excused without a claim', due, 'excused', '2026-07-26', 'excused', 'excused', '2025-07-25', 0],
  ['advice decides nothing', due, 'advised', '2025-07-26', 'late', 'not_started', '2025-07-25', 1],
  ['handed to a colleague', due, 'handed_over', '2025-07-20', 'due', 'not_started', '2025-07-25', 0],
  [
    'handed over with a question open',
    due,
    'question_asked handed_over',
    '2025-07-20',
    'due',
    'question_open',
    '2025-07-25',
    0,
  ],
  ['a request declined', asked, 'declined', '2025-07-26', 'declined', 'declined', '2025-07-25', 0],
  [
    'declined, then handed in after all',
    asked,
    'declined submitted',
    '2025-07-26',
    'due',
    'submitted',
    '2025-07-25',
    0,
  ],
  [
    'declined, handed in, accepted',
    asked,
    'declined submitted accepted',
    '2025-09-26',
    'met',
    'accepted',
    '2025-07-25',
    0,
  ],
  [
    'declined, handed in, returned: unanswered again',
    asked,
    'declined submitted returned',
    '2025-09-26',
    'unanswered',
    'returned',
    '2025-07-25',
    63,
  ],
  ['reminded only', due, 'nudged', '2025-07-26', 'late', 'not_started', '2025-07-25', 1],
  ['standing without a date', standing, '', '2030-07-26', 'standing', 'not_started', null, 0],
  ['standing, handed in', standing, 'submitted', '2025-07-26', 'due', 'submitted', null, 0],
  ['standing, returned', standing, 'submitted returned', '2025-07-26', 'standing', 'returned', null, 0],
  ['standing, accepted', standing, 'submitted accepted', '2025-07-26', 'met', 'accepted', null, 0],
  ['waits for a condition', waiting, '', '2030-07-26', 'waiting', 'not_started', null, 0],
  ['waits, handed in early and accepted', waiting, 'submitted accepted', '2025-07-26', 'met', 'accepted', null, 0],
  ['waits, excused', waiting, 'excused', '2025-07-26', 'excused', 'excused', null, 0],
];

for (const [what, terms, words, today, outcome, stage, dueOn, daysLate] of cases) {
  test(`${what}: ${outcome}, ${stage}`, () => {
    const found = progressOf(terms, facts(words), today, null);
    assert.deepEqual(
      { outcome: found.outcome, stage: found.stage, dueOn: found.dueOn, daysLate: found.daysLate },
      { outcome, stage, dueOn, daysLate },
    );
  });
}

test('keeps the date that the directive set beside a later one', () => {
  assert.equal(progressOf(due, facts('extended>2025-08-01'), '2025-07-26', null).originalDueOn, '2025-07-25');
});

test('says nothing of a task that was due before this copy began to track', () => {
  assert.equal(progressOf(due, [], '2026-03-01', '2026-01-01').outcome, 'no_record');
  assert.equal(progressOf(due, facts('nudged advised'), '2026-03-01', '2026-01-01').outcome, 'no_record');
  assert.equal(progressOf(due, facts('submitted returned'), '2026-03-01', '2026-01-01').outcome, 'late');
  assert.equal(progressOf({ ...due, dueOn: '2026-01-01' }, [], '2026-03-01', '2026-01-01').outcome, 'late');
});

test('knows when the body itself acted last', () => {
  const found = progressOf(due, facts('submitted returned nudged'), '2025-07-26', null);
  assert.equal(found.lastBodyActAt, '2025-07-14T08:00:00.000Z');
  assert.equal(found.lastActAt, '2025-07-14T10:00:00.000Z');
  assert.equal(found.nudgedAt, '2025-07-14T10:00:00.000Z');
});

const day = (offset: number) =>
  new Date(Date.parse('2025-07-01') + offset * 86_400_000).toISOString().slice(0, 10) as IsoDate;
const someDay = fc.integer({ min: 0, max: 120 }).map(day);
const someTerms = fc.record({
  verb: fc.constantFrom(...verbStrengths),
  dueState: fc.constant('dated' as const),
  dueOn: someDay,
});

/** A course that the table allows, as people would walk it. */
const someCourse = fc
  .tuple(someTerms, fc.array(fc.tuple(fc.nat(), someDay), { maxLength: 14 }))
  .map(([terms, picks]) => {
    const made: Fact[] = [];
    for (const [choice, on] of picks) {
      const { stage } = progressOf(terms, made, '2025-07-01', null);
      const open = moveNames.filter((name) => isPossible(name, stage, terms.verb));
      if (open.length === 0) break;
      const { kind, side } = moves[open[choice % open.length] as (typeof moveNames)[number]];
      made.push({
        kind,
        side,
        at: new Date(Date.parse('2025-07-01') + made.length * 3_600_000).toISOString() as IsoInstant,
        newDueOn: kind === 'extended' ? on : null,
      });
    }
    return { terms, made };
  });

test('a reminder and an advice never change what a task counts as', () => {
  fc.assert(
    fc.property(someCourse, someDay, fc.option(someDay), ({ terms, made }, today, tracked) => {
      const plain = progressOf(terms, made, today, tracked);
      for (const kind of ['nudged', 'advised'] as const) {
        const more = progressOf(
          terms,
          [...made, { kind, side: 'office', at: '2025-12-01T00:00:00.000Z', newDueOn: null }],
          today,
          tracked,
        );
        assert.deepEqual(
          [more.outcome, more.stage, more.dueOn, more.daysLate],
          [plain.outcome, plain.stage, plain.dueOn, plain.daysLate],
        );
      }
    }),
  );
});

test('what was accepted stays met whatever the day', () => {
  fc.assert(
    fc.property(someCourse, someDay, someDay, ({ terms, made }, one, other) => {
      const first = progressOf(terms, made, one, null);
      fc.pre(first.stage === 'accepted');
      assert.equal(first.outcome, 'met');
      assert.equal(progressOf(terms, made, other, null).outcome, 'met');
    }),
  );
});

test('late is only what binds, is past its date, and waits for the body; never what has no record', () => {
  fc.assert(
    fc.property(someCourse, someDay, fc.option(someDay), ({ terms, made }, today, tracked) => {
      const found = progressOf(terms, made, today, tracked);
      if (found.outcome === 'no_record')
        assert.ok(made.every((fact) => fact.kind === 'nudged' || fact.kind === 'advised'));
      if (found.outcome !== 'late') return;
      assert.ok(bindingVerbs.has(terms.verb));
      assert.ok(found.dueOn !== null && found.dueOn < today && found.daysLate > 0);
      assert.notEqual(found.stage, 'submitted');
    }),
  );
});

test('the past does not change: facts that come later leave an earlier day as it was', () => {
  fc.assert(
    fc.property(someCourse, fc.nat({ max: 14 }), someDay, ({ terms, made }, cut, today) => {
      const before = made.slice(0, cut);
      const until = before.length < made.length ? (made[before.length] as Fact).at : '2026-01-01T00:00:00.000Z';
      const asKnownThen = made.filter((fact) => fact.at < until);
      assert.deepEqual(progressOf(terms, asKnownThen, today, null), progressOf(terms, before, today, null));
    }),
  );
});
