import type {LogLevel, LogSource, Page, SignalboxError} from '@signalbox/client';
import type {Hub} from './hub.js';
import {asFailure, Loader} from './loader.js';
import type {LogFeed, LogLine, LogListener} from './logFeed.js';
import type {Lease} from './pool.js';
import {Emitter} from './source.js';

/** The lines that are kept: the newest ones. */
export const LINES_MAX = 10_000;

/** A search may answer pages without a line; so many are asked for before the caller is told. */
const EMPTY_PAGES_MAX = 10;

export interface LogsQuery {
  readonly minLevel: LogLevel;
  readonly source: LogSource | undefined;
  readonly contains: string | undefined;
  readonly pageSize: number;
}

export interface LogsValue {
  /** The oldest first; at most {@link LINES_MAX}. */
  readonly lines: readonly LogLine[];
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly error: SignalboxError | null;
}

export const NO_LINES: LogsValue = {lines: [], hasOlder: false, loading: true, error: null};

/** The newest lines of a session, what comes live, and older pages on demand, as one list. */
export class LogPages extends Emitter<LogsValue> implements LogListener {
  readonly #hub: Hub;
  readonly #sessionId: string;
  readonly #query: LogsQuery;
  readonly #feed: Lease<LogFeed>;
  readonly #stop: () => void;
  readonly #closing = new AbortController();
  readonly #newest = new Loader(
    (signal) => this.#loadNewest(signal),
    (error) => this.failed(error),
  );
  /** Counts the times that lines began anew: a page that was asked for before is of no use. */
  #start = 0;
  #isLoaded = false;
  /** What came live and is not in the list yet. */
  #fresh: LogLine[] = [];
  #cursor: string | null = null;
  /** Whether older lines were given up because newer ones came. */
  #isCut = false;
  #older: Promise<void> | null = null;

  constructor(hub: Hub, sessionId: string, query: LogsQuery) {
    super(NO_LINES, hub.schedule);
    this.#hub = hub;
    this.#sessionId = sessionId;
    this.#query = query;
    this.#feed = hub.feed(sessionId, query.minLevel);
    this.#stop = this.#feed.source.listen(this);
  }

  get isOver(): boolean {
    return this.value.error !== null;
  }

  started(): void {
    this.#start++;
    this.#isLoaded = false;
    this.#fresh = [];
    this.set({...this.value, loading: true});
    void this.#newest.ask();
  }

  lines(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (this.#isWanted(line)) {
        this.#fresh.push(line);
      }
    }
    if (this.#fresh.length > 2 * LINES_MAX) {
      this.#fresh = this.#fresh.slice(-LINES_MAX);
    }
    if (this.#isLoaded && this.#fresh.length > 0) {
      this.#hub.schedule(this.#appendFresh);
    }
  }

  failed(error: SignalboxError): void {
    this.set({...this.value, loading: false, error});
  }

  /** Does nothing where there are no older lines, or as many as are kept are here. Never rejects. */
  loadOlder(): Promise<void> {
    return (this.#older ??= this.#loadOlder().finally(() => (this.#older = null)));
  }

  close(): void {
    this.#stop();
    this.#feed.release();
    this.#newest.close();
    this.#closing.abort();
  }

  async #loadNewest(signal: AbortSignal): Promise<void> {
    const start = this.#start;
    const {lines, next} = await this.#page(null, signal);
    if (start === this.#start) {
      const newest = lines.at(-1)?.seq ?? 0;
      const later = this.#fresh.filter(({seq}) => seq > newest);
      this.#fresh = [];
      this.#cursor = next;
      this.#isCut = false;
      this.#isLoaded = true;
      this.set({...this.#with([...lines, ...later]), loading: false, error: null});
    }
  }

  async #loadOlder(): Promise<void> {
    const start = this.#start;
    if (!this.#isLoaded || this.#cursor === null || this.value.lines.length >= LINES_MAX) {
      return;
    }
    this.set({...this.value, loading: true});
    try {
      let found: readonly LogLine[] = [];
      for (let i = 0; i < EMPTY_PAGES_MAX && found.length === 0 && this.#cursor !== null; i++) {
        const {lines, next} = await this.#page(this.#cursor, this.#closing.signal);
        if (start !== this.#start) {
          return;
        }
        found = lines;
        this.#cursor = next;
      }
      // Where as many as are kept came live meanwhile, what was found is not next to them: none of
      // it is kept then.
      const all = this.#with([...found, ...this.value.lines]);
      this.set({...all, loading: false, error: null});
    } catch (thrown) {
      if (!this.#closing.signal.aborted && start === this.#start) {
        this.failed(asFailure(thrown));
      }
    }
  }

  async #page(
    after: string | null,
    signal: AbortSignal,
  ): Promise<{lines: LogLine[]; next: string | null}> {
    const {minLevel, source, contains, pageSize} = this.#query;
    const page: Page<LogLine> = await this.#hub.client.sessions.logs(
      this.#sessionId,
      {
        minLogLevel: minLevel,
        source,
        contains,
        limit: pageSize,
        order: 'desc',
        ...(after !== null && {after}),
      },
      {signal},
    );
    return {lines: page.items.slice().reverse(), next: page.next};
  }

  readonly #appendFresh = () => {
    if (this.#isLoaded && this.#fresh.length > 0) {
      const lines = [...this.value.lines, ...this.#fresh];
      this.#fresh = [];
      this.commit({...this.value, ...this.#with(lines)});
    }
  };

  #with(lines: readonly LogLine[]): Pick<LogsValue, 'lines' | 'hasOlder'> {
    this.#isCut ||= lines.length > LINES_MAX;
    return {
      lines: lines.length > LINES_MAX ? lines.slice(-LINES_MAX) : lines,
      hasOlder: this.#isCut || this.#cursor !== null,
    };
  }

  /** As the server chooses: the level is the feed's. */
  #isWanted({data}: LogLine): boolean {
    const {source, contains} = this.#query;
    return (
      (source === undefined || data.source === source) &&
      (contains === undefined || data.message.toLowerCase().includes(contains.toLowerCase()))
    );
  }
}
