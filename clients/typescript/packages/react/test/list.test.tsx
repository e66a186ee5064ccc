import {act, renderHook, waitFor} from '@testing-library/react';
import {afterEach, expect, it, vi} from 'vitest';
import {useSessionList, type SessionListQuery} from '../src/index.js';
import {delta, text} from './session.js';
import {world, type World} from './world.js';

const LIST = /^GET \/api\/v1\/sessions\?/;
const ONE = /^GET \/api\/v1\/sessions\/[^?/]+$/;

afterEach(() => vi.useRealTimers());

function open({Strict}: World, query?: SessionListQuery) {
  const {result, unmount} = renderHook(() => useSessionList(query), {wrapper: Strict});
  return {list: result, ids: () => result.current.sessions.map(({id}) => id), unmount};
}

it('shows the newest activity first, and keeps it so', async () => {
  const all = await world();
  const a = all.server.create('a');
  all.server.create('b');
  const {list, ids} = open(all);
  expect(list.current).toMatchObject({sessions: [], loading: true});
  await waitFor(() => expect(ids()).toEqual(['b', 'a']));
  expect(list.current).toMatchObject({loading: false, hasMore: false, error: null});
  await waitFor(() => expect(all.server.watchers).toBe(1));
  all.server.create('c');
  await waitFor(() => expect(ids()).toEqual(['c', 'b', 'a']));
  a.start();
  await waitFor(() => expect(ids()).toEqual(['a', 'c', 'b']));
  expect(list.current.sessions[0]?.runtime.activeQuery?.queryId).toBe('q1');
  a.rename('A');
  await waitFor(() => expect(list.current.sessions[0]?.name).toBe('A'));
  all.server.delete('c');
  await waitFor(() => expect(ids()).toEqual(['a', 'b']));
});

it('fetches further pages, and has no session twice', async () => {
  const all = await world();
  const sessions = Array.from({length: 120}, (_, i) => all.server.create(`s${i}`));
  const {list, ids} = open(all);
  await waitFor(() => expect(ids()).toHaveLength(50));
  expect(list.current.hasMore).toBe(true);
  await waitFor(() => expect(all.server.watchers).toBe(1));
  sessions[0]!.start(); // From the last page to the front.
  await waitFor(() => expect(ids()[0]).toBe('s0'));
  await act(() => list.current.loadMore());
  await waitFor(() => expect(ids().length).toBeGreaterThanOrEqual(100));
  await act(() => list.current.loadMore());
  await waitFor(() => expect(ids()).toHaveLength(120));
  expect(new Set(ids()).size).toBe(120);
  expect(list.current.hasMore).toBe(false);
  await act(() => list.current.refresh());
  await waitFor(() => expect(ids()).toHaveLength(120));
});

it('leaves out a session that does not fit any more, and takes in one that does', async () => {
  const all = await world();
  const a = all.server.create('a').start();
  const b = all.server.create('b');
  const {ids} = open(all, {active: true});
  await waitFor(() => expect(ids()).toEqual(['a']));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  b.start();
  await waitFor(() => expect(ids()).toEqual(['b', 'a']));
  a.say(['session:query:ended', {queryId: 'q1', outcome: 'completed', durationMs: 1}, 'q1']);
  await waitFor(() => expect(ids()).toEqual(['b']));
});

it('leaves it to the server what a search finds', async () => {
  const all = await world();
  all.server.create('a', 'red');
  all.server.create('b', 'blue');
  const {ids} = open(all, {q: 'red'});
  await waitFor(() => expect(ids()).toEqual(['a']));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  all.server.create('c', 'dark red');
  all.server.create('d', 'dark blue');
  await waitFor(() => expect(ids()).toEqual(['c', 'a']));
});

it('fetches a session that changes all the time now and then', async () => {
  const all = await world();
  const a = all.server.create('a');
  const {list} = open(all);
  await waitFor(() => expect(list.current.sessions).toHaveLength(1));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  const release = all.server.hold(ONE);
  for (let i = 1; i <= 100; i++) {
    a.rename(`name ${i}`);
  }
  await waitFor(() => expect(all.server.asked(ONE)).toBe(1));
  release();
  await waitFor(() => expect(list.current.sessions[0]?.name).toBe('name 100'));
  expect(all.server.asked(ONE)).toBeLessThanOrEqual(3);
});

it('fetches no more than a few sessions at a time, however many change', async () => {
  const all = await world();
  const sessions = Array.from({length: 30}, (_, i) => all.server.create(`s${i}`));
  const {list} = open(all);
  await waitFor(() => expect(list.current.sessions).toHaveLength(30));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  const release = all.server.hold(ONE);
  sessions.forEach((session) => (session.name = 'renamed'));
  all.server.changed(...sessions.map(({id}) => id));
  await waitFor(() => expect(all.server.asked(ONE)).toBe(4));
  await all.server.drained();
  expect(all.server.asked(ONE)).toBe(4);
  release();
  await waitFor(() => list.current.sessions.forEach(({name}) => expect(name).toBe('renamed')));
  expect(all.server.asked(ONE)).toBe(30);
});

it('fetches the list where many more changed', async () => {
  const all = await world();
  const sessions = Array.from({length: 45}, (_, i) => all.server.create(`s${i}`));
  const {list} = open(all);
  await waitFor(() => expect(list.current.sessions).toHaveLength(45));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  sessions.forEach((session) => (session.name = 'renamed'));
  all.server.changed(...sessions.map(({id}) => id));
  await waitFor(() => list.current.sessions.forEach(({name}) => expect(name).toBe('renamed')));
  expect(all.server.asked(ONE)).toBe(0);
});

it('sees what changed while the connection was away', async () => {
  const all = await world();
  all.server.create('a');
  const {ids} = open(all);
  await waitFor(() => expect(ids()).toEqual(['a']));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  all.server.breakStreams();
  all.server.create('b');
  await waitFor(() => expect(ids()).toEqual(['b', 'a']));
});

it('fetches the list every 30 seconds, in case a change was not told', async () => {
  vi.useFakeTimers({toFake: ['setInterval', 'clearInterval']});
  const all = await world();
  all.server.create('a');
  const {ids} = open(all);
  await vi.waitFor(() => expect(ids()).toEqual(['a']));
  await vi.waitFor(() => expect(all.server.watchers).toBe(1));
  all.server.sessions.get('a')!.name = 'not told';
  const asked = all.server.asked(LIST);
  vi.advanceTimersByTime(30_000);
  vi.useRealTimers();
  await waitFor(() => expect(all.server.asked(LIST)).toBeGreaterThan(asked));
});

it('renders nothing again where nothing changed', async () => {
  const all = await world();
  const a = all.server.create('a').start();
  all.server.create('b');
  const {list, ids} = open(all);
  await waitFor(() => expect(ids()).toEqual(['b', 'a']));
  const before = list.current.sessions;
  await act(() => list.current.refresh());
  await waitFor(() => expect(list.current.loading).toBe(false));
  expect(list.current.sessions).toBe(before);
  await waitFor(() => expect(all.server.watchers).toBe(1));
  a.say(text('b1'), delta('b1', 'x'));
  a.rename('A');
  await waitFor(() => expect(list.current.sessions[0]?.name).toBe('A'));
  expect(list.current.sessions[1]).toBe(before[0]);
});

it('says that the list is not to be had, and asks for it again', async () => {
  const all = await world();
  all.server.create('a');
  all.server.refuse(LIST, 503, 'JOURNAL_UNAVAILABLE');
  const {list, ids} = open(all);
  await waitFor(() => expect(list.current.error?.code).toBe('JOURNAL_UNAVAILABLE'));
  expect(list.current.loading).toBe(false);
  await waitFor(() => expect(ids()).toEqual(['a']));
  expect(list.current.error).toBeNull();
});

it('leaves nothing open after the last component went', async () => {
  const all = await world(50);
  all.server.create('a');
  const {ids, unmount} = open(all);
  await waitFor(() => expect(ids()).toEqual(['a']));
  await waitFor(() => expect(all.server.watchers).toBe(1));
  unmount();
  await waitFor(() => expect(all.openCount()).toBe(0));
  await waitFor(() => expect(all.server.peers.size).toBe(0));
});
