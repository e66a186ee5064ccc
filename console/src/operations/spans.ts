import type {EnvironmentStatus, EventData, RuntimeState} from '@signalbox/client';
import {EnvironmentLine} from './environmentLine';
import {QueryLine} from './queryLine';
import type {TimelineEvent} from './timelineEvents';

export type Outcome = EventData['session:query:ended']['outcome'];
export type LastError = NonNullable<NonNullable<RuntimeState['executionEnvironment']>['lastError']>;

interface Stretch {
  /** Ms since the epoch. */
  readonly from: number;
  /** Ms since the epoch; the present where it is still so. */
  readonly to: number;
  /** Whether it is still so. */
  readonly isOpen: boolean;
  /** The event it began with; where that is not known, the first that tells of it. */
  readonly seq: number;
}

/** How the execution environment was for a while. */
export interface EnvironmentSpan extends Stretch {
  readonly line: 'environment';
  readonly kind: EnvironmentStatus;
  /** What was said of it last. */
  readonly message: string | null;
  /** Starts after a crash so far. */
  readonly restartCount: number;
  /** Whether it began with a start after a crash. */
  readonly isRestart: boolean;
}

/** What was done about a query for a while. `waiting` lies within `running`, for a permission. */
export interface QuerySpan extends Stretch {
  readonly line: 'query';
  readonly kind: 'queued' | 'running' | 'waiting';
  readonly queryId: string;
  /** How the query ended; null as long as it has not. */
  readonly outcome: Outcome | null;
  /** Why it did not complete. */
  readonly cause: string | null;
}

export type Span = EnvironmentSpan | QuerySpan;

/** The two machines over time, each in the order in which its spans began. */
export interface Spans {
  readonly environment: readonly EnvironmentSpan[];
  readonly query: readonly QuerySpan[];
}

/**
 * What was when. Pure: all times come from the events and from `now`.
 *
 * @param events in the order of `seq`; the oldest ones may be missing, then what they began begins
 *     with the first event that tells of it
 * @param now ms since the epoch; spans that are still open end here, or with the last event where
 *     this clock is behind the server's
 */
export function spans(events: readonly TimelineEvent[], now: number): Spans {
  const environment = new EnvironmentLine();
  const query = new QueryLine();
  let last = -Infinity;
  for (const event of events) {
    const at = Date.parse(event.at);
    last = Math.max(last, at);
    environment.on(event, at);
    query.on(event, at);
  }
  const until = Math.max(now, last);
  return {environment: environment.done(until), query: query.done(until)};
}

/** The same spans a while later, without reading the events again. */
export function extended({environment, query}: Spans, now: number): Spans {
  return {environment: environment.map(later), query: query.map(later)};
  function later<S extends Span>(span: S): S {
    return span.isOpen && now > span.to ? {...span, to: now} : span;
  }
}
