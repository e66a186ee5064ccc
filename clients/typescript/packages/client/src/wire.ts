import type {SignalboxError} from './errors.js';
import type {FollowOptions, ResyncInfo} from './options.js';
import type {Envelope} from './protocol.js';

/** Which of a session's events a server is to send. */
export type Filter = Pick<FollowOptions, 'tracks' | 'types' | 'minLogLevel' | 'deltas'>;

export interface JoinRequest {
  readonly sessionId: string;
  /** Null is from now on. */
  readonly after: number | null;
  /** Null when it is not known. */
  readonly epoch: number | null;
  readonly filter: Filter;
}

/** What comes of a session that was joined, in the order in which it came. */
export interface JoinListener {
  joined(headSeq: number, epoch: number): void;
  event(event: Envelope): void;
  /** Everything up to here was sent or filtered out. */
  cursor(seq: number): void;
  resync(info: ResyncInfo): void;
  deleted(): void;
  refused(error: SignalboxError): void;
  /** All that came together has been said. */
  flush(): void;
}

/**
 * One connection to a server. It is opened once and ends once; whoever holds it opens the next.
 * A listener hears nothing any more after its session was left or joined again, or after `close`.
 */
export interface Wire {
  join(request: JoinRequest, listener: JoinListener): void;
  leave(sessionId: string): void;
  /** Asks to be told which sessions change; a wire that cannot say so does nothing. */
  watch(onChange: (ids: readonly string[]) => void): void;
  unwatch(): void;
  close(): void;
}

/** What a wire tells of itself; nothing after `ended` and after its `close`. */
export interface WireListener {
  /** Sessions can be joined. */
  opened(): void;
  /** Something came: the peer is alive. */
  heard(): void;
  /** @param isFinal whether opening another one is of no use */
  ended(why: SignalboxError, isFinal: boolean): void;
}

export type Dial = (listener: WireListener) => Wire;

/** Calls what was given to the SDK. What it throws is its author's to see, and stops nothing here. */
export function safely(call: () => void): void {
  try {
    call();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
