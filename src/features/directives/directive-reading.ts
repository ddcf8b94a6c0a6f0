/** Gathers what the pages show, for one reader on one day. Who may not see progress reads what is published, and nothing else. */
import type { IsoDate } from '#kit/dates.ts';
import type { Refusal } from '#kit/result.ts';
import type { City } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Holder } from '#rules/holders.ts';
import type { Clause } from '#rules/obligations.ts';
import { type Actor, bodiesWhere } from '#rules/permissions.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { directiveActs } from './directive-acts.ts';
import { directiveHolders, withConditions } from './directive-holders.ts';
import { directiveTextKind, type PublicDirectiveText, publicTextsOn } from './directive-public.ts';
import type { DirectiveQuestions } from './directive-questions.ts';
import { type Receipt, receiptsAsOf } from './directive-receipt-store.ts';
import {
  conditionsOf,
  type DirectiveVersion,
  directivesAsOf,
  type MetCondition,
  versionsOf,
} from './directive-store.ts';

/** `bodies`: the departments of which the reader may see how far they are; null for the public. */
export type Reader = { city: City; asOf: IsoDate; bodies: 'all' | readonly BodyId[] | null };

export function readerOf({ city, actor, asOf }: { city: City; actor: Actor | null; asOf: IsoDate }): Reader {
  const bodies = bodiesWhere(actor, directiveActs.readProgress);
  if (bodies !== 'all' && bodies.length === 0) return { city, asOf, bodies: null };
  return { city, asOf, bodies };
}

/** Of one department that holds the directive: its receipt of the version shown, or null while it is open. */
export type ReceiptRow = { holder: Holder; receipt: Receipt | null };

/** Only of the departments that the reader may see; `isAll` when these are all. */
export type Progress = { tasks: readonly TaskView[]; receipts: readonly ReceiptRow[]; isAll: boolean };

export type DirectiveView = {
  /** The version shown, with the days on which its conditions were met. */
  shown: DirectiveVersion;
  /** Every directive that was known on the day. */
  all: readonly DirectiveVersion[];
  met: readonly MetCondition[];
  progress: Progress | null;
};

/** `faults`: why what was typed on the clause's page was refused. */
export type ClauseView = DirectiveView & { clause: Clause; faults: readonly Refusal[] };

/** All directives known on the day, in order of signature. */
export async function readDirectiveViews(
  reader: Reader,
  { tasksAsOf, published }: DirectiveQuestions,
): Promise<DirectiveView[]> {
  const { city, asOf, bodies } = reader;
  if (bodies === null) return publicViews(publicTextsOn(city, asOf, await published(city, directiveTextKind)));
  const [recorded, met, tasks, receipts] = await Promise.all([
    directivesAsOf(city, asOf),
    conditionsOf(city, asOf),
    tasksAsOf(city, asOf, bodies === 'all' ? {} : { bodyIds: bodies }),
    receiptsAsOf(city, asOf),
  ]);
  const all = recorded.map((one) => ({ ...one, directive: withConditions(one.directive, met) }));
  return all.map((shown) => ({ shown, all, met, progress: progressOf(reader, shown, tasks, receipts) }));
}

function publicViews(texts: readonly PublicDirectiveText[]): DirectiveView[] {
  const all = texts.map((text) => text.shown);
  return texts.map(({ shown, met }) => ({ shown, all, met, progress: null }));
}

/** Null when no such directive was known on the day. */
export async function readDirectiveView(
  reader: Reader,
  questions: DirectiveQuestions,
  id: string,
): Promise<DirectiveView | null> {
  const views = await readDirectiveViews(reader, questions);
  return views.find((view) => view.shown.directive.id === id) ?? null;
}

function progressOf(
  { city, asOf, bodies }: Reader,
  shown: DirectiveVersion,
  tasks: readonly TaskView[],
  receipts: readonly Receipt[],
): Progress {
  const { directive, version } = shown;
  const own = receipts.filter((receipt) => receipt.directiveId === directive.id && receipt.version === version);
  const holders = directiveHolders(directive, city.profile, asOf).filter(
    ({ body }) => bodies === 'all' || bodies?.includes(body.id),
  );
  return {
    tasks: tasks.filter((task) => task.directiveId === directive.id),
    receipts: holders.map((holder) => ({
      holder,
      receipt: own.find((receipt) => receipt.bodyId === holder.body.id) ?? null,
    })),
    isAll: bodies === 'all',
  };
}

/** The versions of a directive known on the day, oldest first; for the public the one that is published. */
export async function readVersions(
  { city, asOf, bodies }: Reader,
  id: string,
  { published }: Pick<DirectiveQuestions, 'published'>,
): Promise<DirectiveVersion[]> {
  if (bodies !== null) return versionsOf(city, id, asOf);
  const texts = publicTextsOn(city, asOf, await published(city, directiveTextKind));
  return texts.map((text) => text.shown).filter((shown) => shown.directive.id === id);
}
