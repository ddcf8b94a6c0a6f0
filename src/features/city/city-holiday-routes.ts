/** The doors of days off: the calendars, what a proclaimed day would move, proclaiming it, taking it back. */
import { z } from 'zod';
import type { Refusal } from '#kit/result.ts';
import { notFound } from '#platform/errors.ts';
import { parseForm, type Typed } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { dayForm, takeBackForm } from './city-holiday-forms.ts';
import { dayFields, daysPage, newDayPage, takeBackPage } from './city-holiday-pages.ts';
import { effectOfProclaiming, effectOfTakingBack, proclaimDay, takeDayBack } from './city-holiday-service.ts';
import { proclaimedDay, proclaimedDays } from './city-holiday-store.ts';
import * as at from './city-paths.ts';

export function holidayRoutes(deps: AdminDeps): Route[] {
  const { readAdministration, manageDays } = cityActs;
  return [
    get(at.daysPath, { permission: readAdministration, event: 'none', handle: days }),
    post(at.daysPath, {
      record: 'city.proclaimed_day',
      permission: manageDays,
      event: 'city.day_proclaimed',
      handle: (page) => saveDay(page, deps),
    }),
    get(at.newDayPath, { permission: manageDays, event: 'none', handle: (page) => newDay(page, deps) }),
    get(at.takeBackDayPath, { permission: manageDays, event: 'none', handle: (page) => takeBack(page, deps, []) }),
    post(at.takeBackDayPath, {
      record: 'city.proclaimed_day',
      permission: manageDays,
      event: 'city.day_taken_back',
      handle: (page) => saveTakeBack(page, deps),
    }),
  ];
}

async function days(page: Page): Promise<Answer> {
  const thisYear = Number(page.today.slice(0, 4));
  const year = z.coerce.number().int().min(1900).max(2200).catch(thisYear).parse(page.query.year);
  return staffPage(page.t('admin.days.title'), daysPage(page, year, await proclaimedDays(page.city.db)));
}

/** A GET form: what it asks changes nothing. */
async function newDay(page: Page, deps: AdminDeps): Promise<Answer> {
  const isAsked = dayFields.some((field) => page.query[field] !== undefined);
  return isAsked ? preview(page, deps, page.query, []) : newDayAnswer(page, {}, [], null);
}

function newDayAnswer(
  page: Page,
  typed: Typed,
  faults: readonly Refusal[],
  effect: Parameters<typeof newDayPage>[1]['effect'],
): Answer {
  const main = newDayPage(page, { typed, faults, effect });
  return staffPage(page.t('admin.new-day.title'), main, { status: faults.length > 0 ? 422 : 200 });
}

/** `faults`: why what was sent could not be done; the effect of now is shown with them. */
async function preview(page: Page, deps: AdminDeps, typed: Typed, faults: readonly Refusal[]): Promise<Answer> {
  const day = parseForm(dayForm, typed);
  if (!day.ok) return newDayAnswer(page, typed, day.refusals, null);
  const effect = await effectOfProclaiming(page.city, day.value, deps);
  if (!effect.ok) return newDayAnswer(page, typed, effect.refusals, null);
  return newDayAnswer(page, typed, faults, effect.value);
}

async function saveDay(page: Page, deps: AdminDeps): Promise<Answer> {
  const day = parseForm(dayForm, page.fields);
  if (!day.ok) return newDayAnswer(page, page.fields, day.refusals, null);
  const result = await proclaimDay(page.city, page.acting, day.value, String(page.fields.hash ?? ''), deps);
  if (!result.ok) return preview(page, deps, page.fields, result.refusals);
  await deps.refresh(page.city);
  return redirect(at.daysPath.to({}, { year: day.value.on.slice(0, 4) }), 'city.day_proclaimed');
}

async function takeBack(page: Page, deps: AdminDeps, faults: readonly Refusal[]): Promise<Answer> {
  const day = await proclaimedDay(page.city.db, page.params.day as string);
  if (!day) throw notFound();
  if (day.takenBackAt) return redirect(at.daysPath.to({}));
  const effect = await effectOfTakingBack(page.city, day.id, deps);
  if (!effect.ok) return redirect(at.daysPath.to({}));
  const main = takeBackPage(page, { day, effect: effect.value, typed: page.fields, faults });
  const title = page.t('admin.take-back.title', { day: page.formats.date(day.on) });
  return staffPage(title, main, { status: faults.length > 0 ? 422 : 200 });
}

async function saveTakeBack(page: Page, deps: AdminDeps): Promise<Answer> {
  const typed = parseForm(takeBackForm, page.fields);
  if (!typed.ok) return takeBack(page, deps, typed.refusals);
  const input = { id: page.params.day as string, why: typed.value.why, seen: typed.value.hash };
  const result = await takeDayBack(page.city, page.acting, input, deps);
  if (!result.ok) return takeBack(page, deps, result.refusals);
  await deps.refresh(page.city);
  return redirect(at.daysPath.to({}), 'city.day_taken_back');
}
