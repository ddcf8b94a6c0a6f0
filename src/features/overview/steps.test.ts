import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { City } from '#platform/city.ts';
import type { Clause, Directive } from '#rules/obligations.ts';
import { aBody, fakePage } from '#test/fake-page.ts';
import { aTask } from '#test/task-builder.ts';
import { ownSteps, type OwnStepQuestions } from './steps-own.ts';
import { type ShownStep, stepsPage } from './steps-pages.ts';
import type { StepContext } from './steps.ts';

const duty = { id: 'plan', deliverable: 'plan', trigger: { kind: 'signing' } };
const clause = (id: string, more: object) =>
  ({ id, title: { en: id }, effects: [], duties: [], ...more }) as unknown as Clause;
const effect = { directive: 'ed-12', clause: 'ED12-2', kind: 'adds', text: { en: 'The plan covers property.' } };
const directives = [
  { id: 'ed-12', clauses: [clause('ED12-2', { duties: [duty] })] },
  { id: 'ed-17', clauses: [clause('ED17-2', { effects: [effect] })] },
] as unknown as Directive[];

const real = { slug: 'test' };
const practice = { slug: 'practice' };
const cityOf = (named: { slug: string }) =>
  ({ ...fakePage({ profile: { bodies: [aBody({ id: 'parks' })] } }).city, ...named }) as City;
const tasks = [
  aTask({ taskId: 'a', dueOn: '2025-07-25', outcome: 'late', daysLate: 6 }),
  aTask({ taskId: 'b', bodyId: 'library', stage: 'submitted', submittedAt: '2025-07-30T10:00:00.000Z' }),
];
const ask: OwnStepQuestions = {
  tasksAsOf: async () => tasks,
  directivesAsOf: async () =>
    directives.map((directive) => ({ directive, version: 'v', recordedAt: '2025-07-11T00:00:00.000Z' as const })),
  reasonsOf: async () =>
    new Map([
      ['a', [{ step: '', key: 'deadline.step.signed', values: { on: '2025-07-11' }, citation: 'ED 12, ED12-2' }]],
    ]),
  evaluationPerson: (_city, role) => `evaluation-${role}`,
  paths: { task: (id) => `/tasks/${id}`, clause: (id) => `/c/${id}`, signInAs: '/sign-in/as', audit: '/audit' },
};

async function shown(context: Omit<StepContext, 'at'>): Promise<string> {
  const at = (city: City, path: string) => `/${city.slug}${path}`;
  const all: ShownStep[] = [];
  for (const step of ownSteps(ask)) {
    const full = { ...context, at };
    all.push({ step, action: await step.action(full), result: (await step.result?.(full)) ?? null });
  }
  return stepsPage(context.page, all).text;
}

test('in Practice City each step has its tag and one button, and the result stands beside it', async () => {
  const text = await shown({ page: fakePage(), real: cityOf(real), practice: cityOf({ slug: 'test' }) });
  assert.equal(text.match(/<li class="st-step"/g)?.length, 6);
  assert.equal(text.match(/class="usa-button/g)?.length, 6);
  assert.match(text, /Fri 25 July 2025<\/p><ol[^>]*><li>Signed on Fri 11 July 2025\. <small>ED 12, ED12-2/);
  assert.match(text, /ED17-2 adds to ED12-2\.<\/strong> The plan covers property\./);
  assert.match(text, /1 late, 1 waiting for review, 0 accepted/);
  assert.match(
    text,
    /action="\/test\/sign-in\/as" method="post"><input type="hidden" name="_csrf"[^>]*><input type="hidden" name="person" value="evaluation-liaison"><input type="hidden" name="next" value="\/tasks\/a">/,
  );
  assert.match(text, /value="evaluation-reviewer"><input type="hidden" name="next" value="\/tasks\/b">/);
});

test('from a real city the practice steps lead to Practice City, whose own page holds the form', async () => {
  const text = await shown({ page: fakePage(), real: cityOf(real), practice: cityOf(practice) });
  assert.ok(!text.includes('<form'));
  assert.match(text, /href="\/practice\/five-minutes#hand-in"/);
});

test('outside an evaluation nobody signs in by a click, and the steps say that they are not offered', async () => {
  const text = await shown({ page: fakePage({ isEvaluation: false }), real: null, practice: cityOf({ slug: 'test' }) });
  assert.ok(!text.includes('<form'));
  assert.match(text, /does not offer this step/);
});
