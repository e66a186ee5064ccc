import {ofProblem, ofStatus, SignalboxError, unreachable} from './errors.js';
import {isObject} from './fold/conversations.js';
import type {ClientOptions, RequestOptions} from './options.js';
import type {JsonObject} from './protocol.js';

/** What goes behind the `?`. Lists are joined by commas; what is undefined is left out. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

export interface Asking extends RequestOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  /** Instead of the client's own; null shows nothing. */
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** The one place that requests go through. */
export class Http {
  readonly base: string;
  readonly #options: ClientOptions;
  readonly #fetch: typeof fetch;
  readonly #requestMs: number;

  constructor(options: ClientOptions, requestMs: number) {
    this.base = baseOf(options.baseUrl);
    this.#options = options;
    // A browser's fetch wants to be called as the window's own.
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#requestMs = requestMs;
  }

  /** Whether what is shown to the server may be another thing next time. */
  get isRenewable(): boolean {
    return typeof this.#options.token === 'function';
  }

  /** Asks for JSON. An answer without a body is undefined. */
  async json<T>(method: string, path: string, asking: Asking = {}): Promise<T> {
    const text = await this.text(method, path, asking);
    if (text === '') {
      return undefined as T;
    }
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      const detail = `${method} ${path} was answered with what is no JSON: is that a Signalbox server?`;
      throw new SignalboxError({code: 'INTERNAL', status: 200, detail, cause});
    }
  }

  /** Asks, and waits for the whole answer. */
  async text(method: string, path: string, asking: Asking = {}): Promise<string> {
    const headers = await this.#headers(asking);
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), this.#requestMs);
    const abort = () => timer.abort();
    asking.signal?.addEventListener('abort', abort);
    try {
      asking.signal?.throwIfAborted();
      const response = await this.#send(method, path, asking, headers, timer.signal);
      return await response.text();
    } catch (thrown) {
      asking.signal?.throwIfAborted();
      if (thrown instanceof SignalboxError) {
        throw thrown;
      }
      throw timer.signal.aborted
        ? unreachable(`${this.base} did not answer ${method} ${path} within ${this.#requestMs} ms`)
        : unreachable(`The connection to ${this.base} broke during ${method} ${path}`, thrown);
    } finally {
      clearTimeout(timeout);
      asking.signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Asks, and waits for the head of an answer.
   *
   * @throws SignalboxError for any that is not 2xx, and for none
   */
  async open(path: string, asking: Asking, signal: AbortSignal): Promise<Response> {
    return this.#send('GET', path, asking, await this.#headers(asking), signal);
  }

  async #send(
    method: string,
    path: string,
    asking: Asking,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    const init: RequestInit = {method, headers, signal};
    if (asking.body !== undefined) {
      init.body = JSON.stringify(asking.body);
    }
    let response: Response;
    try {
      response = await this.#fetch(this.base + path + searchOf(asking.query), init);
    } catch (thrown) {
      signal.throwIfAborted();
      throw unreachable(`${this.base || 'The server'} cannot be reached`, thrown);
    }
    if (response.ok) {
      return response;
    }
    throw await failureOf(response, `${method} ${path}`);
  }

  async #headers(asking: Asking): Promise<Record<string, string>> {
    const headers: Record<string, string> = {Accept: 'application/json', ...asking.headers};
    if (asking.body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    if (asking.idempotencyKey !== undefined) {
      headers['Idempotency-Key'] = asking.idempotencyKey;
    }
    if (asking.token === null) {
      return headers;
    }
    const {token, csrfToken} = this.#options;
    const bearer = asking.token ?? (typeof token === 'function' ? await token() : token);
    const csrf = typeof csrfToken === 'function' ? csrfToken() : csrfToken;
    if (bearer !== undefined) {
      headers['Authorization'] = `Bearer ${bearer}`;
    } else if (typeof csrf === 'string') {
      headers['Signalbox-Csrf'] = csrf;
    }
    return headers;
  }
}

async function failureOf(response: Response, request: string): Promise<SignalboxError> {
  const wait = retryAfterMs(response.headers.get('Retry-After'));
  let body: unknown;
  try {
    body = JSON.parse(await response.text());
  } catch {
    body = null; // Of a proxy, or cut off: the status says enough.
  }
  return isObject(body)
    ? ofProblem(body as JsonObject, response.status, wait, request)
    : ofStatus(response.status, wait, request);
}

/** Seconds, or a date. */
function retryAfterMs(value: string | null): number | null {
  if (value === null || value.trim() === '') {
    return null;
  }
  const ms = Number.isNaN(Number(value)) ? Date.parse(value) - Date.now() : Number(value) * 1000;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

function searchOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

function baseOf(baseUrl: string | undefined): string {
  const base = baseUrl ?? globalThis.location?.origin;
  if (base === undefined || base === 'null') {
    throw new TypeError('baseUrl is missing: outside a page there is no origin to take it from');
  }
  return base.replace(/\/+$/, '');
}
