import type {WebSocket} from 'ws';
import type {Envelope, JsonObject} from '@signalbox/client';
import {chosen} from './filter.js';
import type {TestSession} from './session.js';

interface Joined {
  readonly filter: JsonObject;
  /** The last `seq` that was sent. */
  at: number;
}

/** One client's WebSocket. */
export class Peer {
  readonly joined = new Map<string, Joined>();
  isWatching = false;
  readonly #socket: WebSocket;
  readonly #sessions: ReadonlyMap<string, TestSession>;

  constructor(socket: WebSocket, sessions: ReadonlyMap<string, TestSession>) {
    this.#socket = socket;
    this.#sessions = sessions;
    socket.on('message', (data) => this.#on(JSON.parse(String(data)) as JsonObject));
  }

  /** Of what happened, what this client joined and its filter lets through. */
  send(sessionId: string, events: readonly Envelope[]): void {
    const joined = this.joined.get(sessionId);
    if (joined === undefined) {
      return;
    }
    const frames = events
      .filter((event) => event.seq > joined.at && chosen(event, joined.filter))
      .map((event) => {
        const prev = joined.at;
        joined.at = event.seq;
        return prev === event.seq - 1 ? event : {...event, prev};
      });
    if (frames.length > 0) {
      this.#socket.send(frames.map((frame) => JSON.stringify(frame)).join('\n'));
    }
  }

  deleted(sessionId: string): void {
    if (this.joined.delete(sessionId)) {
      this.#say({type: 'session:deleted', sessionId});
    }
  }

  changed(sessionIds: readonly string[]): void {
    if (this.isWatching) {
      this.#say({type: 'sessions:changed', sessionIds});
    }
  }

  /** The cursor cannot be served any more. */
  resync(session: TestSession): void {
    if (this.joined.delete(session.id)) {
      const {id: sessionId, epoch, events} = session;
      this.#say({type: 'session:resync', sessionId, reason: 'test', headSeq: events.length, epoch});
    }
  }

  /** A pong comes behind what was sent before the ping was answered. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('pong', () => resolve());
      this.#socket.ping();
    });
  }

  kill(): void {
    this.#socket.terminate();
  }

  #on(frame: JsonObject): void {
    const sessionId = String(frame['sessionId']);
    switch (frame['type']) {
      case 'session:join':
        this.#join(frame, sessionId);
        return;
      case 'session:leave':
        this.joined.delete(sessionId);
        break;
      case 'sessions:watch':
        this.isWatching = true;
        break;
      case 'sessions:unwatch':
        this.isWatching = false;
        break;
    }
    if (frame['id'] !== undefined) {
      this.#say({type: 'reply', id: frame['id'], ok: true, data: {}});
    }
  }

  #join({id, after, filter}: JsonObject, sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) {
      const error = {code: 'SESSION_NOT_FOUND', title: 'Session not found', retryable: false};
      this.#say({type: 'reply', id, ok: false, error});
      return;
    }
    const headSeq = session.events.length;
    const at = typeof after === 'number' ? after : headSeq;
    const {epoch, runtime} = session;
    this.joined.set(sessionId, {at, filter: (filter ?? {}) as JsonObject});
    this.#say({type: 'reply', id, ok: true, data: {headSeq, epoch, runtime}});
    this.send(sessionId, session.events);
  }

  #say(frame: JsonObject): void {
    this.#socket.send(JSON.stringify(frame));
  }
}
