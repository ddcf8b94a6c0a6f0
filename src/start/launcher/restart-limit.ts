/** How often something may fall before Steward gives up: a fault that returns at once is not mended by starting again. */
export type RestartLimit = {
  /** Notes a fall at `now` (milliseconds); false when there were too many. */
  allows(now: number): boolean;
};

export function restartLimit(most = 5, withinMilliseconds = 60_000): RestartLimit {
  let falls: number[] = [];
  return {
    allows(now) {
      falls = [...falls.filter((at) => now - at < withinMilliseconds), now];
      return falls.length <= most;
    },
  };
}
