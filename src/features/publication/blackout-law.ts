/** When nothing may be published: half-open windows, which may overlap and end early. Pure. */
import type { IsoInstant } from '#kit/dates.ts';

/** `kinds`: null for every kind of document. `endedAt`: when counsel ended it early. */
export type BlackoutWindow = {
  startsAt: IsoInstant;
  endsAt: IsoInstant;
  endedAt: IsoInstant | null;
  kinds: readonly string[] | null;
};

/** The first moment at which it holds no longer. */
export function endOf({ endsAt, endedAt }: BlackoutWindow): IsoInstant {
  return endedAt !== null && endedAt < endsAt ? endedAt : endsAt;
}

export function holdsAt(window: BlackoutWindow, at: IsoInstant): boolean {
  return window.startsAt <= at && at < endOf(window);
}

export function concerns({ kinds }: BlackoutWindow, kind: string): boolean {
  return kinds === null || kinds.includes(kind);
}

/** The first moment from which the kind may be published again, across windows that overlap or touch; null when it may be now. */
export function closedUntil<W extends BlackoutWindow>(
  windows: readonly W[],
  kind: string,
  at: IsoInstant,
): IsoInstant | null {
  const own = windows.filter((window) => concerns(window, kind));
  let until = at;
  for (;;) {
    const holding = own.filter((window) => holdsAt(window, until));
    if (holding.length === 0) return until === at ? null : until;
    until = holding.map(endOf).reduce((last, end) => (end > last ? end : last));
  }
}

export type WindowState = 'coming' | 'in_force' | 'past' | 'ended_early';

export function windowState(window: BlackoutWindow, at: IsoInstant): WindowState {
  if (holdsAt(window, at)) return 'in_force';
  if (window.endedAt !== null && window.endedAt < window.endsAt) return 'ended_early';
  return window.startsAt > at ? 'coming' : 'past';
}
