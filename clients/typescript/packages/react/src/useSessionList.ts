import {useCallback, useMemo} from 'react';
import {useShared} from './provider.js';
import {
  NO_SESSIONS,
  SharedList,
  type SessionListQuery,
  type SessionListValue,
} from './sessionList.js';
import {Slot, useAll} from './slot.js';

export interface UseSessionList extends SessionListValue {
  /** Fetches the next page. Never rejects: what went wrong is in `error`. */
  loadMore(): Promise<void>;
  /** Fetches the list anew, which otherwise happens when something changed, and every 30 s. */
  refresh(): Promise<void>;
}

/**
 * The sessions that fit, the newest activity first, and kept so. Each other text of `q` is another
 * list: wait until people pause before you pass on what they type.
 */
export function useSessionList(query: SessionListQuery = {}): UseSessionList {
  const {hub, keepAliveMs} = useShared();
  const {q, status, agent, active} = query;
  const text = q === '' ? undefined : q;
  const slot = useMemo(() => {
    const open = () => new SharedList(hub, {q: text, status, agent, active});
    const key = JSON.stringify([text, status, agent, active]);
    return new Slot<SessionListValue, SharedList>(hub.lists, key, open, NO_SESSIONS, keepAliveMs);
  }, [hub, keepAliveMs, text, status, agent, active]);
  const value = useAll(slot);
  const loadMore = useCallback(() => slot.use((list) => list.loadMore()), [slot]);
  const refresh = useCallback(() => slot.use((list) => list.refresh()), [slot]);
  return useMemo(() => ({...value, loadMore, refresh}), [value, loadMore, refresh]);
}
