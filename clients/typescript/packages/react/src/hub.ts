import type {LogLevel, SignalboxClient} from '@signalbox/client';
import type {Schedule} from './frames.js';
import {onceAFrame} from './frames.js';
import {LogFeed} from './logFeed.js';
import type {LogPages} from './logPages.js';
import type {SharedPrincipal} from './principal.js';
import type {Lease} from './pool.js';
import {Pool} from './pool.js';
import type {Sender} from './sender.js';
import type {SharedRecord} from './session.js';
import {SharedSession} from './session.js';
import type {SharedList} from './sessionList.js';
import {Watch} from './watch.js';

/** Everything that the hooks of one client share. */
export class Hub {
  readonly client: SignalboxClient;
  readonly schedule: Schedule = onceAFrame();
  readonly sessions = new Pool<SharedSession>();
  readonly records = new Pool<SharedRecord>();
  readonly feeds = new Pool<LogFeed>();
  readonly logs = new Pool<LogPages>();
  readonly lists = new Pool<SharedList>();
  readonly senders = new Pool<Sender>();
  readonly principals = new Pool<SharedPrincipal>();
  readonly #watches = new Pool<Watch>();

  constructor(client: SignalboxClient) {
    this.client = client;
  }

  /** How much is open. */
  get openCount(): number {
    return this.#pools().reduce((sum, pool) => sum + pool.size, 0);
  }

  /** Closes what nobody uses any more. */
  closeIdle(): void {
    this.#pools().forEach((pool) => pool.closeIdle());
  }

  session(sessionId: string, keepAliveMs: number): Lease<SharedSession> {
    const {client, schedule} = this;
    const open = () => new SharedSession(client, sessionId, schedule);
    return this.sessions.acquire(sessionId, open, keepAliveMs);
  }

  watch(): Lease<Watch> {
    return this.#watches.acquire('', () => new Watch(this.client), 0);
  }

  feed(sessionId: string, minLevel: LogLevel): Lease<LogFeed> {
    const open = () => new LogFeed(this.client, sessionId, minLevel);
    return this.feeds.acquire(feedKey(sessionId, minLevel), open, 0);
  }

  /** Lets log lines of a session not wait for the next attempt. */
  retryFeeds(sessionId: string): void {
    for (const level of LEVELS) {
      this.feeds.peek(feedKey(sessionId, level))?.retryNow();
    }
  }

  /** Those that use others first. */
  #pools() {
    const {records, logs, lists, senders, principals, feeds, sessions} = this;
    return [records, logs, lists, senders, principals, feeds, sessions, this.#watches];
  }
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

function feedKey(sessionId: string, minLevel: LogLevel): string {
  return JSON.stringify([sessionId, minLevel]);
}

const hubs = new WeakMap<SignalboxClient, Hub>();

/** The hub of a client: the same one wherever its hooks are used. */
export function hubOf(client: SignalboxClient): Hub {
  let hub = hubs.get(client);
  if (hub === undefined) {
    hub = new Hub(client);
    hubs.set(client, hub);
  }
  return hub;
}
