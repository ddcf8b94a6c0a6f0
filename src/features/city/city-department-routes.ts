/** The doors of departments in administration: the list, its file, one department's contacts. */
import { z } from 'zod';
import type { Refusal } from '#kit/result.ts';
import { notFound } from '#platform/errors.ts';
import { bodyKinds, verbStrengths } from '#rules/bodies.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, download, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { contactForm } from './city-contacts-forms.ts';
import {
  departmentContactPage,
  departmentGaps,
  departmentListPage,
  type DepartmentQuery,
  departmentsCsv,
  departmentSorts,
  narrowDepartments,
} from './city-department-pages.ts';
import { readDepartments } from './city-department-reading.ts';
import { recordContact } from './city-department-service.ts';
import { contactHistory } from './city-department-store.ts';
import * as at from './city-paths.ts';

export function departmentRoutes(deps: AdminDeps): Route[] {
  const { readAdministration, manageDepartments } = cityActs;
  return [
    get(at.adminDepartmentsPath, {
      permission: readAdministration,
      event: 'none',
      handle: (page) => departments(page, deps),
    }),
    get(at.departmentsCsvPath, {
      permission: readAdministration,
      event: 'none',
      handle: (page) => departmentsFile(page, deps),
    }),
    get(at.adminDepartmentPath, {
      permission: readAdministration,
      event: 'none',
      handle: (page) => department(page, deps, []),
    }),
    post(at.adminDepartmentPath, {
      record: 'city.department_contact',
      permission: manageDepartments,
      event: 'city.department_contact_recorded',
      handle: (page) => saveContact(page, deps),
    }),
  ];
}

const querySchema = z.object({
  q: z.string().max(200).catch(''),
  kind: z.enum(['', ...bodyKinds]).catch(''),
  reach: z.enum(['', ...verbStrengths, 'nothing']).catch(''),
  gap: z.enum(['', ...departmentGaps]).catch(''),
  sort: z.enum(departmentSorts).catch('name'),
});

async function narrowed(page: Page, { taskCounts }: AdminDeps) {
  const query: DepartmentQuery = querySchema.parse(page.query);
  const all = await readDepartments(page.city, page.today, taskCounts);
  return { query, all, rows: narrowDepartments(page, all, query) };
}

async function departments(page: Page, deps: AdminDeps): Promise<Answer> {
  const { query, all, rows } = await narrowed(page, deps);
  const main = departmentListPage(page, rows, all.length, query);
  return staffPage(page.t('admin.departments.title'), main, { isWide: true });
}

async function departmentsFile(page: Page, deps: AdminDeps): Promise<Answer> {
  const { rows } = await narrowed(page, deps);
  const lead = page.city.profile.practice ? [page.t('admin.page.csv-practice')] : [];
  const name = `departments-${page.city.slug}-${page.today}.csv`;
  return download(name, 'text/csv; charset=utf-8', departmentsCsv(page, rows, lead));
}

async function department(page: Page, { taskCounts }: AdminDeps, faults: readonly Refusal[]): Promise<Answer> {
  const rows = await readDepartments(page.city, page.today, taskCounts);
  const row = rows.find((one) => one.body.id === page.params.body);
  if (!row) throw notFound();
  const history = await contactHistory(page.city.db, row.body.id);
  const main = departmentContactPage(page, { row, history, typed: page.fields, faults });
  return staffPage(page.say(row.body.name), main, { status: faults.length > 0 ? 422 : 200 });
}

async function saveContact(page: Page, deps: AdminDeps): Promise<Answer> {
  const bodyId = page.params.body as string;
  const typed = parseForm(contactForm, page.fields);
  if (!typed.ok) return department(page, deps, typed.refusals);
  const result = await recordContact(page.city, page.acting, bodyId, typed.value);
  if (!result.ok) return department(page, deps, result.refusals);
  return redirect(at.adminDepartmentPath.to({ body: bodyId }), 'city.department_contact_recorded');
}
