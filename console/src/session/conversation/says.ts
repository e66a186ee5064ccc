import type {Block, By, SessionView} from '@signalbox/client';
import type {Query} from './queries';

/** A principal's name, or the rule in words. */
export function nameOf(by: By): string {
  if (typeof by !== 'string') {
    return by.principal;
  }
  switch (by) {
    case 'deadline':
      return 'nobody: the time to answer ran out';
    case 'withdrawn':
      return 'the agent, which no longer waits';
    case 'policy':
      return 'what was allowed for the whole session';
    default:
      return by;
  }
}

const ENDS: Record<string, string> = {
  interrupted: 'Interrupted',
  failed: 'Failed',
  timed_out: 'Took too long',
  lost: 'Lost: the execution environment went away',
  cancelled: 'Taken out of the queue',
};

const STOPS: Record<string, string> = {
  max_tokens: 'stopped at the longest answer that the model gives',
  max_turns: 'stopped after as many turns as are allowed',
  refusal: 'the model refused to go on',
};

/** How a query ended; null if it ended as it should, or did not end yet. */
export function endOf(query: Query): string | null {
  if (query.end === null) {
    return null;
  }
  const {outcome, cause, stopReason} = query.end;
  const stop = STOPS[stopReason ?? ''];
  const words = [
    outcome === 'completed' ? null : (ENDS[outcome] ?? outcome),
    cause && outcome !== 'interrupted' ? cause.message : null,
    cause?.code === 'ENVIRONMENT_TERMINATED' ? 'the execution environment was ended' : null,
    stop ?? null,
  ].filter((one) => one !== null);
  return words.length === 0 ? null : words.join(' · ');
}

const cache = new WeakMap<Block, string>();

/** All that a reader can find in a block, in lower case. */
export function findableText(block: Block): string {
  let text = cache.get(block);
  if (text === undefined) {
    const parts: string[] = [];
    collect(block, parts, 0);
    text = parts.join('\n').toLowerCase();
    cache.set(block, text);
  }
  return text;
}

const UNSEEN = new Set(['id', 'type', 'timestamp', 'toolUseId', 'subagentId', 'status', 'data']);

function collect(value: unknown, into: string[], depth: number): void {
  if (typeof value === 'string') {
    into.push(value);
  } else if (typeof value === 'object' && value !== null && depth < 8) {
    for (const [name, inside] of Object.entries(value)) {
      if (!UNSEEN.has(name)) {
        collect(inside, into, depth + 1);
      }
    }
  }
}

/** Why nothing can be sent at this moment; null if it can. */
export function whyNotNow({ended, connection, state}: SessionView): string | null {
  if (ended === 'deleted') {
    return 'This session was deleted: nothing can be sent to it any more.';
  }
  if (ended !== null || connection.status === 'closed') {
    return 'This session cannot be followed any more. What you write is kept.';
  }
  if (connection.status === 'reconnecting') {
    return 'The server is away. What you write is kept, and can be sent when it is back.';
  }
  return state === null ? 'Connecting to the session. What you write is kept.' : null;
}
