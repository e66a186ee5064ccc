import {emptyState, foldAll, snapshotOf, type Envelope} from '@signalbox/client';
import {expect, it} from 'vitest';
import {journal} from '../operations/testEvents';
import {Moments, nearest} from './moments';

/** A journal of queries with streamed text, some of whose deltas were dropped. */
function talk(queries: number): Envelope[] {
  const event = journal();
  const events: Envelope[] = [
    event('session:created', 0, {
      agent: 'exec',
      environment: 'local',
      options: {},
      by: {principal: 'ann'},
    }),
  ];
  for (let n = 1; n <= queries; n++) {
    const queryId = `q${n}`;
    const add = (type: string, data: object) =>
      events.push(event(type as 'session:unknown', n, data as never, {queryId}));
    add('session:query:started', {queryId, origin: 'client'});
    const block = {type: 'assistant_text', id: `b${n}`, content: ''};
    add('session:block:start', {conversationId: 'main', block});
    for (const delta of ['To', 'tal ', String(n)]) {
      add('session:block:delta', {conversationId: 'main', blockId: block.id, delta});
    }
    const whole = {...block, content: `Total ${n}`};
    add('session:block:complete', {conversationId: 'main', blockId: block.id, block: whole});
    add('session:metadata:update', {conversationId: 'main', metadata: {costUSD: n / 100}});
    add('session:query:ended', {queryId, outcome: 'completed', durationMs: 1});
  }
  return events.filter(({seq}) => seq % 37 !== 5);
}

const shown = (state: Parameters<typeof snapshotOf>[0]) => snapshotOf(state, 's1', 1, false);

it('shows every moment as if all before it had just been folded, whatever was looked at before', () => {
  const events = talk(30);
  const moments = new Moments(16);
  // Pages of any size, one of them twice.
  moments.append(events.slice(0, 7));
  moments.append(events.slice(0, 7));
  moments.append(events.slice(5, 100));
  moments.append(events.slice(100));
  expect(moments.events).toEqual(events);
  let index = 0;
  for (let jump = 0; jump < 400; jump++) {
    // Jumps that reach everywhere, and steps to both sides.
    index = jump % 3 === 0 ? (jump * 7919) % events.length : index + (jump % 3 === 1 ? 1 : -1);
    const folded = foldAll(emptyState(), events.slice(0, index + 1));
    expect(shown(moments.stateAt(index))).toEqual(shown(folded));
  }
  expect(shown(moments.stateAt(-1))).toEqual(shown(emptyState()));
});

it('can be looked at while it is still being read', () => {
  const events = talk(10);
  const moments = new Moments(16);
  moments.append(events.slice(0, 40));
  expect(moments.stateAt(1_000_000).seq).toBe(events[39]!.seq);
  moments.append(events.slice(40));
  expect(moments.stateAt(events.length - 1).seq).toBe(events.at(-1)!.seq);
});

it.each([
  [1, 0],
  [5, 1],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 2],
  [999, 2],
  [-3, 0],
])('the event nearest to %i is found', (seq, index) => {
  expect(nearest([{seq: 1}, {seq: 5}, {seq: 9}], seq)).toBe(index);
  expect(nearest([], seq)).toBe(-1);
});
