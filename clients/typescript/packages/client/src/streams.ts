import type {SessionCommands} from './commands.js';
import {Follower} from './follower.js';
import type {Http} from './http.js';
import {Link} from './link.js';
import type {ClientOptions, ConnectionState, Timing} from './options.js';
import {isSame, type Following} from './owner.js';
import {pollSessions} from './poll.js';
import {sseDial} from './sse.js';
import {SessionsWatch} from './watch.js';
import {websocketDial} from './websocket.js';
import {safely, type Dial} from './wire.js';

/** What is worse comes first; what has ended counts only where nothing goes on. */
const WORST = ['reconnecting', 'connecting', 'live', 'closed'];
const NONE: ConnectionState = {status: 'closed', error: null};

/**
 * The links of a client, and who rides on which. A server knows a session once on each connection:
 * a second follower of one session, whose filter may be another, rides on another link.
 */
export class Streams {
  readonly #sessions: SessionCommands;
  readonly #timing: Timing;
  readonly #dial: Dial;
  readonly #isShared: boolean;
  readonly #links: Link[] = [];
  readonly #watch: SessionsWatch;
  readonly #polls = new Set<() => void>();
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #state: ConnectionState = NONE;

  constructor(http: Http, sessions: SessionCommands, options: ClientOptions, timing: Timing) {
    this.#sessions = sessions;
    this.#timing = timing;
    const Socket = socketOf(options);
    this.#isShared = Socket !== null;
    this.#dial = Socket === null ? sseDial(http) : websocketDial(http, Socket);
    this.#watch = new SessionsWatch(this.#newLink());
  }

  get connection(): ConnectionState {
    return this.#state;
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    const own = (state: ConnectionState) => listener(state);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  follow(what: Following): Follower {
    const free = this.#links.find((link) =>
      this.#isShared ? !link.carries(what.sessionId) : link.isEmpty,
    );
    return new Follower(free ?? this.#newLink(), this.#timing, what);
  }

  /** @param onChange told of no ids where any may have changed */
  watch(onChange: (ids: readonly string[]) => void): () => void {
    const tell = (ids: readonly string[]) => safely(() => onChange(ids));
    if (this.#isShared) {
      return this.#watch.add(tell);
    }
    const stop = pollSessions(this.#sessions, this.#timing.pollMs, tell);
    this.#polls.add(stop);
    return () => {
      stop();
      this.#polls.delete(stop);
    };
  }

  close(): void {
    this.#polls.forEach((stop) => stop());
    this.#links.forEach((link) => link.clear());
  }

  #newLink(): Link {
    const link = new Link(this.#dial, this.#timing, () => this.#changed());
    this.#links.push(link);
    return link;
  }

  #changed(): void {
    const states = this.#links.flatMap(({state}) => state ?? []);
    states.sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
    const state = states[0] ?? NONE;
    if (!isSame(state, this.#state)) {
      this.#state = state;
      [...this.#listeners].forEach((listener) => safely(() => listener(state)));
    }
  }
}

/** Null is server-sent events. */
function socketOf({transport, WebSocket: given}: ClientOptions) {
  const Socket = given ?? globalThis.WebSocket ?? null;
  if (transport === 'websocket' && Socket === null) {
    throw new TypeError('There is no WebSocket here: give one, or take the transport "sse"');
  }
  return transport === 'sse' ? null : Socket;
}
