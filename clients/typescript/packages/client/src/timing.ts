import type {Timing} from './options.js';

const DEFAULTS: Timing = {
  requestMs: 30_000,
  silenceMs: 45_000,
  backoffMinMs: 250,
  backoffMaxMs: 15_000,
  stableMs: 5_000,
  lingerMs: 1_000,
  pollMs: 10_000,
  random: Math.random,
};

export function timingOf(wanted: Partial<Timing> = {}): Timing {
  return {...DEFAULTS, ...wanted};
}

/** Waits that double and are spread over all of their range, so that clients do not come together. */
export class Backoff {
  readonly #timing: Timing;
  #attempt = 0;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** How many waits there were since the last reset. */
  get attempt(): number {
    return this.#attempt;
  }

  /**
   * The next wait in milliseconds.
   *
   * @param atLeastMs what the server asked for
   */
  next(atLeastMs: number | null): number {
    const {backoffMinMs, backoffMaxMs, random} = this.#timing;
    const bound = Math.min(backoffMaxMs, backoffMinMs * 2 ** this.#attempt++);
    return (atLeastMs ?? 0) + Math.round(random() * bound);
  }

  reset(): void {
    this.#attempt = 0;
  }
}
