import {act, renderHook, waitFor} from '@testing-library/react';
import {expect, it} from 'vitest';
import {useLogs, useSession, type UseLogsOptions} from '../src/index.js';
import {line} from './session.js';
import {world, type World} from './world.js';

const PAGES = /^GET .*\/logs\?/;
const RECORD = /^GET \/api\/v1\/sessions\/s1$/;

function numbers(from: number, to: number): string[] {
  return Array.from({length: to - from + 1}, (_, i) => String(from + i));
}

function open({Strict}: World, options?: UseLogsOptions) {
  const {result, unmount} = renderHook(() => useLogs('s1', options), {wrapper: Strict});
  return {
    logs: result,
    messages: () => result.current.lines.map(({data}) => data.message),
    unmount,
  };
}

it('shows the newest lines, and then what comes', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log(...numbers(1, 5));
  const {logs, messages} = open(all, {pageSize: 3});
  expect(logs.current).toMatchObject({lines: [], loading: true, error: null});
  await waitFor(() => expect(messages()).toEqual(numbers(3, 5)));
  expect(logs.current).toMatchObject({hasOlder: true, loading: false});
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.log('6', '7');
  session.log('8');
  await waitFor(() => expect(messages()).toEqual(numbers(3, 8)));
});

it('loses and doubles nothing between the page and what comes live', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log('1');
  const giveRecord = all.server.hold(RECORD);
  const givePage = all.server.hold(PAGES);
  const {messages} = open(all);
  await waitFor(() => expect(all.server.asked(RECORD)).toBe(1));
  session.log('2'); // In the page, and live too: it was not there yet where the stream begins.
  giveRecord();
  await waitFor(() => expect(all.server.asked(PAGES)).toBe(1));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.log('3'); // Live, before the page that does not have it.
  await all.server.drained();
  expect(messages()).toEqual([]);
  givePage();
  await waitFor(() => expect(messages()).toEqual(numbers(1, 3)));
  session.log('4');
  await waitFor(() => expect(messages()).toEqual(numbers(1, 4)));
});

it('fetches older lines until there are no more', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log(...numbers(1, 7));
  const {logs, messages} = open(all, {pageSize: 3});
  await waitFor(() => expect(messages()).toEqual(numbers(5, 7)));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.log('8');
  await act(() => Promise.all([logs.current.loadOlder(), logs.current.loadOlder()]));
  await waitFor(() => expect(messages()).toEqual(numbers(2, 8)));
  await act(() => logs.current.loadOlder());
  await waitFor(() => expect(messages()).toEqual(numbers(1, 8)));
  await waitFor(() => expect(logs.current.hasOlder).toBe(false));
  const asked = all.server.asked(PAGES);
  await act(() => logs.current.loadOlder());
  expect(all.server.asked(PAGES)).toBe(asked);
});

it('filters by level, source and text alike in pages and live', async () => {
  const all = await world();
  const session = all.server.create('s1');
  const said = (round: string) => [
    line(`${round} Disk is full`, 'error', 'runner'),
    line(`${round} disk is full`, 'info', 'runner'),
    line(`${round} a disk`, 'warn', 'agent'),
    line(`${round} all is well`, 'error', 'runner'),
  ];
  session.say(...said('old'));
  const {messages} = open(all, {minLevel: 'warn', source: 'runner', contains: 'DISK'});
  await waitFor(() => expect(messages()).toEqual(['old Disk is full']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.say(...said('new'), line('disk: the last', 'warn', 'runner'));
  await waitFor(() =>
    expect(messages()).toEqual(['old Disk is full', 'new Disk is full', 'disk: the last']),
  );
});

it('keeps the newest 10,000 lines, and says that there are older ones', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log('0');
  const {logs, messages} = open(all);
  await waitFor(() => expect(messages()).toEqual(['0']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  for (let i = 0; i < 21; i++) {
    session.log(...numbers(i * 500 + 1, i * 500 + 500));
  }
  await waitFor(() => expect(messages().at(-1)).toBe('10500'));
  expect(messages()).toEqual(numbers(501, 10_500));
  expect(logs.current.hasOlder).toBe(true);
  const asked = all.server.asked(PAGES);
  await act(() => logs.current.loadOlder());
  expect(all.server.asked(PAGES)).toBe(asked);
});

it('shares one stream and one page between all who want the same', async () => {
  const all = await world();
  all.server.create('s1').log('1');
  const {result} = renderHook(
    () => [useLogs('s1'), useLogs('s1'), useLogs('s1', {contains: '1'})] as const,
    {wrapper: all.Strict},
  );
  await waitFor(() => result.current.forEach(({lines}) => expect(lines).toHaveLength(1)));
  expect(result.current[0].lines).toBe(result.current[1].lines);
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  expect(all.server.asked(PAGES)).toBe(2);
  expect(all.server.asked(RECORD)).toBe(1);
});

it('misses nothing where a second page joins a stream that is under way', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log('1');
  const first = open(all);
  await waitFor(() => expect(first.messages()).toEqual(['1']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  const givePage = all.server.hold(PAGES);
  const second = open(all, {pageSize: 10});
  session.log('2');
  await waitFor(() => expect(first.messages()).toEqual(['1', '2']));
  givePage();
  await waitFor(() => expect(second.messages()).toEqual(['1', '2']));
  session.log('3');
  await waitFor(() => expect(second.messages()).toEqual(numbers(1, 3)));
});

it('has all lines, once, for a component that comes back', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log('1');
  const first = open(all);
  await waitFor(() => expect(first.messages()).toEqual(['1']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  first.unmount();
  session.log('2');
  const again = open(all);
  expect(again.messages()[0]).toBe('1');
  session.log('3');
  await waitFor(() => expect(again.messages()).toEqual(numbers(1, 3)));
  expect(all.server.asked(PAGES)).toBe(1);
});

it('loses and doubles no line when streams break', async () => {
  const all = await world();
  const session = all.server.create('s1');
  const {messages} = open(all);
  let last = 0;
  for (let i = 0; i < 4; i++) {
    await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
    session.log(String(++last));
    all.server.breakStreams();
    session.log(String(++last));
    await waitFor(() => expect(messages()).toEqual(numbers(1, last)));
  }
});

it('begins anew where the journal was restored from elsewhere', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log('old');
  const {messages} = open(all);
  await waitFor(() => expect(messages()).toEqual(['old']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.restore();
  session.log('restored');
  all.server.resync('s1');
  await waitFor(() => expect(messages()).toEqual(['restored']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.log('new');
  await waitFor(() => expect(messages()).toEqual(['restored', 'new']));
});

it('says that lines are not to be had, and asks for them again', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log(...numbers(1, 4));
  all.server.refuse(PAGES, 503, 'JOURNAL_UNAVAILABLE');
  const {logs, messages} = open(all, {pageSize: 2});
  await waitFor(() => expect(logs.current.error?.code).toBe('JOURNAL_UNAVAILABLE'));
  await waitFor(() => expect(messages()).toEqual(['3', '4']));
  expect(logs.current.error).toBeNull();
  all.server.refuse(PAGES, 503, 'JOURNAL_UNAVAILABLE');
  await act(() => logs.current.loadOlder());
  await waitFor(() => expect(logs.current.error?.code).toBe('JOURNAL_UNAVAILABLE'));
  await act(() => logs.current.loadOlder());
  await waitFor(() => expect(messages()).toEqual(numbers(1, 4)));
  expect(logs.current.error).toBeNull();
});

it('goes on after an error that ended the stream, when somebody asks for it', async () => {
  const all = await world();
  const session = all.server.create('s1');
  session.log('1');
  const {result} = renderHook(() => ({session: useSession('s1'), logs: useLogs('s1')}), {
    wrapper: all.Strict,
  });
  await waitFor(() => expect(result.current.logs.lines).toHaveLength(1));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  all.server.sessions.delete('s1');
  all.server.breakStreams();
  await waitFor(() => expect(result.current.logs.error?.code).toBe('SESSION_NOT_FOUND'));
  expect(result.current.logs.lines).toHaveLength(1);
  await waitFor(() => expect(result.current.session.error?.code).toBe('SESSION_NOT_FOUND'));
  all.server.sessions.set('s1', session);
  session.log('2');
  act(() => result.current.session.retryNow());
  await waitFor(() => expect(result.current.logs.lines).toHaveLength(2));
  expect(result.current.logs.error).toBeNull();
  await waitFor(() => expect(result.current.session.error).toBeNull());
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  session.log('3');
  await waitFor(() => expect(result.current.logs.lines).toHaveLength(3));
});

it('leaves nothing open after the last component went', async () => {
  const all = await world(50);
  all.server.create('s1').log('1');
  const {messages, unmount} = open(all);
  await waitFor(() => expect(messages()).toEqual(['1']));
  await waitFor(() => expect(all.server.streams('s1', 'logs')).toBe(1));
  unmount();
  await waitFor(() => expect(all.openCount()).toBe(0));
  await waitFor(() => expect(all.server.peers.size).toBe(0));
});
