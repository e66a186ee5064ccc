import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {WebSocketServer} from 'ws';
import type {JsonObject} from '@signalbox/client';
import {Peer} from './peer.js';
import {routes} from './routes.js';
import {TestSession} from './session.js';

/** What a request to the server is answered with instead, or after. */
interface Fault {
  readonly request: RegExp;
  readonly how: 'refuse' | 'lose';
  readonly status: number;
  readonly code: string;
  times: number;
}

/**
 * A Signalbox server as small as hooks need one: real HTTP and WebSockets on loopback, the journal a
 * list in memory, the rest what its events add up to. Tests say what happens in it.
 */
export class TestServer {
  readonly sessions = new Map<string, TestSession>();
  readonly peers = new Set<Peer>();
  /** What was asked, such as `GET /api/v1/sessions/s1`, in order. */
  readonly requests: string[] = [];
  readonly #faults: Fault[] = [];
  readonly #held: {request: RegExp; until: Promise<void>}[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #http = createServer((request, response) => {
    this.#serve(request, response).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });

  static async start(): Promise<TestServer> {
    const server = new TestServer();
    const websockets = new WebSocketServer({noServer: true});
    server.#http.on('connection', (socket) => {
      server.#sockets.add(socket);
      socket.on('close', () => server.#sockets.delete(socket));
    });
    server.#http.on('upgrade', (request, socket, head) =>
      websockets.handleUpgrade(request, socket, head, (accepted) => {
        const peer = new Peer(accepted, server.sessions);
        server.peers.add(peer);
        accepted.on('close', () => server.peers.delete(peer));
      }),
    );
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** How many streams of a session are open: of what is in it, or of its log lines. */
  streams(sessionId: string, what: 'session' | 'logs' = 'session'): number {
    return [...this.peers].filter(({joined}) => {
      const filter = joined.get(sessionId)?.filter;
      return filter !== undefined && (filter['types'] === undefined) === (what === 'session');
    }).length;
  }

  get watchers(): number {
    return [...this.peers].filter((peer) => peer.isWatching).length;
  }

  /** How often something was asked. */
  asked(request: RegExp): number {
    return this.requests.filter((one) => request.test(one)).length;
  }

  create(id: string, name?: string): TestSession {
    const session = new TestSession(id, name, {
      happened: (events) => this.peers.forEach((peer) => peer.send(id, events)),
      changed: () => this.changed(id),
    });
    this.sessions.set(id, session);
    this.changed(id);
    return session;
  }

  delete(id: string): void {
    this.sessions.delete(id);
    this.peers.forEach((peer) => peer.deleted(id));
    this.changed(id);
  }

  /** Tells those who follow a session that their cursor cannot be served any more. */
  resync(id: string): void {
    this.peers.forEach((peer) => peer.resync(this.sessions.get(id)!));
  }

  /** Tells those who watch. */
  changed(...sessionIds: string[]): void {
    this.peers.forEach((peer) => peer.changed(sessionIds));
  }

  /** The next requests like this are refused, and nothing is done. */
  refuse(request: RegExp, status: number, code: string, times = 1): void {
    this.#faults.push({request, how: 'refuse', status, code, times});
  }

  /** The next requests like this are done, but their answers get lost. */
  loseAnswer(request: RegExp, times = 1): void {
    this.#faults.push({request, how: 'lose', status: 0, code: '', times});
  }

  /** Requests like this are done at once, but answered only when what this gives is called. */
  hold(request: RegExp): () => void {
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    const held = {request, until};
    this.#held.push(held);
    return () => {
      this.#held.splice(this.#held.indexOf(held), 1);
      release();
    };
  }

  /** All that was sent until now is with the clients. */
  async drained(): Promise<void> {
    await Promise.all([...this.peers].map((peer) => peer.drained()));
  }

  /** Breaks every stream, as a server that is killed does. */
  breakStreams(): void {
    this.peers.forEach((peer) => peer.kill());
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    const line = `${request.method} ${decodeURIComponent(url.pathname + url.search)}`;
    const body = await bodyOf(request);
    this.requests.push(line);
    const fault = this.#faults.find(({request, times}) => times > 0 && request.test(line));
    if (fault !== undefined) {
      fault.times--;
    }
    if (fault?.how === 'refuse') {
      answer(response, fault.status, problem(fault.status, fault.code));
      return;
    }
    const done = routes(this, request.method!, url, body);
    if (fault?.how === 'lose') {
      request.socket.destroy();
      return;
    }
    await this.#held.find((held) => held.request.test(line))?.until;
    if (done === null) {
      answer(response, 404, problem(404, 'SESSION_NOT_FOUND'));
    } else {
      answer(response, done.status, done.body);
    }
  }
}

export function problem(status: number, code: string, more: JsonObject = {}): JsonObject {
  const retryable = status === 503 || status === 429;
  return {type: 'about:blank', title: code, status, detail: code, code, retryable, ...more};
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  return text === '' ? {} : (JSON.parse(text) as JsonObject);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {'Content-Type': 'application/json'});
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
