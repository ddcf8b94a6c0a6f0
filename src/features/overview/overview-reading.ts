/** Gathers what the overview and its lists show: the directives, the tasks that this reader may see, and the figures. */
import { parseIsoDate, type IsoDate, type IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import { endOfDay } from '#platform/clock.ts';
import type { Body } from '#rules/bodies.ts';
import type { Clause, Directive } from '#rules/obligations.ts';
import { type Actor, bodiesWhere, may } from '#rules/permissions.ts';
import type { TaskView } from '#rules/task-progress.ts';
import type { Page } from '#web/page.ts';
import { overviewActs } from './overview-acts.ts';
import { addDays, mondayBefore } from './overview-days.ts';
import { type Figures, figuresOf, quietDays } from './overview-figures.ts';
import type { OverviewQuery } from './overview-forms.ts';
import type { DatedAct, OverviewQuestions, RecordedDirective } from './overview-questions.ts';
import { lastLook } from './overview-store.ts';
import { actKinds, type ActKind } from './overview-terms.ts';

/** What lies before the reader: everything that a page of this wing needs to name things by. */
export type Names = {
  bodies: ReadonlyMap<string, Body>;
  clauses: ReadonlyMap<string, { clause: Clause; directive: Directive }>;
};

export type Reading = Names & {
  /** In force on the day, the newest first. */
  directives: readonly RecordedDirective[];
  /** The directive that the page is about; null for all of them. */
  chosen: RecordedDirective | null;
  /** Of the chosen directive. */
  tasks: readonly TaskView[];
  byId: ReadonlyMap<string, TaskView>;
  figures: Figures;
  /** How many tasks are late under each directive, the chosen one and the others. */
  lateByDirective: ReadonlyMap<string, number>;
};

/** Of a page: in which city, for whom, as of which day. */
export type Asking = Pick<Page, 'city' | 'actor' | 'asOf'>;

export async function readOverview(
  page: Asking,
  ask: Pick<OverviewQuestions, 'tasksAsOf' | 'directivesAsOf'>,
  query: Pick<OverviewQuery, 'directive'>,
): Promise<Reading> {
  const { city, asOf } = page;
  const [recorded, everyTask] = await Promise.all([
    ask.directivesAsOf(city, asOf),
    ask.tasksAsOf(city, asOf, taskScope(page.actor)),
  ]);
  const directives = inForce(recorded, asOf);
  const chosen = choose(recorded, directives, everyTask, query.directive);
  const tasks = chosen ? everyTask.filter((task) => task.directiveId === chosen.directive.id) : everyTask;
  const lateByDirective = new Map<string, number>();
  for (const { outcome, directiveId } of everyTask) {
    if (outcome === 'late') lateByDirective.set(directiveId, (lateByDirective.get(directiveId) ?? 0) + 1);
  }
  return {
    ...namesOf(city, recorded),
    directives,
    chosen,
    tasks,
    byId: new Map(tasks.map((task) => [task.taskId, task])),
    figures: figuresFor(city, asOf, tasks, recorded),
    lateByDirective,
  };
}

/** Clauses that still fit side by side on one screen. */
const mostColumns = 14;

/** The one asked for; else all of them where one screen holds their clauses, else the newest in force. */
function choose(
  recorded: readonly RecordedDirective[],
  directives: readonly RecordedDirective[],
  tasks: readonly TaskView[],
  asked: string | undefined,
): RecordedDirective | null {
  if (asked === 'all') return null;
  const named = recorded.find(({ directive }) => directive.id === asked);
  if (named) return named;
  const columns = new Set(tasks.map(({ clauseId }) => clauseId)).size;
  return directives.length > 1 && columns <= mostColumns ? null : (directives[0] ?? null);
}

/** The whole city for those who may read it, else the reader's own departments. */
export function taskScope(actor: Actor | null): { bodyIds?: string[] } {
  const bodyIds = bodiesWhere(actor, overviewActs.read);
  return bodyIds === 'all' ? {} : { bodyIds };
}

export function maySeeTasksOf(actor: Actor | null, bodyId: string): boolean {
  return may(actor, overviewActs.read, bodyId);
}

/** In force on the day and not superseded by one that is; the newest first. */
export function inForce(recorded: readonly RecordedDirective[], on: IsoDate): RecordedDirective[] {
  const begun = recorded.filter(({ directive }) => directive.effectiveOn <= on);
  const ids = new Set(begun.map(({ directive }) => directive.id));
  return begun
    .filter(({ directive }) => directive.supersededBy === null || !ids.has(directive.supersededBy))
    .toSorted((a, b) => b.directive.signedOn.localeCompare(a.directive.signedOn));
}

export function namesOf(city: City, recorded: readonly RecordedDirective[]): Names {
  const clauses = recorded.flatMap(({ directive }) =>
    directive.clauses.map((clause) => [clause.id, { clause, directive }] as const),
  );
  return { bodies: new Map(city.profile.bodies.map((body) => [body.id, body])), clauses: new Map(clauses) };
}

export function figuresFor(
  city: City,
  asOf: IsoDate,
  tasks: readonly TaskView[],
  recorded: readonly RecordedDirective[],
): Figures {
  const quietBeforeAt = endOfDay(city.profile.timeZone, addDays(asOf, -quietDays - 1));
  const trackedFrom = city.profile.dutiesTrackedFrom;
  const heardFrom = new Map(
    recorded.map(({ directive: { id, effectiveOn } }) => [
      id,
      trackedFrom !== null && trackedFrom > effectiveOn ? trackedFrom : effectiveOn,
    ]),
  );
  return figuresOf({ tasks, asOf, quietBeforeAt, heardFrom });
}

/** What happened since the reader last looked; without a look, since the Monday before. */
export type Since = {
  at: IsoInstant;
  /** Null where the reader's own look is the beginning. */
  monday: IsoDate | null;
  /** The tasks to which each kind of thing happened, each task once. */
  byKind: ReadonlyMap<ActKind, readonly string[]>;
};

export async function readSince(
  page: Asking & Pick<Page, 'isPast'>,
  ask: Pick<OverviewQuestions, 'actsSince'>,
  byId: ReadonlyMap<string, TaskView>,
): Promise<Since> {
  const { city, asOf } = page;
  const zone = city.profile.timeZone;
  const look = page.actor && !page.isPast ? await lastLook(city.db, page.actor.personId) : null;
  const monday = mondayBefore(asOf);
  const at = look ?? endOfDay(zone, addDays(monday, -1));
  const acts = await ask.actsSince(city, at, endOfDay(zone, asOf));
  return { at, monday: look ? null : monday, byKind: tasksByKind(acts, byId) };
}

function tasksByKind(acts: readonly DatedAct[], byId: ReadonlyMap<string, TaskView>): Map<ActKind, string[]> {
  const found = new Map<string, Set<string>>(actKinds.map((kind) => [kind, new Set()]));
  for (const { kind, taskId } of acts) {
    if (byId.has(taskId)) found.get(kind)?.add(taskId);
  }
  return new Map(actKinds.map((kind) => [kind, [...(found.get(kind) ?? [])]]));
}

/** `asOf` as the links of a page carry it on: only where the page is about the past. */
export function carriedDay(page: Page): IsoDate | undefined {
  return page.isPast ? (parseIsoDate(page.asOf) ?? undefined) : undefined;
}
