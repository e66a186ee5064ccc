import {
  SignalboxError,
  type EnvironmentStatus,
  type Session,
  type SessionsQuery,
} from '@signalbox/client';
import type {Hub} from './hub.js';
import {Loader} from './loader.js';
import type {Lease} from './pool.js';
import {isSame} from './same.js';
import {Emitter} from './source.js';
import type {Watch} from './watch.js';

/** Which sessions a list shows; what is absent chooses nothing. */
export interface SessionListQuery {
  /** Text to search for: in names, ids, agents, metadata and what people said. */
  readonly q?: string | undefined;
  /** How the environment is. */
  readonly status?: EnvironmentStatus | undefined;
  readonly agent?: string | undefined;
  /** Whether a query runs. */
  readonly active?: boolean | undefined;
}

export interface SessionListValue {
  /** The newest activity first. */
  readonly sessions: readonly Session[];
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly error: SignalboxError | null;
}

export const NO_SESSIONS: SessionListValue = {
  sessions: [],
  hasMore: false,
  loading: true,
  error: null,
};

const PAGE = 50;
const PAGE_MAX = 1_000;
const REFRESH_MS = 30_000;
/** Of sessions that changed, so many are fetched at a time. */
const AT_A_TIME = 4;
/** Where more changed, the list is fetched instead. */
const ONE_BY_ONE_MAX = 40;
/** From one round of requests to the next; a search costs the server more. */
const GAP_MS = 250;
const SEARCH_GAP_MS = 1_000;

/**
 * The list of sessions, kept as it is: a first page, further ones on demand, and what changes. One
 * round of requests at a time, so that an older answer never goes over a newer one.
 */
export class SharedList extends Emitter<SessionListValue> {
  readonly #hub: Hub;
  readonly #query: SessionListQuery;
  readonly #watch: Lease<Watch>;
  readonly #stop: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #loader: Loader;
  readonly #byId = new Map<string, Session>();
  readonly #changed = new Set<string>();
  #cursor: string | null = null;
  #wantsFirst = true;
  #wantsMore = false;

  constructor(hub: Hub, query: SessionListQuery) {
    super(NO_SESSIONS, hub.schedule);
    this.#hub = hub;
    this.#query = query;
    this.#loader = new Loader(
      (signal) => this.#load(signal),
      (error) => this.set({...this.value, loading: false, error}),
      query.q === undefined ? GAP_MS : SEARCH_GAP_MS,
    );
    this.#watch = hub.watch();
    this.#stop = this.#watch.source.listen((ids) => this.#onChange(ids));
    this.#timer = setInterval(() => this.#askFirst(), REFRESH_MS);
    this.#askFirst();
  }

  get isOver(): boolean {
    return this.value.error !== null;
  }

  /** Never rejects: what went wrong is the value's `error`. */
  loadMore(): Promise<void> {
    if (this.#cursor === null) {
      return Promise.resolve();
    }
    this.#wantsMore = true;
    this.set({...this.value, loading: true});
    return this.#loader.ask();
  }

  /** Never rejects, likewise. */
  refresh(): Promise<void> {
    this.set({...this.value, loading: true});
    return this.#askFirst();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stop();
    this.#watch.release();
    this.#loader.close();
  }

  #askFirst(): Promise<void> {
    this.#wantsFirst = true;
    return this.#loader.ask();
  }

  #onChange(ids: readonly string[]): void {
    ids.forEach((id) => this.#changed.add(id));
    const isUnknown = ids.some((id) => !this.#byId.has(id));
    // Whether one that is not in the list is found by a search only the server can say.
    this.#wantsFirst ||=
      ids.length === 0 ||
      this.#changed.size > ONE_BY_ONE_MAX ||
      (this.#query.q !== undefined && isUnknown);
    void this.#loader.ask();
  }

  async #load(signal: AbortSignal): Promise<void> {
    const wantsMore = this.#wantsMore;
    const changed = [...this.#changed];
    this.#wantsMore = false;
    this.#changed.clear();
    try {
      if (this.#wantsFirst) {
        // What changed is in it; what changes meanwhile comes in the next round.
        this.#wantsFirst = false;
        await this.#loadFirst(signal);
      } else {
        await this.#loadChanged(changed, signal);
      }
    } catch (thrown) {
      this.#wantsFirst = true;
      throw thrown;
    }
    if (wantsMore && this.#cursor !== null) {
      const page = await this.#page({limit: PAGE, cursor: this.#cursor}, signal);
      page.items.forEach((session) => this.#put(session));
      this.#cursor = page.next;
    }
    this.#show();
  }

  /** As many as are in the list, so that what was loaded stays. */
  async #loadFirst(signal: AbortSignal): Promise<void> {
    const limit = Math.min(Math.max(this.#byId.size, PAGE), PAGE_MAX);
    const page = await this.#page({limit}, signal);
    this.#byId.clear();
    page.items.forEach((session) => this.#put(session));
    this.#cursor = page.next;
  }

  #page(range: SessionsQuery, signal: AbortSignal) {
    return this.#hub.client.sessions.list({...this.#query, ...range}, {signal});
  }

  async #loadChanged(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const queue = ids.slice();
    const one = async () => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        await this.#loadOne(id, signal);
      }
    };
    await Promise.all(Array.from({length: AT_A_TIME}, one));
  }

  async #loadOne(id: string, signal: AbortSignal): Promise<void> {
    try {
      const session = await this.#hub.client.sessions.get(id, {signal});
      const isHere = this.#byId.has(id) || this.#query.q === undefined;
      if (isHere && matches(session, this.#query) && this.#isInRange(session)) {
        this.#put(session);
      } else {
        this.#byId.delete(id);
      }
    } catch (thrown) {
      if (!(thrown instanceof SignalboxError && thrown.status === 404)) {
        throw thrown;
      }
      this.#byId.delete(id);
    }
  }

  /** Older ones than the last in the list are on a page that was not asked for yet. */
  #isInRange(session: Session): boolean {
    const last = this.value.sessions.at(-1);
    return (
      this.#cursor === null ||
      last === undefined ||
      this.#byId.has(session.id) ||
      newestFirst(session, last) < 0
    );
  }

  #put(session: Session): void {
    this.#byId.set(session.id, session);
  }

  /** What did not change stays the very same, and is not rendered again. */
  #show(): void {
    const before = this.value.sessions;
    const byId = new Map(before.map((session) => [session.id, session]));
    const now = [...this.#byId.values()].sort(newestFirst).map((session) => {
      const old = byId.get(session.id);
      return old !== undefined && isSame(old, session) ? old : session;
    });
    const sessions = isSame(before, now) ? before : now;
    const value = {sessions, hasMore: this.#cursor !== null, loading: false, error: null};
    this.set(isSame(value, this.value) ? this.value : value);
  }
}

function matches({runtime, agent}: Session, query: SessionListQuery): boolean {
  return (
    (query.status === undefined || runtime.executionEnvironment?.status === query.status) &&
    (query.agent === undefined || agent === query.agent) &&
    (query.active === undefined || (runtime.activeQuery !== undefined) === query.active)
  );
}

/** The server's order. */
function newestFirst(a: Session, b: Session): number {
  const later = Date.parse(b.lastActivity) - Date.parse(a.lastActivity);
  return later !== 0 ? later : a.id < b.id ? 1 : -1;
}
