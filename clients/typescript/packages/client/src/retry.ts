import type {SignalboxError} from './errors.js';
import type {Timing} from './options.js';

/** Why something does not work now, and when it is tried again. */
export interface Trouble {
  /** From 1. */
  readonly attempt: number;
  readonly retryAt: number;
  readonly reason: string;
}

/** What a server asks for beyond this is not waited for: timers take no more than 24 days. */
const ASKED_MAX_MS = 600_000;

/**
 * Does something again after a wait. Waits double, and are spread over all of their range, so that
 * clients that lost their server together do not come back together. A browser that is online again
 * does not wait.
 */
export class Retry {
  readonly #timing: Timing;
  readonly #what: () => void;
  readonly #now = () => this.now();
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timing: Timing, what: () => void) {
    this.#timing = timing;
    this.#what = what;
  }

  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  later({message, retryAfterMs}: SignalboxError): Trouble {
    this.cancel();
    const {backoffMinMs, backoffMaxMs, random} = this.#timing;
    const boundMs = Math.min(backoffMaxMs, backoffMinMs * 2 ** this.#attempt++);
    const askedMs = Math.min(retryAfterMs ?? 0, ASKED_MAX_MS);
    const waitMs = askedMs + Math.round(random() * boundMs);
    this.#timer = setTimeout(this.#now, waitMs);
    globalThis.addEventListener?.('online', this.#now);
    return {attempt: this.#attempt, retryAt: Date.now() + waitMs, reason: message};
  }

  /** Does not wait any longer; nothing where nothing waits. */
  now(): void {
    if (this.isWaiting) {
      this.cancel();
      this.#what();
    }
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    globalThis.removeEventListener?.('online', this.#now);
  }

  /** All is well: the next wait is the first one again. */
  reset(): void {
    this.#attempt = 0;
  }
}
