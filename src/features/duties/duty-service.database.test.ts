import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { inTransaction } from '#platform/database.ts';
import type { City } from '#platform/city.ts';
import type { Result } from '#kit/result.ts';
import { rolesThatMay, type Role, departmentRoles } from '#rules/permissions.ts';
import { type Stage, stages } from '#rules/task-progress.ts';
import { emptyCity } from '#test/city.ts';
import { acting, aDirective, aDuty, dutyBody, dutyProfile, nobody } from '#test/duty-city.ts';
import { assignDuties } from './duty-assign.ts';
import { isPossible, type MoveName, moveNames, moves } from './duty-moves.ts';
import { nudge } from './duty-nudge-service.ts';
import type { DutyQuestions } from './duty-questions.ts';
import * as acts from './duty-service.ts';
import { readTasks, tasksAsOf } from './duty-view.ts';

const kinds = { order: 'mayor_led_department', request: 'proprietary' } as const;
const bodies = stages.flatMap((stage) =>
  (['order', 'request'] as const).map((verb) => dutyBody(bodyOf(stage, verb), kinds[verb])),
);
const link = { kind: 'link' as const, url: 'https://example.org/plan' };
let open: Awaited<ReturnType<typeof emptyCity>>;
let city: City;
let questions: DutyQuestions;

function bodyOf(stage: Stage, verb: string): string {
  return `${verb}-${stage.replaceAll('_', '-')}`;
}

before(async () => {
  open = await emptyCity(dutyProfile([...bodies, dutyBody('free-1'), dutyBody('free-2'), dutyBody('free-3')]));
  city = open.city;
  await assignDuties(city, nobody, [aDirective([aDuty()])]);
  questions = {
    contactsOf: async (_city, bodyId) => [
      {
        personId: 'p',
        name: 'Liaison',
        email: bodyId === 'free-3' ? null : `${bodyId}@example.org`,
        role: 'liaison',
        locale: 'en',
      },
    ],
    colleaguesOf: async (_city, bodyId) => [{ personId: `staff.${bodyId}`, name: 'Colleague' }],
    nameOf: async () => new Map(),
    linkFor: (_city, path) => `https://city.example${path}`,
    wordsOf: () => ({ t: (key) => key, formats: { date: String, daysFrom: String } as never, tag: 'en' }),
  };
});
after(() => open.close());

async function taskOf(bodyId: string) {
  const [task] = await readTasks(city, '2999-01-01', { bodyIds: [bodyId] });
  assert.ok(task);
  return task;
}

/** The shortest way to each stage, walked by the system. */
const ways: Record<Stage, readonly MoveName[]> = {
  not_started: [],
  submitted: ['submit'],
  returned: ['submit', 'return'],
  accepted: ['submit', 'accept'],
  question_open: ['ask_question'],
  more_time_asked: ['ask_more_time'],
  exemption_claimed: ['claim_exemption'],
  declined: ['decline'],
  excused: ['excuse'],
};

function make(
  name: MoveName,
  taskId: string,
  who: Parameters<typeof acts.submit>[1],
  inCity = city,
): Promise<Result<unknown>> {
  const input = { taskId, text: 'Because.' };
  switch (name) {
    case 'submit':
      return acts.submit(inCity, who, { taskId, note: '', items: [link] });
    case 'take_back':
      return acts.takeBack(inCity, who, input);
    case 'ask_question':
      return acts.askQuestion(inCity, who, input);
    case 'ask_more_time':
      return acts.askMoreTime(inCity, who, { ...input, wishedOn: '2999-08-08' });
    case 'claim_exemption':
      return acts.claimExemption(inCity, who, input);
    case 'decline':
      return acts.decline(inCity, who, input);
    case 'hand_over':
      return acts.handOver(
        inCity,
        who,
        { ...input, toPersonId: `staff.${who.actor?.grants[0]?.bodyId}` },
        questions.colleaguesOf,
      );
    case 'accept':
      return acts.accept(inCity, who, input);
    case 'return':
      return acts.returnSubmission(inCity, who, { ...input, points: [{ about: '', text: 'Mend it.' }] });
    case 'extend':
      return acts.extend(inCity, who, { ...input, newDueOn: '2999-08-08' });
    case 'refuse_more_time':
      return acts.refuseMoreTime(inCity, who, input);
    case 'excuse':
      return acts.excuse(inCity, who, input);
    case 'refuse_exemption':
      return acts.refuseExemption(inCity, who, input);
    case 'answer_question':
      return acts.answerQuestion(inCity, who, input);
    case 'advise':
      return acts.advise(inCity, who, input);
    case 'nudge':
      return nudge(inCity, who, { taskIds: [taskId] }, questions);
  }
}

class RolledBack extends Error {}
/** Makes a move on the real database and takes it back. */
async function tried(name: MoveName, taskId: string, who: Parameters<typeof acts.submit>[1]): Promise<Result<unknown>> {
  let result: Result<unknown> | undefined;
  await inTransaction(city.db, async (tx) => {
    result = await make(name, taskId, who, { ...city, db: tx });
    throw new RolledBack();
  }).catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return result as Result<unknown>;
}

describe('every stage, every move, ordered and requested, with the permission and without', () => {
  for (const verb of ['order', 'request'] as const) {
    for (const stage of stages) {
      // Who is ordered cannot decline.
      if (stage === 'declined' && verb === 'order') continue;
      test(`${verb}, ${stage}`, async () => {
        const bodyId = bodyOf(stage, verb);
        const { row } = await taskOf(bodyId);
        for (const name of ways[stage])
          assert.ok((await make(name, row.id, nobody)).ok, `${name} on the way to ${stage}`);
        assert.equal((await taskOf(bodyId)).view.stage, stage);
        for (const name of moveNames) {
          const allowed = rolesThatMay(moves[name].act)[0] as Role;
          const result = await tried(name, row.id, acting(allowed, departmentRoles.has(allowed) ? bodyId : null));
          const is = isPossible(name, stage, verb);
          assert.equal(result.ok, is, `${name}: ${result.ok ? 'made' : result.refusals[0]?.key}`);
          const stranger = await tried(
            name,
            row.id,
            acting('general_manager', name === 'nudge' || moves[name].side === 'office' ? bodyId : 'elsewhere'),
          );
          assert.equal(!stranger.ok && stranger.refusals[0]?.key, 'task.refused.not-yours', name);
        }
        assert.equal((await taskOf(bodyId)).view.stage, stage, 'refused and rolled back: nothing changed');
      });
    }
  }
});

const key = (result: Result<unknown>) => (result.ok ? 'made' : result.refusals[0]?.key);

test('two reviewers accept at once: one wins, the other reads that it was accepted', async () => {
  const { row } = await taskOf('free-1');
  await acts.submit(city, acting('liaison', 'free-1'), { taskId: row.id, note: '', items: [link] });
  const results = await Promise.all(
    ['reviewer.a', 'reviewer.b'].map((id) => acts.accept(city, acting('reviewer', null, id), { taskId: row.id })),
  );
  assert.deepEqual(results.map((result) => result.ok).sort(), [false, true]);
  const refused = results.find((result) => !result.ok);
  assert.deepEqual(refused && !refused.ok && refused.refusals, [
    { key: 'task.refused.stage', values: { stage: 'accepted' } },
  ]);
  const { acts: done } = await acts.taskFile(city, row.id, '9999-12-31T00:00:00.000Z');
  assert.equal(done.filter((act) => act.kind === 'accepted').length, 1);
});

test('a version that came while the reviewer looked is not accepted unseen; who handed in does not review', async () => {
  const { row } = await taskOf('free-2');
  const liaison = acting('liaison', 'free-2');
  const first = await acts.submit(city, liaison, { taskId: row.id, note: '', items: [link] });
  assert.ok(first.ok);
  await acts.takeBack(city, liaison, { taskId: row.id });
  const both = {
    actor: {
      personId: 'both',
      name: 'Both',
      grants: [...liaison.actor.grants, { role: 'reviewer' as const, bodyId: null }],
    },
    requestId: null,
  };
  await acts.submit(city, both, { taskId: row.id, note: 'better', items: [link] });
  const look = { taskId: row.id, submissionId: first.value.submissionId };
  assert.equal(key(await acts.accept(city, acting('reviewer'), look)), 'task.refused.newer-submission');
  assert.equal(
    key(await acts.returnSubmission(city, acting('reviewer'), { ...look, points: [{ about: '', text: 'x' }] })),
    'task.refused.newer-submission',
  );
  assert.equal(key(await acts.accept(city, both, { taskId: row.id })), 'task.refused.own-submission');
  assert.ok((await acts.accept(city, acting('reviewer'), { taskId: row.id })).ok);
  const { submissions } = await acts.taskFile(city, row.id, '9999-12-31T00:00:00.000Z');
  assert.deepEqual(
    submissions.map((one) => one.number),
    [2, 1],
  );
});

test('refuses what cannot be: no words, no proof, a day that is not later, a stranger as colleague, an unknown task', async () => {
  const { row } = await taskOf('free-3');
  const liaison = acting('liaison', 'free-3');
  const taskId = row.id;
  assert.equal(key(await acts.askQuestion(city, liaison, { taskId, text: '  ' })), 'task.text-missing.ask_question');
  assert.equal(
    key(await acts.askQuestion(city, liaison, { taskId, text: 'x'.repeat(5001) })),
    'task.refused.text-long',
  );
  assert.equal(key(await acts.submit(city, liaison, { taskId, note: '', items: [] })), 'task.refused.no-proof');
  assert.equal(
    key(await acts.submit(city, liaison, { taskId, note: '', items: [{ kind: 'form', form: { sites: '1' } }] })),
    'task.refused.other-proof',
  );
  assert.equal(
    key(await acts.askMoreTime(city, liaison, { taskId, text: 'x', wishedOn: '2999-07-25' })),
    'task.refused.wish-not-later',
  );
  assert.equal(
    key(await acts.extend(city, acting('reviewer'), { taskId, text: 'x', newDueOn: '2025-07-25' })),
    'task.refused.wish-not-later',
  );
  assert.equal(
    key(await acts.handOver(city, liaison, { taskId, toPersonId: 'staff.free-1' }, questions.colleaguesOf)),
    'task.refused.no-colleague',
  );
  assert.equal(
    key(await acts.decline(city, acting('general_manager', 'free-3'), { taskId, text: 'x' })),
    'task.refused.binding',
  );
  for (const unknown of ['00000000-0000-7000-8000-000000000000', "'; drop table assignments; --", '']) {
    assert.equal(key(await acts.takeBack(city, liaison, { taskId: unknown })), 'task.refused.unknown');
  }
  assert.equal((await taskOf('free-3')).view.lastActAt, null, 'nothing was written');
});

test('a department without an address is named, not passed over; without any, nothing is written', async () => {
  const { row } = await taskOf('free-3');
  assert.equal(
    key(await nudge(city, acting('reviewer'), { taskIds: [row.id] }, questions)),
    'task.refused.nobody-to-nudge',
  );
  const other = await taskOf(bodyOf('not_started', 'order'));
  const result = await nudge(city, acting('reviewer'), { taskIds: [row.id, other.row.id] }, questions);
  assert.deepEqual(result.ok && [result.value.bodies, result.value.tasks, result.value.withoutAddress], [
    1,
    1,
    ['free-3'],
  ]);
});

test('an earlier day reads as it was then', async () => {
  const [task] = await tasksAsOf(city, '2020-01-01', { bodyIds: ['free-1'] });
  assert.equal(task, undefined, 'before the directive was recorded there was no task');
  assert.equal((await taskOf('free-1')).view.outcome, 'met');
});
