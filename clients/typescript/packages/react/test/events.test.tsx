import {render, renderHook, waitFor} from '@testing-library/react';
import type {Envelope} from '@signalbox/client';
import {expect, it} from 'vitest';
import {useConnection, useEvents, useMe, useClient} from '../src/index.js';
import {delta, text} from './session.js';
import {world} from './world.js';

it('tells each event once, in StrictMode and whatever listener is there', async () => {
  const {server, Strict} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'));
  const seen: number[] = [];
  function Listening({round}: {round: number}) {
    // Another function each time.
    useEvents('s1', (events: readonly Envelope[]) => {
      events.forEach(({seq}) => seen.push(seq));
    });
    return <p>{round}</p>;
  }
  const {rerender} = render(<Listening round={0} />, {wrapper: Strict});
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  for (let round = 1; round <= 10; round++) {
    session.say(delta('b1', 'x'));
    rerender(<Listening round={round} />);
  }
  const all = Array.from({length: 10}, (_, i) => 4 + i);
  await waitFor(() => expect(seen).toEqual(all));
});

it('tells a component that comes back what happens from then on', async () => {
  const {server, Strict} = await world();
  const session = server.create('s1').start();
  session.say(text('b1'));
  const seen: number[] = [];
  const listen = () => useEvents('s1', (events) => events.forEach(({seq}) => seen.push(seq)));
  const first = renderHook(listen, {wrapper: Strict});
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  session.say(delta('b1', 'x'));
  await waitFor(() => expect(seen).toEqual([4]));
  first.unmount();
  renderHook(listen, {wrapper: Strict});
  session.say(delta('b1', 'y'));
  await waitFor(() => expect(seen).toEqual([4, 5]));
});

it('says how the connection of the client is', async () => {
  const {server, Wrapper} = await world();
  server.create('s1');
  const {result} = renderHook(() => ({all: useConnection(), one: useConnection('s1')}), {
    wrapper: Wrapper,
  });
  await waitFor(() => expect(result.current.one.status).toBe('live'));
  await waitFor(() => expect(result.current.all.status).toBe('live'));
});

it('says who asks, and asks once for all who want to know', async () => {
  const {server, client, Strict} = await world();
  const {result} = renderHook(() => [useMe(), useMe(), useClient()] as const, {wrapper: Strict});
  await waitFor(() => expect(result.current[0].me?.name).toBe('ann'));
  expect(result.current[1].me).toBe(result.current[0].me);
  expect(result.current[2]).toBe(client);
  expect(server.asked(/\/me$/)).toBe(1);
});
