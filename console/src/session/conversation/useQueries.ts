import {useClient, useConnection, useEvents} from '@signalbox/react';
import {useEffect, useRef, useState} from 'react';
import {NO_QUERIES, queriesOf, QUERY_EVENTS, type Queries} from './queries';

/** Pages of 1,000 events that are read at most: the queries before have headers without an end. */
const MOST_PAGES = 5;

/** Who asked in a session, and how it ended: what was, by pages, the newest first; then what comes. */
export function useQueries(sessionId: string): Queries {
  const {sessions} = useClient();
  const [queries, setQueries] = useState(NO_QUERIES);
  const round = useRebuilds(sessionId);
  useEvents(sessionId, (events) => setQueries((before) => queriesOf(events, before)));
  useEffect(() => {
    const abort = new AbortController();
    const {signal} = abort;
    async function load() {
      let after: number | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = {types: QUERY_EVENTS, order: 'desc', limit: 1000} as const;
        const {items, next} = await sessions.events(
          sessionId,
          {...query, ...(after !== undefined && {after})},
          {signal},
        );
        setQueries((before) => queriesOf(items, before));
        if (next === null) {
          return;
        }
        after = Number(next);
      }
    }
    load().catch(() => {
      // The headers say less then; that the server is away is said above.
    });
    return () => abort.abort();
  }, [sessions, sessionId, round]);
  return queries;
}

/** How often the view was rebuilt from a snapshot: what happened meanwhile did not come live. */
function useRebuilds(sessionId: string): number {
  const {status} = useConnection(sessionId);
  const [count, setCount] = useState(0);
  const isRebuilding = useRef(false);
  useEffect(() => {
    if (status === 'resyncing') {
      isRebuilding.current = true;
    } else if (status === 'live' && isRebuilding.current) {
      isRebuilding.current = false;
      setCount((before) => before + 1);
    }
  }, [status]);
  return count;
}
