import {expect, it} from 'vitest';
import {spans} from './spans';
import {START, journal, runtime} from './testEvents';
import {duration, environmentNow, queryNow, spanWords} from './words';

it.each([
  [0, '0 s'],
  [420, '0.4 s'],
  [9_940, '9.9 s'],
  [9_999, '10 s'],
  [59_700, '1 min'],
  [184_000, '3 min 4 s'],
  [2 * 3_600_000 + 5 * 60_000 + 59_000, '2 h 5 min'],
  [76 * 3_600_000, '3 d 4 h'],
])('%i ms are "%s"', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it('says how both machines are now', () => {
  const busy = runtime(
    'ready',
    {},
    {
      activeQuery: {queryId: 'q1', startedAt: START},
      queue: [{queryId: 'q2', queuedAt: START}],
      pendingPermissions: ['r1'],
      backgroundTasks: 2,
    },
  ).runtime;
  expect(environmentNow(busy)).toBe('ready');
  expect(queryNow(busy, START + 12_900)).toBe(
    'waiting for an answer · active 12 s · 1 queued · 2 in background',
  );
  expect(queryNow(runtime('inactive').runtime, START)).toBe('none');
  expect(environmentNow({...busy, executionEnvironment: null})).toBe('not started yet');
});

it('says a span in a sentence, for those who do not see it', () => {
  const event = journal();
  const {environment, query} = spans(
    [
      event('session:status', 0, runtime('error', {statusMessage: 'Restarting (1 of 5)…'})),
      event('session:status', 2, runtime('ready', {restartCount: 1})),
      event('session:query:ended', 9, {
        queryId: 'q1',
        outcome: 'timed_out',
        durationMs: 3000,
        cause: {code: 'AGENT_SILENT', message: 'It said nothing for 10 min.'},
      }),
    ],
    START + 72_000,
  );
  expect(environment.map(spanWords)).toEqual([
    expect.stringMatching(/^Environment error, 2 s from .+: Restarting \(1 of 5\)…$/),
    expect.stringMatching(/^Environment ready, after crash number 1, 1 min 10 s so far, since /),
  ]);
  expect(spanWords(query[0]!)).toMatch(
    /^Query timed out, 3 s from .+: It said nothing for 10 min\.$/,
  );
});
