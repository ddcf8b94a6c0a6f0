/** The doors of directives. The texts may be read by everyone; who sees how far it is depends on the reader. */
import { notFound } from '#platform/errors.ts';
import { bodiesWhere } from '#rules/permissions.ts';
import type { Refusal } from '#kit/result.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { clausePage } from './clause-pages.ts';
import { directiveActs } from './directive-acts.ts';
import { diffDirectives } from './directive-diff.ts';
import { effectOf, effectPairs } from './directive-effects.ts';
import { conditionForm, receiptForm } from './directive-forms.ts';
import { directiveListPage, directivePage } from './directive-pages.ts';
import {
  clausePath,
  conditionPath,
  directivePath,
  directivesPath,
  effectPath,
  receiptPath,
  versionPath,
} from './directive-paths.ts';
import type { DirectiveDeps } from './directive-questions.ts';
import {
  type DirectiveView,
  readDirectiveView,
  readDirectiveViews,
  readerOf,
  readVersions,
} from './directive-reading.ts';
import { confirmReceipt, recordCondition } from './directive-service.ts';
import { clauseOf } from './directive-terms.ts';
import { effectPage } from './effect-pages.ts';
import { versionPage } from './version-pages.ts';

/** For how long a page without a session may be kept: a withdrawn text is gone from every reader within ten seconds. */
const cacheSeconds = 5;

export function directiveRoutes(deps: DirectiveDeps): Route[] {
  return [
    get(directivesPath, { permission: 'everyone', event: 'none', cacheSeconds, handle: (page) => list(page, deps) }),
    get(directivePath, { permission: 'everyone', event: 'none', cacheSeconds, handle: (page) => one(page, deps) }),
    get(effectPath, { permission: 'everyone', event: 'none', cacheSeconds, handle: (page) => effect(page, deps) }),
    get(versionPath, { permission: 'everyone', event: 'none', cacheSeconds, handle: (page) => version(page, deps) }),
    get(clausePath, { permission: 'everyone', event: 'none', cacheSeconds, handle: (page) => clause(page, deps) }),
    post(receiptPath, {
      record: 'none',
      permission: directiveActs.confirmReceipt,
      event: 'directive.receipt_confirmed',
      handle: (page) => confirm(page, deps),
    }),
    post(conditionPath, {
      record: 'directives.condition',
      permission: directiveActs.recordCondition,
      event: 'directive.condition_recorded',
      handle: (page) => record(page, deps),
    }),
  ];
}

export const directiveNav: readonly NavEntry[] = [
  { path: directivesPath.to({}), labelKey: 'directive.nav.label', act: 'signed_in', order: 30 },
];

async function list(page: Page, deps: DirectiveDeps): Promise<Answer> {
  const reader = readerOf(page);
  return directiveListPage(page, await readDirectiveViews(reader, deps), reader.bodies !== null);
}

async function one(page: Page, deps: DirectiveDeps, faults: readonly Refusal[] = []): Promise<Answer> {
  const view = await viewOf(page, deps);
  const { directive } = view.shown;
  const versions = await readVersions(readerOf(page), directive.id, deps);
  const pairs = effectPairs(view.all.map((known) => known.directive));
  const hasEffect = pairs.some(({ earlier, later }) => earlier.id === directive.id || later.id === directive.id);
  return directivePage(page, { ...view, versions, hasEffect, bodies: bodiesToConfirm(page, view), faults });
}

/** Departments for which this reader can confirm the version shown, and has not yet. Nothing is confirmed into the past. */
function bodiesToConfirm(page: Page, { progress }: DirectiveView) {
  const mine = page.isPast ? [] : bodiesWhere(page.actor, directiveActs.confirmReceipt);
  return (progress?.receipts ?? [])
    .filter((row) => !row.receipt && (mine === 'all' || mine.includes(row.holder.body.id)))
    .map((row) => row.holder.body);
}

async function effect(page: Page, deps: DirectiveDeps): Promise<Answer> {
  const reader = readerOf(page);
  const views = await readDirectiveViews(reader, deps);
  const view = found(views.find((known) => known.shown.directive.id === page.params.id));
  const { id } = view.shown.directive;
  const pairs = effectPairs(view.all.map((known) => known.directive)).filter(
    ({ earlier, later }) => earlier.id === id || later.id === id,
  );
  const effects = pairs.map((pair) => {
    const result = effectOf(pair, page.city.profile, page.asOf);
    const receipts = views.find((known) => known.shown.directive.id === pair.later.id)?.progress;
    const again = new Set(result.confirmAgain.map((holder) => holder.body.id));
    const confirmed = receipts?.isAll
      ? receipts.receipts.filter((row) => row.receipt && again.has(row.holder.body.id)).length
      : null;
    return { ...result, confirmed };
  });
  return effectPage(page, { ...view, effects });
}

async function version(page: Page, deps: DirectiveDeps): Promise<Answer> {
  const reader = readerOf(page);
  const versions = await readVersions(reader, page.params.id ?? '', deps);
  const index = versions.findIndex((known) => String(known.number) === page.params.number);
  const shown = found(versions[index]);
  const before = versions[index - 1];
  const changes = before ? diffDirectives(before.directive, shown.directive) : null;
  return versionPage(page, { version: shown, changes, isStaff: reader.bodies !== null });
}

async function clause(page: Page, deps: DirectiveDeps, faults: readonly Refusal[] = []): Promise<Answer> {
  const view = await viewOf(page, deps);
  return clausePage(page, { ...view, clause: found(clauseOf(view.shown.directive, page.params.clause ?? '')), faults });
}

async function confirm(page: Page, deps: DirectiveDeps): Promise<Answer> {
  const id = page.params.id ?? '';
  const typed = parseForm(receiptForm, page.fields);
  if (!typed.ok) return one(page, deps, typed.refusals);
  page.must(directiveActs.confirmReceipt, typed.value.bodyId);
  const result = await confirmReceipt(page.city, page.acting, { directiveId: id, ...typed.value });
  return result.ok
    ? redirect(directivePath.to({ id }), 'directive.receipt_confirmed')
    : one(page, deps, result.refusals);
}

async function record(page: Page, deps: DirectiveDeps): Promise<Answer> {
  const typed = parseForm(conditionForm, page.fields);
  if (!typed.ok) return clause(page, deps, typed.refusals);
  const result = await recordCondition(page.city, page.acting, typed.value, deps.assignDuties);
  if (!result.ok) return clause(page, deps, result.refusals);
  return redirect(
    clausePath.to({ id: result.value.directiveId, clause: result.value.clauseId }),
    'directive.condition_recorded',
  );
}

async function viewOf(page: Page, deps: DirectiveDeps): Promise<DirectiveView> {
  return found(await readDirectiveView(readerOf(page), deps, page.params.id ?? ''));
}

function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw notFound();
  return value;
}
