import {act, renderHook, waitFor} from '@testing-library/react';
import {useEffect} from 'react';
import {afterEach, expect, it, vi} from 'vitest';
import {
  useConnection,
  useConversation,
  usePermissions,
  useRuntime,
  useSendMessage,
  useSession,
} from '../src/index.js';
import {delta, text} from './session.js';
import {world} from './world.js';

afterEach(() => vi.unstubAllGlobals());

/** How often a hook rendered its component again. */
function counted<T>(use: () => T): {use: () => T; commits: () => number} {
  let commits = 0;
  return {
    use: () => {
      useEffect(() => {
        commits++;
      });
      return use();
    },
    commits: () => commits,
  };
}

it('renders for a delta only what shows its conversation', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'), text('b2', 'sub1'));
  const main = counted(() => useConversation('s1'));
  const others = {
    subagent: counted(() => useConversation('s1', 'sub1')),
    runtime: counted(() => useRuntime('s1')),
    permissions: counted(() => usePermissions('s1')),
    sending: counted(() => useSendMessage('s1')),
    connection: counted(() => useConnection('s1')),
  };
  const shown = renderHook(main.use, {wrapper: Wrapper});
  Object.values(others).forEach(({use}) => renderHook<unknown, unknown>(use, {wrapper: Wrapper}));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  const connection = renderHook(() => useConnection('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(connection.result.current.status).toBe('live'));
  await waitFor(() => expect(shown.result.current.blocks).toHaveLength(1));
  const before = Object.values(others).map(({commits}) => commits());
  const mainBefore = main.commits();
  for (let i = 1; i <= 5; i++) {
    session.say(delta('b1', 'x'));
    await waitFor(() =>
      expect(shown.result.current.blocks[0]?.block).toMatchObject({content: 'x'.repeat(i)}),
    );
  }
  expect(main.commits() - mainBefore).toBe(5);
  expect(Object.values(others).map(({commits}) => commits())).toEqual(before);
});

it('keeps the objects of what did not change', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'), text('b2'));
  const {result} = renderHook(() => useConversation('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.blocks).toHaveLength(2));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  const before = result.current;
  session.say(delta('b2', 'x'));
  await waitFor(() => expect(result.current.blocks[1]?.block).toMatchObject({content: 'x'}));
  expect(result.current.blocks[0]).toBe(before.blocks[0]);
  expect(result.current.metadata).toBe(before.metadata);
  expect(result.current.conversationIds).toBe(before.conversationIds);
});

it('renders once a frame, however many deltas come', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'));
  const main = counted(() => useConversation('s1'));
  const {result} = renderHook(main.use, {wrapper: Wrapper});
  const whole = renderHook(() => useSession('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.blocks).toHaveLength(1));
  await waitFor(() => expect(whole.result.current.view.connection.status).toBe('live'));

  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  session.say(delta('b1', '.'));
  await vi.waitFor(() => expect(frames).toHaveLength(1));
  const before = main.commits();
  for (let i = 0; i < 99; i++) {
    session.say(delta('b1', '.'));
  }
  await server.drained();
  act(() => frames.forEach((frame) => frame()));
  expect(result.current.blocks[0]?.block).toMatchObject({content: '.'.repeat(100)});
  expect(main.commits() - before).toBe(1);
});

it('counts what a conversation used, and says it again only when it is more', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'));
  const {result} = renderHook(() => useConversation('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  expect(result.current.usage).toBeNull();
  const usage = {inputTokens: 1, outputTokens: 2, totalTokens: 3};
  session.say([
    'session:metadata:update',
    {type: 'metadata_update', conversationId: 'main', metadata: {usage, model: 'm'}},
    'q1',
  ]);
  await waitFor(() => expect(result.current.usage).toEqual(usage));
  expect(result.current.metadata.model).toBe('m');
  const before = result.current.usage;
  session.say(delta('b1', 'x'));
  await waitFor(() => expect(result.current.blocks[0]?.block).toMatchObject({content: 'x'}));
  expect(result.current.usage).toBe(before);
});
