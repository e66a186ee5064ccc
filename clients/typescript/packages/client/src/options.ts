import type {SignalboxError} from './errors.js';
import type {Envelope, EventData, Track} from './protocol.js';

/** Where the server is and who asks. */
export interface ClientOptions {
  /** Such as `https://signalbox.example.org`; absent, the page's own origin. */
  readonly baseUrl?: string;
  /** A bearer token, or what gives one that is valid now. */
  readonly token?: string | (() => string | Promise<string>);
  /** What `signIn` answered; the cookie goes by itself. For pages of the server's own origin. */
  readonly csrfToken?: string | (() => string | null);
  /** Absent, `websocket` where there is a WebSocket, else `sse`. */
  readonly transport?: 'websocket' | 'sse';
  /** Absent, the global one. */
  readonly fetch?: typeof fetch;
  /** Absent, the global one, which Node has from 22 on. */
  readonly WebSocket?: WebSocketConstructor;
  /** How long things may take. */
  readonly timing?: Partial<Timing>;
}

/** Times in milliseconds. */
export interface Timing {
  /** Until the whole answer to a request is here: 30,000. */
  readonly requestMs: number;
  /** A stream that brings nothing for so long, not even a heartbeat, is left: 45,000. */
  readonly silenceMs: number;
  /** The bound of the first wait before a stream is opened again: 250. Each next one doubles it. */
  readonly backoffMinMs: number;
  /** The bound of every wait: 15,000. */
  readonly backoffMaxMs: number;
  /** Live for so long, and the waits begin anew: 5,000. */
  readonly stableMs: number;
  /** How long a socket that nobody needs stays open: 1,000. */
  readonly lingerMs: number;
  /** How often the list of sessions is asked for where no socket tells of changes: 10,000. */
  readonly pollMs: number;
  /** From 0 to 1; spreads the waits of many clients. */
  readonly random: () => number;
}

/** Takes part of what the `WebSocket` of browsers, of Node and of the package `ws` have. */
export type WebSocketConstructor = new (url: string, protocols: string) => WebSocketLike;

export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: {data: unknown}) => void): void;
  addEventListener(type: 'close', listener: (event: {code: number; reason: string}) => void): void;
}

/** What a request may carry besides its body. */
export interface RequestOptions {
  /** Ends the request; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Of a POST: sent again with the same key within 24 hours, it is done once. */
  readonly idempotencyKey?: string;
}

/** How a stream is doing. */
export type ConnectionState =
  | {readonly status: 'connecting'}
  | {readonly status: 'live'}
  /** What was missed is on its way: about so many events. */
  | {readonly status: 'catching-up'; readonly behind: number}
  | {
      readonly status: 'reconnecting';
      /** From 1. */
      readonly attempt: number;
      /** Milliseconds since the epoch; in the past while an attempt is under way. */
      readonly retryAt: number;
      /** A sentence for people. */
      readonly reason: string;
      /** How many events are known to be missing; null when that is not known. */
      readonly behind: number | null;
    }
  /** The cursor could not be served: the state is being fetched anew. */
  | {readonly status: 'resyncing'}
  /** Nothing more comes. `error` is null when nobody wants it any more. */
  | {readonly status: 'closed'; readonly error: SignalboxError | null};

/** Which events of a session to follow, and who is told of them. */
export interface FollowOptions {
  /** The `seq` of the last event that is here; 0 is all, absent is from now on. */
  readonly after?: number | undefined;
  /** The epoch that `after` is of. */
  readonly epoch?: number | undefined;
  readonly tracks?: readonly Track[] | undefined;
  readonly types?: readonly (keyof EventData)[] | undefined;
  readonly minLogLevel?: 'debug' | 'info' | 'warn' | 'error' | 'off' | undefined;
  /** `coalesced`: those that wait come as one; `none`: blocks come when they are complete. */
  readonly deltas?: 'full' | 'coalesced' | 'none' | undefined;
  /** Each event once and in order, those that came together in one call. */
  onEvents(events: readonly Envelope[]): void;
  onConnection?(state: ConnectionState): void;
  /**
   * The cursor cannot be served. Fetch what the events add up to; what this answers, or where
   * nothing is answered `headSeq`, is where the events go on. One that fails is asked again.
   */
  onResync?(info: ResyncInfo): ResyncPlace | void | Promise<ResyncPlace | void>;
  /** Nothing more comes: the session was deleted, or it cannot be followed. */
  onEnd?(why: 'deleted' | SignalboxError): void;
}

export interface ResyncInfo {
  readonly reason: string;
  readonly headSeq: number;
  readonly epoch: number;
}

/** Where events go on: behind this `seq`. */
export interface ResyncPlace {
  readonly after: number;
  readonly epoch?: number;
}

/** Events of one session that go on coming, whatever happens to connections. */
export interface Subscription {
  /** Everything up to here was told; 0 before the place is known. */
  readonly seq: number;
  /** The epoch that `seq` is of; null before the place is known. */
  readonly epoch: number | null;
  /** The newest event that is known to exist; null before anything is known. */
  readonly headSeq: number | null;
  readonly connection: ConnectionState;
  /** Does not wait for the next attempt. */
  retryNow(): void;
  /** Nothing is told any more. */
  close(): void;
}
