/** The doors of legal holds. */
import { z } from 'zod';
import type { Refusal } from '#kit/result.ts';
import { auditedChange } from '#platform/audit.ts';
import { notFound } from '#platform/errors.ts';
import { may } from '#rules/permissions.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { parseHold } from './legal-hold-forms.ts';
import { newHoldPage } from './legal-hold-new-page.ts';
import { holdPage, holdsPage } from './legal-hold-pages.ts';
import { coveredNow, readHolds, wordsOfHold } from './legal-hold-reading.ts';
import { acknowledgeHold, askLift, confirmLift, placeHold } from './legal-hold-service.ts';
import { holdById, noticesOf } from './legal-hold-store.ts';
import { retentionActs } from './retention-acts.ts';
import { holdPath } from './retention-paths.ts';
import type { RetentionQuestions } from './retention-questions.ts';

type Deps = RetentionQuestions;
const liftForm = z.object({ liftReason: z.string('legal-hold.refused.lift-reason-missing').trim() });

export async function showHolds(page: Page): Promise<Answer> {
  const mayReadReasons = may(page.actor, retentionActs.readHoldReasons);
  const holds = await readHolds(page.city, mayReadReasons);
  return staffPage(page.t('legal-hold.list.title'), holdsPage(page, holds, mayReadReasons), { isWide: true });
}

export async function showNewHold(page: Page, deps: Deps, faults: readonly Refusal[] = []): Promise<Answer> {
  const classIds = deps.sources.map((source) => source.class.id);
  return staffPage(page.t('legal-hold.new.title'), newHoldPage(page, classIds, faults), {
    status: faults.length > 0 ? 422 : 200,
  });
}

export async function saveHold(page: Page, deps: Deps): Promise<Answer> {
  const classIds = deps.sources.map((source) => source.class.id);
  const bodyIds = page.city.profile.bodies.map((body) => body.id);
  const typed = parseHold(page.fields, { classIds, bodyIds });
  if (!typed.ok) return showNewHold(page, deps, typed.refusals);
  const result = await placeHold(page.city, page.acting, typed.value, deps);
  if (!result.ok) return showNewHold(page, deps, result.refusals);
  return redirect(holdPath.to({ id: result.value.holdId }), 'retention.hold_placed');
}

/** For those who see holds, and for the people of departments who were told of this one. */
export async function showHold(page: Page, deps: Deps, faults: readonly Refusal[] = []): Promise<Answer> {
  const { city, actor } = page;
  const hold = await holdById(city, city.db, page.params.id ?? '');
  if (!hold) throw notFound();
  const notices = await noticesOf(city.db, hold.id);
  const own = notices.filter((one) => one.personId === actor?.personId);
  const isReader = may(actor, retentionActs.readHolds);
  if (!isReader && own.length === 0) throw notFound();
  const words = may(actor, retentionActs.readHoldReasons) ? await wordsOfHold(city, hold) : null;
  if (words) await recordReading(page, hold);
  const people = [hold.placedBy, hold.liftAskedBy, hold.liftedBy, ...notices.map((one) => one.personId)];
  const view = {
    hold,
    words,
    covered: isReader ? await coveredNow(city, deps.sources, hold) : null,
    notices,
    names: await deps.nameOf(city, [...new Set(people.filter((id) => id !== null))]),
    mustAcknowledge: !hold.liftedAt && own.some((one) => one.acknowledgedAt === null),
    faults,
  };
  return staffPage(page.t('legal-hold.page.name', { number: hold.number }), holdPage(page, view), {
    status: faults.length > 0 ? 422 : 200,
  });
}

/** That the matter was read is itself in the audit. */
async function recordReading(page: Page, hold: { id: string; number: number }): Promise<void> {
  const note = {
    event: 'retention.hold_viewed' as const,
    subject: { kind: 'legal_hold' as const, id: hold.id },
    details: { number: hold.number },
  };
  await auditedChange(page.city, page.acting, async () => ({ value: null, note }));
}

export async function saveLiftAsked(page: Page, deps: Deps): Promise<Answer> {
  const typed = parseForm(liftForm, page.fields);
  const holdId = page.params.id ?? '';
  const result = typed.ok ? await askLift(page.city, page.acting, { holdId, reason: typed.value.liftReason }) : typed;
  return result.ok
    ? redirect(holdPath.to({ id: holdId }), 'retention.hold_lift_asked')
    : showHold(page, deps, result.refusals);
}

export async function saveLifted(page: Page, deps: Deps): Promise<Answer> {
  const holdId = page.params.id ?? '';
  const result = await confirmLift(page.city, page.acting, holdId);
  return result.ok
    ? redirect(holdPath.to({ id: holdId }), 'retention.hold_lifted')
    : showHold(page, deps, result.refusals);
}

export async function saveAcknowledged(page: Page, deps: Deps): Promise<Answer> {
  const holdId = page.params.id ?? '';
  const result = await acknowledgeHold(page.city, page.acting, holdId);
  return result.ok
    ? redirect(holdPath.to({ id: holdId }), 'retention.hold_acknowledged')
    : showHold(page, deps, result.refusals);
}
