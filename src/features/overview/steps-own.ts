/** The steps of this wing: a real date with its reason, one directive's effect on another, and a task's way in Practice City. */
import { isIsoDate } from '#kit/dates.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Clause, Directive, Reason } from '#rules/obligations.ts';
import type { Role } from '#rules/permissions.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { namesOf } from './overview-reading.ts';
import { dateWithDistance, linkHtml, stateWords, bodyName } from './overview-parts.ts';
import { listPath, overviewPath, stepsPath } from './overview-paths.ts';
import type { OverviewQuestions, ReasonsOf } from './overview-questions.ts';
import type { Step, StepAction, StepContext } from './steps.ts';

export type OwnStepQuestions = Pick<OverviewQuestions, 'tasksAsOf' | 'directivesAsOf'> & {
  reasonsOf: ReasonsOf;
  /** The id of the evaluation's person of that role, or null: what the one-click sign-in takes. */
  evaluationPerson(city: City, role: Role, bodyId: string | null): string | null;
  /** Paths inside a city of pages that belong to other wings. */
  paths: { task(id: string): string; clause(id: string): string; signInAs: string; audit: string };
};

/** The directive whose plan the first step dates, the one that builds on it, and the department that hands in. */
const first = { directive: 'ed-12', later: 'ed-17' } as const;
const parks = ['parks', 'rap', 'recreation-and-parks', 'parks-and-recreation'];

export function ownSteps(ask: OwnStepQuestions): Step[] {
  return [
    {
      ...named('why-due', 'REAL', 10),
      async action({ real, at }) {
        const plan = real ? planOf(await directives(ask, real)) : null;
        return real && plan
          ? { kind: 'link', href: at(real, ask.paths.clause(`${first.directive}/${plan.clause.id}`)) }
          : null;
      },
      async result({ page, real }) {
        const plan = real ? planOf(await directives(ask, real)) : null;
        if (!real || !plan) return null;
        const tasks = await ask.tasksAsOf(real, todayIn(real), {
          directiveId: first.directive,
          clauseId: plan.clause.id,
        });
        const task = tasks.find(({ dutyId, originalDueOn }) => dutyId === plan.dutyId && originalDueOn !== null);
        if (!task?.originalDueOn) return null;
        const reasons = (await ask.reasonsOf(real, todayIn(real), [task.taskId])).get(task.taskId) ?? [];
        return html`<p class="st-step__finding">${page.formats.date(task.originalDueOn)}</p>${reasonsHtml(page, reasons)}`;
      },
    },
    {
      ...named('effect', 'REAL', 20),
      async action({ real, at }) {
        const effect = real ? effectsOf(await directives(ask, real))[0] : undefined;
        return real && effect
          ? { kind: 'link', href: at(real, ask.paths.clause(`${first.later}/${effect.clause.id}`)) }
          : null;
      },
      async result({ page, real }) {
        const effects = real ? effectsOf(await directives(ask, real)) : [];
        if (effects.length === 0) return null;
        return html`<ul class="usa-list">${effects.map(
          ({ clause, effect }) =>
            html`<li><strong>${page.t(`steps.effect.${effect.kind}`, { later: clause.id, earlier: effect.clause })}</strong> ${page.say(effect.text)}</li>`,
        )}</ul>`;
      },
    },
    {
      ...named('read-overview', 'PRACTICE', 30),
      action: async (context) =>
        signIn(ask, context, 'read-overview', { role: 'chief_of_staff', next: overviewPath.to({}) }),
      async result({ page, practice }) {
        if (!practice) return null;
        const tasks = await ask.tasksAsOf(practice, todayIn(practice), {});
        const count = (outcome: TaskView['outcome']) => tasks.filter((task) => task.outcome === outcome).length;
        const waiting = tasks.filter((task) => task.stage === 'submitted').length;
        return html`<p class="st-step__finding">${page.t('steps.read-overview.result', { late: count('late'), waiting, met: count('met') })}</p>`;
      },
    },
    {
      ...named('hand-in', 'PRACTICE', 40),
      async action(context) {
        const task = await parksTask(ask, context.practice);
        return task
          ? signIn(ask, context, 'hand-in', { role: 'liaison', body: task.bodyId, next: ask.paths.task(task.taskId) })
          : null;
      },
      result: async (context) => taskResult(ask, context, await parksTask(ask, context.practice)),
    },
    {
      ...named('review', 'PRACTICE', 50),
      async action(context) {
        const task = await reviewTask(ask, context.practice);
        const next = task ? ask.paths.task(task.taskId) : listPath.to({ figure: 'waiting' }, { directive: 'all' });
        return signIn(ask, context, 'review', { role: 'reviewer', next });
      },
      result: async (context) => taskResult(ask, context, await reviewTask(ask, context.practice)),
    },
    {
      ...named('audit', 'PRACTICE', 60),
      action: async (context) => signIn(ask, context, 'audit', { role: 'auditor', next: ask.paths.audit }),
    },
  ];
}

function named<const Id extends string, Tag extends Step['tag']>(id: Id, tag: Tag, order: number) {
  return {
    id,
    tag,
    order,
    titleKey: `steps.${id}.title`,
    textKey: `steps.${id}.text`,
    buttonKey: `steps.${id}.button`,
  };
}

async function directives(ask: OwnStepQuestions, city: City): Promise<Directive[]> {
  return (await ask.directivesAsOf(city, todayIn(city))).map(({ directive }) => directive);
}

function planOf(all: readonly Directive[]): { clause: Clause; dutyId: string } | null {
  for (const clause of all.find(({ id }) => id === first.directive)?.clauses ?? []) {
    const duty = clause.duties.find(({ deliverable, trigger }) => deliverable === 'plan' && trigger.kind === 'signing');
    if (duty) return { clause, dutyId: duty.id };
  }
  return null;
}

function effectsOf(all: readonly Directive[]) {
  const later = all.find(({ id }) => id === first.later);
  return (later?.clauses ?? []).flatMap((clause) =>
    clause.effects.filter(({ directive }) => directive === first.directive).map((effect) => ({ clause, effect })),
  );
}

/**
 * Signing in without a link is for evaluation alone. The form's token is bound to this city's session, so that from
 * another city's page the button leads to the same step of Practice City's own.
 */
function signIn(
  ask: OwnStepQuestions,
  { page, practice, at }: StepContext,
  id: string,
  asked: { role: Role; body?: string; next: string },
): StepAction | null {
  if (!practice || !page.isEvaluation) return null;
  if (practice.slug !== page.city.slug) return { kind: 'link', href: `${at(practice, stepsPath.to({}))}#${id}` };
  const person = ask.evaluationPerson(practice, asked.role, asked.body ?? null);
  return person
    ? { kind: 'form', action: at(practice, ask.paths.signInAs), fields: { person, next: asked.next } }
    : null;
}

async function parksTask(ask: OwnStepQuestions, practice: City | null): Promise<TaskView | null> {
  if (!practice) return null;
  const bodyIds = practice.profile.bodies.map(({ id }) => id).filter((id) => parks.includes(id));
  if (bodyIds.length === 0) return null;
  const tasks = await ask.tasksAsOf(practice, todayIn(practice), { bodyIds });
  const isOpen = (task: TaskView) => task.stage === 'not_started' || task.stage === 'returned';
  return (
    tasks.find((task) => task.outcome === 'late' && isOpen(task)) ??
    tasks.find((task) => task.outcome === 'due' && isOpen(task)) ??
    tasks[0] ??
    null
  );
}

/** What the parks department just handed in, else whatever waits longest. */
async function reviewTask(ask: OwnStepQuestions, practice: City | null): Promise<TaskView | null> {
  if (!practice) return null;
  const waiting = (await ask.tasksAsOf(practice, todayIn(practice), {})).filter(({ stage }) => stage === 'submitted');
  const inOrder = waiting.toSorted((a, b) => (a.submittedAt ?? '').localeCompare(b.submittedAt ?? ''));
  return inOrder.findLast(({ bodyId }) => parks.includes(bodyId)) ?? inOrder[0] ?? null;
}

async function taskResult(
  ask: OwnStepQuestions,
  { page, practice, at }: StepContext,
  task: TaskView | null,
): Promise<Html | null> {
  if (!practice || !task) return null;
  const names = namesOf(practice, await ask.directivesAsOf(practice, todayIn(practice)));
  const state =
    task.dueOn && practice.slug === page.city.slug
      ? `${stateWords(page).of(task)} · ${dateWithDistance(page, task.dueOn)}`
      : stateWords(page).of(task);
  return html`<p class="st-step__finding">${bodyName(page, names, task.bodyId)}: ${linkHtml(at(practice, ask.paths.task(task.taskId)), page.say(task.title))}</p><p>${state}</p>`;
}

/** The steps of a reason in the reader's language, each with its citation. */
function reasonsHtml(page: Page, reasons: readonly Reason[]): Html {
  return html`<ol class="usa-list st-reasons">${reasons.map((reason) => {
    const values = Object.entries(reason.values).map(([name, value]) => [
      name,
      typeof value === 'string' && isIsoDate(value) ? page.formats.date(value) : value,
    ]);
    const texts = Object.entries(reason.texts ?? {}).map(([name, text]) => [name, page.say(text)]);
    return html`<li>${page.t(reason.key, Object.fromEntries([...values, ...texts]))} <small>${reason.citation}</small></li>`;
  })}</ol>`;
}
