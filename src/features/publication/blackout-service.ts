/** Counsel sets the days on which nothing is published, and ends them early. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange, type AuditNote } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { endOfDay } from '#platform/clock.ts';
import { may } from '#rules/permissions.ts';
import { endOf } from './blackout-law.ts';
import { blackouts, insertBlackout, insertBlackoutEnd } from './blackout-store.ts';
import { publicationActs } from './publication-acts.ts';
import { lockGate } from './publication-store.ts';

/** Both days are in; `kinds` null for every kind. */
export type NewBlackout = {
  fromOn: IsoDate;
  toOn: IsoDate;
  kinds: readonly string[] | null;
  reason: string;
  authority: string;
};

export async function setBlackout(city: City, acting: Acting, asked: NewBlackout): Promise<Result<{ id: string }>> {
  if (acting.actor && !may(acting.actor, publicationActs.setBlackout)) return refuse('publication.refused.not-allowed');
  const zone = city.profile.timeZone;
  const startsAt = startOfDay(zone, asked.fromOn);
  const endsAt = endOfDay(zone, asked.toOn);
  if (endsAt <= startsAt) return refuse('publication.blackout.order', 'toOn');
  if (endsAt <= city.clock.now()) return refuse('publication.blackout.passed', 'toOn');
  return auditedChange<Result<{ id: string }>>(city, acting, async (tx) => {
    await lockGate(tx, city);
    const id = newId();
    const { kinds, reason, authority } = asked;
    await insertBlackout(tx, {
      id,
      recordedAt: city.clock.now(),
      recordedBy: acting.actor?.personId ?? null,
      startsAt,
      endsAt,
      kinds,
      reason,
      authority,
    });
    const details = { from: asked.fromOn, to: asked.toOn, kinds: kinds?.join(' ') ?? 'all' };
    return {
      value: ok({ id }),
      note: { event: 'publication.blackout_set', subject: { kind: 'blackout', id }, details },
    };
  });
}

/** From this moment on it holds no longer; one that has not begun never holds. */
export async function endBlackout(
  city: City,
  acting: Acting,
  { id, reason }: { id: string; reason: string },
): Promise<Result<null>> {
  if (acting.actor && !may(acting.actor, publicationActs.setBlackout)) return refuse('publication.refused.not-allowed');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    await lockGate(tx, city);
    const nothing: AuditNote[] = [];
    const known = (await blackouts(tx)).find((one) => one.id === id);
    if (!known) return { value: refuse('publication.blackout.unknown'), note: nothing };
    const now = city.clock.now();
    const end = { blackoutId: id, endedAt: now, endedBy: acting.actor?.personId ?? null, reason };
    if (endOf(known) <= now || !(await insertBlackoutEnd(tx, end)))
      return { value: refuse('publication.blackout.over'), note: nothing };
    return { value: ok(null), note: { event: 'publication.blackout_ended', subject: { kind: 'blackout', id } } };
  });
}

function startOfDay(timeZone: string, day: IsoDate): IsoInstant {
  const before = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString() as IsoDate;
  return endOfDay(timeZone, before);
}
