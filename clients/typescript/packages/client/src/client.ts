import {
  keyCommands,
  secretCommands,
  serverCommands,
  sessionCommands,
  type AuditQuery,
  type KeyCommands,
  type SecretCommands,
  type SessionCommands,
} from './commands.js';
import {SignalboxError} from './errors.js';
import {Http} from './http.js';
import {filterOf, ownerOf} from './owner.js';
import type {
  ClientOptions,
  ConnectionState,
  FollowOptions,
  RequestOptions,
  Subscription,
} from './options.js';
import type {
  Agent,
  AuditEntry,
  Environment,
  Page,
  Principal,
  SignedIn,
  Ticket,
} from './protocol.js';
import {SessionStore, type SessionOptions} from './store.js';
import {Streams} from './streams.js';
import {timingOf} from './timing.js';

/** One Signalbox server, as somebody sees it. */
export class SignalboxClient {
  readonly sessions: SessionCommands;
  readonly keys: KeyCommands;
  readonly secrets: SecretCommands;
  readonly #server: ReturnType<typeof serverCommands>;
  readonly #streams: Streams;

  /** @throws TypeError where `baseUrl`, or a WebSocket that was asked for, is missing */
  constructor(options: ClientOptions = {}) {
    const timing = timingOf(options.timing);
    const http = new Http(options, timing.requestMs);
    this.sessions = sessionCommands(http);
    this.keys = keyCommands(http);
    this.secrets = secretCommands(http);
    this.#server = serverCommands(http);
    this.#streams = new Streams(http, this.sessions, options, timing);
  }

  /** What this server can run, and why not what it cannot. */
  agents(options?: RequestOptions): Promise<Page<Agent>> {
    return this.#server.agents(options);
  }

  /** Where it can run it. */
  environments(options?: RequestOptions): Promise<Page<Environment>> {
    return this.#server.environments(options);
  }

  /** Who asks. */
  me(options?: RequestOptions): Promise<Principal> {
    return this.#server.me(options);
  }

  /** What stands in an address in the place of a token, once, within 30 s. */
  ticket(use: Ticket['use'] = 'stream', options?: RequestOptions): Promise<Ticket> {
    return this.#server.ticket(use, options);
  }

  /**
   * Signs a browser in: the server sets a cookie. Nothing is kept here; a client made with the
   * `csrfToken` of the answer is signed in.
   */
  signIn(secret: {token: string} | {ticket: string}, options?: RequestOptions): Promise<SignedIn> {
    return this.#server.signIn(secret, options);
  }

  signOut(options?: RequestOptions): Promise<void> {
    return this.#server.signOut(options);
  }

  /** For administrators: who did what, the newest first. */
  audit(query?: AuditQuery, options?: RequestOptions): Promise<Page<AuditEntry>> {
    return this.#server.audit(query, options);
  }

  /** Whether the server's journal works; `detail` says why not. */
  async ready(options?: RequestOptions): Promise<{ready: boolean; detail?: string}> {
    try {
      await this.#server.readiness(options);
      return {ready: true};
    } catch (thrown) {
      if (thrown instanceof SignalboxError && thrown.status === 503) {
        return {ready: false, detail: thrown.detail};
      }
      throw thrown;
    }
  }

  /** Numbers, as Prometheus reads them. */
  metrics(options?: RequestOptions): Promise<string> {
    return this.#server.metrics(options);
  }

  /**
   * Events of one session, each once and in order, over every break of a connection, until it is
   * closed, the session is deleted, or nobody may see it any more.
   */
  follow(sessionId: string, options: FollowOptions): Subscription {
    const {after, epoch} = options;
    const place = epoch === undefined ? {after: after ?? 0} : {after: after ?? 0, epoch};
    return this.#streams.follow({
      sessionId,
      filter: filterOf(options),
      beginning: after === undefined ? 'now' : place,
      owner: ownerOf(options),
    });
  }

  /**
   * Tells which sessions appeared, went or changed. No ids at all mean that any may have: the
   * connection was away.
   *
   * @returns what ends it
   */
  watchSessions(onChange: (ids: readonly string[]) => void): () => void {
    return this.#streams.watch(onChange);
  }

  /** A session kept as it is, until its `close`. */
  session(sessionId: string, options: SessionOptions = {}): SessionStore {
    return new SessionStore(sessionId, this.sessions, this.#streams, options);
  }

  /** Of the streams together: that of the one that is worst off. `closed` while there is none. */
  get connection(): ConnectionState {
    return this.#streams.connection;
  }

  /** @returns what ends it */
  onConnection(listener: (state: ConnectionState) => void): () => void {
    return this.#streams.onConnection(listener);
  }

  /** Ends all that was opened with this client. */
  close(): void {
    this.#streams.close();
  }
}
