/** Proclaiming a closure day and taking it back: due dates in working days follow in the same transaction. */
import { canonicalJson } from '#kit/canonical.ts';
import type { IsoDate } from '#kit/dates.ts';
import { newId, sha256 } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import type { LocalText } from '#kit/text.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City, CityProfile } from '#platform/city.ts';
import { holidayOn, isWeekend } from '#rules/calendar.ts';
import { may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import type { DayQuestions, DueMove } from './city-admin-questions.ts';
import { endDay, insertDay, lockDays, proclaimedDay } from './city-holiday-store.ts';
import { proclaimedId, withDays } from './city-holiday-terms.ts';
import { inOneTransaction, latestProfile } from './city-store.ts';

export type DayInput = { calendarId: string; on: IsoDate; name: LocalText; citation: string };
export type DayEffect = {
  moves: readonly DueMove[];
  /** Sent back with the form: the act is refused when the effect is another by then. */
  hash: string;
};

/** What would move. Refused when the calendar is unknown or the day is free already. */
export async function effectOfProclaiming(
  city: City,
  day: DayInput,
  ask: Pick<DayQuestions, 'dueMovesUnder'>,
): Promise<Result<DayEffect>> {
  const profile = (await latestProfile(city.db)) ?? city.profile;
  const refused = refusalOf(profile, day);
  if (refused) return refused;
  const calendars = withDays(profile.calendars, [{ id: 'new', ...day }]);
  return ok(effectOf(await ask.dueMovesUnder(city, { ...profile, calendars })));
}

/** What would move when the day no longer counts. Refused when it was taken back already. */
export async function effectOfTakingBack(
  city: City,
  id: string,
  ask: Pick<DayQuestions, 'dueMovesUnder'>,
): Promise<Result<DayEffect>> {
  const day = await proclaimedDay(city.db, id);
  if (!day || day.takenBackAt) return refuse('admin.day.taken-back-already');
  const profile = (await latestProfile(city.db)) ?? city.profile;
  const calendars = profile.calendars.map((calendar) => ({
    ...calendar,
    rules: calendar.rules.filter((rule) => proclaimedId(rule.id) !== id),
  }));
  return ok(effectOf(await ask.dueMovesUnder(city, { ...profile, calendars })));
}

function effectOf(moves: readonly DueMove[]): DayEffect {
  const told = moves.map(({ taskId, from, to, effect }) => ({ taskId, from, to, effect }));
  return { moves, hash: sha256(canonicalJson(told)) };
}

function refusalOf(profile: CityProfile, day: DayInput): Result<never> | null {
  const calendar = profile.calendars.find((one) => one.id === day.calendarId);
  if (!calendar) return refuse('admin.day.calendar-unknown', 'calendarId');
  if (isWeekend(day.on, calendar)) return refuse('admin.day.weekend', 'on');
  if (holidayOn(day.on, calendar)) return refuse('admin.day.free-already', 'on');
  return null;
}

/** `seen`: the hash of the effect that was shown; null for the system, which looks at nothing. */
export async function proclaimDay(
  city: City,
  acting: Acting,
  day: DayInput,
  seen: string | null,
  ask: DayQuestions,
): Promise<Result<{ id: string }>> {
  if (acting.actor && !may(acting.actor, cityActs.manageDays)) return refuse('city.refused.not-allowed');
  return inOneTransaction(city, async (inside) => {
    await lockDays(inside.db as never, city);
    const effect = await effectOfProclaiming(inside, day, ask);
    if (!effect.ok) return effect;
    if (seen !== null && effect.value.hash !== seen) return refuse('admin.day.effect-changed');
    const id = newId();
    await auditedChange(inside, acting, async (tx) => {
      const by = { proclaimedAt: city.clock.now(), proclaimedById: acting.actor?.personId ?? null };
      await insertDay(tx, { id, ...day, ...by });
      const details = { day: id, on: day.on, calendar: day.calendarId, moved: effect.value.moves.length };
      return {
        value: null,
        note: { event: 'city.day_proclaimed', subject: { kind: 'city', id: city.slug }, details },
      };
    });
    await layOutAgain(inside, acting, ask);
    return ok({ id });
  });
}

/** The day stays in the record with the reason; dates that it moved move back. */
export async function takeDayBack(
  city: City,
  acting: Acting,
  input: { id: string; why: string; seen: string | null },
  ask: DayQuestions,
): Promise<Result<null>> {
  if (acting.actor && !may(acting.actor, cityActs.manageDays)) return refuse('city.refused.not-allowed');
  const { id, why, seen } = input;
  return inOneTransaction(city, async (inside) => {
    await lockDays(inside.db as never, city);
    const effect = await effectOfTakingBack(inside, id, ask);
    if (!effect.ok) return effect;
    if (seen !== null && effect.value.hash !== seen) return refuse('admin.day.effect-changed');
    await auditedChange(inside, acting, async (tx) => {
      await endDay(tx, id, { at: city.clock.now(), byId: acting.actor?.personId ?? null, why });
      const details = { day: id, moved: effect.value.moves.length };
      return {
        value: null,
        note: { event: 'city.day_taken_back', subject: { kind: 'city', id: city.slug }, details },
      };
    });
    await layOutAgain(inside, acting, ask);
    return ok(null);
  });
}

/** By the calendars as they are now, inside this transaction. */
async function layOutAgain(inside: City, acting: Acting, ask: Pick<DayQuestions, 'reassign'>): Promise<void> {
  const profile = await latestProfile(inside.db);
  if (profile) await ask.reassign({ ...inside, profile }, acting);
}
