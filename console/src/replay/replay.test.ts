import {describe, expect, it} from 'vitest';
import {journal, request} from '../operations/testEvents';
import {readable, tokens} from './tokens';
import {jump, marksOf, places} from './marks';
import {playOn} from './play';
import {missingBefore, saidBy} from './said';

describe('playing', () => {
  const seconds = [0, 0.1, 0.2, 60, 60.5, 60.5];
  const times = (index: number) => seconds[index]! * 1000;
  const count = seconds.length;

  it('shows events as far apart as they were, and not a long silence', () => {
    expect(playOn(times, count, 0, 150, 1)).toEqual({index: 1, left: 50});
    expect(playOn(times, count, 1, 100, 1)).toEqual({index: 2, left: 0});
    expect(playOn(times, count, 2, 999, 1)).toEqual({index: 2, left: 999});
    expect(playOn(times, count, 2, 1000, 1)).toEqual({index: 3, left: 0});
  });

  it('goes faster on demand, and ends with the last event', () => {
    expect(playOn(times, count, 0, 50, 4)).toEqual({index: 2, left: 0});
    expect(playOn(times, count, 3, 125, 4)).toEqual({index: 5, left: 0});
    expect(playOn(times, count, 5, 9000, 16)).toEqual({index: 5, left: 0});
  });
});

describe('marks', () => {
  const event = journal();
  const marks = marksOf([
    event('session:query:started', 0, {queryId: 'q1', origin: 'client'}),
    event('session:permission:requested', 1, request('r1', 'q1')),
    event('session:error', 2, {error: {message: 'It failed.'}}),
    event('session:query:started', 3, {queryId: 'q2', origin: 'client'}),
  ]);

  it('are jumped to in both directions', () => {
    expect(jump(marks, 'query', 0)?.seq).toBe(4);
    expect(jump(marks, 'query', 3)).toBeNull();
    expect(jump(marks, 'query', 3, -1)?.seq).toBe(1);
    expect(jump(marks, 'error', 0)?.seq).toBe(3);
    expect(jump(marks, 'permission', 1)).toBeNull();
  });

  it('that would cover each other are drawn once', () => {
    const many = Array.from({length: 5000}, (_, index) => ({
      kind: 'query' as const,
      index,
      seq: index + 1,
    }));
    const drawn = places(many, 5000, 100);
    expect(drawn).toHaveLength(101);
    expect(drawn.at(-1)!.at).toBe(1);
    expect(places(marks, 1)).not.toContainEqual(expect.objectContaining({at: NaN}));
  });
});

describe('who said it', () => {
  const event = journal();
  const message = {type: 'user_message', id: 'm1', content: 'Hello'};
  const complete = event('session:block:complete', 0, {
    conversationId: 'main',
    blockId: 'm1',
    block: message,
  } as never);

  it.each([
    [complete, 'ann'],
    [
      event('session:permission:resolved', 0, {requestId: 'r', optionId: null, by: 'deadline'}),
      'the deadline: nobody answered in time',
    ],
    [
      event('session:permission:resolved', 0, {
        requestId: 'r',
        optionId: 'a',
        by: {principal: 'bo'},
      }),
      'bo',
    ],
    [event('session:query:started', 0, {queryId: 'q', origin: 'agent'}), 'the agent, by itself'],
    [event('session:query:ended', 0, {queryId: 'q', outcome: 'lost', durationMs: 1}), 'the server'],
    [event('session:log', 0, {level: 'info', message: '', source: 'runner'}), 'the runner'],
    [{...complete, type: 'session:new:thing'} as never, 'not known to this console'],
  ])('is told of each event', (one, words) => {
    expect(saidBy(one, {principal: 'ann'})).toBe(words);
  });
});

it('says what was dropped before an event', () => {
  const event = journal();
  const last = event('session:log', 0, {level: 'info', message: '', source: 'runner'}, {seq: 820});
  expect(missingBefore(last, 819)).toBeNull();
  expect(missingBefore(last, 818)).toMatch(/^Event 819 is no longer in the journal\./);
  expect(missingBefore(last, 812)).toMatch(
    /^7 events before this one \(813 to 819\) are no longer/,
  );
});

it('colours JSON without changing a letter of it', () => {
  const json = JSON.stringify({a: ['x: "y"\\', -1.5e3, true, null], 'b"': {}, '<b>': ''}, null, 2);
  const found = tokens(json);
  expect(found.map(({text}) => text).join('')).toBe(json);
  expect(found.filter(({kind}) => kind !== null).map(({kind, text}) => `${kind} ${text}`)).toEqual([
    'key "a"',
    'string "x: \\"y\\"\\\\"',
    'number -1500',
    'word true',
    'word null',
    'key "b\\""',
    'key "<b>"',
    'string ""',
  ]);
});

it('cuts a picture in an event, and says how much it cut', () => {
  const text = readable({a: 'x'.repeat(3_500), b: ['short']});
  expect(text).toContain('x… (1,500 more characters)"');
  expect(text).toContain('"short"');
  expect(text.length).toBeLessThan(2_200);
  expect(readable(undefined)).toBe('null');
});
