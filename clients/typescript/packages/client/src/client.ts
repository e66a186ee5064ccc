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
import {timingOf} from './timing.js';

/** One Signalbox server, as somebody sees it. */
export class SignalboxClient {
  readonly sessions: SessionCommands;
  readonly keys: KeyCommands;
  readonly secrets: SecretCommands;
  readonly #server: ReturnType<typeof serverCommands>;

  /** @throws TypeError where `baseUrl`, or a WebSocket that was asked for, is missing */
  constructor(options: ClientOptions = {}) {
    const timing = timingOf(options.timing);
    const http = new Http(options, timing.requestMs);
    this.sessions = sessionCommands(http);
    this.keys = keyCommands(http);
    this.secrets = secretCommands(http);
    this.#server = serverCommands(http);
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

  /** Events of one session, each once and in order, over every break of a connection. */
  follow(_sessionId: string, _options: FollowOptions): Subscription {
    throw new Error('not yet');
  }

  /**
   * Tells which sessions appeared, went or changed. No ids at all mean that any may have: the
   * connection was away.
   *
   * @returns what ends it
   */
  watchSessions(_onChange: (ids: readonly string[]) => void): () => void {
    throw new Error('not yet');
  }

  /** A session kept as it is, until its `close`. */
  session(sessionId: string, _options: SessionOptions = {}): SessionStore {
    return new SessionStore(sessionId);
  }

  /** Of the streams together: that of the one that is worst off. `closed` while there is none. */
  get connection(): ConnectionState {
    return {status: 'closed', error: null};
  }

  /** @returns what ends it */
  onConnection(_listener: (state: ConnectionState) => void): () => void {
    return () => {};
  }

  /** Ends all that was opened with this client. */
  close(): void {}
}
