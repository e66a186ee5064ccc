import type {SignalboxError} from './errors.js';
import {unreachable} from './errors.js';
import type {ConnectionState, Timing} from './options.js';
import {Backoff} from './timing.js';
import type {Dial, Wire} from './wire.js';

/** Why there is no connection now, and when there may be one. */
export interface Trouble {
  readonly attempt: number;
  readonly retryAt: number;
  readonly reason: string;
}

/** Somebody who needs a wire. */
export interface Rider {
  /** The session that it follows, if it follows one. */
  readonly sessionId: string | null;
  /** There is one. */
  boarded(wire: Wire): void;
  /** It is gone, or one more attempt failed; `trouble` of the link says more. */
  lost(): void;
  /** There will be none any more. */
  stranded(error: SignalboxError): void;
  /** Nobody needs it any more. It leaves the link. */
  close(): void;
}

/**
 * A wire that is opened again whenever it breaks, for as long as somebody needs it: with back-off,
 * and with a watch over its signs of life.
 */
export class Link {
  readonly #dial: Dial;
  readonly #timing: Timing;
  readonly #changed: () => void;
  readonly #backoff: Backoff;
  readonly #riders = new Set<Rider>();
  #wire: Wire | null = null;
  #isOpen = false;
  #openedAt = 0;
  #heardAt = 0;
  #trouble: Trouble | null = null;
  #failure: SignalboxError | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  readonly #online = () => this.retryNow();

  /** @param changed called when `state` may be another */
  constructor(dial: Dial, timing: Timing, changed: () => void) {
    this.#dial = dial;
    this.#timing = timing;
    this.#changed = changed;
    this.#backoff = new Backoff(timing);
  }

  /** Null while all is well. */
  get trouble(): Trouble | null {
    return this.#trouble;
  }

  /** Null while nobody needs it. */
  get state(): ConnectionState | null {
    if (this.#failure !== null) {
      return {status: 'closed', error: this.#failure};
    }
    if (this.#trouble !== null) {
      return {status: 'reconnecting', ...this.#trouble, behind: null};
    }
    if (this.#isOpen) {
      return {status: 'live'};
    }
    return this.#wire === null ? null : {status: 'connecting'};
  }

  get isEmpty(): boolean {
    return this.#riders.size === 0;
  }

  carries(sessionId: string): boolean {
    return [...this.#riders].some((rider) => rider.sessionId === sessionId);
  }

  board(rider: Rider): void {
    clearTimeout(this.#lingerTimer);
    this.#riders.add(rider);
    if (this.#isOpen) {
      rider.boarded(this.#wire!);
    } else if (this.#wire === null && this.#retryTimer === undefined) {
      this.#connect();
    }
  }

  leave(rider: Rider): void {
    if (this.#riders.delete(rider) && this.#riders.size === 0) {
      this.#lingerTimer = setTimeout(() => this.#idle(), this.#timing.lingerMs);
    }
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    if (this.#retryTimer !== undefined) {
      this.#connect();
    }
  }

  /** Ends all that ride, the wire and every wait. Whoever comes later gets a new wire. */
  clear(): void {
    [...this.#riders].forEach((rider) => rider.close());
    this.#idle();
  }

  #idle(): void {
    this.#hangUp();
    this.#stopWaiting();
    clearTimeout(this.#lingerTimer);
    this.#trouble = null;
    this.#failure = null;
    this.#backoff.reset();
    this.#changed();
  }

  #connect(): void {
    this.#stopWaiting();
    this.#failure = null;
    this.#heardAt = Date.now();
    let wire: Wire | null = null;
    const isCurrent = () => wire !== null && this.#wire === wire;
    wire = this.#dial({
      opened: () => isCurrent() && this.#opened(wire!),
      heard: () => {
        this.#heardAt = Date.now();
      },
      ended: (why, isFinal) => isCurrent() && this.#ended(why, isFinal),
    });
    this.#wire = wire;
    this.#watch();
    this.#changed();
  }

  #opened(wire: Wire): void {
    this.#isOpen = true;
    this.#openedAt = Date.now();
    this.#trouble = null;
    for (const rider of [...this.#riders]) {
      rider.boarded(wire);
    }
    this.#changed();
  }

  #ended(why: SignalboxError, isFinal: boolean): void {
    if (this.#isOpen && Date.now() - this.#openedAt >= this.#timing.stableMs) {
      this.#backoff.reset();
    }
    this.#hangUp();
    if (isFinal) {
      this.#fail(why);
      return;
    }
    const waitMs = this.#backoff.next(why.retryAfterMs);
    const {attempt} = this.#backoff;
    this.#trouble = {attempt, retryAt: Date.now() + waitMs, reason: why.message};
    this.#retryTimer = setTimeout(() => this.#connect(), waitMs);
    globalThis.addEventListener?.('online', this.#online);
    for (const rider of [...this.#riders]) {
      rider.lost();
    }
    this.#changed();
  }

  #fail(why: SignalboxError): void {
    this.#failure = why;
    this.#trouble = null;
    this.#backoff.reset();
    const riders = [...this.#riders];
    this.#riders.clear();
    for (const rider of riders) {
      rider.stranded(why);
    }
    this.#changed();
  }

  /** Leaves a wire that brings nothing: timers of a page that sleeps come late, never early. */
  #watch(): void {
    const leftMs = this.#heardAt + this.#timing.silenceMs - Date.now();
    if (leftMs <= 0) {
      this.#ended(unreachable(`Nothing came for ${this.#timing.silenceMs / 1000} s`), false);
    } else {
      this.#watchdog = setTimeout(() => this.#watch(), leftMs);
    }
  }

  #hangUp(): void {
    clearTimeout(this.#watchdog);
    const wire = this.#wire;
    this.#wire = null;
    this.#isOpen = false;
    wire?.close();
  }

  #stopWaiting(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    globalThis.removeEventListener?.('online', this.#online);
  }
}
