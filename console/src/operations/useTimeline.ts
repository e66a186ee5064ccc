import type {SignalboxClient} from '@signalbox/client';
import {useClient, useConnection, useEvents, useRuntime} from '@signalbox/react';
import {useEffect, useMemo, useSyncExternalStore} from 'react';
import {TimelineStore, pagesOf, type Timeline} from './timelineStore';

/** The strip and the pane look at the same timeline; nobody else keeps it. */
const stores = new WeakMap<SignalboxClient, Map<string, WeakRef<TimelineStore>>>();

function storeOf(client: SignalboxClient, sessionId: string): TimelineStore {
  const ofClient = stores.get(client) ?? new Map<string, WeakRef<TimelineStore>>();
  stores.set(client, ofClient);
  const known = ofClient.get(sessionId)?.deref();
  if (known !== undefined) {
    return known;
  }
  const store = new TimelineStore(pagesOf(client, sessionId));
  ofClient.set(sessionId, new WeakRef(store));
  return store;
}

export interface UseTimeline extends Timeline {
  /** Reads one page of older events. Never rejects: what went wrong is in `error`. */
  loadOlder(): Promise<void>;
  /** Reads the newest events anew. */
  reload(): Promise<void>;
}

/** What happened on the two machines of a session, and what happens. */
export function useTimeline(sessionId: string): UseTimeline {
  const client = useClient();
  const store = useMemo(() => storeOf(client, sessionId), [client, sessionId]);
  useEvents(sessionId, (events) => store.add(events));
  // What is asked for once the snapshot is there holds all that is not told live.
  const hasBegun = useRuntime(sessionId) !== null;
  const isLive = useConnection(sessionId).status === 'live';
  useEffect(() => {
    // Again whenever the stream was away: where it resumed with a snapshot, events were left out.
    if (hasBegun && isLive) {
      store.reloadSoon();
    }
  }, [store, hasBegun, isLive]);
  const timeline = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({
      ...timeline,
      loadOlder: () => store.loadOlder(),
      reload: () => store.load(),
    }),
    [timeline, store],
  );
}
