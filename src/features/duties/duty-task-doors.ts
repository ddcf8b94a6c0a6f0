/** The doors of a task: its page, and one POST for each move. A refused move draws the page again with what was typed. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { ok, type Result } from '#kit/result.ts';
import { notFound } from '#platform/errors.ts';
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { dutyActs } from './duty-acts.ts';
import { recordEvent } from './duty-event-service.ts';
import { itemsFrom } from './duty-evidence.ts';
import { acceptForm, eventForm, extendForm, handOverForm, moreTimeForm, parseReturn, textForm } from './duty-forms.ts';
import type { Made } from './duty-move-service.ts';
import { moves } from './duty-moves.ts';
import { type PageMove, tasksPath } from './duty-paths.ts';
import type { DutyQuestions } from './duty-questions.ts';
import * as acts from './duty-service.ts';
import { taskTitle } from './duty-state-parts.ts';
import { statementWords } from './duty-statement.ts';
import { taskPage } from './duty-task-page.ts';
import { type Attempt, readTaskFile, type TaskReading } from './duty-task-reading.ts';
import { readTasks } from './duty-view.ts';

type Deps = DutyQuestions;
/** Parses what was typed and makes the move. */
type MoveDoor = (page: Page, taskId: string, deps: Deps) => Promise<Result<Made>>;

export async function showTask(page: Page, deps: Deps, attempt: Attempt | null = null, status = 200): Promise<Answer> {
  const reading = await readFor(page, deps);
  return staffPage(taskTitle(page, reading.task), taskPage(page, reading, attempt), { status });
}

async function readFor(page: Page, deps: Deps): Promise<TaskReading> {
  const [task] = await readTasks(page.city, page.asOf, { taskIds: [page.params.id ?? ''] });
  if (!task) throw notFound();
  const actor = page.must(dutyActs.read, task.view.bodyId);
  return readTaskFile(page.city, actor, { asOf: page.asOf, isPast: page.isPast }, task, deps);
}

/** Makes the move and leads back to the task; refused, the task again with the errors, status 422. */
export async function makeMoveFrom(page: Page, deps: Deps, move: PageMove): Promise<Answer> {
  const taskId = page.params.id ?? '';
  if (move === 'return' && typedText(page.fields, 'more')) return showTask(page, deps, { move, faults: [] });
  const result = await doors[move](page, taskId, deps);
  if (!result.ok) return showTask(page, deps, { move, faults: result.refusals }, 422);
  return redirect(tasksPath.to({ id: taskId }), moves[move].event);
}

/** Records that something happened, and leads to the task that it opened. */
export async function recordEventFrom(page: Page, deps: Deps): Promise<Answer> {
  const again = (faults: Attempt['faults']) => showTask(page, deps, { move: 'event', faults }, 422);
  const typed = parseForm(eventForm, page.fields);
  if (!typed.ok) return again(typed.refusals);
  const { happenedOn, happenedTime } = typed.value;
  const happenedAt = localInstant(page.city.profile.timeZone, happenedOn, happenedTime);
  const result = await recordEvent(page.city, page.acting, { taskId: page.params.id ?? '', happenedAt });
  return result.ok
    ? redirect(tasksPath.to({ id: result.value.taskId }), 'duty.event_recorded')
    : again(result.refusals);
}

function localInstant(timeZone: string, day: IsoDate, time: string): IsoInstant {
  const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time.padStart(5, '0') });
  return new Date(at.epochMilliseconds).toISOString() as IsoInstant;
}

/** A move that takes words and nothing else. */
function withText(
  act: (city: Page['city'], acting: Page['acting'], input: { taskId: string; text: string }) => Promise<Result<Made>>,
): MoveDoor {
  return async (page, taskId) => {
    const typed = parseForm(textForm, page.fields);
    return typed.ok ? act(page.city, page.acting, { taskId, ...typed.value }) : typed;
  };
}

const doors: Readonly<Record<PageMove, MoveDoor>> = {
  submit: async (page, taskId, deps) => {
    const typed = parseForm(textForm, page.fields);
    const items = await itemsOfPage(page, deps);
    if (!typed.ok || !items.ok)
      return { ok: false, refusals: [...(typed.ok ? [] : typed.refusals), ...(items.ok ? [] : items.refusals)] };
    return acts.submit(page.city, page.acting, { taskId, note: typed.value.text, items: items.value });
  },
  take_back: withText(acts.takeBack),
  ask_question: withText(acts.askQuestion),
  ask_more_time: async (page, taskId) => {
    const typed = parseForm(moreTimeForm, page.fields);
    return typed.ok ? acts.askMoreTime(page.city, page.acting, { taskId, ...typed.value }) : typed;
  },
  claim_exemption: withText(acts.claimExemption),
  decline: withText(acts.decline),
  hand_over: async (page, taskId, { colleaguesOf }) => {
    const typed = parseForm(handOverForm, page.fields);
    return typed.ok ? acts.handOver(page.city, page.acting, { taskId, ...typed.value }, colleaguesOf) : typed;
  },
  accept: async (page, taskId) => {
    const typed = parseForm(acceptForm, page.fields);
    return typed.ok ? acts.accept(page.city, page.acting, { taskId, ...typed.value }) : typed;
  },
  return: async (page, taskId) => {
    const typed = parseReturn(page.fields);
    return typed.ok ? acts.returnSubmission(page.city, page.acting, { taskId, ...typed.value }) : typed;
  },
  extend: async (page, taskId) => {
    const typed = parseForm(extendForm, page.fields);
    return typed.ok ? acts.extend(page.city, page.acting, { taskId, ...typed.value }) : typed;
  },
  refuse_more_time: withText(acts.refuseMoreTime),
  excuse: withText(acts.excuse),
  refuse_exemption: withText(acts.refuseExemption),
  answer_question: withText(acts.answerQuestion),
  advise: withText(acts.advise),
};

async function itemsOfPage(page: Page, deps: Deps): Promise<Result<acts.NewItem[]>> {
  const reading = await readFor(page, deps);
  if (!reading.moves.has('submit')) return ok([]);
  const offer = {
    statementText: statementWords(page.city, reading.task, { t: page.t, tag: page.locale.tag }),
    roles: reading.signingRoles,
    records: reading.records.map((task) => ({ id: task.row.id })),
  };
  return itemsFrom(reading.task.version.document.duty, page.fields, page.files, offer);
}
