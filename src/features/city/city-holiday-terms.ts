/** Days that the city proclaimed, and how they join the calendars of its pack. Pure. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { Calendar, HolidayRule } from '#rules/calendar.ts';

export type ProclaimedDay = {
  id: string;
  calendarId: string;
  on: IsoDate;
  name: LocalText;
  /** The proclamation: who, which number, which day; a city is asked for it. */
  citation: string;
  proclaimedAt: IsoInstant;
  proclaimedBy: string | null;
  takenBackAt: IsoInstant | null;
  takenBackBy: string | null;
  takenBackWhy: string | null;
};

type NewDay = Pick<ProclaimedDay, 'id' | 'calendarId' | 'on' | 'name' | 'citation'>;

/** The calendars with the days in them. A day whose calendar the pack no longer has stands nowhere. */
export function withDays(calendars: readonly Calendar[], days: readonly NewDay[]): readonly Calendar[] {
  if (days.length === 0) return calendars;
  return calendars.map((calendar) => {
    const own = days.filter((day) => day.calendarId === calendar.id).map(ruleOf);
    return own.length > 0 ? { ...calendar, rules: [...calendar.rules, ...own] } : calendar;
  });
}

/** It counts on the very day that was proclaimed: no rule moves it off a weekend. */
function ruleOf({ id, on, name, citation }: NewDay): HolidayRule {
  return {
    id: `${proclaimedPrefix}${id}`,
    name,
    day: { kind: 'proclaimed', on },
    observed: 'as_it_falls',
    validFrom: null,
    validTo: null,
    citation,
  };
}

const proclaimedPrefix = 'proclaimed.';

/** The id of the proclaimed day behind a holiday of a merged calendar; null for one of the pack. */
export function proclaimedId(holidayId: string): string | null {
  return holidayId.startsWith(proclaimedPrefix) ? holidayId.slice(proclaimedPrefix.length) : null;
}
