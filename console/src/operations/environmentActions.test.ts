import {expect, it} from 'vitest';
import {actionsNow, consequences} from './environmentActions';
import {START, runtime} from './testEvents';

it('offers what makes sense as the environment is', () => {
  expect(actionsNow(null)).toEqual([]);
  expect(actionsNow({...runtime('ready').runtime, executionEnvironment: null})).toEqual(['start']);
  expect(actionsNow(runtime('terminated').runtime)).toEqual(['start']);
  expect(actionsNow(runtime('error').runtime)).toEqual(['restart', 'terminate']);
});

it('says what becomes of a running query and of what waits', () => {
  const busy = runtime(
    'ready',
    {},
    {
      activeQuery: {queryId: 'q1', startedAt: START},
      queue: [{queryId: 'q2', queuedAt: START}],
      pendingPermissions: ['r1'],
    },
  ).runtime;
  expect(consequences('terminate', busy, START + 75_000).slice(1)).toEqual([
    'A query has been running for 1 min 15 s and waits for permission: it ends as interrupted, and what it was doing is cut off.',
    '1 message in the queue stays there and runs when the environment is ready again.',
  ]);
  expect(consequences('restart', runtime('ready').runtime, START)[1]).toBe(
    'No query is running, so none is cut off.',
  );
});
