import type {
  Envelope,
  EventOf,
  LogLevel,
  SignalboxClient,
  SignalboxError,
  Subscription,
} from '@signalbox/client';
import {Loader} from './loader.js';

export type LogLine = EventOf<'session:log'>;

export interface LogListener {
  /** Lines come from now on. Those before are for pages to tell; one asked for now misses none. */
  started(): void;
  /** New lines, the oldest first. */
  lines(lines: readonly LogLine[]): void;
  failed(error: SignalboxError): void;
}

/**
 * New log lines of a session, of a level and above, for all who want them.
 *
 * It follows from where the session was when it began. Whoever fetches a page after `started` has in
 * it every line that was not told live, and perhaps some that were: these have the same `seq`.
 */
export class LogFeed {
  readonly #client: SignalboxClient;
  readonly #sessionId: string;
  readonly #minLogLevel: LogLevel;
  readonly #listeners = new Set<LogListener>();
  readonly #start = new Loader(
    (signal) => this.#follow(signal),
    (error) => this.#tellFailure(error),
  );
  #subscription: Subscription | null = null;
  #isClosed = false;
  #error: SignalboxError | null = null;

  constructor(client: SignalboxClient, sessionId: string, minLogLevel: LogLevel) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#minLogLevel = minLogLevel;
    void this.#start.ask();
  }

  get isOver(): boolean {
    return this.#error !== null;
  }

  /** @returns what ends it */
  listen(listener: LogListener): () => void {
    this.#listeners.add(listener);
    if (this.#subscription !== null) {
      listener.started();
    }
    if (this.#error !== null) {
      listener.failed(this.#error);
    }
    return () => this.#listeners.delete(listener);
  }

  /** Does not wait for the next attempt; begins anew where an error ended it. */
  retryNow(): void {
    if (this.#subscription === null) {
      void this.#start.ask();
    } else {
      this.#subscription.retryNow();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#start.close();
    this.#subscription?.close();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const {headSeq, epoch} = await this.#client.sessions.get(this.#sessionId, {signal});
    if (this.#isClosed || this.#subscription !== null) {
      return;
    }
    this.#subscription = this.#client.follow(this.#sessionId, {
      after: headSeq,
      epoch,
      types: ['session:log'],
      minLogLevel: this.#minLogLevel,
      onEvents: (events) => this.#tell(events),
      onResync: () => this.#tellStarted(),
      onEnd: (why) => {
        if (why !== 'deleted') {
          this.#subscription = null;
          this.#tellFailure(why);
        }
      },
    });
    this.#tellStarted();
  }

  #tell(events: readonly Envelope[]): void {
    const lines = events.filter((event): event is LogLine => event.type === 'session:log');
    if (lines.length > 0) {
      this.#listeners.forEach((listener) => listener.lines(lines));
    }
  }

  #tellStarted(): void {
    this.#error = null;
    this.#listeners.forEach((listener) => listener.started());
  }

  #tellFailure(error: SignalboxError): void {
    this.#error = error;
    this.#listeners.forEach((listener) => listener.failed(error));
  }
}
