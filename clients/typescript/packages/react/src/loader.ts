import {SignalboxError} from '@signalbox/client';

const WAIT_MIN_MS = 1_000;
const WAIT_MAX_MS = 30_000;

export function asFailure(thrown: unknown): SignalboxError {
  return thrown instanceof SignalboxError
    ? thrown
    : new SignalboxError({
        code: 'INTERNAL',
        detail: thrown instanceof Error ? thrown.message : String(thrown),
        cause: thrown,
      });
}

/**
 * Loads something whenever it is asked to: one load at a time, and those who ask while one is under
 * way share the next. A load that failed and may succeed later is done again by itself.
 */
export class Loader {
  readonly #load: (signal: AbortSignal) => Promise<void>;
  readonly #onFailure: (error: SignalboxError) => void;
  readonly #gapMs: number;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #startedAt = -Infinity;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param gapMs from the start of one load to the start of the next, at least */
  constructor(
    load: (signal: AbortSignal) => Promise<void>,
    onFailure: (error: SignalboxError) => void,
    gapMs = 0,
  ) {
    this.#load = load;
    this.#onFailure = onFailure;
    this.#gapMs = gapMs;
  }

  /** @returns when a load that began after this is done, well or not; never rejects */
  ask(): Promise<void> {
    return (this.#next ??= this.#afterThis());
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#closing.abort();
  }

  async #afterThis(): Promise<void> {
    await this.#running;
    await this.#pause(this.#startedAt + this.#gapMs - performance.now());
    this.#next = null;
    if (!this.#closing.signal.aborted) {
      this.#running = this.#run();
      await this.#running;
    }
  }

  async #run(): Promise<void> {
    clearTimeout(this.#retry);
    this.#startedAt = performance.now();
    try {
      await this.#load(this.#closing.signal);
      this.#failures = 0;
    } catch (thrown) {
      if (!this.#closing.signal.aborted) {
        this.#failed(asFailure(thrown));
      }
    }
  }

  #failed(error: SignalboxError): void {
    if (error.retryable) {
      const wait = Math.min(WAIT_MIN_MS * 2 ** this.#failures++, WAIT_MAX_MS);
      this.#retry = setTimeout(() => void this.ask(), Math.max(wait, error.retryAfterMs ?? 0));
    }
    this.#onFailure(error);
  }

  async #pause(ms: number): Promise<void> {
    const {signal} = this.#closing;
    if (ms > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}
