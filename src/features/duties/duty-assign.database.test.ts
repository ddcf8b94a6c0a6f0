import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import type { Duty } from '#rules/obligations.ts';
import { emptyCity } from '#test/city.ts';
import { acting, aDirective, aDuty, dutyBody, dutyProfile, nobody } from '#test/duty-city.ts';
import { assignDuties } from './duty-assign.ts';
import { recordEvent } from './duty-event-service.ts';
import { nudge } from './duty-nudge-service.ts';
import * as acts from './duty-service.ts';
import { countsOf } from './duty-scoreboard.ts';
import { reasonsOf, readTasks, tasksAsOf } from './duty-view.ts';

const link = { kind: 'link' as const, url: 'https://example.org/plan' };
const key = (result: { ok: boolean; refusals?: readonly { key: string }[] }) =>
  result.ok ? 'made' : result.refusals?.[0]?.key;
let open: Awaited<ReturnType<typeof emptyCity>>;

/** The city as it was on a day, at noon there. */
function on(day: IsoDate): City {
  return { ...open.city, clock: { now: () => `${day}T19:00:00.000Z` as IsoInstant } };
}

async function fresh(bodies = [dutyBody('parks'), dutyBody('library'), dutyBody('airport', 'proprietary')]) {
  if (open) await open.close();
  open = await emptyCity(dutyProfile(bodies));
}
after(() => open.close());

const plan = (fields: Partial<Duty> = {}) =>
  aDirective([aDuty({ deadline: { kind: 'calendar_days', days: 14 }, ...fields })]);
const idOf = async (bodyId: string, dutyId = 'plan') =>
  (await readTasks(open.city, '2025-12-31', { bodyIds: [bodyId] })).find((task) => task.row.duty_id === dutyId)?.row
    .id ?? '';

describe('laying duties on departments', () => {
  before(() => fresh());

  test('does it once: again, nothing changes and nothing is noted', async () => {
    assert.deepEqual(await assignDuties(on('2025-07-11'), nobody, [plan()]), { made: 3, changed: 0, withdrawn: 0 });
    assert.deepEqual(await assignDuties(on('2025-07-12'), nobody, [plan()]), { made: 0, changed: 0, withdrawn: 0 });
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from audit_entries where event = 'duty.assigned'`.execute(open.city.db);
    assert.equal(rows[0]?.count, 1);
    assert.deepEqual(
      (await tasksAsOf(open.city, '2025-07-20')).map((task) => [task.bodyId, task.verb, task.dueOn]).sort(),
      [
        ['airport', 'request', '2025-07-25'],
        ['library', 'order', '2025-07-25'],
        ['parks', 'order', '2025-07-25'],
      ],
    );
  });

  test('a changed text and date keep what was handed in and accepted; an earlier day shows the earlier text', async () => {
    const id = await idOf('library');
    assert.ok(
      (await acts.submit(on('2025-07-15'), acting('liaison', 'library'), { taskId: id, note: '', items: [link] })).ok,
    );
    assert.ok((await acts.accept(on('2025-07-16'), acting('reviewer'), { taskId: id })).ok);
    const changed = plan({
      ask: { en: 'Hand in the plan with a list of places.' },
      deadline: { kind: 'calendar_days', days: 21 },
    });
    assert.deepEqual(await assignDuties(on('2025-07-18'), nobody, [changed]), { made: 0, changed: 3, withdrawn: 0 });
    const [now] = await readTasks(open.city, '2025-07-18', { taskIds: [id] });
    assert.deepEqual(
      [now?.view.outcome, now?.view.dueOn, now?.version.document.duty.ask.en],
      ['met', '2025-08-01', 'Hand in the plan with a list of places.'],
    );
    const [then] = await readTasks(open.city, '2025-07-17', { taskIds: [id] });
    assert.deepEqual(
      [then?.view.outcome, then?.view.dueOn, then?.version.document.duty.ask.en],
      ['met', '2025-07-25', 'Hand in the plan.'],
    );
    assert.equal((await readTasks(open.city, '2025-07-15', { taskIds: [id] }))[0]?.view.stage, 'submitted');
    assert.equal((await acts.taskFile(open.city, id, '9999-12-31T00:00:00.000Z')).submissions.length, 1);
  });

  test('says why each date is what it is, as it was on the day', async () => {
    const id = await idOf('parks');
    const steps = async (day: IsoDate) => (await reasonsOf(open.city, day, [id])).get(id)?.map((reason) => reason.key);
    assert.deepEqual(await steps('2025-07-12'), ['deadline.step.signed', 'deadline.step.calendar_days']);
    assert.equal((await reasonsOf(open.city, '2025-07-18', [id])).get(id)?.[1]?.values.days, 21);
  });

  test('what the directive no longer holds is withdrawn, and comes back with everything in it', async () => {
    const id = await idOf('library');
    const without = plan({
      holders: { all: true, excluded: ['library'] },
      ask: { en: 'Hand in the plan with a list of places.' },
      deadline: { kind: 'calendar_days', days: 21 },
    });
    assert.equal((await assignDuties(on('2025-07-20'), nobody, [without])).withdrawn, 1);
    assert.deepEqual(await readTasks(open.city, '2025-07-20', { taskIds: [id] }), []);
    assert.equal(key(await acts.takeBack(on('2025-07-20'), nobody, { taskId: id })), 'task.refused.unknown');
    assert.equal((await assignDuties(on('2025-07-21'), nobody, [plan()])).withdrawn, 0);
    assert.equal((await readTasks(open.city, '2025-07-21', { taskIds: [id] }))[0]?.view.outcome, 'met');
  });

  test('a recurring duty is laid out as far as the horizon, and further when the days go on', async () => {
    await fresh([dutyBody('parks')]);
    const monthly = plan({ deadline: { kind: 'recurrence', rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1', period: 'month' } });
    await assignDuties(on('2025-07-11'), nobody, [monthly]);
    assert.deepEqual(
      (await tasksAsOf(open.city, '2025-12-31')).map((task) => task.occurrence),
      ['2025-07', '2025-08'],
    );
    await assignDuties(on('2025-08-11'), nobody, [monthly]);
    assert.deepEqual((await tasksAsOf(open.city, '2025-12-31')).map((task) => task.occurrence).sort(), [
      '2025-07',
      '2025-08',
      '2025-09',
    ]);
  });

  test('a condition that is met gives its date to a task that waited', async () => {
    await fresh([dutyBody('police')]);
    const gated = plan({
      trigger: { kind: 'external_condition', condition: 'ruling', text: { en: 'The court has ruled.' } },
    });
    await assignDuties(on('2025-07-11'), nobody, [gated]);
    assert.equal((await tasksAsOf(open.city, '2025-07-12'))[0]?.outcome, 'waiting');
    await assignDuties(on('2025-07-14'), nobody, [gated], [{ conditionId: 'ruling', metOn: '2025-07-14' }]);
    assert.equal((await tasksAsOf(open.city, '2025-07-14'))[0]?.dueOn, '2025-07-28');
    assert.equal((await tasksAsOf(open.city, '2025-07-13'))[0]?.outcome, 'waiting');
  });
});

test('what an event opened stays when duties are laid out again', async () => {
  await fresh([dutyBody('parks')]);
  const incident = plan({
    trigger: { kind: 'event', event: 'incident', text: { en: 'Something happens.' } },
    deadline: { kind: 'hours', hours: 24 },
  });
  await assignDuties(on('2025-07-11'), nobody, [incident]);
  const id = await idOf('parks');
  const opened = await recordEvent(on('2025-07-14'), acting('liaison', 'parks'), {
    taskId: id,
    happenedAt: '2025-07-14T15:00:00.000Z',
  });
  assert.ok(opened.ok);
  assert.deepEqual(await assignDuties(on('2025-07-15'), nobody, [incident]), { made: 0, changed: 0, withdrawn: 0 });
  const tasks = await tasksAsOf(open.city, '2025-07-16');
  assert.deepEqual(tasks.map((task) => [task.occurrence, task.dueOn, task.outcome]).sort(), [
    ['event-2025-07-14-1', '2025-07-15', 'late'],
    ['once', null, 'standing'],
  ]);
  assert.equal(
    key(
      await recordEvent(on('2025-07-15'), nobody, {
        taskId: opened.value.taskId,
        happenedAt: '2025-07-14T15:00:00.000Z',
      }),
    ),
    'task.refused.no-event-task',
  );
});

describe('duties held together, reviewed by nobody, reviewed by counsel', () => {
  test('one accepted answer serves for all holders, on every list, and closes their tasks', async () => {
    await fresh();
    await assignDuties(on('2025-07-11'), nobody, [plan({ holders: { all: true, isJoint: true } })]);
    const [parks, library] = [await idOf('parks'), await idOf('library')];
    await acts.submit(on('2025-07-12'), acting('liaison', 'parks'), { taskId: parks, note: '', items: [link] });
    await acts.accept(on('2025-07-14'), acting('reviewer'), { taskId: parks });
    const outcomes = async (filter: Parameters<typeof tasksAsOf>[2]) =>
      (await tasksAsOf(open.city, '2025-09-01', filter)).map((task) => task.outcome);
    assert.deepEqual(await outcomes({}), ['met', 'met', 'met']);
    assert.deepEqual(await outcomes({ bodyIds: ['library'] }), ['met']);
    assert.deepEqual(await outcomes({ taskIds: [library] }), ['met']);
    assert.equal((await tasksAsOf(open.city, '2025-07-13', { taskIds: [library] }))[0]?.outcome, 'due');
    const late = on('2025-09-01');
    assert.equal(
      key(await acts.submit(late, acting('liaison', 'library'), { taskId: library, note: '', items: [link] })),
      'task.refused.joint-met',
    );
    const questions = {
      contactsOf: async () => [],
      linkFor: () => '',
      wordsOf: () => {
        throw new Error('nobody is written to');
      },
    };
    assert.equal(
      key(await nudge(late, acting('reviewer'), { taskIds: [library] }, questions)),
      'task.refused.nothing-to-nudge',
    );
    assert.equal(countsOf(await tasksAsOf(open.city, '2025-09-01')).met, 3, 'the public reads the same');
  });

  test('where the directive names no reviewer, handing in is enough, and the audit says so', async () => {
    await fresh([dutyBody('parks')]);
    await assignDuties(on('2025-07-11'), nobody, [plan({ reviewer: { role: 'none', text: { en: 'Nobody' } } })]);
    const id = await idOf('parks');
    assert.ok(
      (await acts.submit(on('2025-07-12'), acting('liaison', 'parks'), { taskId: id, note: '', items: [link] })).ok,
    );
    assert.equal((await tasksAsOf(open.city, '2025-07-12'))[0]?.outcome, 'met');
    const { rows } = await sql<{
      event: string;
    }>`select event from audit_entries where subject_id = ${id} order by seq`.execute(open.city.db);
    assert.deepEqual(
      rows.map((row) => row.event),
      ['duty.submitted', 'duty.accepted'],
    );
  });

  test('what counsel reviews, the reviewer of the Mayor’s Office does not accept', async () => {
    await fresh([dutyBody('parks')]);
    await assignDuties(on('2025-07-11'), nobody, [
      plan({ reviewer: { role: 'city_attorney', text: { en: 'Counsel' } } }),
    ]);
    const id = await idOf('parks');
    await acts.submit(on('2025-07-12'), acting('liaison', 'parks'), { taskId: id, note: '', items: [link] });
    assert.equal(
      key(await acts.accept(on('2025-07-12'), acting('reviewer'), { taskId: id })),
      'task.refused.not-yours',
    );
    const points = [{ about: '', text: 'x' }];
    assert.equal(
      key(
        await acts.returnSubmission(on('2025-07-12'), acting('city_attorney'), {
          taskId: id,
          points,
          newDueOn: '2025-08-01',
        }),
      ),
      'task.refused.not-yours',
      'counsel sets no date',
    );
    assert.ok((await acts.accept(on('2025-07-12'), acting('city_attorney'), { taskId: id })).ok);
  });
});
