import type {Envelope, Page, Session, SignalboxError, Subscription} from '@signalbox/client';
import {failureOf} from '../app/failure';
import {QUERY_EVENTS} from '../session/conversation/queries';
import {marksOf, type Mark} from './marks';
import {Moments} from './moments';

/** How far a journal has been read. */
export interface Progress {
  /** Null before the first answer. */
  readonly session: Session | null;
  /** How many events were read. */
  readonly count: number;
  /** The `seq` of the newest event that is known to exist. */
  readonly head: number;
  /**
   * `reading` pages; `following` has them all and shows what comes; `paused` has read so many that
   * going on is for the reader to say; `stopped` says why in `error`, or that it was changed.
   */
  readonly status: 'reading' | 'following' | 'paused' | 'stopped';
  readonly error: SignalboxError | null;
}

/** What reading needs of a client. */
export interface Journal {
  session(): Promise<Session>;
  page(after: number): Promise<Page<Envelope>>;
  follow(after: number, epoch: number, listener: JournalListener): Pick<Subscription, 'close'>;
}

export interface JournalListener {
  events(events: readonly Envelope[]): void;
  /** It is no longer the journal that was read. */
  changed(): void;
  ended(why: 'deleted' | SignalboxError): void;
}

/** So many events are read without asking: about 200 MB of the browser's memory. */
export const AT_ONCE = 200_000;

/** Reads a whole journal, from its beginning to now and on. What was read can be looked at meanwhile. */
export class Reading {
  readonly moments = new Moments();
  readonly #journal: Journal;
  readonly #atOnce: number;
  readonly #listeners = new Set<() => void>();
  #marks: Mark[] = [];
  #queries: Envelope[] = [];
  #progress: Progress = {session: null, count: 0, head: 0, status: 'reading', error: null};
  #limit: number;
  #following: Pick<Subscription, 'close'> | null = null;
  #isClosed = false;

  constructor(journal: Journal, atOnce = AT_ONCE) {
    this.#journal = journal;
    this.#atOnce = atOnce;
    this.#limit = atOnce;
  }

  /** What is worth a mark among what was read. Another array whenever it grew. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** The events that say how queries began and ended. */
  get queries(): readonly Envelope[] {
    return this.#queries;
  }

  readonly progress = (): Progress => this.#progress;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads from where it is; also after a failure, and on after a pause. */
  async read(): Promise<void> {
    this.#limit = this.#progress.count + this.#atOnce;
    this.#set({status: 'reading', error: null});
    try {
      const session = await this.#journal.session();
      this.#set({session, head: Math.max(session.headSeq, this.#progress.head)});
      const isWhole = await this.#pages();
      if (this.#isClosed) {
        return;
      }
      if (isWhole) {
        this.#set({status: 'following'});
        this.#follow(session.epoch);
      } else {
        this.#set({status: 'paused'});
      }
    } catch (thrown) {
      this.#set({status: 'stopped', error: failureOf(thrown)});
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#following?.close();
    this.#listeners.clear();
  }

  /** @returns whether it came to the end */
  async #pages(): Promise<boolean> {
    while (!this.#isClosed) {
      if (this.#progress.count >= this.#limit) {
        return false;
      }
      const {items, next} = await this.#journal.page(this.#lastSeq());
      this.#take(items);
      if (next === null) {
        return true;
      }
    }
    return false;
  }

  #follow(epoch: number): void {
    this.#following?.close();
    this.#following = this.#journal.follow(this.#lastSeq(), epoch, {
      events: (events) => this.#take(events),
      changed: () => {
        this.#following?.close();
        this.#set({status: 'stopped', error: null});
      },
      ended: (why) => {
        if (why !== 'deleted') {
          this.#set({status: 'stopped', error: why});
        }
      },
    });
  }

  #lastSeq(): number {
    return this.moments.events.at(-1)?.seq ?? 0;
  }

  #take(events: readonly Envelope[]): void {
    const from = this.#progress.count;
    this.moments.append(events);
    const all = this.moments.events;
    const marks = marksOf(all, from);
    if (marks.length > 0) {
      this.#marks = [...this.#marks, ...marks];
    }
    const queries = all.slice(from).filter(({type}) => QUERY.has(type));
    if (queries.length > 0) {
      this.#queries = [...this.#queries, ...queries];
    }
    this.#set({count: all.length, head: Math.max(this.#progress.head, this.#lastSeq())});
  }

  #set(change: Partial<Progress>): void {
    if (!this.#isClosed) {
      this.#progress = {...this.#progress, ...change};
      this.#listeners.forEach((listener) => listener());
    }
  }
}

const QUERY: ReadonlySet<string> = new Set(QUERY_EVENTS);
