import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, it} from 'vitest';
import {SignalboxClient, SignalboxError} from '../src/index.js';
import {until, world} from './server/client.js';

const here = world();
const client = (options = {}) => here.client('sse', options);
const last = () => here.server.asked.at(-1)!;

async function failureOf(asked: Promise<unknown>): Promise<SignalboxError> {
  const thrown = await asked.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(SignalboxError);
  return thrown as SignalboxError;
}

describe('a request', () => {
  it('carries the token, or what gives one', async () => {
    expect(await client().me()).toEqual({name: 'ada', roles: ['admin']});
    expect(last().headers.authorization).toBe('Bearer right');
    here.server.tokens.add('made');
    await client({token: async () => 'made'}).me();
    expect(last().headers.authorization).toBe('Bearer made');
  });

  it('carries the token against forged requests where a browser signed in', async () => {
    const asked = (csrfToken: string | (() => string | null)) =>
      new SignalboxClient({baseUrl: here.server.url, csrfToken}).me();
    await failureOf(asked('c1'));
    expect(last().headers['signalbox-csrf']).toBe('c1');
    expect(last().headers.authorization).toBeUndefined();
    await failureOf(asked(() => null));
    expect(last().headers['signalbox-csrf']).toBeUndefined();
  });

  it('signs in with a token or a ticket, and with nothing else', async () => {
    await failureOf(client().signIn({token: 'mine'}));
    expect(last()).toMatchObject({path: '/api/v1/signin', body: ''});
    expect(last().headers.authorization).toBe('Bearer mine');
    await failureOf(client().signIn({ticket: 't'}));
    expect(last().body).toBe('{"ticket":"t"}');
    expect(last().headers.authorization).toBeUndefined();
  });

  it('puts lists, numbers and truths into the address, and leaves out what is undefined', async () => {
    await client().sessions.list({q: 'a b&c', active: false, limit: 5, cursor: undefined});
    expect(last().query.toString()).toBe('q=a+b%26c&active=false&limit=5');
    await client().sessions.events('s1', {types: ['session:log', 'session:error'], after: 0});
    expect(last().query.get('types')).toBe('session:log,session:error');
  });

  it('keeps what is odd in an id in the id', async () => {
    await failureOf(client().sessions.get('../me?x=/'));
    expect(last().path).toBe('/api/v1/sessions/..%2Fme%3Fx%3D%2F');
  });

  it('pages on with the next of the page before', async () => {
    const {sessions} = client();
    const first = await sessions.events('s1', {limit: 200});
    expect(first.next).toBe('200');
    const second = await sessions.events('s1', {limit: 200, after: first.next!});
    expect(second.items.map(({seq}) => seq)).toEqual(Array.from({length: 24}, (_, i) => i + 201));
    expect(second.next).toBeNull();
  });

  it('is done once when it is sent twice with one key', async () => {
    const {sessions} = client();
    const body = {content: 'hello'};
    const first = await sessions.send('s1', body, {idempotencyKey: 'k'});
    expect(await sessions.send('s1', body, {idempotencyKey: 'k'})).toEqual(first);
    expect(last().headers['idempotency-key']).toBe('k');
    expect(await sessions.send('s1', body, {idempotencyKey: 'l'})).not.toEqual(first);
  });

  it('answers nothing where the server does', async () => {
    expect(await client().sessions.restart('s1')).toBeUndefined();
    expect(await client().sessions.delete('s1')).toBeUndefined();
  });
});

describe('a failure', () => {
  it('says what the server said', async () => {
    const headers = {'Retry-After': '7'};
    here.server.refusals = [
      {path: '/me', status: 503, code: 'JOURNAL_UNAVAILABLE', retryable: true, headers},
    ];
    const error = await failureOf(client().me());
    expect({...error}).toMatchObject({
      name: 'SignalboxError',
      code: 'JOURNAL_UNAVAILABLE',
      status: 503,
      detail: 'said JOURNAL_UNAVAILABLE',
      retryable: true,
      retryAfterMs: 7_000,
      body: {title: 'Not so'},
    });
    expect(error.message).toBe('said JOURNAL_UNAVAILABLE');
  });

  it('understands a date to wait for', async () => {
    const headers = {'Retry-After': new Date(Date.now() + 60_000).toUTCString()};
    here.server.refusals = [{path: '/me', status: 429, code: 'RATE_LIMITED', headers}];
    const {retryAfterMs} = await failureOf(client().me());
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('is told of readiness as an answer', async () => {
    const detail = 'said JOURNAL_UNAVAILABLE';
    here.server.refusals = [{path: '/readyz', status: 503, code: 'JOURNAL_UNAVAILABLE'}];
    expect(await client().ready()).toEqual({ready: false, detail});
  });

  it('says that nobody answers', async () => {
    await here.server.stop();
    const {code, status, retryable, detail} = await failureOf(client().me());
    expect({code, status, retryable}).toEqual({
      code: 'SERVER_NOT_FOUND',
      status: 0,
      retryable: true,
    });
    expect(detail).toBe(`${here.server.url} cannot be reached`);
  });

  it('ends a request when its caller gives up, with the reason', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(client().me({signal: controller.signal})).rejects.toThrow('enough');
    const asked = here.server.asked.length;
    expect(asked).toBe(0);
  });
});

describe('of another server', () => {
  const HTML = '<html>Bad gateway</html>';

  async function against<T>(
    answer: (path: string) => {status: number; body: string} | null,
    what: (url: string) => Promise<T>,
  ): Promise<T> {
    const server = createServer((request, response) => {
      const answered = answer(request.url!);
      if (answered !== null) {
        response.writeHead(answered.status).end(answered.body);
      } else {
        response.writeHead(200).write('{"name":');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await what(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('a page of a proxy is a failure by its status', async () => {
    const error = await against(
      () => ({status: 502, body: HTML}),
      (baseUrl) => failureOf(new SignalboxClient({baseUrl, token: 'x'}).me()),
    );
    expect(error).toMatchObject({code: 'INTERNAL', status: 502, retryable: true, body: null});
    expect(error.detail).toBe('GET /api/v1/me was answered with HTTP 502');
  });

  it('a page in the place of JSON is one too', async () => {
    const error = await against(
      () => ({status: 200, body: HTML}),
      (baseUrl) => failureOf(new SignalboxClient({baseUrl, token: 'x'}).me()),
    );
    expect(error.detail).toContain('is that a Signalbox server?');
  });

  it('half an answer is waited for so long and no longer', async () => {
    const error = await against(
      () => null,
      (baseUrl) =>
        failureOf(new SignalboxClient({baseUrl, token: 'x', timing: {requestMs: 80}}).me()),
    );
    expect(error).toMatchObject({code: 'SERVER_NOT_FOUND', status: 0, retryable: true});
    expect(error.detail).toContain('did not answer GET /api/v1/me within 80 ms');
  });

  it('a caller who gives up in the middle is told its own reason', async () => {
    const controller = new AbortController();
    let isAsked = false;
    await against(
      () => {
        isAsked = true;
        return null;
      },
      async (baseUrl) => {
        const {signal} = controller;
        const asked = new SignalboxClient({baseUrl, token: 'x'}).me({signal});
        asked.catch(() => {});
        await until(() => expect(isAsked).toBe(true));
        controller.abort(new Error('enough'));
        await expect(asked).rejects.toThrow('enough');
      },
    );
  });
});

describe('a client', () => {
  it('wants to know where its server is outside a page', () => {
    expect(() => new SignalboxClient()).toThrow('baseUrl is missing');
  });

  it('takes server-sent events where there is no WebSocket, unless it was told not to', () => {
    const baseUrl = here.server.url;
    const own = globalThis.WebSocket;
    try {
      Reflect.deleteProperty(globalThis, 'WebSocket');
      expect(() => new SignalboxClient({baseUrl, transport: 'websocket'})).toThrow(
        'There is no WebSocket here',
      );
      expect(new SignalboxClient({baseUrl}).connection.status).toBe('closed');
    } finally {
      if (own !== undefined) {
        globalThis.WebSocket = own;
      }
    }
  });
});
