import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome, TaskView } from '#rules/task-progress.ts';
import { clauseRows, countsOf, isUntracked } from './duty-scoreboard.ts';

function task(bodyId: string, clauseId: string, outcome: Outcome, fields: Partial<TaskView> = {}): TaskView {
  return { bodyId, clauseId, outcome, stage: 'not_started', lastBodyActAt: null, ...fields } as TaskView;
}

describe('the counts for the public', () => {
  it('put each task into one kind; the denominator leaves out what has no date, was excused or has no record', () => {
    const outcomes: Outcome[] = [
      'met',
      'due',
      'late',
      'excused',
      'unanswered',
      'declined',
      'standing',
      'waiting',
      'no_record',
    ];
    const counts = countsOf(outcomes.map((outcome) => task('a', 'C1', outcome)));
    assert.deepEqual(counts, {
      met: 1,
      late: 1,
      notDue: 1,
      unanswered: 2,
      standing: 2,
      excused: 1,
      noRecord: 1,
      counted: 5,
      tasks: 9,
    });
  });

  it('say that nobody keeps this copy where nothing was ever done in it', () => {
    const idle = [task('a', 'C1', 'no_record'), task('b', 'C1', 'due')];
    assert.equal(isUntracked(idle, true), true);
    assert.equal(isUntracked(idle, false), false);
    assert.equal(
      isUntracked([...idle, task('c', 'C1', 'due', { lastBodyActAt: '2026-01-01T00:00:00.000Z' })], true),
      false,
    );
  });

  const many = (clause: string, bodies: string) => [...bodies].map((body) => task(body, clause, 'due'));
  const cases: readonly [string, TaskView[], (string | null)[]][] = [
    ['clauses of three departments have a row each', [...many('C1', 'abc'), ...many('C2', 'abd')], ['C1', 'C2']],
    [
      'clauses of few departments stand together',
      [...many('C1', 'abc'), ...many('C2', 'd'), ...many('C3', 'ef')],
      ['C1', null],
    ],
    [
      'one clause of one department takes another clause with it',
      [...many('C1', 'abcd'), ...many('C2', 'abc'), ...many('C3', 'd')],
      ['C1', null],
    ],
    ['two clauses, one of one department: one row for both', [...many('C1', 'abc'), ...many('C2', 'd')], [null]],
    ['a directive for one department has no rows', many('C1', 'a'), []],
  ];
  for (const [title, tasks, rows] of cases)
    it(title, () => {
      const found = clauseRows(tasks);
      assert.deepEqual(
        found.map((row) => row.clauseId),
        rows,
      );
      for (const row of found) assert.ok(new Set(row.tasks.map((one) => one.bodyId)).size >= 3);
      if (rows.length > 0) assert.equal(found.flatMap((row) => row.tasks).length, tasks.length);
    });
});
