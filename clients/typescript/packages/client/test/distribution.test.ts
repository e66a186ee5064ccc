import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {WebSocket} from 'ws';
import {SignalboxClient, snapshotOf, type ClientOptions} from '../src/index.js';
import {TRANSPORTS, until} from './server/client.js';

/** Where a distribution lies, with its `bin/signalbox`. */
const HOME = process.env['SIGNALBOX_DIST'];
if (HOME === undefined) {
  console.warn('NOT TESTED against a real server: SIGNALBOX_DIST does not say where one is');
}

const WAIT_MS = 60_000;

describe.runIf(HOME !== undefined)('against a real server', {timeout: 3 * WAIT_MS}, () => {
  let data = '';
  let server: ChildProcess;
  let port = 0;
  const token = () => readFileSync(join(data, 'token'), 'utf8').trim();
  const client = (options: Partial<ClientOptions>) =>
    new SignalboxClient({baseUrl: `http://127.0.0.1:${port}`, token, WebSocket, ...options});

  async function serve(): Promise<void> {
    server = spawn(
      join(HOME!, 'bin/signalbox'),
      ['serve', '--stop-sessions', `--data=${data}`, `--port=${port}`],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let said = '';
    server.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => expect(said).toMatch(/listening on http:\S+:\d+/), WAIT_MS);
    port = Number(/:(\d+)/.exec(said.split('://')[1]!)![1]);
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'signalbox-ts-'));
    await serve();
  }, 2 * WAIT_MS);

  afterAll(async () => {
    await kill('SIGTERM');
    rmSync(data, {recursive: true, force: true});
  }, WAIT_MS);

  it.each(TRANSPORTS)(
    'shows the same after kill -9 in the middle of it, by %s',
    async (transport) => {
      const one = client({transport});
      const {id} = await one.sessions.create({agent: 'demo'});
      const store = one.session(id);
      const seqs: number[] = [];
      one.follow(id, {after: 0, onEvents: (events) => seqs.push(...events.map(({seq}) => seq))});
      await one.sessions.send(id, {content: 'hello', messageId: `m-${transport}`});
      await until(() => expect(store.view.state?.activeQuery ?? null).not.toBeNull(), WAIT_MS);
      await until(() => expect(seqs.length).toBeGreaterThan(20), WAIT_MS);
      await kill('SIGKILL');
      await until(() => expect(store.view.connection.status).toBe('reconnecting'), WAIT_MS);
      await serve();
      await until(() => expect(store.view.connection.status).toBe('live'), WAIT_MS);
      await until(() => expect(store.view.state!.activeQuery).toBeNull(), WAIT_MS);
      await one.sessions.send(id, {content: 'and again'});
      await until(async () => {
        const {runtime} = await one.sessions.get(id);
        expect(runtime.activeQuery).toBeUndefined();
      }, WAIT_MS);
      const snapshot = await one.sessions.snapshot(id);
      await until(() => expect(store.view.state!.seq).toBe(snapshot.asOfSeq), WAIT_MS);
      const shown = snapshotOf(store.view.state!, id, store.view.epoch, true);
      expect(JSON.parse(JSON.stringify(shown))).toEqual(snapshot);
      await until(() => expect(seqs.at(-1)).toBe(snapshot.asOfSeq), WAIT_MS);
      expect(seqs).toEqual(seqs.map((_, i) => i + 1));
      one.close();
    },
  );

  it('serves a browser that signed in, by cookie, token against forgery, and tickets', async () => {
    let cookie = '';
    const browser: typeof fetch = async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('Cookie', cookie);
      const response = await fetch(input, {...init, headers});
      cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie;
      return response;
    };
    const baseUrl = `http://127.0.0.1:${port}`;
    const open = new SignalboxClient({baseUrl, fetch: browser});
    const {csrfToken} = await open.signIn({token: token()});
    const page = new SignalboxClient({baseUrl, fetch: browser, csrfToken, WebSocket});
    expect((await page.me()).roles).toContain('admin');
    const {id} = await page.sessions.create({agent: 'demo'});
    const store = page.session(id);
    await until(() => expect(store.view.connection.status).toBe('live'), WAIT_MS);

    await page.signOut();
    await expect(page.me()).rejects.toMatchObject({code: 'UNAUTHENTICATED', status: 401});
    const ended = () => expect(store.view.ended).toMatchObject({code: 'UNAUTHENTICATED'});
    await until(ended, WAIT_MS);
    page.close();
  });
});
