import {describe, expect, it} from 'vitest';
import type {Envelope, Snapshot} from '../src/index.js';
import {emptyState, fold, foldAll, snapshotOf, stateOf} from '../src/index.js';
import type {FoldVector} from './vectors.js';
import {vectors} from './vectors.js';

const FOLDS = vectors<FoldVector>('fold');

/** Written and read again, as a reader finds it: a field that is undefined is absent. */
const written = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot));
const shown = (state: ReturnType<typeof emptyState>) => written(snapshotOf(state, 's1', 1, true));

/**
 * These events break the block law, which no server writes: a snapshot does not say that the block
 * that they are about is complete.
 */
const AGAINST_THE_LAW = new Map([['what-does-not-apply', [8, 9, 11]]]);

describe.each(FOLDS)('$name', ({name, events, snapshot}) => {
  it('folds to its snapshot', () => {
    expect(shown(events.reduce(fold, emptyState()))).toEqual(snapshot);
  });

  it('folds to its snapshot in batches of every size', () => {
    for (let size = 1; size <= events.length; size++) {
      let state = emptyState();
      for (let i = 0; i < events.length; i += size) {
        state = foldAll(state, events.slice(i, i + size));
      }
      expect(shown(state)).toEqual(snapshot);
    }
  });

  it('folds the rest onto the snapshot of every beginning', () => {
    for (let n = 0; n <= events.length; n++) {
      const beginning = events.slice(0, n);
      const rest = events.slice(n).filter(({seq}) => !AGAINST_THE_LAW.get(name)?.includes(seq));
      const begun = stateOf(shown(foldAll(emptyState(), beginning)), beginning);
      expect(shown(begun), `snapshot of ${n}`).toEqual(shown(foldAll(emptyState(), beginning)));
      expect(shown(foldAll(begun, rest)), `${n} events, then the rest`).toEqual(snapshot);
    }
  });

  it('leaves every older state as it was', () => {
    const states = [emptyState()];
    const before = events.map((event) => {
      const state = states.at(-1)!;
      const view = JSON.stringify(shown(state));
      states.push(fold(state, event));
      return view;
    });
    expect(states.slice(0, -1).map((state) => JSON.stringify(shown(state)))).toEqual(before);
  });

  it('takes no event twice', () => {
    const state = foldAll(emptyState(), events);
    expect(foldAll(state, events)).toBe(state);
  });
});

describe('histories that part', () => {
  const text = (seq: number, conversationId: string, id: string, content: string) =>
    ({
      type: 'session:block:start',
      sessionId: 's1',
      seq,
      at: '2026-11-23T10:00:00.000Z',
      track: 'conversation',
      data: {conversationId, block: {type: 'assistant_text', id, content}},
    }) as Envelope;
  const delta = (seq: number, conversationId: string, blockId: string) =>
    ({
      ...text(seq, conversationId, blockId, ''),
      type: 'session:block:delta',
      data: {conversationId, blockId, delta: '!'},
    }) as Envelope;
  const contents = (state: ReturnType<typeof emptyState>, conversationId: string) =>
    state.conversations.byId.get(conversationId)?.blocks.map(({block}) => block['content']);

  it('do not see each other', () => {
    const common = fold(emptyState(), text(1, 'main', 'b1', 'one'));
    const left = foldAll(common, [text(2, 'main', 'b2', 'left'), delta(3, 'main', 'b2')]);
    const right = foldAll(common, [
      text(2, 'main', 'b3', 'right'),
      text(3, 'aside', 'b2', 'aside'),
      delta(4, 'aside', 'b2'),
      delta(5, 'main', 'b2'),
    ]);
    expect(contents(left, 'main')).toEqual(['one', 'left!']);
    expect(contents(right, 'main')).toEqual(['one', 'right']);
    expect(contents(right, 'aside')).toEqual(['aside!']);
    expect(contents(fold(left, delta(6, 'main', 'b2')), 'main')).toEqual(['one', 'left!!']);
    expect(contents(common, 'main')).toEqual(['one']);
  });

  it('are total: nonsense changes nothing but seq', () => {
    for (const data of [null, 1, [], {}, {block: 1}, {conversationId: 'main', block: {id: 1}}]) {
      for (const type of ['start', 'delta', 'update', 'complete']) {
        const event = {...text(1, 'main', 'b', ''), type: `session:block:${type}`, data};
        expect(fold(emptyState(), event as Envelope)).toEqual({...emptyState(), seq: 1});
      }
    }
  });
});
