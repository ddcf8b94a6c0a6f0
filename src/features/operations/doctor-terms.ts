/** What the doctor says of one thing that it looked at. */
export const states = ['ok', 'warn', 'fail'] as const;
export type State = (typeof states)[number];

export type Finding = {
  /** Such as `database.version`, with the city before it where it is one city's: `los-angeles/audit.seals`. */
  check: string;
  state: State;
  says: string;
  /** What to do; null where all is well. */
  remedy: string | null;
};

export const fine = (check: string, says: string): Finding => ({ check, state: 'ok', says, remedy: null });
export const look = (check: string, says: string, remedy: string): Finding => ({ check, state: 'warn', says, remedy });
export const wrong = (check: string, says: string, remedy: string): Finding => ({ check, state: 'fail', says, remedy });

/** `3 minutes`, `2 hours`, `5 days`: rounded down, at least one. */
export function inWords(milliseconds: number): string {
  const steps = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1_000, 'second'],
  ] as const;
  const [size, word] = steps.find(([one]) => milliseconds >= one) ?? [1_000, 'second'];
  const count = Math.max(1, Math.floor(milliseconds / size));
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
