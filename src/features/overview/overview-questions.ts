/** What the overview asks of other wings. `start/` answers with their read functions; none of them changes anything. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Link } from '#rules/links.ts';
import type { Directive, Reason } from '#rules/obligations.ts';
import type { Act, Actor, Role } from '#rules/permissions.ts';
import type { TaskFilter, TaskView } from '#rules/task-progress.ts';

/** The tasks as they stood at the end of the day. */
export type TasksAsOf = (city: City, asOf: IsoDate, filter: TaskFilter) => Promise<TaskView[]>;

export type RecordedDirective = { directive: Directive; version: string; recordedAt: IsoInstant };
/** The newest version of each directive that was recorded by the end of the day. */
export type DirectivesAsOf = (city: City, asOf: IsoDate) => Promise<RecordedDirective[]>;

/** A department said that it has read this exact version. */
export type Receipt = { directiveId: string; version: string; bodyId: BodyId; confirmedAt: IsoInstant };
export type ReceiptsAsOf = (city: City, asOf: IsoDate) => Promise<Receipt[]>;

export type Contact = { role: Role; name: string; email: string | null };
/** The people of a department who may be called about its tasks. */
export type ContactsOf = (city: City, bodyId: BodyId) => Promise<Contact[]>;

/** A dated fact about a task. `kind` is one of `actKinds` in overview-terms.ts; others are passed over. */
export type DatedAct = { at: IsoInstant; kind: string; taskId: string; bodyId: BodyId };
/** The facts of the half-open window, in order of time. */
export type ActsSince = (city: City, since: IsoInstant, until: IsoInstant) => Promise<DatedAct[]>;

/** Why each task is due when it is. */
export type ReasonsOf = (
  city: City,
  asOf: IsoDate,
  taskIds: readonly string[],
) => Promise<Map<string, readonly Reason[]>>;

/** The door of the nudge: a POST with `taskId` repeated. */
export type NudgeDoor = { path: string; act: Act };

export type Hit = { link: Link; title: string; text: string; bodyId: BodyId | null };
/**
 * One kind of thing that can be found. `find` gives only what this reader may see: neither its hits nor their number say
 * anything of a record that is closed to the reader. `words` are folded (no accents, lower case) and all must occur.
 */
export type Searchable = {
  kind: Link['kind'];
  find(city: City, actor: Actor, words: readonly string[], limit: number): Promise<Hit[]>;
};

export type OverviewQuestions = {
  tasksAsOf: TasksAsOf;
  directivesAsOf: DirectivesAsOf;
  receiptsAsOf: ReceiptsAsOf;
  contactsOf: ContactsOf;
  actsSince: ActsSince;
  nudge: NudgeDoor;
};
