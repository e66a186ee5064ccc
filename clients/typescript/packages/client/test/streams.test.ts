import {describe, expect, it, vi} from 'vitest';
import {SignalboxError, snapshotOf, type ResyncInfo} from '../src/index.js';
import {QUICK, TRANSPORTS, Told, until, world} from './server/client.js';
import {next, recorded, snapshot} from './server/journal.js';

const here = world();

describe.each(TRANSPORTS)('by %s', (transport) => {
  const follow = (options = {}) => Told.by(here.client(transport), options);
  const store = () => here.client(transport).session('s1');

  it('follows from now on where no place is said', async () => {
    const told = follow({after: undefined});
    await until(() => expect(told.subscription!.connection.status).toBe('live'));
    here.server.append(next(here.server.journal));
    await until(() => expect(told.seqs).toEqual([225]));
    expect(told.subscription!.headSeq).toBe(225);
  });

  it('filters, and counts what was held back as seen', async () => {
    const told = follow({types: ['session:query:started']});
    await until(() => expect(told.subscription!.seq).toBe(224));
    expect(told.events.map(({type}) => type)).toEqual(Array(3).fill('session:query:started'));
    expect(told.subscription!.connection.status).toBe('live');
  });

  it('tells how it goes: connecting, catching up, live, again, and live', async () => {
    here.server.scripts = [[{send: 100}, {cut: 'reset'}]];
    const told = follow();
    await until(() => expect(told.seqs.length).toBe(224));
    await until(() => expect(told.states.at(-1)).toBe('live'));
    const states = told.states.filter((state, i) => state !== told.states[i - 1]);
    expect(states).toEqual(['catching-up', 'reconnecting', 'catching-up', 'live']);
  });

  it('knows how far behind it is while it is away', async () => {
    here.server.scripts = [[{send: 100}, {cut: 'end'}]];
    const behind: unknown[] = [];
    follow({
      onConnection: (state: {status: string; behind?: unknown}) =>
        state.status === 'reconnecting' && behind.push(state.behind),
    });
    await until(() => expect(behind).toContain(124));
  });

  it('asks whoever follows where to go on when the cursor cannot be served', async () => {
    here.server.scripts = [[{send: 10}, {resync: 'it is too old'}]];
    const infos: ResyncInfo[] = [];
    const told = follow({
      onResync: async (info: ResyncInfo) => {
        infos.push(info);
        return {after: 200};
      },
    });
    await until(() => expect(told.seqs.at(-1)).toBe(224));
    expect(infos).toEqual([{reason: 'it is too old', headSeq: 224, epoch: 1}]);
    expect(told.seqs.slice(8, 12)).toEqual([9, 10, 201, 202]);
    expect(told.states).toContain('resyncing');
  });

  it('goes on from the head where nobody says otherwise', async () => {
    here.server.scripts = [[{send: 10}, {resync: 'it is too old'}]];
    const told = follow();
    await until(() => expect(told.subscription!.seq).toBe(224));
    here.server.append(next(here.server.journal));
    await until(() => expect(told.seqs.at(-1)).toBe(225));
    expect(told.seqs).toHaveLength(11);
  });

  it('asks again when fetching the state failed', async () => {
    here.server.scripts = [[{send: 10}, {resync: 'it is too old'}]];
    let calls = 0;
    const told = follow({
      onResync: () => {
        calls++;
        if (calls < 3) {
          throw new SignalboxError({code: 'JOURNAL_UNAVAILABLE', detail: 'no', retryable: true});
        }
      },
    });
    await until(() => expect(told.subscription!.seq).toBe(224));
    await until(() => expect(told.states.at(-1)).toBe('live'));
    expect(calls).toBe(3);
    expect(told.ends).toEqual([]);
  });

  it('takes what is lost again and again for lost', async () => {
    here.server.scripts = Array.from({length: 3}, () => [{send: 0}, {lose: 5}, {send: 1}]);
    const reasons: string[] = [];
    const told = follow({onResync: ({reason}: ResyncInfo) => void reasons.push(reason)});
    await until(() => expect(told.subscription!.seq).toBe(224));
    expect(reasons).toEqual(['events between 0 and 6 did not come']);
    here.server.append(next(here.server.journal));
    await until(() => expect(told.seqs).toEqual([225]));
  });

  it('shows the new state of a journal that was restored from elsewhere', async () => {
    const one = store();
    await until(() => expect(one.view.connection.status).toBe('live'));
    here.server.journal = recorded().slice(0, 90);
    here.server.epoch = 2;
    here.server.cutAll('reset');
    await until(() => expect(one.view.epoch).toBe(2));
    const shown = () => JSON.parse(JSON.stringify(snapshotOf(one.view.state!, 's1', 2, true)));
    expect(shown()).toEqual(snapshot(here.server.journal, 2));
    here.server.append(...recorded().slice(90));
    await until(() => expect(shown()).toEqual(snapshot(recorded(), 2)));
    expect(one.view.ended).toBeNull();
  });

  it('shows the same after the server was away, and says that it was', async () => {
    const one = store();
    await until(() => expect(one.view.connection.status).toBe('live'));
    await here.server.stop();
    await until(() => expect(one.view.connection.status).toBe('reconnecting'));
    await until(() => expect(one.view.connection).toMatchObject({attempt: 3, behind: 0}));
    here.server.journal.push(next(here.server.journal, {type: 'session:query:started'}));
    await here.server.listen();
    await until(() => expect(one.view.connection.status).toBe('live'));
    await until(() => expect(one.view.state!.seq).toBe(225));
  });

  it('does not wait when it is told not to', async () => {
    const timing = {backoffMinMs: 3_600_000, backoffMaxMs: 3_600_000};
    const client = here.client(transport, {timing: {...timing, random: () => 1}});
    const one = client.session('s1');
    await until(() => expect(one.view.connection.status).toBe('live'));
    here.server.cutAll('reset');
    await until(() => expect(one.view.connection.status).toBe('reconnecting'));
    one.retryNow();
    await until(() => expect(one.view.connection.status).toBe('live'));
  });

  it('comes back when the browser is online again', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    try {
      const timing = {backoffMinMs: 3_600_000, backoffMaxMs: 3_600_000, random: () => 1};
      const told = Told.by(here.client(transport, {timing}));
      await until(() => expect(told.states.at(-1)).toBe('live'));
      here.server.cutAll('reset');
      await until(() => expect(told.states.at(-1)).toBe('reconnecting'));
      page.dispatchEvent(new Event('online'));
      await until(() => expect(told.states.at(-1)).toBe('live'));
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('waits as long as it is asked to', async () => {
    const path = transport === 'websocket' ? '/tickets' : '/events/stream';
    const headers = {'Retry-After': '1'};
    here.server.refusals = [{path, status: 503, code: 'JOURNAL_UNAVAILABLE', headers}];
    const waits: number[] = [];
    const began = Date.now();
    const told = follow({
      onConnection: (state: {status: string; retryAt?: number}) => waits.push(state.retryAt ?? 0),
    });
    await until(() => expect(told.seqs).toHaveLength(224));
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(began + 1_000);
    expect(Date.now()).toBeGreaterThanOrEqual(began + 1_000);
  });

  it('does not ask again for what comes twice', async () => {
    here.server.scripts = [[{send: 30}, {again: 30}, {again: 1}]];
    const told = follow();
    await until(() => expect(told.seqs).toHaveLength(224));
    const joins = here.server.sockets.frames.filter(({type}) => type === 'session:join');
    const streams = here.server.asked.filter(({path}) => path.endsWith('/stream'));
    expect(joins.length + streams.length).toBe(1);
  });

  it('counts attempts anew once it was live for a while', async () => {
    for (const [stableMs, attempts] of [
      [0, [1, 1]],
      [60_000, [1, 2]],
    ] as const) {
      const told: number[] = [];
      const timing = {...QUICK, stableMs};
      const subscription = here.client(transport, {timing}).follow('s1', {
        onEvents: () => {},
        onConnection: (state) => state.status === 'reconnecting' && told.push(state.attempt),
      });
      for (const count of [1, 2]) {
        await until(() => expect(subscription.connection.status).toBe('live'));
        here.server.cutAll('reset');
        await until(() => expect(told).toHaveLength(count));
      }
      expect(told).toEqual(attempts);
      subscription.close();
      await until(() => expect(here.server.openCount).toBe(0));
    }
  });

  it('does not press a server that cannot serve it', async () => {
    here.server.scripts = Array.from({length: 50}, () => [{resync: 'never'}]);
    let calls = 0;
    const timing = {...QUICK, backoffMinMs: 3_600_000, backoffMaxMs: 3_600_000};
    const told = Told.by(here.client(transport, {timing}), {onResync: () => void calls++});
    await until(() => expect(told.states.at(-1)).toBe('reconnecting'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toBe(1);
    here.server.scripts = [];
    told.subscription!.retryNow();
    await until(() => expect(told.states.at(-1)).toBe('live'));
    expect(calls).toBe(2);
  });

  it('tells which sessions change', async () => {
    const client = here.client(transport);
    const told: (readonly string[])[] = [];
    const stop = client.watchSessions((ids) => told.push(ids));
    await until(() =>
      expect(
        here.server.asked.some(({path}) => path === '/api/v1/sessions') ||
          here.server.sockets.frames.length > 0,
      ).toBe(true),
    );
    here.server.append(next(here.server.journal));
    here.server.sockets.sayChanged(['s1']);
    await until(() => expect(told).toEqual([['s1']]));
    stop();
    await until(() => expect(here.server.openCount).toBe(0));
  });
});
