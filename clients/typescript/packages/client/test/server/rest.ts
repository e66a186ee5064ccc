import type {IncomingHttpHeaders, ServerResponse} from 'node:http';
import type {Envelope, JsonObject} from '../../src/index.js';
import {passes, snapshot} from './journal.js';
import type {ScriptedServer} from './scripted-server.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  retryable = false,
  headers: Record<string, string> = {},
  others: JsonObject = {},
): void {
  response.writeHead(status, {...headers, 'Content-Type': 'application/problem+json'});
  response.end(
    JSON.stringify({status, code, retryable, title: 'Not so', detail: `said ${code}`, ...others}),
  );
}

/** Answers what is asked of the session and of the server, for those who may. */
export function answer(server: ScriptedServer, asked: Asked, response: ServerResponse): void {
  const {method, path} = asked;
  const {sessionId} = server.journal[0]!;
  const rest = path.replace(/^\/api\/v1/, '');
  if (rest === '/tickets') {
    const ticket = `ticket-${server.asked.length}`;
    server.tickets.add(ticket);
    json(response, 201, {ticket, use: 'stream', expiresAt: '2026-11-27T10:00:00.000Z'});
  } else if (rest === '/me') {
    json(response, 200, {name: 'ada', roles: ['admin']});
  } else if (rest === '/sessions') {
    json(response, 200, {items: server.isDeleted ? [] : [session(server)], next: null});
  } else if (!rest.startsWith(`/sessions/${sessionId}`) || server.isDeleted) {
    problem(response, 404, 'SESSION_NOT_FOUND');
  } else {
    ofSession(server, method, rest.slice(`/sessions/${sessionId}`.length), asked, response);
  }
}

function ofSession(
  server: ScriptedServer,
  method: string,
  path: string,
  asked: Asked,
  response: ServerResponse,
): void {
  switch (`${method} ${path}`) {
    case 'GET ':
      json(response, 200, session(server));
      break;
    case 'GET /snapshot':
      json(response, 200, snapshot(server.journal, server.epoch));
      break;
    case 'GET /events':
      json(response, 200, page(server.journal, asked.query));
      break;
    case 'POST /messages': {
      const key = String(asked.headers['idempotency-key'] ?? asked.body);
      const accepted = server.answers.get(key) ?? {
        queryId: `q${server.answers.size + 1}`,
        state: 'started',
      };
      server.answers.set(key, accepted);
      json(response, 202, accepted);
      break;
    }
    case 'POST /environment/restart':
      response.writeHead(202).end();
      break;
    case 'DELETE ':
      server.delete();
      response.writeHead(204).end();
      break;
    default:
      problem(response, 404, 'NOT_FOUND');
  }
}

function session(server: ScriptedServer): JsonObject {
  const {journal, epoch} = server;
  const {sessionId, at} = journal.at(-1)!;
  return {id: sessionId, agent: 'demo', headSeq: journal.length, epoch, lastActivity: at};
}

function page(journal: readonly Envelope[], query: URLSearchParams) {
  const types = query.get('types')?.split(',');
  const found = journal.filter((event) => passes(types === undefined ? {} : {types}, event));
  const isDescending = query.get('order') === 'desc';
  const after = query.get('after');
  const limit = Number(query.get('limit') ?? 100);
  const rest = (isDescending ? found.toReversed() : found).filter(
    ({seq}) => after === null || (isDescending ? seq < Number(after) : seq > Number(after)),
  );
  const items = rest.slice(0, limit);
  return {items, next: rest.length > limit ? items.at(-1)!.seq : null};
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {'Content-Type': 'application/json'});
  response.end(JSON.stringify(body));
}
