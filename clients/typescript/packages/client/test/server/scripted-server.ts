import {createServer, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Envelope, JsonObject} from '../../src/index.js';
import {recorded} from './journal.js';
import type {Player, Step} from './player.js';
import {answer, problem, type Asked} from './rest.js';
import {Sockets} from './sockets.js';
import {stream} from './sse-stage.js';

export const TOKEN = 'right';

/** An answer that is given instead of the right one. */
export interface Refusal {
  /** What the path of the request has to hold. */
  readonly path: string;
  readonly status: number;
  readonly code: string;
  readonly retryable?: boolean;
  readonly headers?: Record<string, string>;
}

/**
 * A server of one session on the loopback that behaves as its scripts say: each that begins to read
 * takes the next script, and where there is none is treated well.
 */
export class ScriptedServer {
  journal: Envelope[] = recorded();
  epoch = 1;
  heartbeatMs = 40;
  /** For those who will begin to read. */
  scripts: Step[][] = [];
  /** Each is used once, by the first request that it fits. */
  refusals: Refusal[] = [];
  /** Tokens that open something. */
  tokens = new Set([TOKEN]);
  isDeleted = false;
  /** What was asked, in order. */
  readonly asked: Asked[] = [];
  readonly tickets = new Set<string>();
  readonly players = new Set<Player>();
  readonly answers = new Map<string, unknown>();
  readonly sockets = new Sockets(this);
  readonly streams = new Set<ServerResponse>();
  #server: Server | null = null;
  #port = 0;

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    await server.listen();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many connections are open that events come by. */
  get openCount(): number {
    return this.sockets.count + this.streams.size;
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const {pathname, searchParams} = new URL(request.url!, this.url);
        const {method = 'GET', headers} = request;
        const asked = {method, path: pathname, query: searchParams, headers, body};
        this.asked.push(asked);
        this.#answer(asked, response);
      });
    });
    server.on('upgrade', (request, socket, head) => this.sockets.upgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Goes away; a socket is told so. */
  async stop(): Promise<void> {
    this.cutAll(1012);
    const server = this.#server;
    this.#server = null;
    if (server !== null) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
    this.players.clear();
  }

  append(...events: Envelope[]): void {
    this.journal.push(...events);
    this.players.forEach((player) => player.more());
  }

  /** Says something to everybody. */
  tellAll(frame: JsonObject): void {
    this.sockets.tellAll(frame);
    this.streams.forEach((response) => writeEvents(response, this.epoch, [frame]));
  }

  cutAll(how: number | 'reset'): void {
    this.sockets.cutAll(how);
    this.streams.forEach((response) => response.destroy());
    this.players.forEach((player) => player.stop());
    this.players.clear();
  }

  /** The session goes. */
  delete(): void {
    this.isDeleted = true;
    this.tellAll({type: 'session:deleted', sessionId: this.journal[0]!.sessionId});
  }

  /** Tokens open nothing any more. */
  revoke(): void {
    this.tokens.clear();
    this.cutAll(4401);
  }

  isKnown(authorization: string | undefined): boolean {
    return [...this.tokens].some((token) => authorization === `Bearer ${token}`);
  }

  #answer(asked: Asked, response: ServerResponse): void {
    const index = this.refusals.findIndex(({path}) => asked.path.includes(path));
    const refusal = index < 0 ? undefined : this.refusals.splice(index, 1)[0];
    if (refusal !== undefined) {
      problem(response, refusal.status, refusal.code, refusal.retryable, refusal.headers);
    } else if (!this.isKnown(asked.headers.authorization)) {
      problem(response, 401, 'UNAUTHENTICATED');
    } else if (asked.path.endsWith('/events/stream')) {
      stream(this, asked, response);
    } else {
      answer(this, asked, response);
    }
  }
}

export function writeEvents(
  response: ServerResponse,
  epoch: number,
  objects: readonly JsonObject[],
): void {
  const texts = objects.map((object) => {
    const id = typeof object['at'] === 'string' && 'seq' in object;
    const head = id ? `id: ${epoch}-${String(object['seq'])}\n` : '';
    return `${head}event: ${String(object['type'])}\ndata: ${JSON.stringify(object)}\n\n`;
  });
  response.write(texts.join(''));
}
