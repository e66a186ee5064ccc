import {describe, expect, it} from 'vitest';
import {TRANSPORTS, Told, until, world} from './server/client.js';
import {next} from './server/journal.js';

const here = world();

describe.each(TRANSPORTS)('what is followed by %s', (transport) => {
  const follow = (options = {}) => Told.by(here.client(transport), options);
  const store = () => here.client(transport).session('s1');

  it('is not called live while the server is away', async () => {
    const client = here.client(transport);
    const states: string[] = [];
    client.onConnection(({status}) => states.push(status));
    const one = client.session('s1');
    await until(() => expect(one.view.connection.status).toBe('live'));
    await here.server.stop();
    await until(() => expect(one.view.connection).toMatchObject({attempt: 4}));
    await here.server.listen();
    await until(() => expect(one.view.connection.status).toBe('live'));
    const changes = states.filter((state, i) => state !== states[i - 1]);
    expect(changes).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  it('knows from the beginning that the server is away', async () => {
    const client = here.client('websocket');
    const one = client.session('s1');
    await until(() => expect(one.view.connection.status).toBe('live'));
    await here.server.stop();
    await until(() => expect(one.view.connection.status).toBe('reconnecting'));
    const other = client.session('s2');
    expect(other.view.connection.status).toBe('reconnecting');
    await here.server.listen();
    await until(() => expect(other.view.ended).toMatchObject({code: 'SESSION_NOT_FOUND'}));
    await until(() => expect(one.view.connection.status).toBe('live'));
  });

  it('can be gone on with elsewhere, by its seq and epoch', async () => {
    const {subscription, seqs} = follow();
    await until(() => expect(subscription!.seq).toBe(224));
    const {seq: after, epoch} = subscription!;
    subscription!.close();
    here.server.append(next(here.server.journal));
    const told = follow({after, epoch: epoch!});
    await until(() => expect(told.seqs).toEqual([225]));
    expect(seqs).not.toContain(225);
  });

  it('ends when the session is deleted', async () => {
    const told = follow();
    const one = store();
    await until(() => expect(one.view.connection.status).toBe('live'));
    await until(() => expect(told.seqs).toHaveLength(224));
    here.server.delete();
    await until(() => expect(told.ends).toEqual(['deleted']));
    await until(() => expect(one.view.ended).toBe('deleted'));
    expect(one.view.connection).toEqual({status: 'closed', error: null});
    expect(one.view.state!.seq).toBe(224);
  });

  it('ends where there is no such session', async () => {
    const client = here.client(transport);
    const ends: unknown[] = [];
    client.follow('s2', {onEvents: () => {}, onEnd: (why) => ends.push(why)});
    const one = client.session('s2');
    await until(() => expect(ends).toMatchObject([{code: 'SESSION_NOT_FOUND'}]));
    await until(() => expect(one.view.ended).toMatchObject({code: 'SESSION_NOT_FOUND'}));
  });

  it('ends when its token no longer counts, and asks no more', async () => {
    const told = follow();
    const one = store();
    await until(() => expect(one.view.connection.status).toBe('live'));
    await until(() => expect(told.states.at(-1)).toBe('live'));
    here.server.revoke();
    await until(() => expect(told.ends).toMatchObject([{code: 'UNAUTHENTICATED', status: 401}]));
    await until(() => expect(one.view.ended).toMatchObject({code: 'UNAUTHENTICATED'}));
    const asked = here.server.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(here.server.asked).toHaveLength(asked);

    here.server.tokens.add('right');
    one.retryNow();
    await until(() => expect(one.view.connection.status).toBe('live'));
    expect(one.view.ended).toBeNull();
  });

  it('goes on with a new token where it can have one', async () => {
    let token = 'right';
    const told = Told.by(here.client(transport, {token: async () => token}));
    await until(() => expect(told.states.at(-1)).toBe('live'));
    token = 'newer';
    here.server.revoke();
    here.server.tokens.add('newer');
    await until(() => expect(here.server.openCount).toBe(1));
    here.server.append(next(here.server.journal));
    await until(() => expect(told.seqs.at(-1)).toBe(225));
    expect(told.ends).toEqual([]);
  });

  it('loses nothing when it is closed and opened at once, as React does in StrictMode', async () => {
    const client = here.client(transport);
    client.session('s1').close();
    const first = client.session('s1');
    await until(() => expect(first.view.connection.status).toBe('live'));
    first.close();
    const second = client.session('s1');
    here.server.append(next(here.server.journal, {type: 'session:error'}));
    await until(() => expect(second.view.state?.seq).toBe(225));
    second.close();
    await until(() => expect(here.server.openCount).toBe(0));
    await until(() => expect(client.connection).toEqual({status: 'closed', error: null}));
  });

  it('follows one session twice, each with its own filter', async () => {
    const client = here.client(transport);
    const all = Told.by(client);
    const some = Told.by(client, {types: ['session:created']});
    await until(() => expect(all.seqs).toHaveLength(224));
    await until(() => expect(some.seqs).toEqual([1]));
    all.subscription!.close();
    some.subscription!.close();
    await until(() => expect(here.server.openCount).toBe(0));
  });

  it('tells nothing after it was closed, in the middle of a batch too', async () => {
    const told = new Told();
    told.subscription = here.client(transport).follow('s1', {
      after: 0,
      onEvents: (events) => {
        told.batches.push(events.length);
        told.subscription!.close();
      },
    });
    await until(() => expect(told.batches).toHaveLength(1));
    here.server.append(next(here.server.journal));
    await until(() => expect(here.server.openCount).toBe(0));
    expect(told.batches).toHaveLength(1);
    expect(told.subscription.connection).toEqual({status: 'closed', error: null});
  });

  it('is not stopped by who throws', async () => {
    const thrown: unknown[] = [];
    const keep = (error: unknown) => thrown.push(error);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', keep);
    try {
      const told = follow({
        onEvents: () => {
          throw new Error('mine');
        },
      });
      await until(() => expect(told.subscription!.seq).toBe(224));
      await until(() => expect(thrown[0]).toMatchObject({message: 'mine'}));
      here.server.append(next(here.server.journal));
      await until(() => expect(told.subscription!.seq).toBe(225));
    } finally {
      process.removeAllListeners('uncaughtException');
      others.forEach((listener) => process.on('uncaughtException', listener));
    }
  });
});
