import {ofProblem, SignalboxError, unreachable, asFailure, mayPass} from './errors.js';
import {isObject} from './fold/conversations.js';
import type {Http} from './http.js';
import type {WebSocketConstructor, WebSocketLike} from './options.js';
import type {Envelope, JsonObject, Ticket} from './protocol.js';
import type {Dial, JoinListener, JoinRequest, Wire, WireListener} from './wire.js';

/** Opens WebSockets. A page cannot send a header with one, so each is opened by a ticket. */
export function websocketDial(http: Http, Socket: WebSocketConstructor): Dial {
  return (listener) => new SocketWire(http, Socket, listener);
}

const WATCH_AGAIN_MS = 2_000;

interface Joined {
  readonly listener: JoinListener;
  /** The join that is not answered yet: what comes before its reply is of an older one. */
  awaits: string | null;
}

class SocketWire implements Wire {
  readonly #http: Http;
  readonly #listener: WireListener;
  readonly #joined = new Map<string, Joined>();
  readonly #sessionsByJoin = new Map<string, string>();
  readonly #abort = new AbortController();
  #socket: WebSocketLike | null = null;
  #onChange: ((ids: readonly string[]) => void) | null = null;
  #wasHeard = false;
  #isOver = false;
  #lastId = 0;
  #watchId = '';
  #watchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(http: Http, Socket: WebSocketConstructor, listener: WireListener) {
    this.#http = http;
    this.#listener = listener;
    this.#open(Socket).catch((thrown: unknown) => {
      const error = asFailure(thrown);
      this.#end(error, !mayPass(error));
    });
  }

  async #open(Socket: WebSocketConstructor): Promise<void> {
    const {ticket} = await this.#http.json<Ticket>('POST', '/api/v1/tickets', {
      body: {use: 'stream'},
      signal: this.#abort.signal,
    });
    if (this.#isOver) {
      return;
    }
    const address = this.#http.base.replace(/^http/, 'ws') + '/api/v1/ws';
    const socket = new Socket(`${address}?ticket=${encodeURIComponent(ticket)}`, 'signalbox.v1');
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (!this.#isOver) {
        this.#listener.heard();
        this.#listener.opened();
      }
    });
    socket.addEventListener('message', ({data}) => this.#frame(data));
    socket.addEventListener('error', () => {}); // A close follows, with what there is to say.
    socket.addEventListener('close', ({code, reason}) => this.#closed(code, reason));
  }

  join({sessionId, after, epoch, filter}: JoinRequest, listener: JoinListener): void {
    const id = String(++this.#lastId);
    this.#joined.set(sessionId, {listener, awaits: id});
    this.#sessionsByJoin.set(id, sessionId);
    this.#send({
      type: 'session:join',
      id,
      sessionId,
      batch: true,
      ...(after !== null && {after}),
      ...(after !== null && epoch !== null && {epoch}),
      ...(Object.keys(filter).length > 0 && {filter}),
    });
  }

  leave(sessionId: string): void {
    if (this.#joined.delete(sessionId)) {
      this.#send({type: 'session:leave', sessionId});
    }
  }

  watch(onChange: (ids: readonly string[]) => void): void {
    this.#onChange = onChange;
    this.#watchId = String(++this.#lastId);
    this.#send({type: 'sessions:watch', id: this.#watchId});
  }

  unwatch(): void {
    this.#onChange = null;
    clearTimeout(this.#watchTimer);
    this.#send({type: 'sessions:unwatch'});
  }

  close(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      clearTimeout(this.#watchTimer);
      this.#abort.abort();
      this.#socket?.close(1000);
    }
  }

  #send(frame: JsonObject): void {
    if (!this.#isOver) {
      this.#socket?.send(JSON.stringify(frame));
    }
  }

  /** With `batch` a frame holds several objects, one a line. */
  #frame(data: unknown): void {
    if (this.#isOver) {
      return;
    }
    this.#wasHeard = true;
    this.#listener.heard();
    const told = new Set<JoinListener>();
    for (const line of String(data).split('\n')) {
      if (line !== '' && !this.#isOver) {
        this.#line(line, told);
      }
    }
    told.forEach((listener) => listener.flush());
  }

  #line(line: string, told: Set<JoinListener>): void {
    let frame: unknown;
    try {
      frame = JSON.parse(line);
    } catch {
      frame = null;
    }
    if (!isObject(frame)) {
      this.#end(unreachable('The server sent what is no frame'), false);
      return;
    }
    const joined = this.#joined.get(String(frame['sessionId']));
    const listener = joined?.awaits === null ? joined.listener : null;
    if (listener !== null) {
      told.add(listener);
    }
    switch (frame['type']) {
      case 'reply':
        this.#reply(frame, told);
        break;
      case 'heartbeat':
        break;
      case 'sessions:changed':
        this.#onChange?.(frame['sessionIds'] as string[]);
        break;
      case 'session:cursor':
        listener?.cursor(frame['seq'] as number);
        break;
      case 'session:resync':
        listener?.resync(frame as unknown as Parameters<JoinListener['resync']>[0]);
        break;
      case 'session:deleted':
        listener?.deleted();
        break;
      default:
        if (typeof frame['seq'] === 'number') {
          listener?.event(frame as unknown as Envelope);
        }
    }
  }

  #reply(frame: JsonObject, told: Set<JoinListener>): void {
    const id = String(frame['id']);
    if (id === this.#watchId) {
      this.#watched(frame);
      return;
    }
    const sessionId = this.#sessionsByJoin.get(id);
    this.#sessionsByJoin.delete(id);
    const joined = sessionId === undefined ? undefined : this.#joined.get(sessionId);
    if (joined?.awaits !== id) {
      return; // It was left meanwhile, or joined again.
    }
    told.add(joined.listener);
    joined.awaits = null;
    const {data, error} = frame;
    if (frame['ok'] === true && isObject(data)) {
      joined.listener.joined(data['headSeq'] as number, data['epoch'] as number);
      return;
    }
    const failure = ofProblem(isObject(error) ? error : {}, 0, null, `joining ${sessionId}`);
    if (failure.code === 'UNAUTHENTICATED') {
      this.#end(failure, !this.#http.isRenewable);
    } else {
      this.#joined.delete(sessionId!);
      joined.listener.refused(failure);
    }
  }

  /** Refused for now, it is asked again; who may see nothing is told of nothing. */
  #watched({ok, error}: JsonObject): void {
    const onChange = this.#onChange;
    if (ok !== true && onChange !== null && isObject(error) && error['retryable'] === true) {
      this.#watchTimer = setTimeout(() => this.watch(onChange), WATCH_AGAIN_MS);
    }
  }

  #closed(code: number, reason: string): void {
    const said = reason === '' ? '' : `: ${reason}`;
    switch (code) {
      case 4401: {
        const detail = `The server no longer knows who this is${said}`;
        const error = new SignalboxError({code: 'UNAUTHENTICATED', status: 401, detail});
        // What gives tokens may have a newer one by now; without one the next ticket is refused.
        this.#end(error, !(this.#http.isRenewable && this.#wasHeard));
        break;
      }
      case 4400:
        this.#end(new SignalboxError({code: 'BAD_REQUEST', detail: `Not understood${said}`}), true);
        break;
      case 1009:
        this.#end(
          new SignalboxError({code: 'PAYLOAD_TOO_LARGE', detail: `A frame was too long${said}`}),
          true,
        );
        break;
      case 1012:
        this.#end(unreachable(`The server is restarting${said}`), false);
        break;
      case 4429:
        this.#end(unreachable(`The server has as many connections as it takes${said}`), false);
        break;
      default:
        this.#end(unreachable(`The connection broke (${code})${said}`), false);
    }
  }

  #end(why: SignalboxError, isFinal: boolean): void {
    if (!this.#isOver) {
      this.close();
      this.#listener.ended(why, isFinal);
    }
  }
}
