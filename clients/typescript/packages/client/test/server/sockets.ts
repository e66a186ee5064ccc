import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {WebSocketServer, type WebSocket} from 'ws';
import type {JsonObject} from '../../src/index.js';
import type {ReadFilter} from './journal.js';
import {Player, type Stage} from './player.js';
import type {ScriptedServer} from './scripted-server.js';

interface Socket {
  readonly ws: WebSocket;
  readonly joined: Map<string, Player>;
  isSilent: boolean;
  isWatching: boolean;
}

/** The WebSockets of a scripted server. */
export class Sockets {
  readonly #server: ScriptedServer;
  readonly #wss = new WebSocketServer({noServer: true});
  readonly #open = new Set<Socket>();
  /** Frames that came, in order. */
  readonly frames: JsonObject[] = [];
  /** Closes each new socket so. */
  onOpen: number | null = null;
  /** Refuses the next joins so. */
  refusals: {code: string; retryable: boolean}[] = [];

  constructor(server: ScriptedServer) {
    this.#server = server;
  }

  get count(): number {
    return this.#open.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url!, 'http://x').searchParams.get('ticket') ?? '';
    if (!this.#server.tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#wss.handleUpgrade(request, socket, head, (ws) => this.#opened(ws));
  }

  tellAll(frame: JsonObject): void {
    this.#open.forEach((socket) => write(socket, [frame]));
  }

  sayChanged(sessionIds: string[]): void {
    [...this.#open]
      .filter((socket) => socket.isWatching)
      .forEach((socket) => write(socket, [{type: 'sessions:changed', sessionIds}]));
  }

  sayRaw(text: string): void {
    this.#open.forEach(({ws}) => ws.send(text));
  }

  cutAll(how: number | 'reset'): void {
    this.#open.forEach((socket) => cut(socket, how));
  }

  #opened(ws: WebSocket): void {
    if (this.onOpen !== null) {
      ws.close(this.onOpen);
      return;
    }
    const socket: Socket = {ws, joined: new Map(), isSilent: false, isWatching: false};
    this.#open.add(socket);
    const heartbeat = setInterval(() => {
      socket.joined.forEach((player) => player.sayProgress());
      write(socket, [{type: 'heartbeat', at: new Date().toISOString()}]);
    }, this.#server.heartbeatMs);
    ws.on('message', (data: Buffer) => this.#frame(socket, JSON.parse(data.toString())));
    ws.on('close', () => {
      clearInterval(heartbeat);
      socket.joined.forEach((player) => this.#end(player));
      this.#open.delete(socket);
    });
  }

  #frame(socket: Socket, frame: JsonObject): void {
    this.frames.push(frame);
    if (socket.isSilent) {
      return;
    }
    switch (frame['type']) {
      case 'session:join':
        this.#join(socket, frame);
        return;
      case 'session:leave': {
        const player = socket.joined.get(String(frame['sessionId']));
        if (player !== undefined) {
          this.#end(player);
          socket.joined.delete(String(frame['sessionId']));
        }
        break;
      }
      case 'sessions:watch':
        socket.isWatching = true;
        break;
      case 'sessions:unwatch':
        socket.isWatching = false;
        break;
    }
    reply(socket, frame, {});
  }

  #join(socket: Socket, frame: JsonObject): void {
    const server = this.#server;
    const {journal, epoch} = server;
    const sessionId = String(frame['sessionId']);
    const refusal =
      server.isDeleted || sessionId !== journal[0]!.sessionId
        ? {code: 'SESSION_NOT_FOUND', retryable: false}
        : this.refusals.shift();
    if (refusal !== undefined) {
      write(socket, [
        {type: 'reply', id: frame['id'], ok: false, error: {...refusal, title: 'Not so'}},
      ]);
      return;
    }
    const headSeq = journal.length;
    const before = socket.joined.get(sessionId);
    reply(socket, frame, {headSeq, epoch, runtime: {}});
    if (before !== undefined) {
      this.#end(before);
    }
    const stage: Stage = {
      write: (objects) => write(socket, objects),
      cut: (how) => cut(socket, how),
    };
    const player = new Player(
      server,
      stage,
      (frame['after'] as number | undefined) ?? headSeq,
      (frame['filter'] as ReadFilter | undefined) ?? {},
    );
    socket.joined.set(sessionId, player);
    server.players.add(player);
    const isOther = typeof frame['epoch'] === 'number' && frame['epoch'] !== epoch;
    player.play(isOther ? [{resync: 'other epoch'}] : (server.scripts.shift() ?? []));
  }

  #end(player: Player): void {
    player.stop();
    this.#server.players.delete(player);
  }
}

function reply(socket: Socket, {id}: JsonObject, data: JsonObject): void {
  if (id !== undefined) {
    write(socket, [{type: 'reply', id, ok: true, data}]);
  }
}

function write({ws, isSilent}: Socket, objects: readonly JsonObject[]): void {
  if (!isSilent) {
    ws.send(objects.map((object) => JSON.stringify(object)).join('\n'));
  }
}

function cut(socket: Socket, how: number | 'end' | 'reset' | 'silence'): void {
  if (how === 'silence') {
    socket.isSilent = true;
  } else if (how === 'reset') {
    socket.ws.terminate();
  } else {
    socket.ws.close(how === 'end' ? 1011 : how);
  }
}
