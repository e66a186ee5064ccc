import {expect, it} from 'vitest';
import {journal, runtime} from '../testEvents';
import {entries, type Entry} from './entries';

const told = (list: readonly Entry[]) =>
  list.map((entry) =>
    [
      entry.seq,
      entry.kind,
      entry.kind === 'status' ? entry.status : entry.code,
      entry.message,
    ].join(' '),
  );

it('a crash is told once, with how the process ended and what it said last', () => {
  const event = journal();
  const message = 'The agent exited with code 1.';
  const lastError = {message, code: 'AGENT_EXITED', timestamp: 1};
  const cause = {code: 'AGENT_EXITED', message, exit: {code: 1}, stderrTail: 'boom\n'};
  const list = entries([
    event('session:status', 0, runtime('ready')),
    event('session:status', 1, runtime('ready')),
    event(
      'session:status',
      5,
      runtime('error', {statusMessage: 'Restarting (1 of 5)…', lastError}),
    ),
    event('session:error', 5, {error: {message, code: 'AGENT_EXITED', data: cause}}),
    event(
      'session:status',
      5,
      runtime('error', {statusMessage: 'Restarting (1 of 5)…', lastError}),
    ),
    event('session:query:ended', 5, {queryId: 'q1', outcome: 'failed', durationMs: 1, cause}),
    event('session:status', 6, runtime('ready', {restartCount: 1, lastError})),
  ]);
  expect(told(list)).toEqual([
    '7 status ready ',
    `6 query AGENT_EXITED ${message}`,
    `4 error AGENT_EXITED ${message}`,
    '3 status error Restarting (1 of 5)…',
    '1 status ready ',
  ]);
  expect(list[0]).toMatchObject({isRestart: true, restartCount: 1, lastError: null});
  expect(list[1]).toMatchObject({outcome: 'failed', details: {exit: null, stderrTail: null}});
  expect(list[2]).toMatchObject({details: {exit: 'exit code 1', stderrTail: 'boom\n', rest: null}});
  expect(list[3]).toMatchObject({lastError});
});

it('keeps what it does not know of a failure, whatever it is', () => {
  const event = journal();
  const error = (data: unknown) =>
    event('session:error', 0, {error: {message: 'It failed.', data}});
  const [text, list, killed, none] = entries([
    error(undefined),
    error({exit: {signal: 'SIGKILL', outOfMemory: true}, attempt: 2}),
    error([1]),
    error('why'),
  ]).map((entry) => entry.kind === 'error' && entry.details);
  expect(text).toEqual({exit: null, stderrTail: null, rest: {data: 'why'}});
  expect(list).toEqual({exit: null, stderrTail: null, rest: {data: [1]}});
  expect(killed).toEqual({
    exit: 'ended by SIGKILL · out of memory',
    stderrTail: null,
    rest: {attempt: 2},
  });
  expect(none).toEqual({exit: null, stderrTail: null, rest: null});
});

it('completed queries are no news here', () => {
  const event = journal();
  const ended = {queryId: 'q1', outcome: 'completed' as const, durationMs: 1};
  expect(entries([event('session:query:ended', 0, ended)])).toEqual([]);
});
