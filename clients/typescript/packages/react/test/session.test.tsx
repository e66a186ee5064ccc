import {act, render, renderHook, screen, waitFor} from '@testing-library/react';
import type {AssistantText} from '@signalbox/client';
import {renderToString} from 'react-dom/server';
import {expect, it} from 'vitest';
import {useConversation, useRuntime, useSession} from '../src/index.js';
import {delta, text} from './session.js';
import {world} from './world.js';

/** The texts of a conversation, one after the other. */
function useTexts(id: string, conversationId?: string): string {
  const {blocks} = useConversation(id, conversationId);
  return blocks.map(({block}) => (block as AssistantText).content).join('|');
}

function Texts({id}: {id: string}) {
  return <p>{useTexts(id)}</p>;
}

it('shows what was said, and what is said from then on', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'), delta('b1', 'Hello'));
  const {result} = renderHook(() => useTexts('s1'), {wrapper: Wrapper});
  expect(result.current).toBe('');
  await waitFor(() => expect(result.current).toBe('Hello'));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  session.say(delta('b1', ', '), delta('b1', 'world'));
  await waitFor(() => expect(result.current).toBe('Hello, world'));
});

it('follows a session once, however many components and hooks show it', async () => {
  const {server, Strict} = await world();
  server.create('s1').start().say(text('b1'), delta('b1', 'Hello'));
  function Both() {
    useRuntime('s1');
    useSession('s1');
    return (
      <>
        <Texts id="s1" />
        <Texts id="s1" />
      </>
    );
  }
  render(<Both />, {wrapper: Strict});
  await waitFor(() => expect(screen.getAllByText('Hello')).toHaveLength(2));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  expect(server.asked(/\/snapshot$/)).toBe(1);
  expect(server.asked(/^GET \/api\/v1\/sessions\/s1$/)).toBe(1);
});

it('shows all that happened, once, to a component that comes back', async () => {
  const {server, Strict} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'));
  const first = render(<Texts id="s1" />, {wrapper: Strict});
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  for (const word of ['a', 'b', 'c', 'd']) {
    first.unmount();
    session.say(delta('b1', word));
    const again = render(<Texts id="s1" />, {wrapper: Strict});
    session.say(delta('b1', word));
    again.unmount();
  }
  render(<Texts id="s1" />, {wrapper: Strict});
  expect(await screen.findByText('aabbccdd')).toBeTruthy();
  expect(server.asked(/\/snapshot$/)).toBe(1);
  expect(server.streams('s1')).toBe(1);
});

it('shows a component that comes back what it saw, at once', async () => {
  const {server, Wrapper} = await world();
  server.create('s1').start().say(text('b1'), delta('b1', 'Hello'));
  const first = render(<Texts id="s1" />, {wrapper: Wrapper});
  await screen.findByText('Hello');
  first.unmount();
  render(<Texts id="s1" />, {wrapper: Wrapper});
  expect(screen.getByText('Hello')).toBeTruthy();
});

it('leaves nothing open after the last component went', async () => {
  const {server, Strict, openCount} = await world(50);
  server.create('s1');
  const {result, unmount} = renderHook(() => useSession('s1'), {wrapper: Strict});
  await waitFor(() => expect(result.current.session?.id).toBe('s1'));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  await waitFor(() => expect(server.watchers).toBe(1));
  unmount();
  await waitFor(() => expect(openCount()).toBe(0));
  await waitFor(() => expect(server.peers.size).toBe(0));
});

it('shows nothing of the other session after a switch, and leaves it', async () => {
  const {server, Strict, openCount} = await world(50);
  server.create('s1').start().say(text('b1'), delta('b1', 'one'));
  server.create('s2').start().say(text('b1'), delta('b1', 'two'));
  const seen: string[] = [];
  const {result, rerender} = renderHook(
    ({id}) => {
      const texts = useTexts(id);
      seen.push(`${id} ${texts}`);
      return texts;
    },
    {wrapper: Strict, initialProps: {id: 's1'}},
  );
  await waitFor(() => expect(result.current).toBe('one'));
  rerender({id: 's2'});
  expect(result.current).toBe('');
  await waitFor(() => expect(result.current).toBe('two'));
  expect(new Set(seen)).toEqual(new Set(['s1 ', 's1 one', 's2 ', 's2 two']));
  await waitFor(() => expect(openCount()).toBe(1));
  await waitFor(() => expect(server.streams('s1')).toBe(0));
});

it('loses and doubles nothing when streams break, and works again', async () => {
  const {server, Strict} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'));
  const {result} = renderHook(() => useTexts('s1'), {wrapper: Strict});
  let all = '';
  for (let i = 0; i < 5; i++) {
    await waitFor(() => expect(server.streams('s1')).toBe(1));
    session.say(delta('b1', `${i}`));
    server.breakStreams();
    session.say(delta('b1', `${i}`));
    all += `${i}${i}`;
    await waitFor(() => expect(result.current).toBe(all));
  }
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  session.say(delta('b1', '.'));
  await waitFor(() => expect(result.current).toBe(all + '.'));
});

it('keeps the record of a session as others change it', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1', 'before');
  const {result} = renderHook(() => useSession('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.session?.name).toBe('before'));
  await waitFor(() => expect(server.watchers).toBe(1));
  session.rename('after');
  await waitFor(() => expect(result.current.session?.name).toBe('after'));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  session.say([
    'session:metadata:update',
    {
      type: 'metadata_update',
      conversationId: 'main',
      metadata: {usage: {inputTokens: 3, outputTokens: 4, totalTokens: 7}},
    },
  ]);
  await waitFor(() => expect(result.current.session?.usage.totalTokens).toBe(7));
});

it('says that a session was deleted', async () => {
  const {server, Wrapper} = await world();
  server.create('s1');
  const {result} = renderHook(() => useSession('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  server.delete('s1');
  await waitFor(() => expect(result.current.view.ended).toBe('deleted'));
  expect(result.current.error).toBeNull();
});

it('says that there is no such session, and finds it when it is there later', async () => {
  const {server, Wrapper} = await world();
  const {result} = renderHook(() => useSession('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.error?.code).toBe('SESSION_NOT_FOUND'));
  server.create('s1').start().say(text('b1'), delta('b1', 'Hello'));
  act(() => result.current.retryNow());
  await waitFor(() => expect(result.current.error).toBeNull());
  await waitFor(() => expect(result.current.session?.id).toBe('s1'));
  expect(result.current.view.state?.conversations.byId.get('main')?.blocks).toHaveLength(1);
});

it('asks again by itself for a record that the server could not give', async () => {
  const {server, Wrapper} = await world();
  server.create('s1');
  server.refuse(/^GET \/api\/v1\/sessions\/s1$/, 503, 'JOURNAL_UNAVAILABLE');
  const {result} = renderHook(() => useSession('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.error?.code).toBe('JOURNAL_UNAVAILABLE'));
  await waitFor(() => expect(result.current.session?.id).toBe('s1'));
  expect(result.current.error).toBeNull();
});

it('renders on a server without asking for anything', async () => {
  const {server, Wrapper, openCount} = await world();
  server.create('s1').start().say(text('b1'), delta('b1', 'Hello'));
  function Page() {
    const {session, view} = useSession('s1');
    const runtime = useRuntime('s1');
    return <p>{JSON.stringify([session, view.state, view.connection.status, runtime])}</p>;
  }
  const html = renderToString(
    <Wrapper>
      <Page />
      <Texts id="s1" />
    </Wrapper>,
  );
  expect(html.replaceAll('&quot;', '"')).toBe('<p>[null,null,"connecting",null]</p><p></p>');
  expect(openCount()).toBe(0);
  expect(server.requests).toEqual([]);
});

it('says what is missing where there is no provider', () => {
  expect(() => renderToString(<Texts id="s1" />)).toThrow('need a <SignalboxProvider>');
});
