/** The doors of groups and roles. */
import type { Refusal } from '#kit/result.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import { groupForm } from './city-group-forms.ts';
import { groupsPage } from './city-group-pages.ts';
import { addGroupRule, removeGroupRule } from './city-group-service.ts';
import { groupRules } from './city-group-store.ts';
import { groupsPath, removeGroupPath } from './city-paths.ts';
import type { CityDeps } from './city-questions.ts';

export function groupRoutes(deps: CityDeps): Route[] {
  const { managePeople } = cityActs;
  return [
    get(groupsPath, {
      permission: managePeople,
      event: 'none',
      proof: 'fresh',
      handle: (page) => groups(page, deps, []),
    }),
    post(groupsPath, {
      record: 'city.group_rule',
      permission: managePeople,
      event: 'city.group_mapped',
      proof: 'fresh',
      handle: (page) => save(page, deps),
    }),
    post(removeGroupPath, {
      record: 'none',
      permission: managePeople,
      event: 'city.group_unmapped',
      proof: 'fresh',
      handle: (page) => remove(page, deps),
    }),
  ];
}

async function groups(page: Page, { identity }: CityDeps, faults: readonly Refusal[]): Promise<Answer> {
  const rules = await groupRules(page.city.db);
  const view = { rules, hasCitySignIn: identity !== null, typed: page.fields, faults };
  const status = faults.length > 0 ? 422 : 200;
  return staffPage(page.t('access.group.title'), groupsPage(page, view), { isWide: true, status });
}

async function save(page: Page, deps: CityDeps): Promise<Answer> {
  const typed = parseForm(groupForm, page.fields);
  if (!typed.ok) return groups(page, deps, typed.refusals);
  const result = await addGroupRule(page.city, page.acting, typed.value);
  return result.ok ? redirect(groupsPath.to({}), 'city.group_mapped') : groups(page, deps, result.refusals);
}

async function remove(page: Page, deps: CityDeps): Promise<Answer> {
  const result = await removeGroupRule(page.city, page.acting, page.params.rule as string);
  return result.ok ? redirect(groupsPath.to({}), 'city.group_unmapped') : groups(page, deps, result.refusals);
}
