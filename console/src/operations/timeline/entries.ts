import type {JsonObject} from '@signalbox/client';
import type {LastError, Outcome} from '../spans';
import type {TimelineEvent} from '../timelineEvents';

interface Head {
  readonly seq: number;
  /** Ms since the epoch. */
  readonly at: number;
}

/** The execution environment changed, or more was said of how it is. */
export interface StatusEntry extends Head {
  readonly kind: 'status';
  readonly status: string;
  readonly message: string | null;
  readonly restartCount: number;
  readonly isRestart: boolean;
  /** What is to blame, where that was not said right before. */
  readonly lastError: LastError | null;
}

/** Something failed. */
export interface ErrorEntry extends Head {
  readonly kind: 'error';
  readonly code: string | null;
  readonly message: string;
  readonly details: Details;
}

/** A query did not complete. */
export interface QueryEntry extends Head {
  readonly kind: 'query';
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly message: string | null;
  readonly details: Details;
}

export type Entry = StatusEntry | ErrorEntry | QueryEntry;

/** What came with a failure. */
export interface Details {
  /** How its process ended, in words: "exit code 1 · out of memory". */
  readonly exit: string | null;
  /** The last that the process said on stderr. */
  readonly stderrTail: string | null;
  /** All else. */
  readonly rest: JsonObject | null;
}

const NONE: Details = {exit: null, stderrTail: null, rest: null};

/** What befell a session, the newest first. Statuses that say nothing new are left out. */
export function entries(events: readonly TimelineEvent[]): Entry[] {
  const found: Entry[] = [];
  let status: StatusEntry | null = null;
  let said: string | null = null;
  for (const event of events) {
    const head = {seq: event.seq, at: Date.parse(event.at)};
    switch (event.type) {
      case 'session:status': {
        const entry = statusEntry(head, event, status, said);
        if (entry !== null) {
          found.push(entry);
          status = entry;
        }
        said = event.data.runtime?.executionEnvironment?.lastError?.message ?? null;
        break;
      }
      case 'session:error': {
        const {
          message,
          code = null,
          data,
        } = event.data.error ?? {message: 'An error without words'};
        found.push({kind: 'error', ...head, code, message, details: detailsOf(data, message)});
        said = message;
        break;
      }
      case 'session:query:ended': {
        const {outcome, cause} = event.data;
        if (outcome !== 'completed') {
          const message = cause?.message ?? null;
          const isSaid = found.some(
            (entry, index) =>
              index >= found.length - 3 && entry.kind === 'error' && entry.message === message,
          );
          const details = cause && !isSaid ? detailsOf(cause, cause.message) : NONE;
          found.push({
            kind: 'query',
            ...head,
            outcome,
            code: cause?.code ?? null,
            message,
            details,
          });
        }
        break;
      }
    }
  }
  return found.reverse();
}

function statusEntry(
  head: Head,
  event: Extract<TimelineEvent, {type: 'session:status'}>,
  before: StatusEntry | null,
  said: string | null,
): StatusEntry | null {
  const environment = event.data.runtime?.executionEnvironment;
  if (!environment) {
    return null;
  }
  const {status, statusMessage: message = null, restartCount = 0, lastError = null} = environment;
  const isRestart = before !== null && restartCount > before.restartCount;
  const isNews =
    before === null ||
    before.status !== status ||
    isRestart ||
    (message !== null && message !== before.message);
  return isNews
    ? {
        kind: 'status',
        ...head,
        status,
        message,
        restartCount,
        isRestart,
        lastError: lastError !== null && lastError.message !== said ? lastError : null,
      }
    : null;
}

function detailsOf(data: unknown, message: string): Details {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return data === undefined ? NONE : {...NONE, rest: {data}};
  }
  const {exit, stderrTail, code: _, ...rest} = data as JsonObject;
  if (rest['message'] === message) {
    delete rest['message'];
  }
  return {
    exit: exitWords(exit),
    stderrTail: typeof stderrTail === 'string' && stderrTail.trim() !== '' ? stderrTail : null,
    rest: Object.keys(rest).length === 0 ? null : rest,
  };
}

function exitWords(exit: unknown): string | null {
  if (typeof exit !== 'object' || exit === null) {
    return null;
  }
  const {code, signal, outOfMemory} = exit as JsonObject;
  const said = [
    typeof code === 'number' && `exit code ${code}`,
    typeof signal === 'string' && `ended by ${signal}`,
    outOfMemory === true && 'out of memory',
  ].filter((words) => words !== false);
  return said.length === 0 ? null : said.join(' · ');
}
