import {SignalboxError, type Page, type Envelope, type SignalboxClient} from '@signalbox/client';
import {TIMELINE_TYPES, isTimelineEvent, merged, type TimelineEvent} from './timelineEvents';

/** What is known of a session's timeline. */
export interface Timeline {
  /** In the order of `seq`. */
  readonly events: readonly TimelineEvent[];
  /** Whether there are older ones that were not read. */
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  /** Why the last reading failed; what was read before stays. */
  readonly error: SignalboxError | null;
}

export const NO_TIMELINE: Timeline = {events: [], hasOlder: false, isLoading: true, error: null};

const PAGE = 1000;
/** Pages that are read without being asked for. */
const FIRST_PAGES = 2;
/** No more than so many events are kept; older ones are in the replay. */
const MOST = 20_000;

type Pages = (before: number | null) => Promise<Page<Envelope>>;

/** Pages of a session's timeline, the newest first. */
export function pagesOf(client: SignalboxClient, sessionId: string): Pages {
  return (before) =>
    client.sessions.events(sessionId, {
      types: TIMELINE_TYPES,
      order: 'desc',
      limit: PAGE,
      ...(before !== null && {after: before}),
    });
}

/** One session's timeline: pages from the server, and what comes live. Framework-free. */
export class TimelineStore {
  readonly #page: Pages;
  readonly #listeners = new Set<() => void>();
  #value = NO_TIMELINE;
  #next: number | null = null;
  /** The reading that counts; one that was begun before is not listened to. */
  #turn = 0;
  #isAsked = false;

  constructor(page: Pages) {
    this.#page = page;
  }

  readonly read = (): Timeline => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes what came live, in any order, perhaps a second time. */
  add(events: readonly Envelope[]): void {
    const events_ = merged(this.#value.events, events.filter(isTimelineEvent));
    if (events_ !== this.#value.events) {
      this.#set({events: bounded(events_)});
    }
  }

  /** As {@link load}, once for all who ask at the same time. */
  reloadSoon(): void {
    if (!this.#isAsked) {
      this.#isAsked = true;
      queueMicrotask(() => {
        this.#isAsked = false;
        void this.load();
      });
    }
  }

  /** Reads the newest pages, and forgets what came before a gap that they leave. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const live = this.#value.events;
    await this.#reading(turn, async () => {
      let read: readonly TimelineEvent[] = [];
      let before: number | null = null;
      for (let page = 0; page < FIRST_PAGES && (page === 0 || before !== null); page++) {
        const {items, next} = await this.#page(before);
        if (turn !== this.#turn) {
          return;
        }
        before = cursorOf(next);
        read = merged(read, items.filter(isTimelineEvent));
        if (before !== null && live.some(({seq}) => seq === read[0]?.seq)) {
          // The rest was read the last time.
          this.add(read);
          return;
        }
        const newest = this.#value.events.filter(({seq}) => seq > (read.at(-1)?.seq ?? 0));
        this.#next = before;
        this.#set({events: merged(read, newest), hasOlder: before !== null});
      }
    });
  }

  /** Reads one page of older events. Never rejects: what went wrong is in `error`. */
  async loadOlder(): Promise<void> {
    if (this.#next === null || this.#value.isLoading) {
      return;
    }
    const turn = ++this.#turn;
    await this.#reading(turn, async () => {
      const {items, next} = await this.#page(this.#next);
      if (turn === this.#turn) {
        const events = merged(this.#value.events, items.filter(isTimelineEvent));
        this.#next = events.length < MOST ? cursorOf(next) : null;
        this.#set({events, hasOlder: this.#next !== null});
      }
    });
  }

  async #reading(turn: number, read: () => Promise<void>): Promise<void> {
    this.#set({isLoading: true, error: null});
    try {
      await read();
      if (turn === this.#turn) {
        this.#set({isLoading: false});
      }
    } catch (thrown) {
      if (turn === this.#turn) {
        this.#set({isLoading: false, error: asError(thrown)});
      }
    }
  }

  #set(change: Partial<Timeline>): void {
    this.#value = {...this.#value, ...change};
    this.#listeners.forEach((listener) => listener());
  }
}

/** The newest ones. */
function bounded(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  return events.length > 2 * MOST ? events.slice(-MOST) : events;
}

function cursorOf(next: string | number | null): number | null {
  return next === null ? null : Number(next);
}

/** What was thrown, if it says why; what is not the server's doing is thrown again. */
export function asError(thrown: unknown): SignalboxError {
  if (thrown instanceof SignalboxError) {
    return thrown;
  }
  throw thrown;
}
