import type {SignalboxError} from './errors.js';
import type {SessionState} from './fold/index.js';
import type {ConnectionState} from './options.js';
import type {Envelope, RuntimeState} from './protocol.js';

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

/** A session kept as it is: its snapshot, and the events that follow, folded. */
export class SessionStore {
  #view: SessionView;

  constructor(sessionId: string) {
    this.#view = {
      sessionId,
      state: null,
      runtime: null,
      epoch: 0,
      connection: {status: 'connecting'},
      ended: null,
    };
  }

  /** Its identity changes when anything in it does. */
  get view(): SessionView {
    return this.#view;
  }

  /** Tells of each new view. */
  subscribe(_listener: () => void): () => void {
    throw new Error('not yet');
  }

  /** Tells what came live, after it was folded. Log lines are not among it: follow them. */
  onEvents(_listener: (events: readonly Envelope[]) => void): () => void {
    throw new Error('not yet');
  }

  /** Does not wait for the next attempt; begins anew where an error ended it. */
  retryNow(): void {}

  close(): void {}
}
