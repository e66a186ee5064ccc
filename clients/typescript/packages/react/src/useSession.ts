import type {
  ConnectionState,
  Envelope,
  RuntimeState,
  Session,
  SessionView,
  SignalboxError,
} from '@signalbox/client';
import {useCallback, useEffect, useMemo, useRef, useSyncExternalStore} from 'react';
import type {Hub} from './hub.js';
import {useShared} from './provider.js';
import {isSame, steady} from './same.js';
import {emptyView, NO_RECORD, SharedRecord, SharedSession} from './session.js';
import type {SessionRecord} from './session.js';
import {Slot, useAll, useSelected} from './slot.js';

export function useSessionSlot(sessionId: string): Slot<SessionView, SharedSession> {
  const {hub, keepAliveMs} = useShared();
  return useMemo(() => {
    const open = () => new SharedSession(hub.client, sessionId, hub.schedule);
    return new Slot(hub.sessions, sessionId, open, emptyView(sessionId), keepAliveMs);
  }, [hub, sessionId, keepAliveMs]);
}

export interface UseSession {
  /** As `GET /api/v1/sessions/{id}` says, fetched again when it changed; null before the first answer. */
  readonly session: Session | null;
  /** As its events say, live. */
  readonly view: SessionView;
  /** Why one of the two is not to be had, or not up to date; null once it is. */
  readonly error: SignalboxError | null;
  /** Does not wait for the next attempt, log lines included; begins anew what an error ended. */
  retryNow(): void;
}

/** A session: what is known of it, and what happens in it. */
export function useSession(sessionId: string): UseSession {
  const {hub, keepAliveMs} = useShared();
  const session = useSessionSlot(sessionId);
  const record = useMemo(() => {
    const open = () => new SharedRecord(hub, sessionId);
    return new Slot<SessionRecord, SharedRecord>(
      hub.records,
      sessionId,
      open,
      NO_RECORD,
      keepAliveMs,
    );
  }, [hub, sessionId, keepAliveMs]);
  const view = useAll(session);
  const known = useAll(record);
  const retryNow = useCallback(() => {
    void session.use(({store}) => store.retryNow());
    void record.use((source) => source.refresh());
    hub.retryFeeds(sessionId);
  }, [hub, sessionId, session, record]);
  const error = errorOf(view) ?? (view.ended === 'deleted' ? null : known.error);
  return useMemo(
    () => ({session: known.session, view, error, retryNow}),
    [known.session, view, error, retryNow],
  );
}

function errorOf({ended, connection}: SessionView): SignalboxError | null {
  if (ended !== null && ended !== 'deleted') {
    return ended;
  }
  return connection.status === 'closed' ? connection.error : null;
}

/** Whether the place is healthy, and whether work is in progress; null before that is known. */
export function useRuntime(sessionId: string): RuntimeState | null {
  const select = useMemo(() => steady((view: SessionView) => view.runtime, isSame), []);
  return useSelected(useSessionSlot(sessionId), select);
}

/** How the connection of a session is, or without an id that of the client. */
export function useConnection(sessionId?: string): ConnectionState {
  const {hub, keepAliveMs} = useShared();
  const source = useMemo(
    () => (sessionId === undefined ? ofClient(hub) : ofSession(hub, sessionId, keepAliveMs)),
    [hub, sessionId, keepAliveMs],
  );
  return useSyncExternalStore(source.subscribe, source.read, () => CONNECTING);
}

const CONNECTING: ConnectionState = {status: 'connecting'};

interface Connection {
  subscribe(listener: () => void): () => void;
  read(): ConnectionState;
}

function ofClient({client, schedule}: Hub): Connection {
  const read = steady<ConnectionState, ConnectionState>((state) => state, isSame);
  return {
    subscribe: (listener) => client.onConnection(() => schedule(listener)),
    read: () => read(client.connection),
  };
}

function ofSession(hub: Hub, sessionId: string, keepAliveMs: number): Connection {
  const open = () => new SharedSession(hub.client, sessionId, hub.schedule);
  const slot = new Slot(hub.sessions, sessionId, open, emptyView(sessionId), keepAliveMs);
  const read = steady((view: SessionView) => view.connection, isSame);
  return {subscribe: slot.subscribe, read: () => read(slot.read())};
}

/**
 * Calls the listener with what comes live while the component is mounted: each event once, after it
 * was folded. Log lines are not among it; see `useLogs`.
 */
export function useEvents(
  sessionId: string,
  listener: (events: readonly Envelope[]) => void,
): void {
  const slot = useSessionSlot(sessionId);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const lease = slot.acquire();
    const stop = lease.source.store.onEvents((events) => latest.current(events));
    return () => {
      stop();
      lease.release();
    };
  }, [slot]);
}
