/** What the pages and acts of directives ask of other wings; `start/` hands in the answers. */
import type { IsoDate } from '#kit/dates.ts';
import type { Acting } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { PublishedDocuments } from '#platform/publishable.ts';
import type { Directive } from '#rules/obligations.ts';
import type { TaskFilter, TaskView } from '#rules/task-progress.ts';

/** The tasks as they stood at the end of the day. */
export type TasksAsOf = (city: City, asOf: IsoDate, filter: TaskFilter) => Promise<TaskView[]>;

/**
 * Lays the duties of the directives on the city's bodies, in the transaction of `city.db`. Twice changes nothing. `met`
 * says on which day each outside condition was met.
 */
export type AssignDuties = (
  city: City,
  acting: Acting,
  directives: readonly Directive[],
  met: readonly { conditionId: string; metOn: IsoDate }[],
) => Promise<AssignedDuties>;
export type AssignedDuties = { made: number; changed: number; withdrawn: number };

export type DirectiveQuestions = { tasksAsOf: TasksAsOf; published: PublishedDocuments };
export type DirectiveDeps = DirectiveQuestions & { assignDuties: AssignDuties };
