import {SignalboxError, type Envelope, type Page} from '@signalbox/client';
import {expect, it} from 'vitest';
import {journal, runtime} from './testEvents';
import {TimelineStore} from './timelineStore';

/** A server with a timeline that grows, whose pages hold two events. */
function server(count: number) {
  const event = journal();
  const all: Envelope[] = [];
  const grow = (more: number) => {
    const grown = Array.from({length: more}, () =>
      event('session:status', all.length, runtime('ready')),
    );
    all.push(...grown);
    return grown;
  };
  grow(count);
  const said = {failure: null as SignalboxError | null, pages: 0};
  const page = async (before: number | null): Promise<Page<Envelope>> => {
    said.pages++;
    if (said.failure !== null) {
      throw said.failure;
    }
    const older = all.filter(({seq}) => before === null || seq < before).toReversed();
    const items = older.slice(0, 2);
    return {items, next: older.length > 2 ? String(items.at(-1)!.seq) : null};
  };
  return {grow, said, store: new TimelineStore(page)};
}

const seqs = (store: TimelineStore) => store.read().events.map(({seq}) => seq);

it('reads the newest pages by itself and older ones on demand', async () => {
  const {store} = server(7);
  await store.load();
  expect(seqs(store)).toEqual([4, 5, 6, 7]);
  expect(store.read().hasOlder).toBe(true);
  await store.loadOlder();
  await store.loadOlder();
  expect(seqs(store)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(store.read()).toMatchObject({hasOlder: false, isLoading: false, error: null});
});

it('loses nothing and doubles nothing between a page and what comes live', async () => {
  const {store, grow} = server(3);
  const loaded = store.load();
  store.add(grow(2));
  await loaded;
  store.add(grow(1));
  expect(seqs(store)).toEqual([1, 2, 3, 4, 5, 6]);
});

it('after a while away reads what was missed, and nothing that it has', async () => {
  const {store, grow, said} = server(7);
  await store.load();
  await store.loadOlder();
  grow(1);
  said.pages = 0;
  await store.load();
  expect(seqs(store)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(said.pages).toBe(1);
});

it('after a long while away shows no timeline with a hole in it', async () => {
  const {store, grow} = server(4);
  await store.load();
  grow(20);
  await store.load();
  expect(seqs(store)).toEqual([21, 22, 23, 24]);
  await store.loadOlder();
  expect(seqs(store)).toEqual([19, 20, 21, 22, 23, 24]);
});

it('a failure is told, what was read stays, and then it works again', async () => {
  const {store, grow, said} = server(4);
  await store.load();
  grow(1);
  said.failure = new SignalboxError({code: 'JOURNAL_UNAVAILABLE', detail: 'The disk is full'});
  await store.load();
  expect(store.read()).toMatchObject({isLoading: false, error: {detail: 'The disk is full'}});
  expect(seqs(store)).toEqual([1, 2, 3, 4]);
  said.failure = null;
  await store.load();
  expect(store.read().error).toBeNull();
  expect(seqs(store)).toEqual([1, 2, 3, 4, 5]);
});
