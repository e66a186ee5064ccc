import type {Envelope, JsonObject, SendMessage} from '@signalbox/client';
import {chosen} from './filter.js';
import {problem, type TestServer} from './server.js';
import type {TestSession} from './session.js';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** Does what a request wants; null for a session that is not there. */
export function routes(
  server: TestServer,
  method: string,
  url: URL,
  body: JsonObject,
): Answer | null {
  const [, , , first, id, ...rest] = url.pathname.split('/');
  const what = [method, first, ...(id === undefined ? [] : [':id', ...rest.slice(0, 1)])].join(' ');
  switch (what) {
    case 'POST tickets':
      return {status: 201, body: {ticket: 't', use: 'stream', expiresAt: ''}};
    case 'GET me':
      return {status: 200, body: {name: 'ann', roles: ['admin']}};
    case 'GET sessions':
      return {status: 200, body: list(server, url.searchParams)};
  }
  const session = server.sessions.get(id ?? '');
  return session === undefined ? null : ofSession(session, what, url.searchParams, rest, body);
}

function ofSession(
  session: TestSession,
  what: string,
  query: URLSearchParams,
  rest: readonly string[],
  body: JsonObject,
): Answer | null {
  switch (what) {
    case 'GET sessions :id':
      return {status: 200, body: session.record};
    case 'GET sessions :id snapshot':
      return {status: 200, body: session.snapshot};
    case 'GET sessions :id events':
      return {status: 200, body: events(session, query, query.get('types')?.split(','))};
    case 'GET sessions :id logs':
      return {status: 200, body: events(session, query, ['session:log'])};
    case 'POST sessions :id messages':
      return {status: 202, body: message(session, body as unknown as SendMessage)};
    case 'POST sessions :id interrupt':
      return {status: 409, body: problem(409, 'NO_ACTIVE_QUERY')};
    case 'DELETE sessions :id permissions':
      session.say(['session:permission:revoked', {grantId: rest[2]!, by: {principal: 'ann'}}]);
      return {status: 204};
    case 'POST sessions :id permissions':
      return permission(session, rest[1]!, String(body['optionId']));
    default:
      return null;
  }
}

function list(server: TestServer, query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 100);
  const from = Number(query.get('cursor') ?? 0);
  const found = [...server.sessions.values()]
    .filter(({name}) => (name ?? '').includes(query.get('q') ?? ''))
    .filter(
      ({state}) =>
        query.get('active') === null || String(state.activeQuery !== null) === query.get('active'),
    )
    .sort((a, b) => b.lastActivity - a.lastActivity);
  const next = from + limit < found.length ? String(from + limit) : null;
  return {items: found.slice(from, from + limit).map(({record}) => record), next};
}

function events(session: TestSession, query: URLSearchParams, types?: readonly string[]) {
  const {order, after, limit = '100', ...filter} = Object.fromEntries(query);
  const wanted = (event: Envelope) => chosen(event, {...filter, types});
  const isDown = order === 'desc';
  const found = session.events
    .filter(wanted)
    .filter(({seq}) => after === undefined || (isDown ? seq < Number(after) : seq > Number(after)));
  const items = (isDown ? found.reverse() : found).slice(0, Number(limit));
  return {items, next: items.length === Number(limit) ? items.at(-1)!.seq : null};
}

/** A message is one query for ever, however often it comes. */
function message(session: TestSession, {content, messageId}: SendMessage) {
  const known = session.state.messages.get(messageId!);
  if (known !== undefined) {
    return {queryId: known, state: 'started'};
  }
  const queryId = `q${session.events.length}`;
  session.say(
    ['session:query:started', {queryId, origin: 'client'}, queryId],
    [
      'session:block:complete',
      {
        type: 'block_complete',
        conversationId: 'main',
        blockId: messageId!,
        block: {type: 'user_message', id: messageId!, timestamp: '', content},
      },
      queryId,
    ],
    ['session:query:ended', {queryId, outcome: 'completed', durationMs: 1}, queryId],
  );
  return {queryId, state: 'started'};
}

function permission(session: TestSession, requestId: string, optionId: string): Answer {
  const request = session.state.permissions.pending.get(requestId);
  if (request === undefined) {
    return {status: 409, body: problem(409, 'PERMISSION_ALREADY_RESOLVED')};
  }
  session.say(['session:permission:resolved', {requestId, optionId, by: {principal: 'ann'}}]);
  return {status: 200, body: {requestId, state: 'resolved', request, optionId}};
}
