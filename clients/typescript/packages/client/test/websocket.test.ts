import {describe, expect, it} from 'vitest';
import {Told, until, world} from './server/client.js';
import {next} from './server/journal.js';

const here = world();
const client = (options = {}) => here.client('websocket', options);

describe('a socket', () => {
  it('is shared by all sessions and opened by one ticket', async () => {
    const one = client();
    const first = one.session('s1');
    const second = one.follow('s2', {onEvents: () => {}});
    const stop = one.watchSessions(() => {});
    await until(() => expect(first.view.connection.status).toBe('live'));
    await until(() => expect(second.connection.status).toBe('closed'));
    expect(here.server.openCount).toBe(1);
    expect(here.server.asked.filter(({path}) => path === '/api/v1/tickets')).toHaveLength(1);
    stop();
  });

  it('says how it is to whoever wants to know', async () => {
    const one = client();
    const states: string[] = [];
    const stop = one.onConnection(({status}) => states.push(status));
    const store = one.session('s1');
    await until(() => expect(store.view.connection.status).toBe('live'));
    here.server.cutAll(1012);
    await until(() => expect(states.slice(-2)).toEqual(['reconnecting', 'live']));
    store.close();
    await until(() => expect(states.at(-1)).toBe('closed'));
    expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live', 'closed']);
    stop();
  });

  it('asks again for a session that is refused for now', async () => {
    here.server.sockets.refusals = [
      {code: 'RATE_LIMITED', retryable: true},
      {code: 'JOURNAL_UNAVAILABLE', retryable: true},
    ];
    const told = Told.by(client());
    await until(() => expect(told.seqs).toHaveLength(224));
    expect(told.states[0]).toBe('reconnecting');
    expect(told.ends).toEqual([]);
    expect(here.server.asked.filter(({path}) => path === '/api/v1/tickets')).toHaveLength(1);
  });

  it('ends what is refused for good, and nothing else', async () => {
    const one = client();
    const told = Told.by(one);
    await until(() => expect(told.seqs).toHaveLength(224));
    here.server.sockets.refusals = [{code: 'FORBIDDEN', retryable: false}];
    const refused = Told.by(one);
    await until(() => expect(refused.ends).toMatchObject([{code: 'FORBIDDEN'}]));
    expect(refused.subscription!.connection).toMatchObject({status: 'closed'});
    here.server.append(next(here.server.journal));
    await until(() => expect(told.seqs.at(-1)).toBe(225));
  });

  it('is given up where each new one is told that nobody is known', async () => {
    here.server.sockets.onOpen = 4401;
    const told = Told.by(client({token: () => 'right'}));
    await until(() => expect(told.ends).toMatchObject([{code: 'UNAUTHENTICATED'}]));
    here.server.sockets.onOpen = null;
    const again = Told.by(client());
    await until(() => expect(again.seqs).toHaveLength(224));
  });

  it('is given up where the server does not understand it', async () => {
    here.server.sockets.onOpen = 4400;
    const told = Told.by(client());
    await until(() => expect(told.ends).toMatchObject([{code: 'BAD_REQUEST'}]));
  });

  it('is left when it says what is no frame, and the next one goes on', async () => {
    const told = Told.by(client());
    await until(() => expect(told.states.at(-1)).toBe('live'));
    here.server.sockets.sayRaw('{"type":');
    await until(() => expect(told.states).toContain('reconnecting'));
    here.server.append(next(here.server.journal));
    await until(() => expect(told.seqs.at(-1)).toBe(225));
    expect(told.seqs).toHaveLength(225);
  });

  it('says of the list of sessions that anything may have changed while it was away', async () => {
    const told: (readonly string[])[] = [];
    const stop = client().watchSessions((ids) => told.push(ids));
    const watches = () => here.server.sockets.frames.filter(({type}) => type === 'sessions:watch');
    await until(() => expect(watches()).toHaveLength(1));
    here.server.cutAll('reset');
    await until(() => expect(told).toEqual([[]]));
    await until(() => expect(watches()).toHaveLength(2));
    here.server.sockets.sayChanged(['s1']);
    await until(() => expect(told).toEqual([[], ['s1']]));
    stop();
    here.server.sockets.sayChanged(['s1']);
    await until(() => expect(here.server.openCount).toBe(0));
    expect(told).toHaveLength(2);
  });
});
