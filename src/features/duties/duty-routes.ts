/** The doors of this wing: a table of contents. */
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { dutyActs } from './duty-acts.ts';
import { actOf, moves } from './duty-moves.ts';
import {
  eventPath,
  filePath,
  movePaths,
  myWorkPath,
  nudgesPath,
  type PageMove,
  reviewPath,
  tasksPath,
} from './duty-paths.ts';
import type { DutyQuestions } from './duty-questions.ts';
import { makeMoveFrom, recordEventFrom, showTask } from './duty-task-doors.ts';
import { giveFile, sendNudges, showMyWork, showNudged, showQueue } from './duty-work-doors.ts';

export function dutyRoutes(deps: DutyQuestions): Route[] {
  return [
    get(myWorkPath, { permission: 'signed_in', event: 'none', handle: (page) => showMyWork(page, deps) }),
    get(reviewPath, { permission: dutyActs.queue, event: 'none', handle: showQueue }),
    get(tasksPath, { permission: dutyActs.read, event: 'none', handle: (page) => showTask(page, deps) }),
    ...(Object.keys(movePaths) as PageMove[]).map((move) => moveRoute(move, deps)),
    post(eventPath, {
      record: 'duties.assignment',
      permission: dutyActs.recordEvent,
      event: 'duty.event_recorded',
      handle: (page) => recordEventFrom(page, deps),
    }),
    post(nudgesPath, {
      record: 'none',
      permission: dutyActs.nudge,
      event: 'duty.nudged',
      handle: (page) => sendNudges(page, deps),
    }),
    get(nudgesPath, { permission: dutyActs.nudge, event: 'none', handle: (page) => showNudged(page, deps) }),
    // The service writes file.downloaded itself, with the file's id.
    get(filePath, { permission: dutyActs.read, event: 'none', handle: giveFile }),
  ];
}

/** What counsel reviews, counsel accepts: who may for this very task is asked in the service. */
function moveRoute(move: PageMove, deps: DutyQuestions): Route {
  const isReview = move === 'accept' || move === 'return';
  const row = {
    permission: isReview ? dutyActs.reviewSome : actOf(move, 'reviewer'),
    event: moves[move].event,
    record: move === 'submit' ? 'duties.submission' : 'duties.act',
    handle: (page: Parameters<Route['handle']>[0]) => makeMoveFrom(page, deps, move),
  };
  if (move !== 'submit') return post(movePaths[move], row);
  return post(movePaths[move], {
    ...row,
    accepts: 'files',
    whenTooLarge(page, names) {
      const faults = names.map((name) => ({ key: 'task.form.file-too-large', field: 'files', values: { name } }));
      return showTask(page, deps, { move, faults }, 422);
    },
  });
}

export const dutyNav: readonly NavEntry[] = [
  { path: '/my-work', labelKey: 'duty.nav.my-work', act: dutyActs.submit, order: 6 },
  { path: '/review', labelKey: 'duty.nav.review', act: dutyActs.queue, order: 12 },
];
