import {describe, expect, it} from 'vitest';
import {extended, spans, type Span} from './spans';
import {START, journal, request, runtime} from './testEvents';
import {merged} from './timelineEvents';

const at = (seconds: number) => START + seconds * 1000;
/** What matters of spans, in a line each. */
const told = (list: readonly Span[]) =>
  list.map(
    ({kind, from, to, isOpen, seq}) =>
      `${kind} ${(from - START) / 1000}–${(to - START) / 1000}${isOpen ? '…' : ''} #${seq}`,
  );

describe('the environment over time', () => {
  it('is one span as long as its status stays, and the last one is still open', () => {
    const event = journal();
    const {environment} = spans(
      [
        event('session:status', 0, runtime('starting', {statusMessage: 'Starting…'})),
        event('session:status', 1, runtime('starting')),
        event('session:status', 2, runtime('ready')),
        event('session:status', 9, runtime('ready')),
      ],
      at(30),
    );
    expect(told(environment)).toEqual(['starting 0–2 #1', 'ready 2–30… #3']);
    expect(environment[0]!.message).toBe('Starting…');
  });

  it('marks a start after a crash, also where nobody saw the crash', () => {
    const event = journal();
    const {environment} = spans(
      [
        event('session:status', 0, runtime('ready')),
        event('session:status', 5, runtime('error', {statusMessage: 'Restarting (1 of 5)…'})),
        event('session:status', 6, runtime('starting', {restartCount: 1})),
        event('session:status', 7, runtime('ready', {restartCount: 1})),
        event('session:status', 9, runtime('ready', {restartCount: 2})),
        // By command: the count begins anew.
        event('session:status', 20, runtime('ready')),
      ],
      at(30),
    );
    expect(environment.map((span) => [span.kind, span.isRestart])).toEqual([
      ['ready', false],
      ['error', false],
      ['starting', true],
      ['ready', false],
      ['ready', true],
    ]);
    expect(environment.at(-1)!.restartCount).toBe(0);
  });

  it('says nothing where there was none yet', () => {
    const event = journal();
    const {runtime: none} = runtime('ready');
    const data = {runtime: {...none, executionEnvironment: null}};
    expect(spans([event('session:status', 0, data)], at(1)).environment).toEqual([]);
  });
});

describe('queries over time', () => {
  it('are queued, run and wait for permission within their run', () => {
    const event = journal();
    const {query} = spans(
      [
        event('session:query:started', 0, {queryId: 'q1', origin: 'client'}),
        event('session:query:queued', 1, {queryId: 'q2', position: 1}),
        event('session:permission:requested', 3, request('r1', 'q1'), {queryId: 'q1'}),
        event('session:permission:requested', 4, request('r2', 'q1'), {queryId: 'q1'}),
        event('session:permission:resolved', 5, {requestId: 'r1', optionId: 'yes', by: 'policy'}),
        event('session:permission:resolved', 8, {requestId: 'r2', optionId: null, by: 'deadline'}),
        event('session:query:ended', 10, {queryId: 'q1', outcome: 'completed', durationMs: 10_000}),
        event('session:query:started', 10, {queryId: 'q2', origin: 'client'}),
      ],
      at(12),
    );
    expect(told(query)).toEqual([
      'running 0–10 #1',
      'queued 1–10 #2',
      'waiting 3–8 #3',
      'running 10–12… #8',
    ]);
    expect(query.map(({outcome}) => outcome)).toEqual(['completed', null, 'completed', null]);
  });

  it('that are withdrawn or lost leave nothing open behind', () => {
    const event = journal();
    const cause = {code: 'ENVIRONMENT_LOST', message: 'The environment was lost.'};
    const {query} = spans(
      [
        event('session:query:started', 0, {queryId: 'q1', origin: 'client'}),
        event('session:query:queued', 1, {queryId: 'q2', position: 1}),
        event('session:permission:requested', 2, request('r1', 'q1'), {queryId: 'q1'}),
        event('session:query:ended', 3, {queryId: 'q2', outcome: 'cancelled', durationMs: 0}),
        event('session:query:ended', 4, {queryId: 'q1', outcome: 'lost', durationMs: 4, cause}),
      ],
      at(60),
    );
    expect(told(query)).toEqual(['running 0–4 #1', 'queued 1–3 #2', 'waiting 2–4 #3']);
    expect(query[0]).toMatchObject({outcome: 'lost', cause: 'The environment was lost.'});
  });

  it('whose beginning was not read begin when they say that they did', () => {
    const event = journal();
    const ended = {queryId: 'q1', outcome: 'completed' as const, durationMs: 7_000};
    const {query} = spans([event('session:query:ended', 10, ended, {seq: 400})], at(60));
    expect(told(query)).toEqual(['running 3–10 #400']);
  });
});

it('a clock behind the server’s gives no span that ends before it began', () => {
  const event = journal();
  const {environment} = spans([event('session:status', 10, runtime('ready'))], at(2));
  expect(told(environment)).toEqual(['ready 10–10… #1']);
  expect(told(extended({environment, query: []}, at(25)).environment)).toEqual(['ready 10–25… #1']);
});

it('pages and live events that overlap are one list, each event once', () => {
  const event = journal();
  const all = [1, 2, 3, 4].map((second) => event('session:status', second, runtime('ready')));
  const page = [all[2]!, all[1]!, all[0]!];
  const both = merged(merged([], [all[3]!, all[2]!]), page);
  expect(both.map(({seq}) => seq)).toEqual([1, 2, 3, 4]);
  expect(merged(both, page)).toBe(both);
});
