/** How many times as fast as it was. */
export const SPEEDS = [1, 4, 16] as const;
export type Speed = (typeof SPEEDS)[number];

/** Longer waits are cut to this, in ms of the one who looks. */
export const LONGEST_WAIT_MS = 1_000;

/** What one step of playing came to. */
export interface Step {
  /** The event to show. */
  readonly index: number;
  /** Ms that were left, for the next step. */
  readonly left: number;
}

/**
 * Plays on for a while.
 *
 * @param times of the events, in ms since the epoch
 * @param spent ms since the last step, and what was left of it
 */
export function playOn(
  times: (index: number) => number,
  count: number,
  index: number,
  spent: number,
  speed: Speed,
): Step {
  let left = spent;
  let at = index;
  while (at + 1 < count) {
    const wait = waitBefore(times, at + 1, speed);
    if (wait > left) {
      return {index: at, left};
    }
    left -= wait;
    at++;
  }
  return {index: at, left: 0};
}

/** Ms between an event and the one before it, when played. */
export function waitBefore(times: (index: number) => number, index: number, speed: Speed): number {
  const gap = Math.max(0, times(index) - times(index - 1));
  return Math.min(gap / speed, LONGEST_WAIT_MS);
}
