/** Something happened that a directive waits for: each event opens a task of its own, with its own clock. */
import type { IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { dateIn } from '#platform/clock.ts';
import { dueFor } from '#rules/deadlines.ts';
import { may } from '#rules/permissions.ts';
import { dutyActs } from './duty-acts.ts';
import { termsOf } from './duty-assign.ts';
import { eventsOn, insertAssignments, insertTerms } from './duty-assign-store.ts';
import { lockTask } from './duty-store.ts';
import { isStandingForEvents, readTasks, type Task } from './duty-view.ts';

/** Answers the id of the task that the event opened. Refused for other tasks, and for an hour that has not come yet. */
export async function recordEvent(
  city: City,
  acting: Acting,
  input: { taskId: string; happenedAt: IsoInstant },
): Promise<Result<{ taskId: string }>> {
  return auditedChange<Result<{ taskId: string }>>(city, acting, async (tx) => {
    const stop = (value: Result<never>) => ({ value, note: [] });
    if (!(await lockTask(tx, input.taskId))) return stop(refuse('task.refused.unknown'));
    const [task] = await readTasks(city, todayIn(city), { taskIds: [input.taskId] }, tx);
    if (!task) return stop(refuse('task.refused.unknown'));
    if (acting.actor && !may(acting.actor, dutyActs.recordEvent, task.view.bodyId))
      return stop(refuse('task.refused.not-yours'));
    if (!isStandingForEvents(task)) return stop(refuse('task.refused.no-event-task'));
    if (input.happenedAt > city.clock.now()) return stop(refuse('task.refused.event-future', 'happenedOn'));
    const { directive_id, clause_id, duty_id, body_id } = task.row;
    const of = { directive_id, clause_id, duty_id, body_id };
    const day = dateIn(city.profile.timeZone, input.happenedAt);
    const occurrence = `event-${day}-${(await eventsOn(tx, of, day)) + 1}`;
    const id = newId();
    await insertAssignments(tx, [{ id, ...of, occurrence, made_at: city.clock.now() }]);
    await insertTerms(tx, [eventTerms(city, task, { id, occurrence, happenedAt: input.happenedAt })]);
    const note = {
      event: 'duty.event_recorded' as const,
      subject: { kind: 'task' as const, id },
      bodyId: body_id,
      details: { standingTaskId: input.taskId, happenedAt: input.happenedAt },
    };
    return { value: ok({ taskId: id }), note };
  });
}

function eventTerms(
  city: City,
  { row, version }: Task,
  event: { id: string; occurrence: string; happenedAt: IsoInstant },
) {
  const { duty, directiveShortTitle } = version.document;
  const { timeZone, calendars } = city.profile;
  const day = dateIn(timeZone, event.happenedAt);
  // Where the trigger is an event, the day of signing plays no part.
  const [due] = dueFor({
    trigger: duty.trigger,
    deadline: duty.deadline,
    signedOn: day,
    effectiveOn: day,
    timeZone,
    calendars,
    citation: `${directiveShortTitle}, ${row.clause_id}`,
    from: null,
    to: day,
    event: { key: event.occurrence, at: event.happenedAt },
  });
  if (!due) throw new Error(`the duty ${row.duty_id} answers an event with no task`);
  const { state, dueOn, dueAt, reasons } = due;
  return termsOf(
    {
      verbStrength: row.verb,
      legalStatus: row.legal_status,
      isJoint: false,
      state,
      dueOn,
      dueAt,
      reasons,
      periodLabel: null,
    },
    event.id,
    version.id,
    city.clock.now(),
  );
}
