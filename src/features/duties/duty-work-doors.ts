/** The doors of lists: my work, the review queue, reminders, and files. */
import type { IsoInstant } from '#kit/dates.ts';
import { notAllowed, notFound } from '#platform/errors.ts';
import { isGiven, statesOf } from '#platform/file-scans.ts';
import { endOfDay } from '#platform/clock.ts';
import { bodiesWhere, may } from '#rules/permissions.ts';
import { keptBackPage } from '#web/components/file-state.ts';
import { withQuery } from '#web/path.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { dutyActs } from './duty-acts.ts';
import { openFile } from './duty-file-service.ts';
import { nudgeTarget, readQueueQuery } from './duty-forms.ts';
import { nudgedPage, nudgeRefusedPage } from './duty-nudge-pages.ts';
import { nudge } from './duty-nudge-service.ts';
import { nudgesPath } from './duty-paths.ts';
import type { DutyQuestions } from './duty-questions.ts';
import { type Waiting, waitingFor } from './duty-review.ts';
import { type QueueFiles, reviewPage } from './duty-review-pages.ts';
import { handedOver, latestWork, newestFiles, nudgedAt } from './duty-store.ts';
import { readTasks } from './duty-view.ts';
import { departmentWork } from './duty-work.ts';
import { myWorkPage } from './duty-work-pages.ts';

export async function showMyWork(page: Page, { nameOf }: DutyQuestions): Promise<Answer> {
  const { actor, city, asOf } = page;
  if (!actor) throw notAllowed();
  const mayDo = bodiesWhere(actor, dutyActs.submit);
  const bodyIds = mayDo === 'all' ? [] : mayDo;
  const until = endOfDay(city.profile.timeZone, asOf);
  const [tasks, handed] =
    bodyIds.length > 0
      ? await Promise.all([readTasks(city, asOf, { bodyIds }), handedOver(city.db, bodyIds, until)])
      : [[], []];
  const [latest, names, queue] = await Promise.all([
    latestWork(
      city.db,
      tasks.filter((task) => task.view.stage === 'returned').map((task) => task.row.id),
      until,
    ),
    nameOf(city, [...new Set(handed.map((row) => row.person_id))]),
    may(actor, dutyActs.queue) ? waitingFor(city, actor, asOf) : null,
  ]);
  const mine = new Set(handed.filter((row) => row.person_id === actor.personId).map((row) => row.task_id));
  const view = {
    departments: bodyIds.map((bodyId) =>
      departmentWork(
        bodyId,
        tasks.filter((task) => task.view.bodyId === bodyId),
        mine,
        asOf,
      ),
    ),
    latest: new Map(latest.map((row) => [row.task_id, row])),
    handedTo: new Map(
      handed.flatMap((row) => (names.has(row.person_id) ? [[row.task_id, names.get(row.person_id) as string]] : [])),
    ),
    mine,
    queue: queue?.length ?? null,
  };
  return staffPage(page.t('duty.work.title'), myWorkPage(page, view));
}

export async function showQueue(page: Page): Promise<Answer> {
  const actor = page.must(dutyActs.queue);
  const waiting = await waitingFor(page.city, actor, page.asOf);
  const files = await filesWaiting(page, waiting);
  return staffPage(page.t('review.page.title'), reviewPage(page, waiting, readQueueQuery(page.query), files), {
    isWide: true,
  });
}

/** What the scanner said of the files in the newest submission of each task, each state once. */
async function filesWaiting(page: Page, waiting: readonly Waiting[]): Promise<QueueFiles> {
  const until = endOfDay(page.city.profile.timeZone, page.asOf);
  const rows = await newestFiles(
    page.city.db,
    waiting.filter((one) => one.kind === 'handed_in').map((one) => one.task.row.id),
    until,
  );
  const states = await statesOf(page.city, [...new Set(rows.map((row) => row.sha256))]);
  return new Map(
    [...Map.groupBy(rows, (row) => row.task_id)].map(([taskId, ofTask]) => [
      taskId,
      [...new Set(ofTask.flatMap((row) => states.get(row.sha256) ?? []))],
    ]),
  );
}

export async function sendNudges(page: Page, deps: DutyQuestions): Promise<Answer> {
  const result = await nudge(page.city, page.acting, nudgeTarget(page.fields), deps);
  if (!result.ok)
    return staffPage(page.t('task.nudged.refused'), nudgeRefusedPage(page, result.refusals), { status: 422 });
  const { at, withoutAddress } = result.value;
  return redirect(withQuery(nudgesPath.to({}), { at, without: withoutAddress.join(',') }), 'duty.nudged');
}

/** Who was written to in one round: `?at=` names it. */
export async function showNudged(page: Page, { nameOf }: DutyQuestions): Promise<Answer> {
  page.must(dutyActs.nudge);
  const at = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,12}Z$/.test(page.query.at ?? '') ? (page.query.at as IsoInstant) : null;
  const rows = at ? await nudgedAt(page.city.db, at) : [];
  const [tasks, names] = await Promise.all([
    readTasks(page.city, page.asOf, { taskIds: rows.map((row) => row.task_id) }),
    nameOf(page.city, [...new Set(rows.flatMap((row) => row.person_id ?? []))]),
  ]);
  const byBody = Map.groupBy(rows, (row) => row.body_id);
  const written = [...byBody].map(([bodyId, ofBody]) => ({
    bodyId,
    name: names.get(ofBody[0]?.person_id ?? '') ?? page.t('task.page.somebody'),
    tasks: ofBody.flatMap((row) => tasks.find((task) => task.row.id === row.task_id) ?? []),
  }));
  const known = new Set(page.city.profile.bodies.map((body) => body.id));
  const without = (page.query.without ?? '').split(',').filter((id) => known.has(id));
  return staffPage(page.t('task.nudged.title'), nudgedPage(page, written, without));
}

export async function giveFile(page: Page): Promise<Answer> {
  const result = await openFile(page.city, page.acting, page.params.item ?? '', page.isProved);
  if (!result.ok && result.refusals[0]?.key === 'task.refused.not-proved') page.mustProve();
  // A file that one may not read answers like one that is not there.
  if (!result.ok) throw notFound();
  const file = result.value;
  if (!isGiven(file.state)) return keptBackPage(page, file, file.state);
  const { stream, byteLength } = await page.city.files.open(file.sha256);
  return { kind: 'stream', stream, byteLength, fileName: file.name };
}
