import type {EventOf} from '@signalbox/client';
import type {QuerySpan} from './spans';
import type {TimelineEvent} from './timelineEvents';

type Open = {-readonly [K in keyof QuerySpan]: QuerySpan[K]};

/** Makes spans of what is said of queries and of what they wait for. */
export class QueryLine {
  readonly #spans: Open[] = [];
  readonly #ofQuery = new Map<string, Open[]>();
  readonly #queued = new Map<string, Open>();
  readonly #running = new Map<string, Open>();
  /** By query. */
  readonly #waiting = new Map<string, Open>();
  /** Requests that wait for an answer, and their queries. */
  readonly #requests = new Map<string, string>();

  on(event: TimelineEvent, at: number): void {
    switch (event.type) {
      case 'session:query:queued':
        this.#queued.set(event.data.queryId, this.#begin('queued', event.data.queryId, at, event));
        break;
      case 'session:query:started': {
        const {queryId} = event.data;
        end(this.#queued, queryId, at);
        this.#running.set(queryId, this.#begin('running', queryId, at, event));
        break;
      }
      case 'session:query:ended':
        this.#ended(event, at);
        break;
      case 'session:permission:requested': {
        // What is asked outside a query, as in the background, holds none up.
        const queryId = event.queryId ?? event.data.queryId;
        this.#requests.set(event.data.requestId, queryId);
        if (this.#running.has(queryId) && !this.#waiting.has(queryId)) {
          this.#waiting.set(queryId, this.#begin('waiting', queryId, at, event));
        }
        break;
      }
      case 'session:permission:resolved': {
        const queryId = this.#requests.get(event.data.requestId);
        this.#requests.delete(event.data.requestId);
        if (queryId !== undefined && ![...this.#requests.values()].includes(queryId)) {
          end(this.#waiting, queryId, at);
        }
        break;
      }
    }
  }

  #ended(event: EventOf<'session:query:ended'>, at: number): void {
    const {queryId, outcome, cause, durationMs} = event.data;
    const waited = this.#queued.get(queryId);
    if (waited === undefined && !this.#running.has(queryId) && outcome !== 'cancelled') {
      // Its beginning was not read: it says itself how long ago that was.
      const from = at - Math.max(0, durationMs ?? 0);
      this.#running.set(queryId, this.#begin('running', queryId, from, event));
    }
    end(this.#queued, queryId, at);
    end(this.#waiting, queryId, at);
    end(this.#running, queryId, at);
    for (const span of this.#ofQuery.get(queryId) ?? []) {
      span.outcome = outcome;
      span.cause = cause?.message ?? null;
    }
  }

  #begin(kind: QuerySpan['kind'], queryId: string, from: number, event: TimelineEvent): Open {
    const span: Open = {
      line: 'query',
      kind,
      queryId,
      from,
      to: from,
      isOpen: true,
      seq: event.seq,
      outcome: null,
      cause: null,
    };
    this.#spans.push(span);
    this.#ofQuery.set(queryId, [...(this.#ofQuery.get(queryId) ?? []), span]);
    return span;
  }

  done(until: number): QuerySpan[] {
    return this.#spans
      .map((span) => (span.isOpen ? {...span, to: until} : span))
      .sort((a, b) => a.from - b.from);
  }
}

function end(open: Map<string, Open>, queryId: string, at: number): void {
  const span = open.get(queryId);
  if (span !== undefined) {
    span.to = at;
    span.isOpen = false;
    open.delete(queryId);
  }
}
