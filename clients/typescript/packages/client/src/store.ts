import type {SessionCommands} from './commands.js';
import type {SignalboxError} from './errors.js';
import type {Follower} from './follower.js';
import {foldAll, reached, recall, runtimeOf, stateOf, type SessionState} from './fold/index.js';
import type {ConnectionState, ResyncPlace} from './options.js';
import type {Envelope, RuntimeState} from './protocol.js';
import type {Streams} from './streams.js';
import {safely} from './wire.js';

/** A session as it is now. Immutable; each part keeps its identity while it does not change. */
export interface SessionView {
  readonly sessionId: string;
  /** Null before the first snapshot. */
  readonly state: SessionState | null;
  /** Null before the first snapshot. */
  readonly runtime: RuntimeState | null;
  /** 0 before the first snapshot. */
  readonly epoch: number;
  readonly connection: ConnectionState;
  /** Why nothing more comes. */
  readonly ended: 'deleted' | SignalboxError | null;
}

export interface SessionOptions {
  /**
   * When what came is folded and told: called with what does it, once for each batch. Absent,
   * `queueMicrotask`; a page may want `requestAnimationFrame`.
   */
  readonly schedule?: (flush: () => void) => void;
}

/** So many events are folded at once, whatever `schedule` waits for: a hidden page has no frames. */
const WAITING_MAX = 5_000;

/** A session kept as it is: its snapshot, and the events that follow, folded. */
export class SessionStore {
  readonly #sessions: SessionCommands;
  readonly #streams: Streams;
  readonly #schedule: (flush: () => void) => void;
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(events: readonly Envelope[]) => void>();
  readonly #abort = new AbortController();
  #view: SessionView;
  /** Changes that are not told yet. */
  #next: Partial<SessionView> = {};
  #waiting: Envelope[] = [];
  #isScheduled = false;
  #isLoaded = false;
  #follower: Follower;

  constructor(
    sessionId: string,
    sessions: SessionCommands,
    streams: Streams,
    {schedule = queueMicrotask}: SessionOptions,
  ) {
    this.#sessions = sessions;
    this.#streams = streams;
    this.#schedule = (flush) => schedule(flush);
    this.#view = {
      sessionId,
      state: null,
      runtime: null,
      epoch: 0,
      connection: {status: 'connecting'},
      ended: null,
    };
    this.#follower = this.#follow();
    this.#view = {...this.#view, connection: this.#follower.connection};
  }

  /** Its identity changes when anything in it does. */
  get view(): SessionView {
    return this.#view;
  }

  /**
   * Tells of each new view.
   *
   * @returns what ends it
   */
  subscribe(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /**
   * Tells what came live, after it was folded. Log lines are not among it: they are not folded, and
   * may be many. `follow` brings them.
   *
   * @returns what ends it
   */
  onEvents(listener: (events: readonly Envelope[]) => void): () => void {
    const own = (events: readonly Envelope[]) => listener(events);
    this.#eventListeners.add(own);
    return () => this.#eventListeners.delete(own);
  }

  /** Does not wait for the next attempt; begins anew where an error ended it. */
  retryNow(): void {
    const {ended} = this.#view;
    if (ended !== null && ended !== 'deleted' && !this.#abort.signal.aborted) {
      this.#follower = this.#follow();
      this.#change({ended: null, connection: this.#follower.connection});
    } else {
      this.#follower.retryNow();
    }
  }

  /** Tells nothing any more; the view stays as it was. */
  close(): void {
    this.#abort.abort();
    this.#follower.close();
    this.#listeners.clear();
    this.#eventListeners.clear();
  }

  #follow(): Follower {
    return this.#streams.follow({
      sessionId: this.#view.sessionId,
      filter: {minLogLevel: 'off'},
      beginning: 'ask',
      owner: {
        events: (events) => this.#take(events),
        reached: (seq) => this.#reach(seq),
        connection: (connection) => this.#change({connection}),
        place: () => this.#load(),
        end: (ended) => this.#change({ended}),
      },
    });
  }

  /** The snapshot first, so that what is recalled is not older. */
  async #load(): Promise<ResyncPlace> {
    const {sessionId} = this.#view;
    const {signal} = this.#abort;
    const snapshot = await this.#sessions.snapshot(sessionId, {signal});
    const recalled = await recall((query) => this.#sessions.events(sessionId, query, {signal}));
    this.#flush();
    this.#isLoaded = snapshot.runtime.isLoaded;
    const state = stateOf(snapshot, recalled);
    this.#change({state, epoch: snapshot.epoch, runtime: this.#runtime(state)});
    return {after: snapshot.asOfSeq, epoch: snapshot.epoch};
  }

  #take(events: readonly Envelope[]): void {
    events.forEach((event) => this.#waiting.push(event));
    if (this.#waiting.length >= WAITING_MAX) {
      this.#flush();
    } else {
      this.#soon();
    }
  }

  #reach(seq: number): void {
    this.#flush();
    const {state} = this.#view;
    if (state !== null) {
      this.#change({state: reached(state, seq)});
    }
  }

  #change(change: Partial<SessionView>): void {
    this.#next = {...this.#next, ...change};
    this.#soon();
  }

  #soon(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#schedule(() => {
        this.#isScheduled = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    const events = this.#waiting;
    this.#waiting = [];
    const next: SessionView = {...this.#view, ...this.#next, ...this.#folded(events)};
    this.#next = {};
    if (this.#abort.signal.aborted || isSameView(next, this.#view)) {
      return;
    }
    this.#view = next;
    [...this.#listeners].forEach((listener) => safely(listener));
    if (events.length > 0) {
      [...this.#eventListeners].forEach((listener) => safely(() => listener(events)));
    }
  }

  #folded(events: readonly Envelope[]): Partial<SessionView> {
    const before = this.#next.state ?? this.#view.state;
    if (events.length === 0 || before === null) {
      return {};
    }
    for (const event of events) {
      if (event.type === 'session:status') {
        this.#isLoaded = event.data.runtime.isLoaded;
      }
    }
    const state = foldAll(before, events);
    return {state, runtime: this.#runtime(state)};
  }

  /** The same object as before where it says the same. */
  #runtime(state: SessionState): RuntimeState {
    const runtime = runtimeOf(state, this.#isLoaded);
    const before = this.#next.runtime ?? this.#view.runtime;
    return before !== null && JSON.stringify(before) === JSON.stringify(runtime) ? before : runtime;
  }
}

function isSameView(a: SessionView, b: SessionView): boolean {
  return (Object.keys(a) as (keyof SessionView)[]).every((field) => a[field] === b[field]);
}
