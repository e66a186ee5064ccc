import type {By, Envelope, EventData} from '@signalbox/client';

type Ended = EventData['session:query:ended'];

/** What the events say of one query. Times are ms since the epoch. */
export interface Query {
  readonly queryId: string;
  readonly origin: 'client' | 'agent' | null;
  readonly by: By | null;
  readonly startedAt: number | null;
  readonly end: {
    readonly at: number;
    readonly outcome: Ended['outcome'];
    readonly stopReason: string | null;
    readonly cause: Ended['cause'] | null;
    readonly durationMs: number;
  } | null;
}

/** Queries by id, and by the moment they started: a snapshot's blocks do not say their query. */
export interface Queries {
  readonly byId: ReadonlyMap<string, Query>;
  readonly byStart: ReadonlyMap<number, Query>;
}

/** The events that {@link queriesOf} reads. */
export const QUERY_EVENTS = ['session:query:started', 'session:query:ended'] as const;

export const NO_QUERIES: Queries = {byId: new Map(), byStart: new Map()};

/** Adds what events say, in any order; other types change nothing. */
export function queriesOf(events: readonly Envelope[], before: Queries = NO_QUERIES): Queries {
  const changed = new Map<string, Query>();
  for (const event of events) {
    if (event.type === 'session:query:started' || event.type === 'session:query:ended') {
      const id = event.data.queryId;
      const known = changed.get(id) ?? before.byId.get(id) ?? unknown(id);
      changed.set(id, withEvent(known, event));
    }
  }
  if (changed.size === 0) {
    return before;
  }
  const byStart = new Map(before.byStart);
  for (const query of changed.values()) {
    if (query.startedAt !== null) {
      byStart.set(query.startedAt, query);
    }
  }
  return {byId: new Map([...before.byId, ...changed]), byStart};
}

function unknown(queryId: string): Query {
  return {queryId, origin: null, by: null, startedAt: null, end: null};
}

function withEvent(query: Query, event: Envelope): Query {
  const at = Date.parse(event.at);
  switch (event.type) {
    case 'session:query:started':
      return {...query, origin: event.data.origin, by: event.data.by ?? null, startedAt: at};
    case 'session:query:ended': {
      const {outcome, stopReason = null, cause = null, durationMs} = event.data;
      return {...query, end: {at, outcome, stopReason, cause, durationMs}};
    }
    default:
      return query;
  }
}

/** The query of a message: by its id, or by its moment where the id is not known. */
export function queryOf(
  queries: Queries,
  queryId: string | null,
  timestamp: string | undefined,
): Query | null {
  const byId = queryId === null ? undefined : queries.byId.get(queryId);
  const byTime = timestamp === undefined ? undefined : queries.byStart.get(Date.parse(timestamp));
  return byId ?? byTime ?? null;
}
