/** A calendar date without a time or zone, `YYYY-MM-DD`. Fields that hold one end in `On`. */
export type IsoDate = `${number}-${number}-${number}`;

/** An instant in UTC, `YYYY-MM-DDTHH:MM:SS.sssZ`. Fields that hold one end in `At`. */
export type IsoInstant = `${string}T${string}Z`;

/** Without the year 0000, which PostgreSQL does not know. */
const datePattern = /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a real day of the Gregorian calendar written `YYYY-MM-DD`; 30 February is refused. */
export function isIsoDate(text: string): text is IsoDate {
  if (!datePattern.test(text)) return false;
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  if (day > (daysInMonth[month - 1] ?? 0)) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month !== 2 || day < 29 || isLeap;
}

/** The date, or null when the text is none. */
export function parseIsoDate(text: string | undefined | null): IsoDate | null {
  return text && isIsoDate(text) ? text : null;
}
