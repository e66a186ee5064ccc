import {act, renderHook, waitFor} from '@testing-library/react';
import {SignalboxError} from '@signalbox/client';
import {expect, it} from 'vitest';
import {useConversation, useSendMessage} from '../src/index.js';
import {world, type World} from './world.js';

const MESSAGES = /^POST .*\/messages$/;

function open({Strict}: World) {
  const {result} = renderHook(
    () => ({sending: useSendMessage('s1'), talk: useConversation('s1')}),
    {wrapper: Strict},
  );
  return {
    result,
    said: () => result.current.talk.blocks.map(({block}) => block['content']),
  };
}

it('sends a message once when its answer gets lost', async () => {
  const all = await world();
  all.server.create('s1');
  const {result, said} = open(all);
  await waitFor(() => expect(all.server.streams('s1')).toBe(1));
  all.server.loseAnswer(MESSAGES);
  const accepted = await act(() => result.current.sending.send('hello'));
  expect(accepted.state).toBe('started');
  await waitFor(() => expect(said()).toEqual(['hello']));
  expect(all.server.asked(MESSAGES)).toBe(2);
  expect(result.current.sending).toMatchObject({sending: false, error: null});
});

it('sends what a person tries again as the message that it was', async () => {
  const all = await world();
  all.server.create('s1');
  all.server.refuse(/snapshot/, 503, 'JOURNAL_UNAVAILABLE', 1_000); // The page sees nothing.
  const {result} = open(all);
  all.server.loseAnswer(MESSAGES, 4);
  const lost = await act(() => result.current.sending.send('hello').catch((e: unknown) => e));
  expect(lost).toBeInstanceOf(SignalboxError);
  expect(result.current.sending).toMatchObject({sending: false, error: {status: 0}});
  await act(() => result.current.sending.send('hello'));
  expect(result.current.sending.error).toBeNull();
  const {messages} = all.server.sessions.get('s1')!.state;
  expect(messages.size).toBe(1);
  await act(() => result.current.sending.send('hello'));
  expect(all.server.sessions.get('s1')!.state.messages.size).toBe(2);
});

it('says the same again where the first time was seen to arrive', async () => {
  const all = await world();
  all.server.create('s1');
  const {result, said} = open(all);
  await waitFor(() => expect(all.server.streams('s1')).toBe(1));
  all.server.loseAnswer(MESSAGES, 4);
  await act(() => result.current.sending.send('go on').catch(() => {}));
  await waitFor(() => expect(said()).toEqual(['go on']));
  await act(() => result.current.sending.send('go on'));
  await waitFor(() => expect(said()).toEqual(['go on', 'go on']));
});

it('does not send again what the server refuses for good', async () => {
  const all = await world();
  all.server.create('s1');
  const {result, said} = open(all);
  await waitFor(() => expect(all.server.streams('s1')).toBe(1));
  all.server.refuse(MESSAGES, 403, 'FORBIDDEN');
  await act(() => result.current.sending.send('hello').catch(() => {}));
  expect(result.current.sending.error?.code).toBe('FORBIDDEN');
  expect(all.server.asked(MESSAGES)).toBe(1);
  await act(() => result.current.sending.send('hello'));
  await waitFor(() => expect(said()).toEqual(['hello']));
  expect(result.current.sending.error).toBeNull();
});

it('says while a message is on its way, in all components of the session', async () => {
  const all = await world();
  all.server.create('s1');
  const {result} = open(all);
  const other = renderHook(() => useSendMessage('s1'), {wrapper: all.Wrapper});
  const release = all.server.hold(MESSAGES);
  let done: Promise<unknown>;
  act(() => {
    done = result.current.sending.send('hello');
  });
  await waitFor(() => expect(other.result.current.sending).toBe(true));
  expect(result.current.sending.sending).toBe(true);
  release();
  await act(() => done);
  await waitFor(() => expect(other.result.current.sending).toBe(false));
});

it('delivers a message whose component is gone', async () => {
  const all = await world(0);
  all.server.create('s1');
  const {result, unmount} = renderHook(() => useSendMessage('s1'), {wrapper: all.Wrapper});
  all.server.refuse(MESSAGES, 503, 'JOURNAL_UNAVAILABLE');
  const sent = result.current.send('hello');
  unmount();
  expect((await sent).state).toBe('started');
  await waitFor(() => expect(all.openCount()).toBe(0));
});

it('takes it for done that there is no query to interrupt', async () => {
  const all = await world();
  all.server.create('s1');
  const {result} = open(all);
  await act(() => result.current.sending.interrupt());
  expect(result.current.sending.error).toBeNull();
});
