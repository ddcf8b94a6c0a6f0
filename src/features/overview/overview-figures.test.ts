import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { verbStrengths } from '#rules/bodies.ts';
import { outcomes, stages, type TaskView } from '#rules/task-progress.ts';
import { aTask } from '#test/task-builder.ts';
import { type FigureQuestion, figuresOf } from './overview-figures.ts';
import { matrixOf } from './overview-matrix.ts';
import { countReceipts } from './overview-receipts.ts';
import { actKinds, cellWords, groups, uncounted, wordOf } from './overview-terms.ts';
import { listedTasks, sortTasks } from './overview-list.ts';
import { mondayBefore } from './overview-days.ts';

const asOf: IsoDate = '2026-03-10';
const quietBeforeAt: IsoInstant = '2026-02-24T08:00:00.000Z';

function ask(tasks: readonly TaskView[], more: Partial<FigureQuestion> = {}) {
  return figuresOf({ tasks, asOf, quietBeforeAt, heardFrom: new Map([['ed-12', '2025-07-11']]), ...more });
}

const anyTask = fc
  .record({
    outcome: fc.constantFrom(...outcomes),
    stage: fc.constantFrom(...stages),
    verb: fc.constantFrom(...verbStrengths),
    bodyId: fc.constantFrom('parks', 'library', 'airport'),
    clauseId: fc.constantFrom('ED12-1', 'ED12-2'),
    dueOn: fc.constantFrom<IsoDate | null>(null, '2026-03-01', '2026-03-12', '2026-04-01', '2026-09-01'),
    lastBodyActAt: fc.constantFrom<IsoInstant | null>(null, '2026-01-01T00:00:00.000Z', '2026-03-09T00:00:00.000Z'),
  })
  .map((fields) => aTask(fields));
const anyTasks = fc
  .array(anyTask, { maxLength: 60 })
  .map((tasks) => tasks.map((task, index) => ({ ...task, taskId: `t${index}` })));

test('puts every task into exactly one group, and no count goes past its total', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const figures = ask(tasks);
      const grouped = groups.flatMap((group) => figures[group]);
      assert.deepEqual(grouped.toSorted(), tasks.map(({ taskId }) => taskId).toSorted());
      for (const tallies of [figures.byClause, figures.byBody]) {
        let all = 0;
        for (const tally of tallies.values()) {
          assert.ok(tally.met.length + tally.late.length <= tally.counted.length);
          assert.ok(tally.counted.length <= tally.all.length);
          all += tally.all.length;
        }
        assert.equal(all, tasks.length);
      }
      const counted = [...figures.byBody.values()].reduce((sum, { counted }) => sum + counted.length, 0);
      const outside = groups
        .filter((group) => uncounted.has(group))
        .reduce((sum, group) => sum + figures[group].length, 0);
      assert.equal(counted + outside, tasks.length);
    }),
  );
});

test('never calls a task without a record late or quiet, and never counts it', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const figures = ask(tasks);
      const silent = new Set(figures['no-record']);
      assert.equal(silent.size, tasks.filter(({ outcome }) => outcome === 'no_record').length);
      for (const id of [...figures.late, ...figures.quiet]) assert.ok(!silent.has(id));
      for (const { counted } of figures.byBody.values()) for (const id of counted) assert.ok(!silent.has(id));
    }),
  );
});

test('only ordered tasks that are late or due can have gone quiet', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const byId = new Map(tasks.map((task) => [task.taskId, task]));
      for (const id of ask(tasks).quiet) {
        const task = byId.get(id) as TaskView;
        assert.ok(['order', 'direct', 'expect'].includes(task.verb));
        assert.ok(task.outcome === 'late' || task.outcome === 'due');
        assert.notEqual(task.stage, 'submitted');
      }
    }),
  );
});

const groupCases: [string, Partial<TaskView>, (typeof groups)[number]][] = [
  ['due today', { outcome: 'due', dueOn: '2026-03-10' }, 'due-this-week'],
  ['due on the seventh day', { outcome: 'due', dueOn: '2026-03-17' }, 'due-this-week'],
  ['due on the eighth day', { outcome: 'due', dueOn: '2026-03-18' }, 'on-track'],
  ['handed in, though due tomorrow', { outcome: 'due', stage: 'submitted', dueOn: '2026-03-11' }, 'waiting'],
  ['asks for more time before the date', { outcome: 'due', stage: 'more_time_asked', dueOn: '2026-03-11' }, 'waiting'],
  ['asks for more time after the date', { outcome: 'late', stage: 'more_time_asked', dueOn: '2026-03-01' }, 'late'],
  ['a standing duty that was handed in', { outcome: 'standing', stage: 'submitted', dueOn: null }, 'waiting'],
  ['a standing duty', { outcome: 'standing', dueOn: null }, 'standing'],
  ['waits for a ruling', { outcome: 'waiting', dueOn: null }, 'condition'],
  ['a request whose date has passed', { outcome: 'unanswered', verb: 'request', dueOn: '2026-03-01' }, 'unanswered'],
];
for (const [title, fields, group] of groupCases) {
  test(`group: ${title} is ${group}`, () => {
    assert.deepEqual(ask([aTask(fields)])[group], ['task-1']);
  });
}

const quietCases: [string, Partial<TaskView>, boolean][] = [
  [
    'late, last heard of three weeks ago',
    { outcome: 'late', dueOn: '2026-03-01', lastBodyActAt: '2026-02-17T10:00:00.000Z' },
    true,
  ],
  [
    'late, heard of last week',
    { outcome: 'late', dueOn: '2026-03-01', lastBodyActAt: '2026-03-03T10:00:00.000Z' },
    false,
  ],
  [
    'due in three weeks, last heard of three weeks ago',
    { outcome: 'due', dueOn: '2026-03-31', lastBodyActAt: '2026-02-17T10:00:00.000Z' },
    true,
  ],
  ['due in two months', { outcome: 'due', dueOn: '2026-05-10', lastBodyActAt: '2026-01-01T10:00:00.000Z' }, false],
  ['due in 16 days, never heard of', { outcome: 'due', dueOn: '2026-03-26' }, true],
  ['due in 17 days, never heard of: it came near only 13 days ago', { outcome: 'due', dueOn: '2026-03-27' }, false],
  ['a request, never heard of', { outcome: 'due', verb: 'request', dueOn: '2026-03-20' }, false],
  [
    'handed in long ago, waits for the reviewer',
    { outcome: 'due', stage: 'submitted', dueOn: '2026-03-20', lastBodyActAt: '2026-01-01T10:00:00.000Z' },
    false,
  ],
];
for (const [title, fields, isQuiet] of quietCases) {
  test(`gone quiet: ${title}: ${isQuiet ? 'yes' : 'no'}`, () => {
    assert.deepEqual(ask([aTask(fields)]).quiet, isQuiet ? ['task-1'] : []);
  });
}

test('nobody has gone quiet within the first fourteen days of a directive', () => {
  const task = aTask({ outcome: 'due', dueOn: '2026-03-15' });
  assert.deepEqual(ask([task], { heardFrom: new Map([['ed-12', '2026-02-25']]) }).quiet, []);
  assert.deepEqual(ask([task], { heardFrom: new Map([['ed-12', '2026-02-24']]) }).quiet, ['task-1']);
});

test('names the strongest verb of each body, and the deliverable where all tasks of a clause share it', () => {
  const tasks = [
    aTask({ taskId: 'a', verb: 'request', deliverable: 'plan' }),
    aTask({ taskId: 'b', verb: 'order', deliverable: 'plan' }),
    aTask({ taskId: 'c', clauseId: 'ED12-4', deliverable: 'training' }),
    aTask({ taskId: 'd', clauseId: 'ED12-4', deliverable: 'record' }),
  ];
  const figures = ask(tasks);
  assert.equal(figures.verbs.get('parks'), 'order');
  assert.equal(figures.byClause.get('ED12-2')?.deliverable, 'plan');
  assert.equal(figures.byClause.get('ED12-4')?.deliverable, null);
});

test('a cell is led by the task that most needs a look, and an empty cell is null', () => {
  const tasks = [
    aTask({ taskId: 'a', outcome: 'met', stage: 'accepted' }),
    aTask({ taskId: 'b', outcome: 'late', daysLate: 2 }),
    aTask({ taskId: 'c', outcome: 'due', dueOn: '2026-03-20', bodyId: 'library' }),
    aTask({ taskId: 'd', outcome: 'due', dueOn: '2026-03-12', bodyId: 'library' }),
  ];
  const clauses = ['ED12-1', 'ED12-2'].map((clauseId) => ({ directiveId: 'ed-12', clauseId }));
  const matrix = matrixOf(tasks, clauses, ['library', 'parks', 'airport']);
  assert.deepEqual(matrix.columns, [{ directiveId: 'ed-12', clauseId: 'ED12-2' }]);
  assert.deepEqual(
    matrix.rows.map(({ bodyId, cells }) => [bodyId, cells[0]?.lead.taskId, cells[0]?.taskIds.length]),
    [
      ['library', 'd', 2],
      ['parks', 'b', 2],
    ],
  );
});

test('the matrix loses no task and invents none', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const clauses = ['ED12-1', 'ED12-2'].map((clauseId) => ({ directiveId: 'ed-12', clauseId }));
      const { rows } = matrixOf(tasks, clauses, ['airport', 'library', 'parks']);
      const ids = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.taskIds ?? []));
      assert.deepEqual(ids.toSorted(), tasks.map(({ taskId }) => taskId).toSorted());
      for (const task of tasks) assert.ok(cellWords.includes(wordOf(task)));
    }),
  );
});

test('a list holds the tasks of its figure after its filters, sorted, undated last', () => {
  const tasks = [
    aTask({ taskId: 'a', outcome: 'late', dueOn: '2026-03-02' }),
    aTask({ taskId: 'b', outcome: 'late', dueOn: '2026-03-01', bodyId: 'library' }),
    aTask({ taskId: 'c', outcome: 'standing', dueOn: null }),
  ];
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const byKind = new Map(actKinds.map((kind) => [kind, kind === 'returned' ? ['a'] : []]));
  const figures = ask(tasks);
  const name = { department: (id: string) => id, clause: (id: string) => id, task: (task: TaskView) => task.title.en };
  const all = listedTasks({ figure: 'all', figures, byId, byKind, query: {} });
  assert.deepEqual(
    sortTasks(all, 'due', name).map(({ taskId }) => taskId),
    ['b', 'a', 'c'],
  );
  assert.deepEqual(
    sortTasks(all, 'department', name).map(({ taskId }) => taskId),
    ['b', 'a', 'c'],
  );
  const late = listedTasks({ figure: 'late', figures, byId, byKind, query: { department: 'parks' } });
  assert.deepEqual(
    late.map(({ taskId }) => taskId),
    ['a'],
  );
  const returned = listedTasks({ figure: 'since', figures, byId, byKind, query: { kind: 'returned' } });
  assert.deepEqual(
    returned.map(({ taskId }) => taskId),
    ['a'],
  );
});

test('counts receipts of the exact version, one for each body and directive', () => {
  const directive = { id: 'ed-12' } as Parameters<typeof countReceipts>[0][number]['directive'];
  const recorded = [{ directive, version: 'v2', recordedAt: '2026-01-01T00:00:00.000Z' as const }];
  const tasks = [aTask({ bodyId: 'parks' }), aTask({ bodyId: 'library' })];
  const given = (bodyId: string, version: string) => ({
    directiveId: 'ed-12',
    version,
    bodyId,
    confirmedAt: '2026-01-02T00:00:00.000Z' as const,
  });
  const count = countReceipts(recorded, tasks, [given('parks', 'v2'), given('library', 'v1')]);
  assert.deepEqual([count.asked, count.confirmed, [...count.missing]], [2, 1, ['library']]);
});

test('the week begins on the Monday before; on a Monday, a week earlier', () => {
  assert.equal(mondayBefore('2026-03-10'), '2026-03-09');
  assert.equal(mondayBefore('2026-03-15'), '2026-03-09');
  assert.equal(mondayBefore('2026-03-09'), '2026-03-02');
});
