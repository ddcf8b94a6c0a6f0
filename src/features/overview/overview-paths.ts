/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const overviewPath = path('/overview');
export const seenPath = path('/overview/seen');
export const weeklyPath = path('/overview/weekly');
export const matrixPath = path('/overview/matrix');
export const matrixCsvPath = path('/overview.csv');
export const calendarPath = path('/overview.ics');
export const listPath = path('/overview/list/:figure');
export const listCsvPath = path('/overview/list/:figure/csv');
export const departmentsPath = path('/departments');
export const departmentPath = path('/departments/:id');
export const searchPath = path('/search');
export const homePath = path('/');
export const stepsPath = path('/five-minutes');
