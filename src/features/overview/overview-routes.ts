/** The pages of this wing: a table of contents. */
import type { NavEntry, Route } from '#web/route.ts';
import { get, post } from '#web/route.ts';
import { redirect } from '#web/page.ts';
import { notAllowed } from '#platform/errors.ts';
import { departmentAnswer, departmentsAnswer } from './department-doors.ts';
import { homeDoor, stepsAnswer } from './home-doors.ts';
import { overviewActs } from './overview-acts.ts';
import {
  calendarAnswer,
  listAnswer,
  listCsvAnswer,
  matrixAnswer,
  matrixCsvAnswer,
  overviewAnswer,
} from './overview-doors.ts';
import * as paths from './overview-paths.ts';
import type { OverviewDeps } from './overview-deps.ts';
import { markSeen } from './overview-service.ts';
import { weeklyAnswer } from './overview-weekly-page.ts';
import { searchAnswer } from './search-doors.ts';

export function overviewRoutes(deps: OverviewDeps): Route[] {
  const { read, readWeekly, markSeen: maySeen, readDepartment, search } = overviewActs;
  return [
    get(paths.homePath, { permission: 'everyone', event: 'none', cacheSeconds: 5, handle: homeDoor(deps) }),
    get(paths.stepsPath, { permission: 'everyone', event: 'none', handle: (page) => stepsAnswer(page, deps) }),
    get(paths.overviewPath, { permission: read, event: 'none', handle: (page) => overviewAnswer(page, deps) }),
    post(paths.seenPath, {
      record: 'none',
      permission: maySeen,
      event: 'overview.marked_seen',
      async handle(page) {
        const marked = await markSeen(page.city, page.acting);
        if (!marked.ok) throw notAllowed();
        return redirect(paths.overviewPath.to({}), 'overview.marked_seen');
      },
    }),
    get(paths.weeklyPath, { permission: readWeekly, event: 'none', handle: (page) => weeklyAnswer(page, deps) }),
    get(paths.matrixPath, { permission: read, event: 'none', handle: (page) => matrixAnswer(page, deps) }),
    get(paths.matrixCsvPath, { permission: read, event: 'none', handle: (page) => matrixCsvAnswer(page, deps) }),
    get(paths.calendarPath, { permission: read, event: 'none', handle: (page) => calendarAnswer(page, deps) }),
    get(paths.listPath, { permission: read, event: 'none', handle: (page) => listAnswer(page, deps) }),
    get(paths.listCsvPath, { permission: read, event: 'none', handle: (page) => listCsvAnswer(page, deps) }),
    get(paths.departmentsPath, {
      permission: readDepartment,
      event: 'none',
      handle: (page) => departmentsAnswer(page, deps),
    }),
    get(paths.departmentPath, {
      permission: readDepartment,
      event: 'none',
      handle: (page) => departmentAnswer(page, deps),
    }),
    get(paths.searchPath, { permission: search, event: 'none', handle: (page) => searchAnswer(page, deps) }),
  ];
}

export const overviewNav: readonly NavEntry[] = [
  { path: '/overview', labelKey: 'overview.nav.overview', act: overviewActs.read, order: 10 },
  { path: '/departments', labelKey: 'overview.nav.departments', act: overviewActs.readDepartment, order: 40 },
  { path: '/search', labelKey: 'overview.nav.search', act: overviewActs.search, order: 90 },
];
