import {describe, expect, it} from 'vitest';
import type {Envelope, RuntimeState, SessionView} from '../src/index.js';
import {totalUsage} from '../src/index.js';
import {until, world} from './server/client.js';
import {next} from './server/journal.js';

const here = world();

/** A store that folds when the test says so, and is live. */
async function manual() {
  const flushes: (() => void)[] = [];
  const store = here
    .client('websocket')
    .session('s1', {schedule: (flush) => void flushes.push(flush)});
  const flush = () => flushes.splice(0).forEach((one) => one());
  await until(() => {
    flush();
    expect(store.view.connection.status).toBe('live');
  });
  return {store, flush, flushes};
}

const appended = (count: number, event: Partial<Envelope> = {}) => {
  for (let i = 0; i < count; i++) {
    here.server.append(next(here.server.journal, event));
  }
};

const OF_NOTHING = {type: 'session:options:update', data: {options: {}}} as Partial<Envelope>;

describe('a store', () => {
  it('is empty before the first snapshot', () => {
    const {view} = here.client('websocket').session('s1');
    expect(view).toEqual({
      sessionId: 's1',
      state: null,
      runtime: null,
      epoch: 0,
      connection: {status: 'connecting'},
      ended: null,
    });
  });

  it('tells of a batch once, folded, and of its events after that', async () => {
    const {store, flush, flushes} = await manual();
    const order: string[] = [];
    store.subscribe(() => order.push(`view ${store.view.state!.seq}`));
    store.onEvents((events) => order.push(`events ${events.map(({seq}) => seq).join()}`));
    appended(3, OF_NOTHING);
    await until(() => expect(flushes).toHaveLength(1));
    await until(() => expect(here.server.journal).toHaveLength(227));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(order).toEqual([]);
    expect(flushes).toHaveLength(1);
    flush();
    expect(order).toEqual(['view 227', 'events 225,226,227']);
  });

  it('folds without being asked what a hidden page would let pile up', async () => {
    const {store} = await manual();
    here.server.append(
      ...Array.from({length: 6_000}, (_, i) => ({
        ...next(here.server.journal, OF_NOTHING),
        seq: 225 + i,
      })),
    );
    await until(() => expect(store.view.state!.seq).toBeGreaterThanOrEqual(5_224));
  });

  it('keeps what did not change', async () => {
    const {store, flush} = await manual();
    const views: SessionView[] = [store.view];
    store.subscribe(() => views.push(store.view));
    appended(1, OF_NOTHING);
    await until(() => {
      flush();
      expect(views).toHaveLength(2);
    });
    flush();
    const [before, after] = views as [SessionView, SessionView];
    expect(after).not.toBe(before);
    expect(after.runtime).toBe(before.runtime);
    expect(after.connection).toBe(before.connection);
    expect(after.state!.conversations).toBe(before.state!.conversations);
    flush();
    expect(views).toHaveLength(2);
  });

  it('shows the runtime state as soon as an event changes it', async () => {
    const store = here.client('websocket').session('s1');
    await until(() => expect(store.view.runtime).not.toBeNull());
    const runtime: RuntimeState = store.view.runtime!;
    expect(runtime.activeQuery).toBeUndefined();
    const data = {queryId: 'q9', origin: 'client'} as const;
    appended(1, {type: 'session:query:started', data} as Partial<Envelope>);
    await until(() => expect(store.view.runtime!.activeQuery?.queryId).toBe('q9'));
  });

  it('comes as far as the server has told, over log lines too', async () => {
    const store = here.client('websocket').session('s1');
    const told: Envelope[] = [];
    store.onEvents((events) => told.push(...events));
    await until(() => expect(store.view.connection.status).toBe('live'));
    appended(5);
    await until(() => expect(store.view.state!.seq).toBe(229));
    expect(told).toEqual([]);
  });

  it('recalls what a snapshot does not say: nothing is counted twice', async () => {
    const usage = {inputTokens: 7, outputTokens: 1_000};
    const said = {type: 'session:metadata:update', queryId: 'q9', track: 'conversation'} as const;
    const started = {queryId: 'q9', origin: 'client'} as const;
    const metadata = (output: number) =>
      ({
        ...said,
        data: {
          conversationId: 'main',
          metadata: {usage: {...usage, outputTokens: output}, commands: [{name: 'review'}]},
        },
      }) as unknown as Partial<Envelope>;
    appended(1, {type: 'session:query:started', data: started} as Partial<Envelope>);
    appended(1, metadata(400));
    const queued = {queryId: 'q10', position: 1, content: 'and then', messageId: 'm10'};
    appended(1, {type: 'session:query:queued', data: queued} as Partial<Envelope>);
    const store = here.client('websocket').session('s1');
    await until(() => expect(store.view.connection.status).toBe('live'));
    const before = totalUsage(store.view.state!.usage).outputTokens;
    appended(1, metadata(1_000));
    await until(() => expect(store.view.state!.seq).toBe(228));
    expect(totalUsage(store.view.state!.usage).outputTokens - before).toBe(600);
    const main = store.view.state!.conversations.byId.get('main')!;
    expect(main.metadata.commands).toEqual([{name: 'review'}]);
    expect(store.view.state!.queue).toMatchObject([{content: 'and then', messageId: 'm10'}]);
  });

  it('tells nothing after it was closed', async () => {
    const {store, flush, flushes} = await manual();
    let calls = 0;
    store.subscribe(() => calls++);
    const view = store.view;
    appended(1, OF_NOTHING);
    await until(() => expect(flushes).toHaveLength(1));
    store.close();
    flush();
    store.retryNow();
    expect(calls).toBe(0);
    expect(store.view).toBe(view);
  });

  it('tells a listener as often as it was added, and no longer than it wants', async () => {
    const store = here.client('websocket').session('s1');
    let calls = 0;
    const listener = () => calls++;
    const first = store.subscribe(listener);
    const second = store.subscribe(listener);
    first();
    await until(() => expect(store.view.connection.status).toBe('live'));
    expect(calls).toBeGreaterThan(0);
    second();
    const before = calls;
    const before2 = store.view;
    appended(1, OF_NOTHING);
    await until(() => expect(store.view).not.toBe(before2));
    expect(calls).toBe(before);
  });

  it('takes 1,000 events a second into a session of 50,000 blocks', async () => {
    const {journal} = here.server;
    for (let i = 0; i < 50_000; i++) {
      const block = {type: 'assistant_text', id: `b${i}`, content: 'x'};
      const data = {conversationId: 'main', blockId: block.id, block};
      journal.push(next(journal, {type: 'session:block:complete', data} as Partial<Envelope>));
    }
    const queryId = 'q9';
    const started = {type: 'session:query:started', queryId, data: {queryId, origin: 'client'}};
    journal.push(next(journal, started as Partial<Envelope>));
    const asked = {type: 'user_message', id: 'm9', content: 'go on'};
    const message = {conversationId: 'main', blockId: 'm9', block: asked};
    journal.push(
      next(journal, {type: 'session:block:complete', queryId, data: message} as Partial<Envelope>),
    );
    const block = {type: 'assistant_text', id: 'live', content: ''};
    const begun = {
      type: 'session:block:start',
      queryId,
      data: {conversationId: 'main', block},
    };
    journal.push(next(journal, begun as Partial<Envelope>));
    const store = here.client('websocket').session('s1');
    await until(() => expect(store.view.connection.status).toBe('live'));
    const began = performance.now();
    const delta = {conversationId: 'main', blockId: 'live', delta: '!'};
    for (let i = 0; i < 1_000; i++) {
      appended(1, {type: 'session:block:delta', data: delta} as Partial<Envelope>);
    }
    await until(() => expect(store.view.state!.seq).toBe(journal.length));
    const seconds = (performance.now() - began) / 1_000;
    console.log(`1,000 deltas into 50,000 blocks: ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThan(5);
    const blocks = store.view.state!.conversations.byId.get('main')!.blocks;
    expect(blocks.at(-1)!.block).toMatchObject({id: 'live', content: '!'.repeat(1_000)});
  });
});
