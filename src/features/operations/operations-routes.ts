/** The doors of operations: jobs, and storage with the age of backups. */
import type { Refusal } from '#kit/result.ts';
import type { City } from '#platform/city.ts';
import type { JobDesk } from '#platform/jobs.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { jobsPage } from './failed-job-pages.ts';
import { retryJob, startJob } from './failed-job-service.ts';
import { openJobs, scheduledJobs } from './failed-job-store.ts';
import { operationsActs } from './operations-acts.ts';
import { drillPath, jobsPath, retryJobPath, startJobPath, storagePath } from './operations-paths.ts';
import { lastRuns, runsOf } from './operations-store.ts';
import { drillForm } from './storage-forms.ts';
import { storagePage } from './storage-pages.ts';
import { noteDrill } from './storage-service.ts';
import { tableSizes } from './storage-store.ts';

export type OperationsDeps = {
  deskOf(city: City): JobDesk;
  /** Queues whose names the languages know. */
  namedQueues: ReadonlySet<string>;
  /** Files of the city's store; counted anew after some minutes. */
  filesOf(city: City): Promise<{ count: number; byteLength: number }>;
  freeBytes(): Promise<number>;
  hasBackupFolder: boolean;
  backupDays: number;
  now(): number;
};

const { read } = operationsActs;

export function operationsRoutes(deps: OperationsDeps): Route[] {
  const { runJobs, noteDrill: drill } = operationsActs;
  return [
    get(jobsPath, { permission: read, event: 'none', handle: (page) => jobs(page, deps, []) }),
    post(retryJobPath, {
      permission: runJobs,
      event: 'operations.job_retried',
      record: 'none',
      handle: (page) => retry(page, deps),
    }),
    post(startJobPath, {
      permission: runJobs,
      event: 'operations.job_started',
      record: 'none',
      handle: (page) => start(page, deps),
    }),
    get(storagePath, { permission: read, event: 'none', handle: (page) => storage(page, deps, []) }),
    post(drillPath, {
      permission: drill,
      event: 'operations.restore_drill_recorded',
      record: 'none',
      handle: (page) => saveDrill(page, deps),
    }),
  ];
}

export const operationsNav: readonly NavEntry[] = [
  { path: jobsPath.to({}), labelKey: 'operations.nav.jobs', act: read, order: 89.1, under: '/administration' },
  { path: storagePath.to({}), labelKey: 'operations.nav.storage', act: read, order: 89.2, under: '/administration' },
];

const shown = 100;

async function jobs(page: Page, deps: OperationsDeps, faults: readonly Refusal[]): Promise<Answer> {
  const [open, scheduled] = await Promise.all([openJobs(page.city, shown), scheduledJobs(page.city)]);
  const view = { jobs: open, scheduled, named: deps.namedQueues, faults };
  return staffPage(page.t('operations.jobs.title'), jobsPage(page, view), {
    status: faults.length > 0 ? 422 : 200,
    isWide: true,
  });
}

async function retry(page: Page, deps: OperationsDeps): Promise<Answer> {
  const result = await retryJob(page.city, page.acting, deps.deskOf(page.city), page.params.job as string);
  return result.ok ? redirect(jobsPath.to({}), 'operations.job_retried') : jobs(page, deps, result.refusals);
}

async function start(page: Page, deps: OperationsDeps): Promise<Answer> {
  const result = await startJob(page.city, page.acting, deps.deskOf(page.city), page.params.queue as string);
  return result.ok ? redirect(jobsPath.to({}), 'operations.job_started') : jobs(page, deps, result.refusals);
}

async function storage(page: Page, deps: OperationsDeps, faults: readonly Refusal[]): Promise<Answer> {
  const { city } = page;
  const [tables, files, freeBytes, runs, { drill }] = await Promise.all([
    tableSizes(city),
    deps.filesOf(city),
    deps.freeBytes(),
    runsOf(city.db, ['nightly_backup', 'backup'], 15),
    lastRuns(city.db),
  ]);
  const { hasBackupFolder, backupDays } = deps;
  const view = {
    tables,
    files,
    freeBytes,
    runs,
    drill,
    hasBackupFolder,
    backupDays,
    now: deps.now(),
    typed: page.fields,
    faults,
  };
  return staffPage(page.t('operations.storage.title'), storagePage(page, view), {
    status: faults.length > 0 ? 422 : 200,
    isWide: true,
  });
}

async function saveDrill(page: Page, deps: OperationsDeps): Promise<Answer> {
  const typed = parseForm(drillForm, page.fields);
  if (!typed.ok) return storage(page, deps, typed.refusals);
  const result = await noteDrill(page.city, page.acting, typed.value);
  return result.ok
    ? redirect(storagePath.to({}), 'operations.restore_drill_recorded')
    : storage(page, deps, result.refusals);
}
