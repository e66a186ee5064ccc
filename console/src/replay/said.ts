import type {By, Envelope} from '@signalbox/client';

/** A principal by its name, or the rule that did it. */
export function byWords(by: By): string {
  if (typeof by === 'object') {
    return by.principal;
  }
  switch (by) {
    case 'deadline':
      return 'the deadline: nobody answered in time';
    case 'withdrawn':
      return 'the agent, which no longer waits';
    case 'policy':
      return 'the policy: somebody had allowed it for the session';
    default:
      return by;
  }
}

/**
 * Who said it, in words.
 *
 * @param asked who asked for the query that the event belongs to, where that is known
 */
export function saidBy(event: Envelope, asked: By | null = null): string {
  switch (event.type) {
    case 'session:created':
    case 'session:permission:resolved':
    case 'session:permission:revoked':
      return byWords(event.data.by);
    case 'session:query:queued':
    case 'session:query:started':
      return event.data.by ? byWords(event.data.by) : 'the agent, by itself';
    case 'session:block:start':
    case 'session:block:complete':
      return event.data.block?.type === 'user_message'
        ? asked === null
          ? 'a person'
          : byWords(asked)
        : 'the agent';
    case 'session:block:delta':
    case 'session:block:update':
    case 'session:metadata:update':
    case 'session:permission:requested':
      return 'the agent';
    case 'session:query:ended':
      return ENDED_BY_SERVER.has(event.data.outcome) ? 'the server' : 'the agent';
    case 'session:log':
      return `the ${event.data.source}`;
    case 'session:error':
      return errorBy(event.data.error?.code);
    case 'session:status':
    case 'session:options:update':
      return 'the server';
    case 'session:unknown':
    case 'session:file:created':
    case 'session:file:modified':
    case 'session:file:deleted':
      return 'the runner';
    default:
      return 'not known to this console';
  }
}

const ENDED_BY_SERVER: ReadonlySet<string> = new Set(['timed_out', 'lost', 'cancelled']);

function errorBy(code: string | undefined): string {
  return code === undefined || code.startsWith('AGENT_')
    ? 'the runner, of the agent'
    : code.startsWith('RUNNER_') || code.startsWith('ENVIRONMENT_')
      ? 'the server'
      : 'the runner';
}

/** What lies between an event and the one before it and is not in the journal; null for nothing. */
export function missingBefore(event: Envelope, previousSeq: number): string | null {
  const count = event.seq - previousSeq - 1;
  if (count <= 0) {
    return null;
  }
  const which =
    count === 1
      ? `Event ${(event.seq - 1).toLocaleString('en')} is`
      : `${count.toLocaleString('en')} events before this one (${(previousSeq + 1).toLocaleString('en')} to ${(event.seq - 1).toLocaleString('en')}) are`;
  return (
    `${which} no longer in the journal. The deltas of a finished block are dropped after a while ` +
    '(its complete text stays), and so are log lines that are too old to be kept.'
  );
}
