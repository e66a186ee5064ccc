import type {SignalboxError} from './errors.js';
import {unreachable} from './errors.js';
import type {ConnectionState, Timing} from './options.js';
import {Retry, type Trouble} from './retry.js';
import type {Dial, Wire} from './wire.js';

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
  readonly #retry: Retry;
  readonly #riders = new Set<Rider>();
  #wire: Wire | null = null;
  #isOpen = false;
  #heardAt = 0;
  /** Since when something comes by this wire; null before anything came. */
  #aliveSince: number | null = null;
  #trouble: Trouble | null = null;
  #failure: SignalboxError | null = null;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  /** @param changed called when `state` may be another */
  constructor(dial: Dial, timing: Timing, changed: () => void) {
    this.#dial = dial;
    this.#timing = timing;
    this.#changed = changed;
    this.#retry = new Retry(timing, () => this.#connect());
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
    if (this.#aliveSince !== null) {
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
    } else if (this.#wire === null && !this.#retry.isWaiting) {
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
    this.#retry.now();
  }

  /** Ends all that ride, the wire and every wait. Whoever comes later gets a new wire. */
  clear(): void {
    [...this.#riders].forEach((rider) => rider.close());
    this.#idle();
  }

  #idle(): void {
    this.#hangUp();
    this.#retry.cancel();
    this.#retry.reset();
    clearTimeout(this.#lingerTimer);
    this.#trouble = null;
    this.#failure = null;
    this.#changed();
  }

  #connect(): void {
    this.#failure = null;
    this.#heardAt = Date.now();
    let wire: Wire | null = null;
    const isCurrent = () => wire !== null && this.#wire === wire;
    wire = this.#dial({
      opened: () => isCurrent() && this.#opened(wire!),
      heard: () => isCurrent() && this.#heard(),
      ended: (why, isFinal) => isCurrent() && this.#ended(why, isFinal),
    });
    this.#wire = wire;
    this.#watch();
    this.#changed();
  }

  #heard(): void {
    this.#heardAt = Date.now();
    if (this.#aliveSince === null) {
      this.#aliveSince = this.#heardAt;
      this.#trouble = null;
      this.#changed();
    }
  }

  #opened(wire: Wire): void {
    this.#isOpen = true;
    for (const rider of [...this.#riders]) {
      if (this.#wire === wire && this.#riders.has(rider)) {
        rider.boarded(wire);
      }
    }
  }

  #ended(why: SignalboxError, isFinal: boolean): void {
    if (this.#aliveSince !== null && Date.now() - this.#aliveSince >= this.#timing.stableMs) {
      this.#retry.reset();
    }
    this.#hangUp();
    if (isFinal) {
      this.#fail(why);
      return;
    }
    this.#trouble = this.#retry.later(why);
    for (const rider of [...this.#riders]) {
      rider.lost();
    }
    this.#changed();
  }

  #fail(why: SignalboxError): void {
    this.#failure = why;
    this.#trouble = null;
    this.#retry.reset();
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
    this.#aliveSince = null;
    wire?.close();
  }
}
