import {asFailure, mayPass, type SignalboxError, unreachable} from './errors.js';
import {isObject} from './fold/conversations.js';
import type {Http} from './http.js';
import type {Envelope, JsonObject, Session} from './protocol.js';
import {SseParser, type ServerSentEvent} from './sse-parser.js';
import type {Dial, JoinListener, JoinRequest, Wire, WireListener} from './wire.js';

/** Opens streams of server-sent events, each of one session, over `fetch`. */
export function sseDial(http: Http): Dial {
  return (listener) => new SseWire(http, listener);
}

/** What was asked of this session, or of this server, will not be answered better next time. */
const OF_THE_SESSION = new Set(['SESSION_NOT_FOUND', 'FORBIDDEN', 'BAD_REQUEST']);

class SseWire implements Wire {
  readonly #http: Http;
  readonly #listener: WireListener;
  #stream: AbortController | null = null;
  #isOver = false;

  constructor(http: Http, listener: WireListener) {
    this.#http = http;
    this.#listener = listener;
    // Nothing has to be opened before a session is joined.
    queueMicrotask(() => this.#isOver || this.#listener.opened());
  }

  join(request: JoinRequest, listener: JoinListener): void {
    this.#stream?.abort();
    const stream = new AbortController();
    this.#stream = stream;
    this.#follow(request, listener, stream.signal).catch((thrown: unknown) => {
      if (!stream.signal.aborted) {
        this.#failed(asFailure(thrown), listener);
      }
    });
  }

  leave(): void {
    this.#stream?.abort();
    this.#stream = null;
  }

  watch(): void {}

  unwatch(): void {}

  close(): void {
    this.#isOver = true;
    this.leave();
  }

  /** Reads until the stream ends, which is a failure unless it was the last word. */
  async #follow(
    {sessionId, after, epoch, filter}: JoinRequest,
    listener: JoinListener,
    signal: AbortSignal,
  ): Promise<void> {
    const path = `/api/v1/sessions/${encodeURIComponent(sessionId)}`;
    // A stream does not say where it begins; the session does.
    const session = await this.#http.json<Session>('GET', path, {signal});
    const {headSeq} = session;
    if (after !== null && epoch !== null && epoch !== session.epoch) {
      const reason = 'the journal was restored from elsewhere';
      listener.resync({reason, headSeq, epoch: session.epoch});
      return;
    }
    const from = after ?? headSeq;
    const response = await this.#http.open(
      `${path}/events/stream`,
      {
        query: filter,
        headers: {Accept: 'text/event-stream', 'Last-Event-ID': `${session.epoch}-${from}`},
      },
      signal,
    );
    this.#listener.heard();
    listener.joined(headSeq, session.epoch);
    await this.#read(response, listener, signal);
  }

  async #read(response: Response, listener: JoinListener, signal: AbortSignal): Promise<void> {
    let isLast = false;
    const parser = new SseParser((event) => {
      if (!signal.aborted && !isLast) {
        isLast = tell(event, listener);
      }
    });
    const decoder = new TextDecoder();
    const reader = response.body!.getReader();
    for (;;) {
      const {done, value} = await reader.read();
      if (signal.aborted) {
        return;
      }
      if (done) {
        throw unreachable('The server ended the stream');
      }
      this.#listener.heard();
      parser.push(decoder.decode(value, {stream: true}));
      listener.flush();
      if (isLast) {
        await reader.cancel();
        return;
      }
    }
  }

  #failed(error: SignalboxError, listener: JoinListener): void {
    if (OF_THE_SESSION.has(error.code)) {
      listener.refused(error);
    } else if (!this.#isOver) {
      this.close();
      this.#listener.ended(error, !mayPass(error));
    }
  }
}

/** @returns whether it was the last word of the stream */
function tell({event, data}: ServerSentEvent, listener: JoinListener): boolean {
  const said: unknown = JSON.parse(data);
  if (!isObject(said)) {
    throw new TypeError(`The server sent a ${event} that is no object`);
  }
  switch (event) {
    case 'heartbeat':
      return false;
    case 'session:cursor':
      listener.cursor(said['seq'] as number);
      return false;
    case 'session:resync':
      listener.resync(said as JsonObject & Parameters<JoinListener['resync']>[0]);
      return true;
    case 'session:deleted':
      listener.deleted();
      return true;
    default:
      if (typeof said['seq'] === 'number') {
        listener.event(said as unknown as Envelope);
      }
      return false;
  }
}
