import type {
  Envelope,
  Session,
  SessionStore,
  SessionView,
  SignalboxClient,
  SignalboxError,
} from '@signalbox/client';
import type {Schedule} from './frames.js';
import type {Hub} from './hub.js';
import {Loader} from './loader.js';
import type {Lease} from './pool.js';
import type {Source} from './source.js';
import {Emitter} from './source.js';

/** The one store of a session that all hooks of a client read. */
export class SharedSession implements Source<SessionView> {
  readonly store: SessionStore;

  constructor(client: SignalboxClient, sessionId: string, schedule: Schedule) {
    this.store = client.session(sessionId, {schedule});
  }

  get value(): SessionView {
    return this.store.view;
  }

  get isOver(): boolean {
    const {ended, connection} = this.store.view;
    return ended !== null || connection.status === 'closed';
  }

  subscribe(listener: () => void): () => void {
    return this.store.subscribe(listener);
  }

  close(): void {
    this.store.close();
  }
}

/** A session as nobody has seen it yet. */
export function emptyView(sessionId: string): SessionView {
  return {
    sessionId,
    state: null,
    runtime: null,
    epoch: 0,
    connection: {status: 'connecting'},
    ended: null,
  };
}

/** What `GET /api/v1/sessions/{id}` says. */
export interface SessionRecord {
  readonly session: Session | null;
  readonly error: SignalboxError | null;
}

export const NO_RECORD: SessionRecord = {session: null, error: null};

/** Events after which the record says something else. */
const CHANGING = new Set<Envelope['type']>([
  'session:metadata:update',
  'session:options:update',
  'session:query:ended',
]);

/** Metadata comes many times a second while an agent works; the record need not. */
const GAP_MS = 500;

/** The record of a session, fetched again when it changed. */
export class SharedRecord extends Emitter<SessionRecord> {
  readonly #leases: readonly Lease<unknown>[];
  readonly #stops: readonly (() => void)[];
  readonly #loader: Loader;

  constructor(hub: Hub, sessionId: string) {
    super(NO_RECORD, hub.schedule);
    this.#loader = new Loader(
      async (signal) =>
        this.set({session: await hub.client.sessions.get(sessionId, {signal}), error: null}),
      (error) => this.set({...this.value, error}),
      GAP_MS,
    );
    const session = hub.session(sessionId, 0);
    const watch = hub.watch();
    this.#leases = [session, watch];
    this.#stops = [
      session.source.store.onEvents((events) => {
        if (events.some(({type}) => CHANGING.has(type))) {
          this.refresh();
        }
      }),
      watch.source.listen((ids) => {
        // No ids: the connection was away, and any may have changed.
        if (ids.length === 0 || ids.includes(sessionId)) {
          this.refresh();
        }
      }),
    ];
    this.refresh();
  }

  get isOver(): boolean {
    return this.value.error !== null;
  }

  refresh(): void {
    void this.#loader.ask();
  }

  close(): void {
    this.#loader.close();
    this.#stops.forEach((stop) => stop());
    this.#leases.forEach((lease) => lease.release());
  }
}
