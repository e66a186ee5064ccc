import type {Envelope, EventOf} from '../protocol.js';
import {ConversationsDraft, isObject} from './conversations.js';
import {foldPermissions} from './permissions.js';
import type {ActiveQuery, Creation, QueuedMessage, SessionState} from './state.js';
import {foldUsage} from './usage.js';

/**
 * Folds one event into a state. The same rules as the server's: pure and total, all times come from
 * the events, and an event that does not apply changes nothing but `seq`. One that was folded before
 * gives this very state.
 */
export function fold(state: SessionState, event: Envelope): SessionState {
  return foldAll(state, [event]);
}

/** Folds events in their order. Cheaper than one by one, with the same result. */
export function foldAll(state: SessionState, events: readonly Envelope[]): SessionState {
  const conversations = new ConversationsDraft(state.conversations);
  let after = state;
  for (const event of events) {
    if (event.seq > after.seq) {
      after = isObject(event.data) ? step(after, event) : {...after, seq: event.seq};
      if (isObject(event.data)) {
        conversations.on(event);
      }
    }
  }
  return after === state ? state : {...after, conversations: conversations.done()};
}

/** A later `seq`, after events that change nothing else and were left out. */
export function reached(state: SessionState, seq: number): SessionState {
  return seq > state.seq ? {...state, seq} : state;
}

/** Each part folds by its own rules and looks at no other part. */
function step(state: SessionState, event: Envelope): SessionState {
  return {
    seq: event.seq,
    created: state.created ?? creation(event),
    options:
      isFirst(event) || event.type === 'session:options:update'
        ? event.data.options
        : state.options,
    conversations: state.conversations,
    usage: foldUsage(state.usage, event),
    queue: queue(state.queue, event),
    permissions: foldPermissions(state.permissions, event),
    messages: messages(state.messages, event),
    executionEnvironment:
      event.type === 'session:status' && isObject(event.data.runtime)
        ? event.data.runtime.executionEnvironment
        : state.executionEnvironment,
    activeQuery: activeQuery(state.activeQuery, event),
  };
}

/** `session:created` is the first event of a session, and only the first counts. */
function isFirst(event: Envelope): event is EventOf<'session:created'> {
  return event.type === 'session:created' && event.seq === 1;
}

function creation(event: Envelope): Creation | null {
  if (!isFirst(event)) {
    return null;
  }
  const {agent, environment, name, metadata, by} = event.data;
  return {
    agent,
    environment,
    ...(name !== undefined && {name}),
    ...(metadata !== undefined && {metadata}),
    by,
    createdAt: Date.parse(event.at),
  };
}

function queue(waiting: readonly QueuedMessage[], event: Envelope): readonly QueuedMessage[] {
  switch (event.type) {
    case 'session:query:queued': {
      const {queryId, position, content, messageId, by} = event.data;
      if (waiting.some((message) => message.queryId === queryId)) {
        return waiting;
      }
      const index = Math.min(Math.max(position - 1, 0), waiting.length);
      const message: QueuedMessage = {
        queryId,
        queuedAt: Date.parse(event.at),
        ...(content !== undefined && {content}),
        ...(messageId !== undefined && {messageId}),
        ...(by !== undefined && {by}),
      };
      return [...waiting.slice(0, index), message, ...waiting.slice(index)];
    }
    case 'session:query:started':
    case 'session:query:ended':
      return waiting.some((message) => message.queryId === event.data.queryId)
        ? waiting.filter((message) => message.queryId !== event.data.queryId)
        : waiting;
    default:
      return waiting;
  }
}

/** `none` + started → running; running + ended of the same query → `none`; the rest is nothing. */
function activeQuery(active: ActiveQuery | null, event: Envelope): ActiveQuery | null {
  if (active === null && event.type === 'session:query:started') {
    const {queryId, origin, by} = event.data;
    return {
      queryId,
      startedAt: Date.parse(event.at),
      ...(origin !== undefined && {origin}),
      ...(by !== undefined && {by}),
    };
  }
  return event.type === 'session:query:ended' && event.data.queryId === active?.queryId
    ? null
    : active;
}

/** The first query that a message became is its query for ever. */
function messages(
  known: ReadonlyMap<string, string>,
  event: Envelope,
): ReadonlyMap<string, string> {
  let messageId: string | undefined;
  let queryId: string | undefined;
  switch (event.type) {
    case 'session:query:queued':
      ({messageId, queryId} = event.data);
      break;
    case 'session:block:start':
    case 'session:block:complete':
      messageId = event.data.block?.type === 'user_message' ? event.data.block.id : undefined;
      queryId = event.queryId;
      break;
  }
  return messageId === undefined || queryId === undefined || known.has(messageId)
    ? known
    : new Map(known).set(messageId, queryId);
}
